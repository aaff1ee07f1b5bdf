"""Who is told what, over the real database: the same rules that hold in memory."""

from collections.abc import AsyncIterator
from itertools import cycle

import pytest
from hypothesis import settings

from chassis.mongo.database import Database
from notifier.alerting.policy import Policy
from tests.flow.notifier.mongo_store import MongoStore
from tests.unit.notifier.service_rules import NewWorld, rules_over_examples
from tests.unit.notifier.world import World


@pytest.fixture(scope="session")
async def new_world(mongodb_uri: str) -> AsyncIterator[NewWorld]:
    """Two worlds may be looked at side by side; the third is the first again, emptied."""
    databases = [Database(mongodb_uri, name) for name in ("notifier-1", "notifier-2")]
    for database in databases:
        await MongoStore(database).prepare()
    turns = cycle(databases)

    async def new(rules: Policy | None = None) -> World:
        store = MongoStore(next(turns))
        await store.empty()
        return World(store, rules)

    yield new
    for database in databases:
        database.close()


class TestServiceOnMongoDB(rules_over_examples(settings(max_examples=12, deadline=None))):  # type: ignore[misc]
    """Every rule, over the real thing."""
