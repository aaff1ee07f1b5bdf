"""The lease over a real database: one at a time, and who knows of whom."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from chassis.mongo import lease as lease_module
from chassis.mongo.database import Database
from chassis.mongo.lease import Lease
from deploy.local.waiting import until
from tests.flow.plan import SOON

SECONDS = 1.0


@pytest.fixture
async def database(mongodb_uri: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    monkeypatch.setattr(lease_module, "OTHERS_SECONDS", 0.0)
    opened = Database(mongodb_uri, "test_lease")
    await opened["leases"].delete_many({})
    yield opened
    opened.close()


async def test_one_at_a_time_and_the_next_when_it_is_given_up(database: Database) -> None:
    first, second = Lease(database, "x", SECONDS), Lease(database, "x", SECONDS)
    assert await first.hold()
    assert not await second.hold()
    await first.release()
    assert await second.hold()


async def test_who_has_it_by_itself_knows_that_it_is_alone(database: Database) -> None:
    only = Lease(database, "x", SECONDS)
    assert await only.hold()
    assert only.alone


async def test_who_holds_it_learns_that_another_asked_and_who_asked_that_another_holds_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder, asking = Lease(database, "x", SECONDS), Lease(database, "x", SECONDS)
    monkeypatch.setattr(lease_module, "OTHERS_SECONDS", 60.0)
    assert await holder.hold()
    assert holder.alone
    assert not await asking.hold()
    assert not asking.alone

    async def told() -> bool:
        return await holder.hold() and not holder.alone

    await until(told, SOON, "the holder knows of the other")


async def test_who_takes_over_from_the_dead_believes_in_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead, heir = Lease(database, "x", 0.2), Lease(database, "x", SECONDS)
    assert await dead.hold()
    monkeypatch.setattr(lease_module, "OTHERS_SECONDS", 60.0)
    await asyncio.sleep(0)
    await until(heir.hold, SOON, "the lease of the dead")
    assert not heir.alone
