"""Changes to the regions' reporting calendars, each with its event in one transaction."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import structlog

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.auth.auth import must_be
from chassis.clock import Clock
from chassis.http.problem import Fault
from chassis.http.validation import wrong
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts.account import Account
from contracts.calendar import Extension, Holiday, Period
from planner import deeds
from planner.agencies.repository import AgencyRepository
from planner.answers import CALENDAR, EXTENSION, no_such, not_saved, other_region, stale
from planner.calendars.calendar import Draft, faults_of, faults_of_holidays, tidy
from planner.calendars.extensions import (
    Asked,
    faults_of_extension,
    faults_of_extensions,
    find,
    with_extension,
)
from planner.calendars.proposed import proposed, resulting
from planner.calendars.repository import CalendarRepository
from planner.calendars.stored import StoredCalendar
from planner.publishing.service import BY_REGIONS_FILE
from planner.publishing.snapshots import calendar_event, outgoing
from planner.refusal import plan_fault
from planner.regions.region import Region, Regions
from planner.regions.repository import RegionRepository
from planner.regions.scope import KEEPERS

log = structlog.get_logger()


class CalendarService:
    """Shows the calendars of regions, saves them, and grants and withdraws extensions."""

    def __init__(
        self,
        *,
        database: Database,
        calendars: CalendarRepository,
        agencies: AgencyRepository,
        turns: RegionRepository,
        outbox: Outbox,
        clock: Clock,
        regions: Regions,
        trail: Trail,
    ) -> None:
        self._database = database
        self._calendars = calendars
        self._agencies = agencies
        self._turns = turns
        self._outbox = outbox
        self._clock = clock
        self._regions = regions
        self._trail = trail

    async def shown(self, region: str, *, to: Account) -> StoredCalendar:
        """The calendar of a region; where none was saved, a proposal. Raises 403, 404."""
        return await self._of(self._region(region, to))

    def today(self, region: str) -> date:
        """The region's day. Raises `KeyError` for a region that there is not."""
        return self._clock.now().astimezone(ZoneInfo(self._regions[region].time_zone)).date()

    def holidays_if_saved(self, stored: StoredCalendar) -> tuple[Holiday, ...]:
        """What the holidays of a calendar become when it is saved today as it is."""
        return resulting(stored.draft, self.today(stored.region))

    async def save(self, region: str, version: int, draft: Draft, *, by: Account) -> StoredCalendar:
        """Save a region's calendar at the version that was seen, as its next version; 0 for one
        that was proposed. The same content again changes nothing. Raises 403, 404, 409, 422.
        """
        where = self._kept(region, by)
        if faults := self.faults(draft, region):
            raise wrong(faults)

        async def work(unit: UnitOfWork) -> StoredCalendar:
            await self._turns.take_turn(unit, region)
            before = await self._of(where, unit)
            if before.version != version:
                raise stale(region, version, before.version)
            holidays = resulting(tidy(draft), self.today(region))
            same = replace(before, draft=tidy(draft), holidays=holidays, time_zone=where.time_zone)
            if before.version and same == before:
                return before
            after = replace(same, version=version + 1)
            return self._save(unit, after, by, deeds.calendar_saved(before, after, by.username))

        return await self._database.transaction(work)

    def faults(self, draft: Draft, region: str) -> list[Fault]:
        """Every rule that a draft breaks, its holidays included."""
        faults = faults_of(draft)
        return faults or faults_of_holidays(resulting(draft, self.today(region)))

    async def grant(self, region: str, asked: Asked, *, by: Account) -> StoredCalendar:
        """Let an agency of the region report on a period until a later day, in place of an earlier
        extension for it. The same again changes nothing. Raises 403, 404, 409, 422.
        """
        where = self._kept(region, by)

        async def work(unit: UnitOfWork) -> StoredCalendar:
            await self._turns.take_turn(unit, region)
            before = await self._saved(where, unit)
            new = await self._granted(unit, before, asked, by)
            extensions = with_extension(before.extensions, new)
            if extensions == before.extensions:
                return before
            if faults := faults_of_extensions(extensions):
                raise wrong(faults)
            after = replace(before, extensions=extensions, version=before.version + 1)
            return self._save(unit, after, by, deeds.extension_granted(after, new, by.username))

        return await self._database.transaction(work)

    async def withdraw(
        self, region: str, agency: str, period: str, *, by: Account
    ) -> StoredCalendar:
        """Take back an agency's extension for a period. Raises 403, 404, 409."""
        where = self._kept(region, by)

        async def work(unit: UnitOfWork) -> StoredCalendar:
            await self._turns.take_turn(unit, region)
            before = await self._saved(where, unit)
            gone = find(before.extensions, agency, period)
            if gone is None:
                raise no_such(EXTENSION, f"{agency} {period}")
            extensions = tuple(one for one in before.extensions if one is not gone)
            after = replace(before, extensions=extensions, version=before.version + 1)
            return self._save(unit, after, by, deeds.extension_withdrawn(after, gone, by.username))

        return await self._database.transaction(work)

    async def take_over_zones(self) -> None:
        """Publish the calendar of each region whose time zone was corrected, as its next version:
        a version is immutable.
        """
        for region in self._regions.values():
            stored = await self._calendars.calendar(region.code)
            if stored is not None and stored.time_zone != region.time_zone:
                await self._take_over_zone(region)

    async def _take_over_zone(self, region: Region) -> None:
        async def work(unit: UnitOfWork) -> None:
            await self._turns.take_turn(unit, region.code)
            before = await self._saved(region, unit)
            if before.time_zone != region.time_zone:
                after = replace(before, time_zone=region.time_zone, version=before.version + 1)
                self._write(unit, after, BY_REGIONS_FILE)

        await self._database.transaction(work)
        log.warning("time zone corrected", calendar=region.code)

    async def _granted(
        self, unit: UnitOfWork, calendar: StoredCalendar, asked: Asked, by: Account
    ) -> Extension:
        """The extension, complete. Raises 422."""
        faults = list(faults_of_extension(asked, calendar.calendar))
        agencies = await self._agencies.agencies(calendar.region, unit=unit)
        if asked.agency and asked.agency not in agencies:
            facts = {"value": asked.agency[:80], "near_id": "", "near_en": ""}
            faults.insert(0, plan_fault("unknown-agency", "agency", **facts))
        period = Period.of_code(asked.period)
        if faults or period is None:
            raise wrong(faults)
        return Extension(
            agency=asked.agency,
            kind=period.kind,
            first=period.first,
            until=asked.until,
            reason=asked.reason,
            granted_by=by.username,
            granted_at=self._clock.now(),
        )

    def _save(
        self, unit: UnitOfWork, after: StoredCalendar, by: Account, deed: Deed
    ) -> StoredCalendar:
        self._write(unit, after, by.username)
        self._trail.put(unit, deed)
        return after

    def _write(self, unit: UnitOfWork, after: StoredCalendar, by: str) -> None:
        now = self._clock.now()
        self._calendars.save(unit, after, now, by)
        self._outbox.put(unit, [outgoing(calendar_event(after), now)])

    async def _of(self, region: Region, unit: UnitOfWork | None = None) -> StoredCalendar:
        stored = await self._calendars.calendar(region.code, unit)
        return stored or proposed(region, self.today(region.code))

    async def _saved(self, region: Region, unit: UnitOfWork) -> StoredCalendar:
        stored = await self._calendars.calendar(region.code, unit)
        if stored is None:
            raise not_saved(region.code)
        return stored

    def _kept(self, region: str, by: Account) -> Region:
        """The region, whose calendar the account may change. Raises 403, 404."""
        must_be(by, *KEEPERS)
        return self._region(region, by)

    def _region(self, region: str, by: Account) -> Region:
        if region not in self._regions:
            raise no_such(CALENDAR, region)
        if by.region not in {None, region}:
            raise other_region(region)
        return self._regions[region]
