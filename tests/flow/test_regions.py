"""A region's corrected time zone reaches the items that are there already; nothing else is sent."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from chassis.clock import FixedClock
from chassis.files.readers import FileReaders
from chassis.files.settings import FileSettings
from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import PlanItemPublished
from planner.items.repository import Store
from planner.items.service import Plan
from planner.region import Region
from planner.workbook.judging import read_for

NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
WRONG = {"kukar": "Asia/Jakarta", "garut": "Asia/Jakarta"}
RIGHT = {**WRONG, "kukar": "Asia/Makassar"}
BEFORE_ZONES_WERE_KEPT = {"$unset": {"time_zone": ""}}


@dataclass
class Planner:
    """A planner's plan under a regions file; each `started` is a start of the service."""

    database: Database

    def started(self, zones: Mapping[str, str]) -> Plan:
        regions = {code: Region(code, code, zone) for code, zone in zones.items()}
        store, outbox = Store(self.database), Outbox(self.database)
        readers = FileReaders(read_for, FileSettings())
        return Plan(self.database, store, outbox, FixedClock(NOON), regions, readers=readers)

    async def starts(self, zones: Mapping[str, str]) -> list[tuple[str, int, str]]:
        """(item, version, time zone) of each snapshot that a start sends."""
        await self.database["outbox"].delete_many({})
        await self.started(zones).take_over_zones()
        return await self.sent()

    async def sent(self) -> list[tuple[str, int, str]]:
        plans = []
        async for row in self.database["outbox"].find({"topic": PlanItemPublished.topic}):
            for told in row["events"]:
                plans.append(PlanItemPublished.model_validate_json(told["value"]))
        return sorted((one.item_id, one.version, one.time_zone) for one in plans)


@pytest.fixture
async def planner(mongodb_uri: str) -> AsyncIterator[Planner]:
    database = Database(mongodb_uri, "planner_of_test_regions")
    for name in ("items", "agencies", "turns", "outbox"):
        await database[name].delete_many({})
    await Store(database).prepare()
    await Outbox(database).prepare()
    planner = Planner(database)
    plan = planner.started(WRONG)
    for region in WRONG:
        office = {"agency": f"{region}-A", "name": f"Dinas {region}", "kind": "dinas"}
        await plan.create_agency({**office, "contacts": ()}, region=region, by="admin")
        for number in (1, 2):
            given = {
                "item_id": f"{region}-{number}",
                "pillar": "living",
                "title": "Layanan",
                "agency": f"{region}-A",
                "start": NOON.date(),
                "due": NOON.date(),
            }
            await plan.create_item(given, region=region, by="admin")
    yield planner
    database.close()


async def test_a_corrected_time_zone_is_sent_one_version_on_and_only_where_it_was_corrected(
    planner: Planner,
):
    await planner.started(WRONG).cancel_item("kukar-2", None, by="admin")
    assert await planner.starts(WRONG) == []
    corrected = [("kukar-1", 2, "Asia/Makassar"), ("kukar-2", 3, "Asia/Makassar")]
    assert await planner.starts(RIGHT) == corrected
    assert await planner.starts(RIGHT) == []


async def test_what_was_stored_before_time_zones_were_kept_is_not_sent_until_one_is_corrected(
    planner: Planner,
):
    await planner.database["items"].update_many({}, BEFORE_ZONES_WERE_KEPT)
    assert await planner.starts(WRONG) == []
    assert [item for item, *_ in await planner.starts(RIGHT)] == ["kukar-1", "kukar-2"]


async def test_a_version_that_is_sent_again_says_what_it_said(planner: Planner):
    """Also by a command whose regions file is not the planner's."""
    await planner.database["outbox"].delete_many({})
    await planner.started(RIGHT).republish()
    assert {zone for _, _, zone in await planner.sent()} == {"Asia/Jakarta"}
