"""All topics read from the beginning once more: not a byte changes, and nothing is said."""

from copy import deepcopy
from datetime import date, timedelta

from tests.unit.tracker.memory_store import Tracker
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.reporting.report import Report
from tracker.reporting.verdict import Verdict

SUBMISSIONS = [
    a_report(report_id="good", source="kafka"),
    a_report(report_id="early", source="kafka", as_of=date(2026, 6, 16)),
    a_report(report_id="over", source="kafka", physical_percent=140.0),
    a_report(report_id="taken", source="kafka", physical_percent=41.0),
    a_report(report_id="taken", source="kafka", physical_percent=42.0),
    a_report(report_id="stray", source="kafka", item_id="KUKAR-QW-02"),
]
PLANS = [a_plan(), a_plan(version=2, title="Judul baru"), a_plan(item_id="KUKAR-QW-02")]


async def told(tracker: Tracker, reports: list[Report]) -> list[Verdict]:
    return [outcome.verdict for outcome in await tracker.items.record(reports)]


async def lived() -> Tracker:
    tracker = Tracker()
    await tracker.items.replan(PLANS[:1])
    await tracker.items.record(SUBMISSIONS)
    await tracker.passes(timedelta(days=2))
    await tracker.items.replan(PLANS[1:])
    return tracker


async def test_everything_read_again_changes_no_byte() -> None:
    tracker = await lived()
    before = deepcopy(tracker.store)
    await tracker.items.replan(PLANS)
    await tracker.items.record(SUBMISSIONS[:3])
    await tracker.items.record(SUBMISSIONS)
    await tracker.passes(timedelta(0))
    assert tracker.store == before


async def test_a_submission_that_was_refused_stays_so_when_what_was_wrong_is_right_by_now() -> None:
    tracker = await lived()
    by_now_right = [report for report in SUBMISSIONS if report.report_id in {"early", "stray"}]
    assert await told(tracker, by_now_right) == [Verdict.REFUSED, Verdict.REFUSED]


async def test_sent_again_it_is_another_submission_and_counts() -> None:
    tracker = await lived()
    again = a_report(
        report_id="stray",
        source="kafka",
        item_id="KUKAR-QW-02",
        submitted_at=NOON + timedelta(days=2),
    )
    assert await told(tracker, [again]) == [Verdict.RECORDED]
    assert await told(tracker, SUBMISSIONS[-1:]) == [Verdict.DUPLICATE]


async def test_each_refusal_is_answered_once() -> None:
    tracker = await lived()
    answered = [
        told["event"]
        for row in tracker.store.outbox
        if row["topic"] == "progress.rejected.v1"
        for told in row["events"]
    ]
    assert sorted(answer.report_id for answer in answered) == ["early", "over", "stray", "taken"]
