"""A verifier of the report's agency dismisses a mark, with words, and never one of their own."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from contracts.account import Account, Role
from tests.unit.tracker.plans import NOON, a_plan
from tests.unit.tracker.plausibility.facts import RULES
from tracker.plausibility.dismissal import WORDS_MOST, refusal
from tracker.plausibility.documents import (
    Dismissal,
    MarkedReport,
    marked_report,
    marks_document,
)
from tracker.plausibility.mark import PlausibilityMark, PlausibilityRule

DAY = date(2026, 5, 31)
WORDS = "Uang muka 30 persen menurut kontrak"


FALLING, ROUND = PlausibilityRule.FALLING, PlausibilityRule.ROUND_FIGURES
SEEN = {"physical_before": 40.0, "physical": 30.0}
NOTHING: Mapping[PlausibilityRule, Dismissal] = {}


def marked(
    by: str = "pptk", dismissed: Mapping[PlausibilityRule, Dismissal] = NOTHING, **more: Any
) -> MarkedReport:
    facts = {"marks": {FALLING: SEEN}, "limits": {FALLING: "x"}, **more}
    return MarkedReport("r", "A-1", "kukar", "DINKES", by, DAY, dismissed=dismissed, **facts)


def a_dismissal(**more: Any) -> Dismissal:
    return Dismissal(**{"by": "lain", "at": NOON, "words": "lihat", "seen": SEEN, **more})


def code(
    account: Account,
    *,
    by: str = "pptk",
    was: Dismissal | None = None,
    words: str = WORDS,
    finding: str = PlausibilityMark(FALLING, SEEN, "x").finding,
    rule: PlausibilityRule = FALLING,
) -> str | None:
    report = marked(by, {FALLING: was} if was else {})
    fault = refusal(account, report, rule, finding, words)
    return fault.code if fault else None


def of(role: Role, agency: str | None = "DINKES") -> Account:
    return Account(username="kabid", role=role, region="kukar", agency=agency)


VERIFIER = of(Role.VERIFIER)


@pytest.mark.parametrize("role", Role)
def test_only_a_verifier_dismisses(role: Role) -> None:
    assert code(of(role)) == (None if role is Role.VERIFIER else "other-verifier")


def test_a_verifier_of_another_agency_does_not() -> None:
    assert code(of(Role.VERIFIER, "DISHUB")) == "other-verifier"


def test_nobody_dismisses_a_mark_on_their_own_report() -> None:
    assert code(VERIFIER, by="kabid") == "own-report"


@pytest.mark.parametrize("words", ["", " ", "\n\t", "\u200b"])
def test_words_are_asked_for(words: str) -> None:
    assert code(VERIFIER, words=words) == "missing"


def test_words_have_a_limit() -> None:
    assert code(VERIFIER, words="x" * WORDS_MOST) is None
    assert code(VERIFIER, words="x" * (WORDS_MOST + 1)) == "text-too-long"


def test_what_another_dismissed_stays_theirs() -> None:
    assert code(VERIFIER, was=a_dismissal()) == "already-dismissed"


def test_what_is_another_mark_by_now_is_not_dismissed() -> None:
    for stale in (
        PlausibilityMark(FALLING, {**SEEN, "physical": 31.0}, "x"),
        PlausibilityMark(FALLING, SEEN, "other limits"),
        PlausibilityMark(ROUND, SEEN, "x"),
    ):
        assert code(VERIFIER, finding=stale.finding) == "mark-changed"
    assert code(VERIFIER, rule=ROUND) == "mark-changed", "the mark is gone"
    assert code(VERIFIER, was=a_dismissal(seen={"physical": 1.0})) is None, "of what it was before"
    fault = refusal(VERIFIER, marked(), FALLING, "0" * 16, WORDS)
    assert fault
    assert "Sekarang fisik turun dari 40 % menjadi 30 %." in fault.message.indonesian
    stranger = refusal(of(Role.VERIFIER, "DISHUB"), marked(), FALLING, "0" * 16, WORDS)
    assert stranger
    assert "40" not in stranger.message.indonesian


def test_whole_and_broken_numbers_are_one_finding() -> None:
    whole = PlausibilityMark(FALLING, {"physical_before": 40, "physical": 30}, "x")
    assert whole.finding == PlausibilityMark(FALLING, SEEN, "x").finding


@pytest.mark.parametrize(
    ("was", "holds"),
    [
        (a_dismissal(limits="x"), True),
        (a_dismissal(), True),  # by which limits is not known
        (a_dismissal(limits="y"), False),
        (a_dismissal(seen=None), True),  # what was looked at is not known
        (a_dismissal(seen={**SEEN, "physical": 31.0}, limits="x"), False),
    ],
)
def test_a_dismissal_holds_for_what_was_looked_at(was: Dismissal, *, holds: bool) -> None:
    report = marked(dismissed={FALLING: was})
    (mark,) = report.found
    assert [one.rule for one in report.open] == ([] if holds else [FALLING])
    assert [one for _, one in report.looked_at] == ([was] if holds else [])
    assert report.dismissed_before(mark) == (None if holds else was)


def test_a_dismissal_of_before_is_of_the_mark_that_is_stored_beside_it() -> None:
    row = {
        **{"_id": "r", "item_id": "A-1", "region": "kukar", "agency": "DINKES"},
        **{"submitted_by": "pptk", "as_of": "2026-05-31", "rev": 2, "rules_version": "lama"},
        "marks": {"falling": SEEN},
        "dismissed": {
            name: {"by": "lain", "at": NOON, "words": "lihat"}
            for name in ("falling", "round-figures", "a rule of a later version")
        },
    }
    stored = marked_report(row)
    assert stored.dismissed[FALLING] == a_dismissal(version="lama")
    assert stored.dismissed[ROUND].seen is None
    assert stored.open == []
    rounds = {"reports": 6, "multiple_of": 5.0}
    after = stored.with_marks({FALLING: {**SEEN, "physical": 29.0}, ROUND: rounds}, RULES)
    assert [one.rule for one in after.open] == [FALLING]
    assert after.dismissed[ROUND].seen == rounds
    later = after.with_marks({ROUND: {**rounds, "reports": 12}}, RULES)
    assert [one.rule for one in later.open] == [ROUND]
    written = marks_document(later, a_plan())
    assert set(written) >= {"dismissed.falling", "dismissed.round-figures"}
    assert "dismissed" not in written, "what this version does not know stays"
