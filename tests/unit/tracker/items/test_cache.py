from dataclasses import replace

import pytest

from tests.unit.tracker.plans import a_plan
from tracker.items.cache import KEPT_SECONDS, SUSPENDED_SECONDS, ItemCache, ReadItems
from tracker.items.item import Item

FIRST, SECOND = (Item(a_plan(item_id=item_id)) for item_id in ("KUKAR-QW-01", "KUKAR-QW-02"))


@pytest.mark.parametrize("revs", [(1, 2), (2, 1)])
def test_items_are_known_at_their_last_revision_whoever_says_so_first(
    revs: tuple[int, int],
) -> None:
    known = ItemCache()
    known.remember(replace(FIRST, rev=rev) for rev in revs)
    assert known.of([FIRST.item_id, SECOND.item_id]) == {FIRST.item_id: replace(FIRST, rev=2)}


def test_a_plan_is_known_at_its_version_only() -> None:
    known = ItemCache()
    known.remember([Item(a_plan(version=2))])
    item_id = a_plan().item_id
    assert known.plan(item_id, 2) == a_plan(version=2)
    assert known.plan(item_id, 1) is None
    assert known.plan(item_id, 3) is None
    assert known.plan("another", 2) is None


def test_the_one_that_has_been_known_longest_makes_room() -> None:
    known = ItemCache(most=2)
    known.remember(Item(a_plan(item_id=item_id)) for item_id in ("a", "b", "a", "c"))
    assert list(known.of("abc")) == ["a", "c"]


def test_in_doubt_no_item_is_taken_for_known_but_a_plan_says_the_same_for_ever() -> None:
    now = 100.0
    known = ItemCache(seconds=lambda: now)
    known.remember([FIRST])
    known.suspend()
    now += SUSPENDED_SECONDS - 1
    known.remember([FIRST])
    assert known.of([FIRST.item_id]) == {}
    assert known.plan(FIRST.item_id, FIRST.plan.version) == FIRST.plan
    now += 1
    assert known.of([FIRST.item_id]) == {FIRST.item_id: FIRST}


def test_an_item_that_was_read_is_kept_at_its_version_for_a_while() -> None:
    now = 100.0
    read = ReadItems(most=2, seconds=lambda: now)
    read.keep((1, None), FIRST)
    assert read.of(FIRST.item_id, (1, None)) is FIRST
    assert read.of(FIRST.item_id, (1, "a report with evidence")) is None
    assert read.of(FIRST.item_id, (2, None)) is None
    assert read.of(SECOND.item_id, (1, None)) is None
    read.keep((3, None), SECOND)
    read.keep((1, None), replace(FIRST, plan=a_plan(item_id="third")))
    assert read.of(FIRST.item_id, (1, None)) is None
    assert read.of(SECOND.item_id, (3, None)) is SECOND
    now += KEPT_SECONDS
    assert read.of(SECOND.item_id, (3, None)) is None
