from datetime import date
from typing import Any, cast

import pytest

from contracts.words import PartnerKind, Pillar
from planner.agencies import agency
from planner.agencies.directory import AgencyDirectory
from planner.items.item import Fields, Milestone, Partner, complete, faults_of, tidy

KNOWN = AgencyDirectory(
    [agency.Draft(agency=code, name=f"Dinas {code}") for code in ("DINKES", "BAPPEDA")]
)


def fields(**changed: Any) -> Fields:
    given: dict[str, Any] = {
        "item_id": "RA-1",
        "pillar": Pillar.LIVING,
        "title": "Layanan",
        "agency": "DINKES",
        "start": date(2026, 1, 1),
        "due": date(2026, 12, 31),
        **changed,
    }
    return cast(Fields, given)


def steps(*steps: tuple[str, tuple[int, int], float]) -> tuple[Milestone, ...]:
    return tuple(Milestone(name, date(2026, *day), weight) for name, day, weight in steps)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"item_id": "RA 1"}, "item_id", "bad-code"),
        ({"item_id": "R" * 65}, "item_id", "bad-code"),
        ({"item_id": "NA"}, "item_id", "bad-code"),
        ({"title": ""}, "title", "missing"),
        ({"title": "x" * 501}, "title", "text-too-long"),
        ({"title": "#REF!"}, "title", "cell-error"),
        ({"agency": "NOPE"}, "agency", "unknown-agency"),
        ({"supporting_agencies": ("NOPE",)}, "supporting_agencies", "unknown-agency"),
        ({"supporting_agencies": ("DINKES",)}, "supporting_agencies", "supports-itself"),
        ({"supporting_agencies": ("BAPPEDA",) * 2}, "supporting_agencies", "given-twice"),
        ({"due": date(2025, 12, 31)}, "due", "due-before-start"),
        ({"start": date(1999, 1, 1)}, "start", "date-out-of-range"),
        ({"milestones": steps(("A", (1, 1), 101))}, "milestones", "milestone-weight"),
        ({"milestones": steps(("A", (1, 1), 0))}, "milestones", "milestone-weight"),
        (
            {"milestones": steps(("A", (5, 1), 60), ("B", (6, 1), 40.1))},
            "milestones",
            "milestones-over-100",
        ),
        (
            {"milestones": steps(("A", (6, 1), 10), ("B", (5, 1), 10))},
            "milestones",
            "milestones-not-rising",
        ),
        ({"milestones": steps(("A|B", (5, 1), 10))}, "milestones", "separator-in-text"),
        ({"milestones": steps(("", (5, 1), 10))}, "milestones", "missing"),
        (
            {"milestones": (Milestone("A", date(2027, 1, 1), 10),)},
            "milestones",
            "milestone-outside",
        ),
        ({"partners": (Partner("A;B", PartnerKind.REGION),)}, "partners", "separator-in-text"),
        ({"partners": (Partner("A", PartnerKind.REGION),) * 2}, "partners", "given-twice"),
        ({"budget": -1}, "budget", "below-zero"),
        ({"budget": 10**15}, "budget", "too-large"),
        ({"weight": 0.0}, "weight", "not-above-zero"),
        ({"weight": 1e7}, "weight", "too-large"),
        ({"target": 1e16}, "target", "too-large"),
        ({"target": 5.0, "target_text": "6 desa"}, "target", "target-text-disagrees"),
    ],
)
def test_a_broken_rule_is_one_fault_with_its_field(
    changed: dict[str, Any], field: str, code: str
) -> None:
    faults = faults_of(fields(**changed), KNOWN)

    assert [(fault.field, fault.code) for fault in faults] == [(field, code)]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"due": date(2026, 1, 1)},
        {"milestones": steps(("A", (1, 1), 60), ("B", (12, 31), 40))},
        {"milestones": steps(("A", (5, 1), 0.1), ("B", (5, 1), 0.2), ("C", (5, 1), 99.7))},
        {"supporting_agencies": ("BAPPEDA",)},
    ],
)
def test_what_keeps_the_rules_has_no_fault(changed: dict[str, Any]) -> None:
    assert faults_of(fields(**changed), KNOWN) == []


def test_a_field_that_could_not_be_read_breaks_no_further_rule() -> None:
    given = fields(due=date(2020, 1, 1), milestones=steps(("A", (5, 1), 10)))
    del given["due"]

    assert faults_of(given, KNOWN) == []


def test_inverted_dates_are_not_blamed_on_the_milestones_too() -> None:
    given = fields(due=date(2025, 1, 1), milestones=steps(("A", (5, 1), 10)))

    assert [fault.code for fault in faults_of(given, KNOWN)] == ["due-before-start"]


def test_texts_are_on_one_line_and_a_dash_is_none() -> None:
    tidied = tidy(fields(title=" Layanan\n\t daring\x00 ", kecamatan="-", rpjmd=" "))

    assert (tidied["title"], tidied["kecamatan"], tidied["rpjmd"]) == ("Layanan daring", None, None)


def test_a_target_in_words_gives_its_figure() -> None:
    assert tidy(fields(target_text="6.000 nelayan", target=None))["target"] == 6000.0


def test_tidying_twice_is_tidying_once() -> None:
    once = tidy(fields(title=" a  b ", weight=0.1 + 0.2, baseline=1 / 3, target_text="7 desa"))

    assert tidy(once) == once


def test_what_is_not_given_has_its_default() -> None:
    draft = complete(fields())

    assert (draft.weight, draft.budget, draft.milestones) == (1.0, 0, ())
