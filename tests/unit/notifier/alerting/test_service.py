"""Who is told what, over the book in memory."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.alerting.policy import Policy
from tests.unit.notifier.memory_store import MemoryStore
from tests.unit.notifier.service_rules import (
    Arrived,
    Histories,
    NewWorld,
    ServiceRules,
    arrivals,
    everything_again_changes_no_byte,
    histories,
    nobody_hears_a_thing_twice,
    only_the_highest_seq_decides,
    places,
    the_cut_of_batches_changes_nothing,
)
from tests.unit.notifier.world import World

many = settings(max_examples=150, deadline=None)


@pytest.fixture(scope="session")
def new_world() -> NewWorld:
    async def new(rules: Policy | None = None) -> World:
        return World(MemoryStore(), rules)

    return new


class TestTellingInMemory(ServiceRules):
    @many
    @given(arrived=arrivals())
    async def test_however_batches_are_cut_and_repeated_the_same_alerts_and_mails_come_of_it(
        self, new_world: NewWorld, arrived: Arrived
    ) -> None:
        await the_cut_of_batches_changes_nothing(new_world, arrived)

    @many
    @given(items=histories, order=st.integers(0, 1000))
    async def test_in_any_order_only_the_highest_seq_decides_what_is_open(
        self, new_world: NewWorld, items: Histories, order: int
    ) -> None:
        await only_the_highest_seq_decides(new_world, items, order)

    @many
    @given(arrived=arrivals(), between=st.lists(st.booleans(), max_size=12))
    async def test_with_time_and_trouble_between_nobody_hears_a_thing_twice_or_after_its_end(
        self, new_world: NewWorld, arrived: Arrived, between: list[bool]
    ) -> None:
        await nobody_hears_a_thing_twice(new_world, arrived, between)

    @many
    @given(arrived=arrivals(), heard=places, known=places)
    async def test_all_topics_read_again_tell_nobody_and_change_no_byte(
        self, new_world: NewWorld, arrived: Arrived, heard: list[int], known: list[int]
    ) -> None:
        await everything_again_changes_no_byte(new_world, arrived, heard, known)
