"""A region's plan as a whole: its corrected time zone reaches the items that are there already, and
changes that must not overlap follow one another.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from chassis.audit.trail import Trail
from chassis.auth.account_states import AccountStates
from chassis.clock import FixedClock
from chassis.http.problem import Problem
from chassis.mongo.database import Database
from chassis.outbox.outbox import Outbox
from contracts import PlanItemPublished
from contracts.words import Pillar
from planner.agencies.agency import Fields
from planner.app import Components, create_parts
from planner.items.item import Fields as ItemFields
from planner.settings import Settings

NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
WRONG = {"kukar": "Asia/Jakarta", "garut": "Asia/Jakarta"}
RIGHT = {**WRONG, "kukar": "Asia/Makassar"}
BEFORE_ZONES_WERE_KEPT = {"$unset": {"time_zone": ""}}


@dataclass
class Planner:
    """A planner under a regions file; each `started` is a start of the service."""

    database: Database
    folder: Path

    def started(self, zones: Mapping[str, str]) -> Components:
        file = self.folder / "regions.json"
        entries = {code: {"name": code, "time_zone": zone} for code, zone in zones.items()}
        file.write_text(json.dumps(entries))
        settings = Settings(signing_key_file=Path(), regions_file=file)
        outbox, states = Outbox(self.database), AccountStates(self.database)
        clock = FixedClock(NOON)
        trail = Trail(self.database, clock)
        return create_parts(settings, self.database, outbox, clock, states=states, trail=trail)

    async def starts(self, zones: Mapping[str, str]) -> list[tuple[str, int, str]]:
        """(item, version, time zone) of each snapshot that a start sends."""
        await self.database["outbox"].delete_many({})
        await self.started(zones).publishing_service.take_over_zones()
        return await self.sent()

    async def sent(self) -> list[tuple[str, int, str]]:
        plans = []
        async for row in self.database["outbox"].find({"topic": PlanItemPublished.topic}):
            for told in row["events"]:
                plans.append(PlanItemPublished.model_validate_json(told["value"]))
        return sorted((one.item_id, one.version, one.time_zone) for one in plans)


@pytest.fixture
async def planner(mongodb_uri: str, tmp_path: Path) -> AsyncIterator[Planner]:
    database = Database(mongodb_uri, "planner_of_test_regions")
    for name in ("items", "agencies", "turns", "outbox"):
        await database[name].delete_many({})
    await Outbox(database).prepare()
    planner = Planner(database, tmp_path)
    parts = planner.started(WRONG)
    await parts.prepare()
    for region in WRONG:
        office: Fields = {
            "agency": f"{region}-A",
            "name": f"Dinas {region}",
            "kind": "dinas",
            "contacts": (),
        }
        await parts.agency_service.create(office, region=region, by="admin")
        for number in (1, 2):
            given: ItemFields = {
                "item_id": f"{region}-{number}",
                "pillar": Pillar.LIVING,
                "title": "Layanan",
                "agency": f"{region}-A",
                "start": NOON.date(),
                "due": NOON.date(),
            }
            await parts.item_service.create(given, region=region, by="admin")
    yield planner
    database.close()


async def test_a_corrected_time_zone_is_sent_one_version_on_and_only_where_it_was_corrected(
    planner: Planner,
) -> None:
    await planner.started(WRONG).item_service.cancel("kukar-2", None, by="admin")
    assert await planner.starts(WRONG) == []
    corrected = [("kukar-1", 2, "Asia/Makassar"), ("kukar-2", 3, "Asia/Makassar")]
    assert await planner.starts(RIGHT) == corrected
    assert await planner.starts(RIGHT) == []


async def test_what_was_stored_before_time_zones_were_kept_is_not_sent_until_one_is_corrected(
    planner: Planner,
) -> None:
    await planner.database["items"].update_many({}, BEFORE_ZONES_WERE_KEPT)
    assert await planner.starts(WRONG) == []
    assert [item for item, *_ in await planner.starts(RIGHT)] == ["kukar-1", "kukar-2"]


async def test_a_version_that_is_sent_again_says_what_it_said(planner: Planner) -> None:
    """Also by a command whose regions file is not the planner's."""
    await planner.database["outbox"].delete_many({})
    await planner.started(RIGHT).publishing_service.republish()
    assert {zone for _, _, zone in await planner.sent()} == {"Asia/Jakarta"}


async def test_of_agencies_that_are_given_one_name_at_once_a_single_one_is_created(
    planner: Planner,
) -> None:
    """No version of a document guards a name: only that they take turns in their region."""
    agencies = planner.started(WRONG).agency_service

    async def create(code: str) -> str:
        given = Fields(agency=code, name="Dinas Kembar", kind="dinas", contacts=())
        try:
            await agencies.create(given, region="kukar", by="admin")
        except Problem as problem:
            return problem.faults[0].code
        return "created"

    answers = await asyncio.gather(*(create(f"kukar-{letter}") for letter in "BCDE"))
    assert sorted(answers) == ["created", "name-taken", "name-taken", "name-taken"]
