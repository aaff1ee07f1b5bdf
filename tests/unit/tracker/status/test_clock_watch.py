"""A clock that ran ahead and was set right: nothing that it settled stays."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from contracts.words import Status
from tests.there import there
from tests.unit.tracker.memory_store import RULES, Tracker
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.items.item import CLOCKS_APART, Item, change_to
from tracker.repair.rebuild import Records, differences, repaired
from tracker.reporting.verdict import Verdict
from tracker.status.clock_watch import ClockWatch, LatestInstant
from tracker.status.status import course_of, standing

ITEM = a_plan().item_id
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
DUES = [date(2026, 6, 1), date(2026, 6, 16), date(2026, 9, 30), date(2027, 12, 31)]

Life = Sequence[tuple[str, Any, Any]]
"""What happened to an item: what, and two figures of it."""

steps = st.one_of(
    st.tuples(st.just("plan"), st.sampled_from(DUES), st.sampled_from(["DINKES", "DISHUB"])),
    st.tuples(st.just("report"), st.integers(-300, 0), st.sampled_from([0.0, 36.5, 60.0, 100.0])),
    st.tuples(st.just("passes"), st.sampled_from([0.001, 0.4, 1, 45, 400]), st.booleans()),
    st.tuples(st.just("set back"), st.sampled_from([0.002, 0.4, 1, 45, 400]), st.booleans()),
)
lives = st.lists(steps, max_size=15)


def lived(life: Life) -> tuple[Tracker, int]:
    """A tracker after a life of one item under a clock that jumps, and the plan's version."""
    tracker, version = Tracker(), 1

    async def live() -> None:
        nonlocal version
        await tracker.items.replan([a_plan()])
        for number, (what, figure, more) in enumerate(life):
            now = tracker.clock.now()
            if what == "plan":
                version += 1
                await tracker.items.replan([a_plan(due=figure, agency=more, version=version)])
            elif what == "report":
                agency = tracker.store.items[ITEM].plan.agency
                as_of = now.date() + figure * DAY
                report = a_report(report_id=f"r-{number}", agency=agency, as_of=as_of,
                                  submitted_at=now, physical_percent=more)  # fmt: skip
                await tracker.items.record([report])
            else:
                by = figure * DAY if what == "passes" else -figure * DAY
                tracker.clock.advance(by)
                if more:
                    await tracker.passes(timedelta())

    asyncio.run(live())
    return tracker, version


def records_of(tracker: Tracker) -> Records:
    return tracker.records(ITEM, tracker.store.items[ITEM].plan)


def by_the_rule(item: Item, now: datetime) -> Status:
    return standing(course_of(item.plan), item.progress, now, RULES).status


def is_right(item: Item, now: datetime) -> bool:
    """By the rule as of now, or as of what a clock may be ahead of ours."""
    return item.status in {by_the_rule(item, now), by_the_rule(item, now + CLOCKS_APART)}


JUDGED_ANEW_EARLIER = [
    ("plan", date(2026, 6, 1), "DINKES"),
    ("passes", 45, True),
    ("plan", date(2026, 9, 30), "DINKES"),
    ("set back", 45, True),
    ("passes", 45, True),
]
"""Critical by the limit for the begin, judged again before a change that came earlier."""


@given(lives)
@example(JUDGED_ANEW_EARLIER)
def test_whatever_the_clock_did_an_item_that_is_looked_at_is_as_the_rule_has_it_now(
    life: Life,
) -> None:
    tracker, _ = lived(life)
    asyncio.run(tracker.passes(timedelta()))
    now, item = tracker.clock.now(), tracker.store.items[ITEM]
    assert is_right(item, now)
    assert there(item.since) <= now + CLOCKS_APART
    assert differences(records_of(tracker), now, RULES) == []


@given(lives)
def test_a_tracker_that_starts_finds_what_a_clock_ahead_has_settled(life: Life) -> None:
    tracker, _ = lived(life)
    tracker.watch = ClockWatch(tracker.items, LatestInstant())
    asyncio.run(tracker.passes(timedelta()))
    assert is_right(tracker.store.items[ITEM], tracker.clock.now())


@given(lives, st.booleans())
def test_a_report_or_a_new_plan_makes_an_item_right(life: Life, is_report: bool) -> None:
    tracker, version = lived(life)
    item, now = tracker.store.items[ITEM], tracker.clock.now()
    if is_report:
        report = a_report(agency=item.plan.agency, as_of=now.date(), report_id="one")
        (outcome,) = asyncio.run(tracker.items.record([report]))
        assume(outcome.verdict is Verdict.RECORDED)
    else:
        plan = item.plan.model_copy(update={"version": version + 1, "title": "Judul lain"})
        asyncio.run(tracker.items.replan([plan]))
    assert is_right(tracker.store.items[ITEM], now)


@given(lives)
def test_rebuild_finds_a_status_that_is_not_the_rules_and_mends_it(life: Life) -> None:
    tracker, _ = lived(life)
    now, records = tracker.clock.now(), records_of(tracker)
    item = there(records.stored)
    found = {one.field for one in differences(records, now, RULES)}
    waits = item.wake_at is not None and item.wake_at <= now
    if not waits:
        assert ("status" in found) is not is_right(item, now)
    change = repaired(records, now, RULES)
    if "status" in found:
        assert change is not None
        assert change.status_changed is not None
        assert change.status_changed.seq == item.seq + 1
        assert is_right(change.after, now)
        history = [*records.history, change.status_changed]
        assert differences(replace(records, stored=change.after, history=history), now, RULES) == []


def test_late_is_taken_back_and_told_with_the_next_seq() -> None:
    tracker = Tracker()

    async def jumps() -> None:
        await tracker.items.replan([a_plan(due=date(2026, 6, 16))])
        await tracker.items.record([a_report(physical_percent=99.9)])
        await tracker.passes(5 * DAY)
        assert tracker.store.items[ITEM].status is Status.LATE
        assert tracker.store.items[ITEM].wake_at is None
        await tracker.passes(-5 * DAY)

    asyncio.run(jumps())
    item = tracker.store.items[ITEM]
    assert (item.status, item.since) == (Status.ON_TRACK, NOON)
    assert item.wake_at == course_of(item.plan).ends
    told = records_of(tracker).status_changes
    assert [one.seq for one in told] == list(range(1, len(told) + 1))
    assert told[-1].from_status is Status.LATE


@pytest.mark.parametrize("apart", [timedelta(milliseconds=1), MINUTE / 2, MINUTE])
def test_two_replicas_whose_clocks_differ_a_little_agree(apart: timedelta) -> None:
    """What the one that is ahead has just settled, the other leaves as it is."""
    plan = a_plan(due=date(2026, 6, 15))
    ends = course_of(plan).ends
    on_time = change_to(None, Item(plan), ends - DAY, RULES).after
    ahead = change_to(on_time, on_time, ends, RULES)
    behind = change_to(ahead.after, ahead.after, ends - apart, RULES)
    assert ahead.after.status is Status.LATE
    assert behind.status_changed is None
    assert not behind.changes_the_item


def test_a_start_while_another_replica_is_ahead_judges_anew_once_and_not_at_every_tick() -> None:
    tracker = Tracker()
    other = tracker.beside()

    async def start_beside_one_that_is_ahead() -> None:
        await tracker.items.replan([a_plan(due=date(2026, 6, 16))])
        ahead = NOON + 5 * DAY
        for _ in range(5):
            await other.tick(ahead, 500)
            await tracker.watch.tick(tracker.clock.now(), 500)

    asyncio.run(start_beside_one_that_is_ahead())
    told = records_of(tracker).status_changes
    assert [one.to_status for one in told[1:]] == [Status.LATE, told[0].to_status, Status.LATE]


def test_what_is_right_is_not_written_again() -> None:
    tracker = Tracker()

    async def heard_ahead_and_set_back() -> int:
        tracker.clock.advance(5 * DAY)
        await tracker.items.replan([a_plan()])
        tracker.clock.advance(-5 * DAY)
        await tracker.watch.tick(tracker.clock.now(), 500)
        return await tracker.items.judge_anew(tracker.clock.now())

    assert asyncio.run(heard_ahead_and_set_back()) == 0


def test_a_since_when_that_would_still_have_to_come_is_told_right() -> None:
    tracker = Tracker()

    async def jumps() -> None:
        tracker.clock.advance(5 * DAY)
        await tracker.items.replan([a_plan(due=date(2027, 12, 31))])
        await tracker.passes(-5 * DAY)

    asyncio.run(jumps())
    first, again = records_of(tracker).status_changes
    assert first.to_status is again.from_status is again.to_status
    assert (first.since, again.since) == (NOON + 5 * DAY, NOON)


def test_a_clock_that_ran_ahead_is_noticed_by_what_reports_were_judged_by() -> None:
    tracker = Tracker()

    async def reported_ahead() -> Status | None:
        await tracker.items.replan([a_plan(due=date(2026, 6, 16))])
        await tracker.passes(timedelta())
        tracker.clock.advance(5 * DAY)  # no tick sees it
        await tracker.items.record([a_report(physical_percent=99.9)])
        ahead = tracker.store.items[ITEM].status
        tracker.clock.advance(-5 * DAY)
        await tracker.passes(timedelta())
        return ahead

    assert asyncio.run(reported_ahead()) is Status.LATE
    assert is_right(tracker.store.items[ITEM], tracker.clock.now())
