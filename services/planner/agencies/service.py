"""Changes to the agencies, each with its event in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chassis.audit.trail import Trail
from chassis.clock import Clock
from chassis.http.validation import wrong
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from planner import deeds
from planner.agencies import agency
from planner.agencies.directory import AgencyDirectory, names_taken
from planner.agencies.repository import AgencyRepository
from planner.agencies.stored import StoredAgency
from planner.answers import AGENCY, no_such, stale, taken
from planner.publishing.chunks import chunks_of
from planner.publishing.snapshots import agency_event, outgoing
from planner.regions.repository import RegionRepository


class AgencyService:
    """Creates and revises agencies."""

    def __init__(
        self,
        *,
        database: Database,
        agencies: AgencyRepository,
        turns: RegionRepository,
        outbox: Outbox,
        clock: Clock,
        trail: Trail,
    ) -> None:
        self._trail = trail
        self._database = database
        self._agencies = agencies
        self._turns = turns
        self._outbox = outbox
        self._clock = clock

    async def create(self, given: agency.Fields, *, region: str, by: str) -> StoredAgency:
        """Create an agency at version 1; the same again returns the stored one. Raises 409, 422."""

        async def work(unit: UnitOfWork) -> StoredAgency:
            await self._turns.take_turn(unit, region)
            code = given["agency"]
            stored = await self._agencies.agencies(region, [code], unit)
            new = StoredAgency(_complete(given, stored, region), region, 1)
            if code in stored:
                if (stored[code].draft, stored[code].region) == (new.draft, region):
                    return stored[code]
                raise taken(AGENCY, code)
            self.save(unit, [new], self._clock.now(), by)
            self._trail.put(unit, deeds.agency_made(new, by))
            return new

        return await self._database.transaction(work)

    async def revise(
        self, code: str, version: int, given: agency.Fields, *, region: str, by: str
    ) -> StoredAgency:
        """Replace the agency's fields, as its next version. Raises 404, 409, 422.

        The same content again changes nothing.
        """

        async def work(unit: UnitOfWork) -> StoredAgency:
            await self._turns.take_turn(unit, region)
            stored = await self._agencies.agencies(region, [code], unit)
            before = stored.get(code)
            if before is None or before.region != region:
                raise no_such(AGENCY, code)
            if before.version != version:
                raise stale(code, version, before.version)
            draft = _complete(given, stored, region)
            if draft == before.draft:
                return before
            after = replace(before, draft=draft, version=before.version + 1)
            self.save(unit, [after], self._clock.now(), by)
            self._trail.put(unit, deeds.agency_changed(before, after, by))
            return after

        return await self._database.transaction(work)

    async def check(self, given: agency.Fields, region: str) -> None:
        """Raise 422 for the rules that the fields break, also when some could not be read."""
        _complete(given, await self._agencies.agencies(region), region)

    def save(
        self, unit: UnitOfWork, agencies: Sequence[StoredAgency], now: datetime, by: str
    ) -> None:
        """Write agencies and their events in the transaction of `unit`. The caller must have read
        the agencies in that transaction.
        """
        for chunk in chunks_of(agencies):
            self._agencies.save(unit, chunk, now, by)
            self._outbox.put(unit, (outgoing(agency_event(one), now) for one in chunk))


def _complete(
    given: agency.Fields, stored: Mapping[str, StoredAgency], region: str
) -> agency.Draft:
    """The complete agency. Raises 422 when it breaks a rule, or shares a name with another agency
    of its region.
    """
    tidied = agency.tidy(given)
    draft = agency.Draft(**tidied)
    here = [other.draft for other in stored.values() if other.region == region]
    if faults := [*agency.faults_of(tidied), *names_taken(draft, AgencyDirectory(here))]:
        raise wrong(faults)
    return draft
