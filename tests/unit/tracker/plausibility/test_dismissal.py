"""A verifier of the report's agency dismisses a mark, with words, and never one of their own."""

import pytest

from contracts.account import Account, Role
from tests.unit.tracker.plans import NOON
from tracker.plausibility.dismissal import WORDS_MOST, refusal
from tracker.plausibility.documents import Dismissal

WORDS = "Uang muka 30 persen menurut kontrak"


def code(
    account: Account, *, by: str = "pptk", was: Dismissal | None = None, words: str = WORDS
) -> str | None:
    fault = refusal(account, "DINKES", by, was, words)
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


@pytest.mark.parametrize("words", ["", " ", "\n\t"])
def test_words_are_asked_for(words: str) -> None:
    assert code(VERIFIER, words=words) == "missing"


def test_words_have_a_limit() -> None:
    assert code(VERIFIER, words="x" * WORDS_MOST) is None
    assert code(VERIFIER, words="x" * (WORDS_MOST + 1)) == "text-too-long"


def test_what_another_dismissed_stays_theirs() -> None:
    assert code(VERIFIER, was=Dismissal("lain", NOON, "lihat")) == "already-dismissed"
