"""Publishes what nobody changed: snapshots again, or items with a corrected time zone."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace

import structlog

from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from planner.agencies.repository import AgencyRepository
from planner.calendars.repository import CalendarRepository
from planner.items.repository import ItemRepository
from planner.items.service import ItemService
from planner.publishing.chunks import CHUNK, chunks_of
from planner.publishing.snapshots import agency_event, calendar_event, item_event, outgoing
from planner.regions.region import Region, Regions
from planner.regions.repository import RegionRepository
from planner.repository import Codes

log = structlog.get_logger()

BY_REGIONS_FILE = "regions"
"""`changed_by` of what belongs to a region that was given another time zone."""


class PublishingService:
    """Publishes snapshots again, and applies the time zones of the regions file."""

    def __init__(
        self,
        *,
        database: Database,
        items: ItemRepository,
        agencies: AgencyRepository,
        calendars: CalendarRepository,
        turns: RegionRepository,
        item_service: ItemService,
        outbox: Outbox,
        clock: Clock,
        regions: Regions,
    ) -> None:
        self._database = database
        self._items = items
        self._agencies = agencies
        self._calendars = calendars
        self._turns = turns
        self._item_service = item_service
        self._outbox = outbox
        self._clock = clock
        self._regions = regions

    async def take_over_zones(self) -> None:
        """Publish the items of each region whose time zone was corrected, each as its next version.

        A version is immutable: a consumer that has it ignores it when it comes again.
        """
        for region in self._regions.values():
            await self._items.note_time_zone(region.code, region.time_zone)
            while await self._take_over_zone(region):
                pass

    async def _take_over_zone(self, region: Region) -> int:
        async def work(unit: UnitOfWork) -> int:
            await self._turns.take_turn(unit, region.code)
            stored = await self._items.in_other_time_zones(
                unit, region.code, region.time_zone, CHUNK
            )
            items = [replace(one, version=one.version + 1) for one in stored]
            self._item_service.save(unit, items, self._clock.now(), BY_REGIONS_FILE)
            return len(items)

        count = await self._database.transaction(work)
        if count:
            log.warning("time zone corrected", region=region.code, items=count)
        return count

    async def republish(self) -> tuple[int, int, int]:
        """Publish every calendar, agency and item again at its version; returns how many of each.

        For a consumer or a broker that starts empty. A consumer that has the version ignores it.
        """
        calendars = await _all_chunks(self._send_calendars)
        agencies = await _all_chunks(self._send_agencies)
        items = await _all_chunks(self._send_items)
        return calendars, agencies, items

    async def send_items_again(self, item_ids: Collection[str]) -> None:
        """Publish these items at their versions, after all their earlier snapshots."""
        for chunk in chunks_of(sorted(item_ids)):
            await self._send_items(chunk)

    async def send_agencies_again(self, codes: Collection[str]) -> None:
        """Publish these agencies at their versions, after all their earlier snapshots."""
        for chunk in chunks_of(sorted(codes)):
            await self._send_agencies(chunk)

    async def send_calendars_again(self, regions: Collection[str]) -> None:
        """Publish the calendars of these regions, after all their earlier snapshots."""
        for chunk in chunks_of(sorted(regions)):
            await self._send_calendars(chunk)

    async def _send_calendars(self, regions: Codes) -> list[str]:
        async def work(unit: UnitOfWork) -> list[str]:
            now = self._clock.now()
            calendars = await self._calendars.held(unit, regions, CHUNK, now)
            self._outbox.put(unit, [outgoing(calendar_event(one), now) for one in calendars])
            return [one.region for one in calendars]

        return await self._database.transaction(work)

    async def _send_agencies(self, codes: Codes) -> list[str]:
        async def work(unit: UnitOfWork) -> list[str]:
            now = self._clock.now()
            agencies = await self._agencies.held(unit, codes, CHUNK, now)
            self._outbox.put(unit, [outgoing(agency_event(one), now) for one in agencies])
            return [one.draft.agency for one in agencies]

        return await self._database.transaction(work)

    async def _send_items(self, item_ids: Codes) -> list[str]:
        async def work(unit: UnitOfWork) -> list[str]:
            now = self._clock.now()
            items = await self._items.held(unit, item_ids, CHUNK, now)
            events = [outgoing(item_event(one, self._regions), now) for one in items]
            self._outbox.put(unit, events)
            return [one.draft.item_id for one in items]

        return await self._database.transaction(work)


async def _all_chunks(send: Callable[[Codes], Awaitable[list[str]]]) -> int:
    """Send everything in chunks, each locked against change, so that no older version is sent after
    a newer one; returns how many were sent.
    """
    after, count = "", 0
    while True:
        sent = await send(after)
        count += len(sent)
        if len(sent) < CHUNK:
            return count
        after = sent[-1]
