import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.words import Kind, Status
from tests.there import there
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.items.documents import item_document, item_of
from tracker.items.item import Item, change_to, with_plan, with_reports
from tracker.status.rule_set import read_rules

RULES = read_rules()


def test_an_item_due_yesterday_is_late_since_midnight_with_no_report_at_all() -> None:
    change = change_to(None, Item(a_plan(due=date(2026, 6, 14))), NOON, RULES)
    assert change.status_changed is not None
    assert change.status_changed.to_status is Status.LATE
    assert change.status_changed.since == NOON.replace(day=14, hour=16)


def test_an_older_plan_says_nothing() -> None:
    item = Item(a_plan(version=3))
    assert with_plan(item, a_plan(version=3)) is None
    assert with_plan(item, a_plan(version=2)) is None


@given(st.lists(st.tuples(st.sampled_from("rptc"), st.integers(0, 100)), max_size=25))
def test_status_history_has_no_gaps_and_begins_where_the_last_ended(
    steps: list[tuple[str, int]],
) -> None:
    item, now, told = None, NOON, []
    for n, (what, figure) in enumerate([("p", 1), *steps]):
        if what == "t":
            now += timedelta(days=figure)
        after = item or Item(a_plan())
        if what in "pc":
            after = (
                with_plan(item, a_plan(version=n + 1, cancelled=what == "c" and figure > 50))
                or after
            )
        elif what == "r":
            mark = a_mark(figure, now.date(), report_id=str(n), at=now)
            after = with_reports(after, [mark], None if figure < 100 else [], now)
        change = change_to(item, after, now, RULES)
        item = change.after
        if change.status_changed:
            told.append(change.status_changed)
    assert [t.seq for t in told] == list(range(1, len(told) + 1))
    assert all(a.to_status is b.from_status for a, b in itertools.pairwise(told))
    assert told[0].from_status is None
    assert item is not None
    assert item.status is told[-1].to_status


@pytest.mark.parametrize(
    "other", [{"kind": Kind.ACTION}, {"agency": "DISKOMINFO"}, {"region": "kutim"}]
)
def test_a_status_that_stays_is_told_again_when_it_concerns_others(
    other: dict[str, object],
) -> None:
    first = change_to(None, Item(a_plan(due=date(2026, 6, 14))), NOON, RULES).after
    plan = a_plan(due=date(2026, 6, 14), version=2, **other)
    change = change_to(first, there(with_plan(first, plan)), NOON + timedelta(days=3), RULES)
    told = change.status_changed
    assert told is not None
    assert (told.from_status, told.to_status) == (Status.LATE, Status.LATE)
    assert (told.seq, told.since) == (2, first.since)


def test_a_status_that_stays_is_told_again_when_its_days_end_at_another_instant() -> None:
    first = change_to(None, Item(a_plan(due=date(2026, 6, 14))), NOON, RULES).after
    plan = a_plan(due=date(2026, 6, 14), version=2, time_zone="Asia/Jayapura")
    told = change_to(
        first, there(with_plan(first, plan)), NOON + timedelta(days=3), RULES
    ).status_changed
    assert told is not None
    assert (told.from_status, told.to_status) == (Status.LATE, Status.LATE)
    assert told.since == there(first.since) - timedelta(hours=1)


def test_a_status_that_stays_is_not_told_again_for_other_changes_of_the_plan() -> None:
    first = change_to(None, Item(a_plan(due=date(2026, 6, 14))), NOON, RULES).after
    plan = a_plan(due=date(2026, 6, 14), version=2, title="Judul lain", budget=7)
    assert change_to(first, there(with_plan(first, plan)), NOON, RULES).status_changed is None


def test_what_is_stored_is_what_is_read() -> None:
    item = with_reports(Item(a_plan()), [a_mark(100, date(2026, 6, 1))], [], NOON)
    item = change_to(None, item, NOON, RULES).after
    assert item_of(item_document(item)) == item
