"""An id belongs to the agency that sent it: nobody learns of it, nobody takes it."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.words import Kind
from tests.unit.tracker.memory_store import Tracker
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.items.item import recorded_event
from tracker.reporting.documents import report_document
from tracker.reporting.report import Report, own_key
from tracker.reporting.verdict import Verdict

OTHERS = "KUKAR-02"


@pytest.fixture
async def tracker() -> Tracker:
    tracker = Tracker()
    plans = [a_plan(), a_plan(item_id=OTHERS, agency="DISHUB", kind=Kind.ACTION)]
    await tracker.items.replan(plans)
    return tracker


def by_dishub(**other: Any) -> Report:
    return a_report(item_id=OTHERS, agency="DISHUB", **other)


async def verdicts(tracker: Tracker, *reports: Report) -> list[Verdict]:
    return [outcome.verdict for outcome in await tracker.items.record(reports)]


@pytest.mark.parametrize("together", [True, False])
async def test_two_agencies_may_use_the_same_id(tracker: Tracker, together: bool) -> None:
    batches = [[a_report(), by_dishub()]] if together else [[a_report()], [by_dishub()]]
    for batch in batches:
        assert set(await verdicts(tracker, *batch)) == {Verdict.RECORDED}
    assert await verdicts(tracker, by_dishub(), a_report()) == [Verdict.DUPLICATE] * 2
    assert set(tracker.store.reports) == {"r-1", own_key("DISHUB", "r-1")}
    sent = {told["event_id"] for row in tracker.store.outbox for told in row["events"]}
    assert {"progress.recorded.v1/r-1", f"progress.recorded.v1/{own_key('DISHUB', 'r-1')}"} <= sent


async def test_an_agency_that_uses_its_own_id_for_other_content_is_told(tracker: Tracker) -> None:
    await verdicts(tracker, a_report(), by_dishub())
    assert await verdicts(tracker, by_dishub(note="lain")) == [Verdict.CONFLICT]


async def test_whether_an_id_is_in_use_is_not_told_to_others(tracker: Tracker) -> None:
    await verdicts(tracker, a_report())
    probes = [a_report(agency="DISHUB"), a_report(agency="DISHUB", report_id="free")]
    outcomes = await tracker.items.record(probes)
    assert [o.verdict for o in outcomes] == [Verdict.REFUSED] * 2
    assert [[f.code for f in o.faults] for o in outcomes] == [["unknown-item"]] * 2


async def test_the_key_of_another_agencys_report_cannot_be_taken_before_it(
    tracker: Tracker,
) -> None:
    """No id that a sender may choose is as long as such a key."""
    await verdicts(tracker, by_dishub())
    taker = a_report(report_id=own_key("DINKES", "r-1")[1:])
    assert await verdicts(tracker, taker, a_report()) == [Verdict.RECORDED] * 2


async def test_a_report_stays_a_duplicate_when_its_item_has_gone_to_another_agency(
    tracker: Tracker,
) -> None:
    await verdicts(tracker, a_report())
    await tracker.items.replan([a_plan(version=2, agency="DISHUB")])
    assert await verdicts(tracker, a_report()) == [Verdict.DUPLICATE]
    assert await verdicts(tracker, a_report(note="lain")) == [Verdict.REFUSED]


async def test_both_agencies_reports_of_one_id_count_on_an_item_that_was_handed_over(
    tracker: Tracker,
) -> None:
    await verdicts(tracker, a_report(physical_percent=30.0))
    await tracker.items.replan([a_plan(version=2, agency="DISHUB")])
    tracker.clock.advance(timedelta(hours=1))
    mine = a_report(agency="DISHUB", physical_percent=50.0, submitted_at=tracker.clock.now())
    assert await verdicts(tracker, mine) == [Verdict.RECORDED]
    progress = tracker.store.items[a_plan().item_id].progress
    assert (progress.reports, progress.actual_percent) == (2, 50)


async def stored_by_an_earlier_version(tracker: Tracker, report: Report) -> None:
    """As a version stored it to which money not said was none spent."""
    item = tracker.store.items[report.item_id]
    row = report_document(recorded_event(report, item, NOON), report.fingerprint)
    del row["budget_stated"]
    tracker.store.reports[row["_id"]] = row


async def test_a_report_without_money_of_an_earlier_version_is_known_again(
    tracker: Tracker,
) -> None:
    await stored_by_an_earlier_version(tracker, a_report(budget_realised=0))
    assert await verdicts(tracker, a_report(budget_realised=None)) == [Verdict.DUPLICATE]


async def test_a_row_without_money_of_an_earlier_versions_sheet_counts_once(
    tracker: Tracker,
) -> None:
    await stored_by_an_earlier_version(tracker, a_report(report_id="old", budget_realised=0))
    row = a_report(report_id="new", former_id="old", budget_realised=None)
    assert await verdicts(tracker, row) == [Verdict.DUPLICATE]


async def test_none_spent_after_nothing_said_is_a_new_report(tracker: Tracker) -> None:
    silent = a_report(report_id="new", former_id="old", budget_realised=None)
    zero = a_report(report_id="old", budget_realised=0)
    assert await verdicts(tracker, silent, zero) == [Verdict.RECORDED] * 2
    assert await verdicts(tracker, silent, zero) == [Verdict.DUPLICATE] * 2


async def test_a_submission_that_an_earlier_version_refused_stays_so(tracker: Tracker) -> None:
    early = a_report(source="kafka", as_of=NOON.date().replace(month=7), budget_realised=0)
    assert await verdicts(tracker, early) == [Verdict.REFUSED]
    told = len(tracker.store.outbox)
    again = a_report(source="kafka", as_of=early.content.as_of, budget_realised=None)
    assert await verdicts(tracker, again) == [Verdict.REFUSED]
    assert len(tracker.store.outbox) == told
