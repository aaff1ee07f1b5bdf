"""The plan: every change to items and agencies, each with its event, in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

import structlog

from chassis.clock import Clock
from chassis.files.readers import FileReaders
from chassis.http.problem import Fault
from chassis.http.validation import wrong
from chassis.mongo.database import Database
from chassis.mongo.session import Session
from chassis.outbox.outbox import Outbox
from planner.agencies import agency
from planner.agencies.directory import AgencyDirectory
from planner.answers import AGENCY, ITEM, cancelled, no_such, stale, taken
from planner.items import item
from planner.items.repository import Codes, Store
from planner.items.stored import StoredAgency, StoredItem
from planner.publishing.snapshots import agency_event, item_event, outgoing
from planner.region import Region, Regions
from planner.workbook.judging import Verdicts, judge
from planner.workbook.plan_file import PlanFile
from planner.workbook.verdict import Outcome, Verdict, names_taken

T = TypeVar("T")
D = TypeVar("D", item.Draft, agency.Draft)

log = structlog.get_logger()

CHUNK = 500
BY_REGIONS_FILE = "regions"
"""Who changed an item whose region was given another time zone."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import found, and whether it was carried out."""

    verdicts: Verdicts
    applied: bool


class Plan:
    """All changes to a plan. Changes to one region follow one another."""

    def __init__(
        self,
        database: Database,
        store: Store,
        outbox: Outbox,
        clock: Clock,
        regions: Regions,
        *,
        readers: FileReaders[PlanFile],
    ) -> None:
        self._readers = readers
        self._judges = ThreadPoolExecutor(1, "plan-judging")
        self._database = database
        self._store = store
        self._outbox = outbox
        self._clock = clock
        self._regions = regions

    async def import_file(
        self, data: bytes, *, region: str, dry_run: bool, some: bool, by: str
    ) -> Imported:
        """Judge every row of a workbook and, unless it is a dry run, carry it out.

        Nothing is carried out when a row is refused, unless `some` of them will do. Raises
        FileRefused.
        """
        known = await self._store.agencies(region)
        file = await self._readers.read(data, known, region)
        agency_codes = [e.fields["agency"] for e in file.agencies if "agency" in e.fields]
        item_codes = [e.fields["item_id"] for e in file.items if "item_id" in e.fields]

        async def judged(session: Session | None) -> Verdicts:
            agencies = await self._store.agencies(region, agency_codes, session)
            items = await self._store.items(item_codes, session)
            judging = partial(judge, file, agencies=agencies, items=items, region=region)
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._judges, partial(judging, partial=some))

        async def work(session: Session) -> Imported:
            await self._store.take_turn(session, region)
            verdicts = await judged(session)
            if verdicts.refused and not some:
                return Imported(verdicts, False)
            now = self._clock.now()
            self._save_agencies(session, _agencies(verdicts, region), now, by)
            self._save_items(session, _items(verdicts, region), now, by)
            return Imported(verdicts, True)

        if dry_run:
            return Imported(await judged(None), False)
        return await self._database.transaction(work)

    async def create_item(self, given: item.Fields, *, region: str, by: str) -> StoredItem:
        """A new item at version 1; the same again answers what is there.

        Raises 409 when its code is taken by other content, 422 when a rule is broken.
        """

        async def work(session: Session) -> StoredItem:
            await self._store.take_turn(session, region)
            code = given["item_id"]
            known = (await self._store.items([code], session)).get(code)
            fresh = StoredItem(await self._drafted(given, region, session), region, 1)
            if known is not None:
                if (known.draft, known.region) == (fresh.draft, region):
                    return known
                raise taken(ITEM, code)
            self._save_items(session, [fresh], self._clock.now(), by)
            return fresh

        return await self._database.transaction(work)

    async def revise_item(
        self, item_id: str, version: int, given: item.Fields, *, by: str
    ) -> StoredItem:
        """The item as given, one version on.

        Raises 404, 409 when `version` is not the stored one or the item is cancelled, 422.
        The same content again changes nothing.
        """

        async def work(session: Session) -> StoredItem:
            before = await self._item_at(item_id, version, session)
            draft = await self._drafted(given, before.region, session)
            if draft == before.draft:
                return before
            after = replace(before, draft=draft, version=before.version + 1)
            self._save_items(session, [after], self._clock.now(), by)
            return after

        return await self._database.transaction(work)

    async def cancel_item(self, item_id: str, version: int | None, *, by: str) -> StoredItem:
        """The item, cancelled; cancelling it again changes nothing. Raises 404, 409."""

        async def work(session: Session) -> StoredItem:
            found = (await self._store.items([item_id], session)).get(item_id)
            if found is not None and found.cancelled:
                return found
            before = await self._item_at(item_id, version, session)
            after = replace(before, cancelled=True, version=before.version + 1)
            self._save_items(session, [after], self._clock.now(), by)
            return after

        return await self._database.transaction(work)

    async def create_agency(self, given: agency.Fields, *, region: str, by: str) -> StoredAgency:
        """A new agency at version 1; the same again answers what is there. Raises 409, 422."""

        async def work(session: Session) -> StoredAgency:
            await self._store.take_turn(session, region)
            code = given["agency"]
            known = await self._store.agencies(region, [code], session)
            fresh = StoredAgency(_agency_draft(given, known, region), region, 1)
            if code in known:
                if (known[code].draft, known[code].region) == (fresh.draft, region):
                    return known[code]
                raise taken(AGENCY, code)
            self._save_agencies(session, [fresh], self._clock.now(), by)
            return fresh

        return await self._database.transaction(work)

    async def revise_agency(
        self, code: str, version: int, given: agency.Fields, *, region: str, by: str
    ) -> StoredAgency:
        """The agency as given, one version on. Raises 404, 409, 422."""

        async def work(session: Session) -> StoredAgency:
            await self._store.take_turn(session, region)
            known = await self._store.agencies(region, [code], session)
            before = known.get(code)
            if before is None or before.region != region:
                raise no_such(AGENCY, code)
            if before.version != version:
                raise stale(code, version, before.version)
            draft = _agency_draft(given, known, region)
            if draft == before.draft:
                return before
            after = replace(before, draft=draft, version=before.version + 1)
            self._save_agencies(session, [after], self._clock.now(), by)
            return after

        return await self._database.transaction(work)

    async def take_over_zones(self) -> None:
        """Send the items of each region whose time zone was corrected, one version on.

        What a version says stays: whoever knows it would not look at it again.
        """
        for region in self._regions.values():
            await self._store.note_zone(region.code, region.time_zone)
            while await self._rezone(region):
                pass

    async def _rezone(self, region: Region) -> int:
        async def work(session: Session) -> int:
            await self._store.take_turn(session, region.code)
            found = await self._store.items_of_other_zones(
                session, region.code, region.time_zone, CHUNK
            )
            items = [replace(one, version=one.version + 1) for one in found]
            self._save_items(session, items, self._clock.now(), BY_REGIONS_FILE)
            return len(items)

        count = await self._database.transaction(work)
        if count:
            log.warning("time zone corrected", region=region.code, items=count)
        return count

    async def republish(self) -> tuple[int, int]:
        """Send every agency and item again at its version; how many of each.

        For a consumer or a broker that starts empty. Whoever knows them already does nothing.
        """
        agencies = await self._again(self._agencies_again)
        items = await self._again(self._items_again)
        return agencies, items

    async def send_items_again(self, item_ids: Collection[str]) -> None:
        """Send these items at their versions, after whatever was sent of them before."""
        for chunk in _chunks(sorted(item_ids)):
            await self._items_again(chunk)

    async def send_agencies_again(self, codes: Collection[str]) -> None:
        """Send these agencies at their versions, after whatever was sent of them before."""
        for chunk in _chunks(sorted(codes)):
            await self._agencies_again(chunk)

    async def _again(self, chunk: Callable[[Codes], Awaitable[list[str]]]) -> int:
        """Chunk by chunk, each held against change, so that no older version overtakes."""
        after, count = "", 0
        while True:
            sent = await chunk(after)
            count += len(sent)
            if len(sent) < CHUNK:
                return count
            after = sent[-1]

    async def _agencies_again(self, wanted: Codes) -> list[str]:
        async def work(session: Session) -> list[str]:
            now = self._clock.now()
            found = await self._store.touched_agencies(session, wanted, CHUNK, now)
            self._outbox.put(session, [outgoing(agency_event(one), now) for one in found])
            return [one.draft.agency for one in found]

        return await self._database.transaction(work)

    async def _items_again(self, wanted: Codes) -> list[str]:
        async def work(session: Session) -> list[str]:
            now = self._clock.now()
            found = await self._store.touched_items(session, wanted, CHUNK, now)
            events = [outgoing(item_event(one, self._regions), now) for one in found]
            self._outbox.put(session, events)
            return [one.draft.item_id for one in found]

        return await self._database.transaction(work)

    async def _item_at(self, item_id: str, version: int | None, session: Session) -> StoredItem:
        before = (await self._store.items([item_id], session)).get(item_id)
        if before is None:
            raise no_such(ITEM, item_id)
        if version is not None and before.version != version:
            raise stale(item_id, version, before.version)
        if before.cancelled:
            raise cancelled(item_id)
        return before

    async def _drafted(self, given: item.Fields, region: str, session: Session) -> item.Draft:
        known = await self._store.agencies(region, (), session)
        directory = AgencyDirectory([stored.draft for stored in known.values()])
        tidied = item.tidy(given)
        _demand(item.faults_of(tidied, directory))
        return item.complete(tidied)

    def _save_items(
        self, session: Session, items: Sequence[StoredItem], now: datetime, by: str
    ) -> None:
        for some in _chunks(items):
            chunk = [replace(i, time_zone=self._regions[i.region].time_zone) for i in some]
            self._store.save_items(session, chunk, now, by)
            self._outbox.put(session, (outgoing(item_event(i, self._regions), now) for i in chunk))

    def _save_agencies(
        self, session: Session, agencies: Sequence[StoredAgency], now: datetime, by: str
    ) -> None:
        for chunk in _chunks(agencies):
            self._store.save_agencies(session, chunk, now, by)
            self._outbox.put(session, (outgoing(agency_event(one), now) for one in chunk))


def _chunks(many: Sequence[T]) -> Iterator[Sequence[T]]:
    """As many as are made into documents and events at once."""
    for first in range(0, len(many), CHUNK):
        yield many[first : first + CHUNK]


def _demand(faults: Sequence[Fault]) -> None:
    if faults:
        raise wrong(faults)


def _agency_draft(
    given: agency.Fields, known: Mapping[str, StoredAgency], region: str
) -> agency.Draft:
    tidied = agency.tidy(given)
    _demand(agency.faults_of(tidied))
    draft = agency.Draft(**tidied)
    others = [stored.draft for stored in known.values() if stored.region == region]
    _demand(names_taken(draft, AgencyDirectory(others)))
    return draft


def _to_write(verdicts: Iterable[Verdict[D]]) -> Iterable[tuple[D, int]]:
    for verdict in verdicts:
        if verdict.draft and verdict.outcome in {Outcome.ACCEPTED, Outcome.CHANGED}:
            yield verdict.draft, verdict.version + 1


def _items(verdicts: Verdicts, region: str) -> list[StoredItem]:
    return [StoredItem(draft, region, version) for draft, version in _to_write(verdicts.items)]


def _agencies(verdicts: Verdicts, region: str) -> list[StoredAgency]:
    return [StoredAgency(draft, region, version) for draft, version in _to_write(verdicts.agencies)]
