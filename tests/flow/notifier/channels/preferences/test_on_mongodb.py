"""The channels of addresses, over the real database: the same rules that hold over the fakes."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.audit.trail import Trail
from chassis.clock import FixedClock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.channels.preferences.repository import PreferenceRepository
from notifier.directory.repository import DirectoryRepository
from tests.unit.notifier.channels.preferences.rules import (
    AGENCIES,
    HEAD_OF_DINKES,
    PreferenceRules,
    World,
)
from tests.unit.notifier.given import START


@pytest.fixture
async def database(mongodb_uri: str) -> AsyncIterator[Database]:
    database = Database(mongodb_uri, "notifier-channels")
    for name in ("preferences", "agencies", "audit", "audit_new"):
        await database[name].delete_many({})

    async def work(unit: UnitOfWork) -> None:
        await DirectoryRepository(database).save_newer(unit, AGENCIES)

    await database.transaction(work)
    yield database
    database.close()


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> World:
    rows = PreferenceRepository(database)
    await rows.prepare()
    return World(database, rows, tmp_path / "channels.yml")


class TestPreferencesOnMongoDB(PreferenceRules):
    """Every rule, over the real thing."""

    async def test_the_deed_is_in_the_trail(self, world: World, database: Database) -> None:
        trail = Trail(database, FixedClock(START))
        world.service._trail = trail
        await world.choose(HEAD_OF_DINKES, ["tele"])
        await trail.link()
        (entry,) = await trail.entries.after(0)
        assert entry.deed.details == {
            "roles": ["head", "officer"],
            "was": ["mail"],
            "now": ["tele"],
        }
        assert (await trail.verify()).wrong is None
