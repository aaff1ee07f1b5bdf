"""An item as its records make it: nothing differs, and what is spoiled is named and mended."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts import PlanItemPublished, StatusChanged
from contracts.words import Milestone, Status
from tests.there import there
from tests.unit.tracker.memory_store import RULES, Tracker
from tests.unit.tracker.plans import NOON, a_plan, a_report
from tracker.items.documents import item_document, item_of
from tracker.items.item import Item, change_to
from tracker.repair.rebuild import Records, differences, repaired

ITEM = a_plan().item_id
DAY = timedelta(days=1)
DUES = [date(2026, 6, 1), date(2026, 6, 20), date(2026, 9, 30), date(2026, 12, 31)]

Life = Sequence[tuple[str, Any, Any]]
"""What happened to an item: what, and two figures of it."""

steps = st.one_of(
    st.tuples(st.just("plan"), st.sampled_from(DUES), st.booleans()),
    st.tuples(
        st.just("report"),
        st.integers(0, 165),
        st.sampled_from([0.0, 12.5, 35.0, 36.5, 45.0, 60.25, 99.9, 100.0]),
    ),
    st.tuples(st.just("passes"), st.integers(0, 40), st.booleans()),
)
lives = st.lists(steps, max_size=20)


def lived(life: Life) -> tuple[Tracker, Records]:
    """A tracker after a life of one item, and all that is recorded of the item."""
    tracker, plan = Tracker(), a_plan()

    async def live() -> None:
        nonlocal plan
        await tracker.items.replan([plan])
        for number, (what, figure, more) in enumerate(life):
            now = tracker.clock.now()
            if what == "plan":
                steps = (Milestone(name="lelang", due=date(2026, 3, 31), weight=10),)
                milestones = steps if number % 2 else ()
                version = plan.version + 1
                plan = a_plan(due=figure, cancelled=more and number % 3 == 0, version=version)
                plan = plan.model_copy(update={"milestones": milestones})
                await tracker.items.replan([plan])
            elif what == "report":
                as_of = min(date(2026, 1, 1) + figure * DAY, now.date())
                report = a_report(
                    report_id=f"r-{number}",
                    as_of=as_of,
                    submitted_at=now - timedelta(hours=figure),
                    physical_percent=more,
                )
                await tracker.items.record([report])
            elif more:
                await tracker.passes(figure * DAY)
            else:
                tracker.clock.advance(figure * DAY)

    asyncio.run(live())
    return tracker, tracker.records(ITEM, plan)


@given(lives)
def test_nothing_differs_of_an_item_however_it_has_lived(life: Life) -> None:
    tracker, records = lived(life)
    assert differences(records, tracker.clock.now(), RULES) == []
    assert repaired(records, tracker.clock.now(), RULES) is None


@given(lives)
def test_what_is_read_in_any_order_is_the_same(life: Life) -> None:
    tracker, records = lived(life)
    turned = replace(records, marks=records.marks[::-1], history=records.history[::-1])
    assert differences(turned, tracker.clock.now(), RULES) == []


def mended(records: Records, now: datetime) -> Records:
    """The records after `repaired`, with what it told at the end of the history."""
    change = repaired(records, now, RULES)
    if change is None:
        return records
    assert change.expected_rev == (records.stored.rev if records.stored else 0)
    told = [change.status_changed] if change.status_changed else []
    return replace(records, stored=change.after, history=[*records.history, *told])


def fields(records: Records, now: datetime) -> list[str]:
    return [one.field for one in differences(records, now, RULES)]


SPOILED: dict[str, dict[str, Any]] = {
    "latest": {"latest": None},
    "reports": {"reports": 7},
    "done_at": {"done_at": "2026-01-09"},
    "heard_at": {"heard_at": NOON - DAY},
    "status": {"status": "critical"},
    "rule": {"rule": "kontrak-kritis-2007/beyond-tolerance"},
    "since": {"since": NOON - DAY},
    "wake_at": {"wake_at": NOON + 900 * DAY},
    "had_since": {"had_since": NOON - DAY},
    "seq": {"seq": 0},
}


@pytest.mark.parametrize("field", SPOILED)
@settings(max_examples=40)
@given(life=lives, waits=st.booleans())
def test_a_field_that_is_spoiled_is_the_one_that_differs_and_is_mended(
    field: str, life: Life, waits: bool
) -> None:
    end = [("passes", 30, False)] if waits and field != "wake_at" else []
    tracker, records = lived([*life, ("report", 165, 30.0), *end])
    now = tracker.clock.now()
    spoiled = replace(records, stored=spoil(there(records.stored), **SPOILED[field]))
    assume(spoiled != records)
    assert fields(spoiled, now) == [field]
    assert fields(mended(spoiled, now), now) == []


def spoil(item: Item, **changes: Any) -> Item:
    return item_of({**item_document(item), **changes})


def test_a_status_that_was_never_told_is_told_with_the_next_seq() -> None:
    """As when a report was counted under rules that have changed since."""
    _, records = lived([("report", 165, 100.0)])
    report = [records.marks[0]._replace(physical_percent=10.0)]
    change = repaired(replace(records, marks=report), NOON, RULES)
    event = there(there(change).status_changed)
    assert event.from_status is Status.DONE
    assert event.to_status is Status.CRITICAL
    assert event.seq == there(records.stored).seq + 1


def test_a_wake_up_that_is_due_is_no_difference_until_it_is_taken() -> None:
    _, records = lived([])
    stored = there(records.stored)
    wakes = there(stored.wake_at)
    assert differences(records, wakes + DAY, RULES) == []
    taken = change_to(stored, stored, wakes + DAY, RULES)
    history = [*records.history, there(taken.status_changed)]
    after = replace(records, stored=taken.after, history=history)
    assert differences(after, wakes + DAY, RULES) == []


def test_a_clock_behind_the_trackers_makes_no_difference() -> None:
    tracker, records = lived([("passes", 40, True), ("report", 170, 60.25)])
    assert differences(records, tracker.clock.now() - 30 * DAY, RULES) == []


def test_what_was_settled_after_a_clock_went_back_is_right_as_it_stood_then() -> None:
    tracker, records = lived([("report", 165, 50.0), ("passes", 60, True)])

    async def reports_ahead_and_behind() -> None:
        ahead = a_report(report_id="ahead", as_of=date(2026, 8, 10), physical_percent=55.0)
        await tracker.items.record([ahead])
        tracker.clock.advance(-30 * DAY)
        await tracker.items.record([a_report(report_id="behind", physical_percent=1.0)])

    asyncio.run(reports_ahead_and_behind())
    settled_behind = tracker.records(ITEM, records.plan)
    assert there(settled_behind.heard_at) > tracker.clock.now()
    assert differences(settled_behind, tracker.clock.now(), RULES) == []


def test_the_limit_that_held_when_an_item_was_looked_at_is_its_rule_until_the_next_time() -> None:
    _, records = lived([])
    assert there(records.stored).rule.endswith("critical-to-70")
    assert differences(records, NOON + 130 * DAY, RULES) == [], "planned is 80 percent by then"
    early = replace(
        records, stored=spoil(there(records.stored), rule=f"{RULES.version}/critical-from-70")
    )
    assert fields(early, NOON + 30 * DAY) == ["rule"], "planned is 54 percent by then"


def test_a_plan_that_the_tracker_has_not_is_taken_over_and_what_comes_of_it_told() -> None:
    _, records = lived([])
    newer = replace(records, plan=a_plan(version=2, due=date(2026, 6, 1)))
    assert "plan" in fields(newer, NOON)
    assert there(mended(newer, NOON).stored).status is Status.LATE
    assert fields(mended(newer, NOON), NOON) == []


def test_a_plan_that_differs_at_the_same_version_is_taken_from_the_topic() -> None:
    _, records = lived([])
    other = replace(records, plan=a_plan(title="Judul lain"))
    (found,) = differences(other, NOON, RULES)
    assert found.recomputed == "versi 1: title='Judul lain'"
    assert there(mended(other, NOON).stored).plan.title == "Judul lain"


@pytest.mark.parametrize(
    ("on_topic", "told"), [(a_plan(), "the topic is older"), (None, "not on the topic")]
)
def test_a_topic_that_is_behind_is_named_and_the_item_left_as_it_is(
    on_topic: PlanItemPublished | None, told: str
) -> None:
    _, records = lived([("plan", date(2026, 9, 30), False)])
    behind = replace(records, plan=on_topic)
    (found,) = differences(behind, NOON, RULES)
    assert found.field == "plan"
    assert told in found.recomputed
    assert repaired(behind, NOON, RULES) is None


def test_an_item_that_is_lost_is_made_again_and_its_seq_goes_on() -> None:
    _, records = lived([("report", 165, 30.0), ("report", 165, 45.0)])
    lost = replace(records, stored=None)
    (found,) = differences(lost, NOON, RULES)
    assert (found.field, found.recomputed) == (
        "item",
        f"rencana (plan) versi 1, 2 laporan (reports), "
        f"{len(records.history)} perubahan status (status changes)",
    )
    again = mended(lost, NOON)
    assert replace(there(again.stored), rev=0) == replace(there(records.stored), rev=0)


def test_reports_of_an_item_that_nobody_knows_are_named() -> None:
    _, records = lived([("report", 165, 30.0)])
    stray = Records(ITEM, None, None, records.marks, records.heard_at, [])
    (found,) = differences(stray, NOON, RULES)
    assert (found.field, found.recomputed) == ("item", "1 laporan (reports)")
    assert repaired(stray, NOON, RULES) is None


def test_nothing_at_all_is_nothing_wrong() -> None:
    assert differences(Records(ITEM, None, None), NOON, RULES) == []


HISTORY = [("report", 165, 45.0), ("report", 165, 36.5), ("report", 165, 100.0)]


@pytest.mark.parametrize(
    ("spoil_history", "stored", "recomputed"),
    [
        (lambda told: [told[0], *told[2:]], "tanpa (without) [2]", "1 sampai (to) 4"),
        (lambda told: [*told, told[1]], "dua kali (twice) [2]", "1 sampai (to) 4"),
        (lambda told: told[:-1], "1 sampai (to) 3", "1 sampai (to) 4"),
        (lambda told: [], "-", "1 sampai (to) 4"),
        (
            lambda told: (
                [told[0], told[1].model_copy(update={"from_status": Status.LATE}), *told[2:]]
            ),
            "2 dari (from) late",
            "2 dari (from) critical",
        ),
        (
            lambda told: [told[0].model_copy(update={"from_status": Status.LATE}), *told[1:]],
            "1 dari (from) late",
            "1 dari (from) -",
        ),
        (
            lambda told: [*told[:-1], told[-1].model_copy(update={"to_status": Status.LATE})],
            "4 ke (to) late",
            "4 ke (to) done",
        ),
    ],
)
def test_a_history_with_a_fault_is_named_and_no_seq_is_used_twice(
    spoil_history: Callable[[list[StatusChanged]], list[StatusChanged]],
    stored: str,
    recomputed: str,
) -> None:
    tracker, records = lived(HISTORY)
    assert there(records.stored).seq == 4
    spoiled = replace(records, history=spoil_history(records.status_changes))
    now = tracker.clock.now()
    (found,) = differences(spoiled, now, RULES)
    assert (found.field, found.stored, found.recomputed) == ("status_history", stored, recomputed)
    change = repaired(spoiled, now, RULES)
    assert change is None or change.status_changed is None or change.status_changed.seq == 5


def test_a_seq_that_is_too_high_is_named_and_never_lowered() -> None:
    _, records = lived(HISTORY)
    high = replace(records, stored=spoil(there(records.stored), seq=9))
    (found,) = differences(high, NOON, RULES)
    assert (found.field, found.stored, found.recomputed) == ("seq", "9", "4")
    assert repaired(high, NOON, RULES) is None
