"""The marks of a spreadsheet's rows before they are recorded, over a real database."""

from datetime import timedelta

import pytest

from chassis.clock import FixedClock
from tests.flow.tracker.keeping import Keeping
from tests.flow.tracker.plausibility.test_report_watch import (
    EXPECTED,
    FIRST,
    ITEMS,
    Office,
    office,
    said,
    year,
)
from tests.unit.tracker.plans import NOON, a_plan
from tracker.funding.repository import FundingRepository
from tracker.items.repository import ItemRepository
from tracker.periods.repository import PeriodRepository
from tracker.plausibility import draft_marks
from tracker.plausibility.draft_marks import DraftMarks
from tracker.plausibility.drafts import Draft
from tracker.plausibility.rule_set import read_plausibility_rules
from tracker.reporting.report import Report

__all__ = ["office"]


def looking(office: Office) -> DraftMarks:
    return DraftMarks(
        marks=office.marks,
        money=FundingRepository(office.database),
        periods=PeriodRepository(office.database),
        rules=read_plausibility_rules(),
        clock=FixedClock(NOON),
    )


async def drafts(office: Office, *reports: Report) -> list[Draft]:
    items = await ItemRepository(office.database).items({one.item_id for one in reports})
    return [Draft(one, "", items[one.item_id]) for one in reports]


@pytest.mark.parametrize("recorded_before", [0, 10])
async def test_rows_get_the_marks_that_they_get_once_recorded(
    office: Office, recorded_before: int
) -> None:
    reports = year()[:-1]
    if recorded_before:
        await office.records(*reports[:recorded_before])
    new = reports[recorded_before:]
    marks = await looking(office).of_drafts(await drafts(office, *new))
    await office.records(*new)
    await office.looks()
    stored = await office.open()
    assert {key: [one.rule for one in those] for key, those in marks.items()} == stored
    assert stored.keys() > EXPECTED.keys()


async def test_many_rows_are_looked_at_by_few_queries(office: Office) -> None:
    many = 120
    await office.items.replan([a_plan(item_id=f"A-{number}") for number in range(ITEMS, many)])
    await office.records(*[said(item, 0, 3.1) for item in range(many)])
    rows = await drafts(office, *[said(item, m, 5.0 + m) for item in range(many) for m in (1, 2)])
    kept, found = Keeping(office.database), looking(office)
    said_of = await kept.all_read_by(lambda: found.of_drafts(rows))
    reads = [one["ns"].partition(".")[2] for one in said_of]
    assert sorted(reads) == ["calendars", "funding_links", "items"]


async def test_of_very_many_items_the_latest_reports_are_read(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft_marks, "RECORDED_MOST", 4)
    await office.records(*[said(1, month, 10.0 + month) for month in range(4)])
    recorded = await office.marks.recorded(["A-1", "A-2"], 2)
    assert [one.as_of for one in recorded["A-1"]] == [
        FIRST + timedelta(days=30 * month) for month in (3, 2)
    ]
    rows = await drafts(office, said(1, 4, 2.0), said(2, 4, 2.0))
    marks = await looking(office).of_drafts(rows)
    assert [one.rule for one in marks["r-1-4"]] == ["falling"]
    assert await looking(office).of_drafts([]) == {}
