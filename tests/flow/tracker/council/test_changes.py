"""What became of items between two days, found by when their status held."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from chassis.clock import FixedClock
from contracts.words import Kind, Status
from tests.flow.tracker.council.test_overview import a_council, an_account
from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import a_mark, a_plan
from tracker.council.changes import Became, Changes
from tracker.items.item import Change, Item, change_to, with_plan, with_reports
from tracker.items.query import ItemQuery

BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 20, 4, tzinfo=UTC)
SINCE, UNTIL = date(2026, 5, 31), date(2026, 6, 20)
MAKASSAR = ZoneInfo("Asia/Makassar")


def life(item_id: str, reports: Sequence[tuple[date, float]], **other: object) -> list[Change]:
    """An item from its plan on: judged once a day, with a report at the ends of some days."""
    changes = [change_to(None, Item(a_plan(item_id=item_id, **other)), BEGIN, RULES)]
    said, now = dict(reports), BEGIN
    while now < NOW:
        now += timedelta(days=1)
        before = changes[-1].after
        after = before
        if (percent := said.get(now.date())) is not None:
            mark = a_mark(percent, now.date(), report_id=f"{item_id}-{now.date()}", at=now)
            after = with_reports(before, [mark], None, now)
        changes.append(change_to(before, after, now, RULES))
    return changes


async def lived(kept: Keeping, *lives: list[Change]) -> None:
    await kept.holds([])
    for name in ("status_history", "plan_changes"):
        await kept.database[name].delete_many({})
    for changes in lives:
        for one in changes:
            await kept.saves([one])


def titles(changes: Changes) -> dict[Became, list[str]]:
    return {kind: [one.item_id for one in those] for kind, those in changes.moved.items()}


async def test_what_became_late_recovered_and_was_done_is_told_and_what_came_before_is_not(
    kept: Keeping,
) -> None:
    fine = [(date(2026, 5, 10), 45.0)]
    await lived(
        kept,
        life("LATE", fine, start=date(2026, 1, 1), due=date(2026, 6, 10)),
        life("LATE-BEFORE", fine, start=date(2026, 1, 1), due=date(2026, 5, 20)),
        life("DONE", [*fine, (date(2026, 6, 5), 100.0)], due=date(2026, 12, 31)),
        life("RECOVERED", [(date(2026, 5, 10), 5.0), (date(2026, 6, 12), 60.0)]),
        life("THERE-AND-BACK", [*fine, (date(2026, 6, 3), 5.0), (date(2026, 6, 9), 60.0)]),
        life("DUE-THAT-DAY", fine, start=date(2026, 1, 1), due=SINCE),
        life("GARUT", fine, region="garut", due=date(2026, 6, 10)),
    )
    council = a_council(kept, FixedClock(NOW))
    changes = await council.changes(an_account(), ItemQuery(), SINCE, UNTIL)
    told = titles(changes)
    assert told[Became.LATE] == ["LATE", "DUE-THAT-DAY"], "it was late from the next day on"
    assert told[Became.DONE] == ["DONE"]
    assert "RECOVERED" in told[Became.RECOVERED]
    assert {one for those in told.values() for one in those}.isdisjoint({"LATE-BEFORE", "GARUT"})
    late, _ = changes.moved[Became.LATE]
    assert (late.was, late.last.to_status) == (Status.CRITICAL, Status.LATE)
    assert late.last.since == datetime(2026, 6, 10, 16, tzinfo=UTC)


async def test_progress_stands_at_both_ends_as_reports_about_these_days_say(kept: Keeping) -> None:
    said = [(date(2026, 5, 31), 40.0), (date(2026, 6, 10), 44.0)]
    await lived(kept, life("A", said, start=date(2026, 1, 1), due=date(2026, 12, 31)))
    await kept.reports.delete_many({})
    await kept.reports.insert_many(
        [
            {
                "_id": f"A-{day}",
                "item_id": "A",
                "as_of": day.isoformat(),
                "submitted_at": BEGIN,
                "physical_percent": percent,
            }
            for day, percent in said
        ]
    )
    council = a_council(kept, FixedClock(NOW))
    changes = await council.changes(an_account(), ItemQuery(), SINCE, UNTIL)
    assert changes.before is not None
    assert changes.after is not None
    assert (changes.before.actual, changes.after.actual) == (40.0, 44.0)
    assert 0 < changes.before.planned < changes.after.planned


async def test_plans_that_were_changed_in_what_counts_are_told(kept: Keeping) -> None:
    lived_so_far = life("A", [])
    await lived(kept, lived_so_far)
    before = lived_so_far[-1].after
    at = NOW - timedelta(days=2)
    named = a_plan(item_id="A", version=2, title="Nama lain")
    for plan in (named, a_plan(item_id="A", version=3, due=date(2027, 3, 31))):
        new = with_plan(before, plan)
        assert new is not None
        change = change_to(before, new, at, RULES)
        await kept.saves([change])
        before = change.after
    council = a_council(kept, FixedClock(NOW))
    (one,) = (await council.changes(an_account(), ItemQuery(), SINCE, UNTIL)).replanned
    assert (one.item_id, one.at) == ("A", at)
    assert [(d.field, d.after) for d in one.differences] == [("due", "2027-03-31")]
    earlier = await council.changes(an_account(), ItemQuery(), SINCE, date(2026, 6, 1))
    assert earlier.replanned == []
    actions = await council.changes(an_account(), ItemQuery(kind=Kind.ACTION), SINCE, UNTIL)
    assert actions.replanned == []


async def test_what_held_before_and_became_known_since_is_told(kept: Keeping) -> None:
    lived_so_far = life("MOVED", [], due=date(2026, 12, 31))
    await lived(kept, lived_so_far)
    new = with_plan(
        lived_so_far[-1].after, a_plan(item_id="MOVED", version=2, due=date(2026, 4, 1))
    )
    assert new is not None
    change = change_to(lived_so_far[-1].after, new, NOW - timedelta(days=2), RULES)
    await kept.saves([change])
    assert change.after.since is not None
    assert change.after.since.date() < SINCE
    council = a_council(kept, FixedClock(NOW))
    changes = await council.changes(an_account(), ItemQuery(), SINCE, UNTIL)
    assert titles(changes)[Became.LATE] == ["MOVED"]


async def test_what_was_due_on_the_day_between_two_times_is_told_in_the_later_one_alone(
    kept: Keeping,
) -> None:
    due = date(2026, 6, 10)
    await lived(kept, life("LATE", [(date(2026, 5, 10), 45.0)], start=date(2026, 1, 1), due=due))
    council = a_council(kept, FixedClock(NOW))
    before = await council.changes(an_account(), ItemQuery(), SINCE, due)
    after = await council.changes(an_account(), ItemQuery(), due, UNTIL)
    assert Became.LATE not in before.moved
    assert titles(after)[Became.LATE] == ["LATE"]
