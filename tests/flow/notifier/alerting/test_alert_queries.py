"""What the pages ask of the episodes, on the real database."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from chassis.mongo.database import Database
from contracts.account import EVERYTHING, Scope
from notifier.alerting.query import AlertQuery
from tests.flow.notifier.mongo_store import MongoStore
from tests.unit.notifier.given import START, change
from tests.unit.notifier.world import World


@pytest.fixture
async def store(mongodb_uri: str) -> AsyncIterator[MongoStore]:
    """Three late items of three agencies in two regions, and a critical one."""
    database = Database(mongodb_uri, "notifier-queries")
    store = MongoStore(database)
    await store.prepare()
    await store.empty()
    world = await World(store).knows_the_offices()
    changes = [
        change("late", item="QW-01"),
        change("late", item="QW-02", agency="DISHUB"),
        change("late", item="QW-03", agency="PASER-KOMINFO", region="paser"),
        change("critical", item="QW-04", at=START + timedelta(hours=1)),
    ]
    await world.alerts.follow(changes)
    await world.passes()
    yield store
    database.close()


async def test_a_list_is_of_some_rules_or_of_all_but_some(store: MongoStore) -> None:
    async def items(**among: list[str]) -> list[str]:
        return [one.item_id for one in await store.alerts.page(AlertQuery(), None, 9, **among)]

    assert await items() == ["QW-04", "QW-03", "QW-02", "QW-01"]
    assert await items(rules=["critical"]) == ["QW-04"]
    assert await items(rules=[]) == []
    assert await items(but=["critical"]) == ["QW-03", "QW-02", "QW-01"]
    assert await items(rules=["critical", "late"], but=["late"]) == ["QW-04"]


@pytest.mark.parametrize(
    ("scope", "agencies"),
    [
        (EVERYTHING, {"DISKOMINFO", "DISHUB", "PASER-KOMINFO"}),
        (Scope(region="kukar"), {"DISKOMINFO", "DISHUB"}),
        (Scope(region="kukar", agency="DISHUB"), {"DISHUB"}),
        (Scope(region="paser", agency="DISHUB"), set()),
    ],
)
async def test_who_is_responsible_for_something_within_a_scope(
    store: MongoStore, scope: Scope, agencies: set[str]
) -> None:
    assert set(await store.alerts.responsible(scope)) == agencies
