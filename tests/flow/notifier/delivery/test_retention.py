"""How long it is kept who was told: the notices of an episode that is over, and no others, end."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.clock import FixedClock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.alerting.alert import Alert, CloseReason
from notifier.delivery.retention import delete_old
from notifier.directory.offices import Office
from tests.flow.notifier.mongo_store import MongoStore
from tests.unit.notifier.responding.a_life import LATE, NOW, delivery

KEEP = timedelta(days=365)
LONG_AGO = NOW - KEEP - timedelta(hours=1)


@pytest.fixture
async def store(mongodb_uri: str) -> AsyncIterator[MongoStore]:
    database = Database(mongodb_uri, "notifier-retention")
    store = MongoStore(database)
    await store.prepare()
    await store.empty()
    yield store
    database.close()


async def kept(store: MongoStore, *alerts: Alert) -> set[str]:
    """The addresses that are left of one old and one new notice of each alert."""

    async def work(unit: UnitOfWork) -> None:
        store.alerts.save(unit, alerts)
        for one in alerts:
            notices = [
                delivery(one, Office.HEAD, f"old.{one.episode}@a.example", created_at=LONG_AGO),
                delivery(one, Office.HEAD, f"new.{one.episode}@a.example", created_at=NOW - KEEP),
            ]
            store.deliveries.put(
                unit, [replace(row, key=f"{row.key}{row.recipient}") for row in notices]
            )

    await store.database.transaction(work)
    await delete_old(store.deliveries, store.alerts, KEEP, FixedClock(NOW))
    return {one.recipient.partition("@")[0] for one in (await store.all_deliveries()).values()}


async def test_of_an_episode_that_is_over_the_notices_end_at_their_age(store: MongoStore) -> None:
    over = replace(LATE, close_reason=CloseReason.DONE, settled=True, active=False)
    assert await kept(store, over) == {"new.7"}
    assert await delete_old(store.deliveries, store.alerts, KEEP, FixedClock(NOW)) == 0


async def test_an_episode_that_goes_on_keeps_what_says_who_is_not_told_again(
    store: MongoStore,
) -> None:
    settles = replace(LATE, episode=8, close_reason=CloseReason.DONE)
    assert await kept(store, LATE, settles) == {"old.7", "new.7", "old.8", "new.8"}
