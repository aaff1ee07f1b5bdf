"""The marks of reports that are not recorded yet are those that they get once they are."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.unit.tracker.plans import NOON, a_plan, a_report
from tests.unit.tracker.plausibility.facts import KNOWN, MONTH_ENDS, RULES, said
from tracker.funding.funding import Funding
from tracker.plausibility.drafts import facts_of_draft, marks_of_drafts
from tracker.plausibility.mark import Known, ReportFacts
from tracker.plausibility.rules import marks_of_item

KNOWN_OF = {
    f"A-{number}": replace(KNOWN, plan=a_plan(item_id=f"A-{number}")) for number in range(9)
}


def draft(item: int, month: int, physical: float, **other: Any) -> ReportFacts:
    """One that comes at noon."""
    facts = {"key": f"d-{item}-{month}", "item_id": f"A-{item}", "received_at": NOON, **other}
    return said(month, physical, **facts)


def spoke(
    drafts: list[ReportFacts], *recorded: ReportFacts, known: dict[str, Known] = KNOWN_OF
) -> dict[str, list[str]]:
    by_item: dict[str, list[ReportFacts]] = {}
    for one in recorded:
        by_item.setdefault(one.item_id, []).append(one)
    found = marks_of_drafts(drafts, by_item, known, RULES)
    return {key: [mark.rule for mark in marks] for key, marks in found.items()}


@pytest.mark.parametrize("seed", range(30))
def test_each_gets_the_marks_that_it_gets_once_all_are_recorded(seed: int) -> None:
    chance = random.Random(seed)
    reports = [
        draft(item, month, chance.choice((0.0, 5.0, 10.0, 37.3, 60.0, 100.0)), money=money)
        for item in range(4)
        for month in chance.sample(range(1, 13), 8)
        for money in [chance.choice((None, 100_000, 400_000, 900_000))]
    ]
    chance.shuffle(reports)
    drafts, recorded = reports[:16], reports[16:]
    spent = [Funding(MONTH_ENDS[month], 70_000 * month) for month in range(0, 12, 2)]
    known = {name: replace(one, spent=spent) for name, one in KNOWN_OF.items()}
    early = [one._replace(received_at=NOON - timedelta(days=9)) for one in recorded]
    expected = {
        key: [mark.rule for mark in marks]
        for name, one in known.items()
        for key, marks in marks_of_item(
            [report for report in reports if report.item_id == name], one, RULES
        ).items()
        if marks and key in {report.key for report in drafts}
    }
    assert expected
    assert spoke(drafts, *early, known=known) == expected


def test_rows_of_one_file_that_all_step_alike_are_one_sitting() -> None:
    before = [said(5, 10.0 + item, key=f"r-{item}", item_id=f"A-{item}") for item in range(6)]
    alike = [draft(item, 6, 18.0 + item) for item in range(5)]
    assert spoke(alike, *before) == {one.key: ["same-sitting"] for one in alike}
    assert spoke(alike[:4], *before) == {}
    file = [*alike[:4], draft(4, 7, 29.3)]
    just = draft(4, 6, 22.0, key="tadi", received_at=NOON - timedelta(minutes=3))
    assert spoke(file, *before, just) == {one.key: ["same-sitting"] for one in alike[:4]}
    long_ago = just._replace(received_at=NOON - timedelta(minutes=11))
    assert spoke(file, *before, long_ago) == {}


def test_a_row_that_corrects_stands_for_what_it_corrects() -> None:
    before = said(4, 50.0, key="salah", item_id="A-1"), said(3, 10.0, key="r", item_id="A-1")
    assert spoke([draft(1, 5, 12.0)], *before) == {"d-1-5": ["falling"]}
    assert spoke([draft(1, 5, 12.0), draft(1, 4, 11.0, corrected="salah")], *before) == {}


def test_a_draft_says_what_its_report_says() -> None:
    report = a_report(note="Jalan ", obstacle="Hujan", budget_realised=None)
    facts = facts_of_draft(report, "lama", NOON)
    assert (facts.key, facts.received_at, facts.corrected) == ("r-1", NOON, "lama")
    assert (facts.physical_percent, facts.money, facts.words) == (40.0, None, "jalan hujan")
