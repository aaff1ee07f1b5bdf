"""Who is told what, over the real database: the same rules that hold in memory."""

from collections.abc import AsyncIterator
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.mongo.database import Database
from notifier.alerting.policy import Policy
from tests.flow.notifier.mongo_store import MongoStore
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

few = settings(max_examples=12, deadline=None)


@pytest.fixture(scope="session")
async def new_world(mongodb_uri: str) -> AsyncIterator[NewWorld]:
    """Two worlds may be looked at side by side; the third is the first again, emptied."""
    databases = [Database(mongodb_uri, name) for name in ("notifier-1", "notifier-2")]
    for database in databases:
        await MongoStore(database).prepare()
    turns = cycle(databases)

    async def new(rules: Policy | None = None) -> World:
        book = MongoStore(next(turns))
        await book.empty()
        return World(book, rules)

    yield new
    for database in databases:
        database.close()


class TestServiceOnMongoDB(ServiceRules):
    @few
    @given(arrived=arrivals())
    async def test_however_batches_are_cut_and_repeated_the_same_alerts_and_mails_come_of_it(
        self, new_world: NewWorld, arrived: Arrived
    ) -> None:
        await the_cut_of_batches_changes_nothing(new_world, arrived)

    @few
    @given(items=histories, order=st.integers(0, 1000))
    async def test_in_any_order_only_the_highest_seq_decides_what_is_open(
        self, new_world: NewWorld, items: Histories, order: int
    ) -> None:
        await only_the_highest_seq_decides(new_world, items, order)

    @few
    @given(arrived=arrivals(), between=st.lists(st.booleans(), max_size=12))
    async def test_with_time_and_trouble_between_nobody_hears_a_thing_twice_or_after_its_end(
        self, new_world: NewWorld, arrived: Arrived, between: list[bool]
    ) -> None:
        await nobody_hears_a_thing_twice(new_world, arrived, between)

    @few
    @given(arrived=arrivals(), heard=places, known=places)
    async def test_all_topics_read_again_tell_nobody_and_change_no_byte(
        self, new_world: NewWorld, arrived: Arrived, heard: list[int], known: list[int]
    ) -> None:
        await everything_again_changes_no_byte(new_world, arrived, heard, known)
