"""Changes to the items of the plan, each with its event in one transaction."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import cast

from chassis.audit.trail import Trail
from chassis.clock import Clock
from chassis.http.validation import wrong
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from planner import deeds
from planner.agencies.directory import AgencyDirectory
from planner.agencies.repository import AgencyRepository
from planner.answers import ITEM, VERSION, cancelled, no_such, stale, taken
from planner.items import item
from planner.items.documents import item_of
from planner.items.repository import ItemRepository
from planner.items.stored import StoredItem
from planner.publishing.chunks import chunks_of
from planner.publishing.snapshots import item_event, outgoing
from planner.regions.region import Regions
from planner.regions.repository import RegionRepository


class ItemService:
    """Creates, revises and cancels items."""

    def __init__(
        self,
        *,
        database: Database,
        items: ItemRepository,
        agencies: AgencyRepository,
        turns: RegionRepository,
        outbox: Outbox,
        clock: Clock,
        regions: Regions,
        trail: Trail,
    ) -> None:
        self._trail = trail
        self._database = database
        self._items = items
        self._agencies = agencies
        self._turns = turns
        self._outbox = outbox
        self._clock = clock
        self._regions = regions

    async def create(self, given: item.Fields, *, region: str, by: str) -> StoredItem:
        """Create an item at version 1; the same again returns the stored one.

        Raises 409 when its code is taken by other content, 422 when a rule is broken.
        """

        async def work(unit: UnitOfWork) -> StoredItem:
            await self._turns.take_turn(unit, region)
            code = given["item_id"]
            before = (await self._items.items([code], unit)).get(code)
            new = StoredItem(await self._complete(given, region, unit), region, 1)
            if before is not None:
                if (before.draft, before.region) == (new.draft, region):
                    return before
                raise taken(ITEM, code)
            self.save(unit, [new], self._clock.now(), by)
            self._trail.put(unit, deeds.item_made(new, by))
            return new

        return await self._database.transaction(work)

    async def revise(
        self, item_id: str, version: int, given: item.Fields, *, by: str
    ) -> StoredItem:
        """Replace the item's fields, as its next version.

        Raises 404, 409 when `version` is not the stored one or the item is cancelled, 422. The same
        content again changes nothing.
        """

        async def work(unit: UnitOfWork) -> StoredItem:
            before = await self._item_at(item_id, version, unit)
            draft = await self._complete(given, before.region, unit)
            if draft == before.draft:
                return before
            after = replace(before, draft=draft, version=before.version + 1)
            self.save(unit, [after], self._clock.now(), by)
            self._trail.put(unit, deeds.item_changed(before, after, by))
            return after

        return await self._database.transaction(work)

    async def revert(self, item_id: str, version: int, *, to: int, by: str) -> StoredItem:
        """Give the item the content of its former version `to`, as its next version. Raises as
        `revise`, and 404 when that version is not known.
        """
        row = await self._items.former.version(item_id, to)
        if row is None:
            raise no_such(VERSION, f"{item_id}/{to}")
        draft = item_of(row).draft
        given = cast(item.Fields, {f.name: getattr(draft, f.name) for f in fields(draft)})
        return await self.revise(item_id, version, given, by=by)

    async def check(self, given: item.Fields, region: str) -> None:
        """Raise 422 for the rules that the fields break, also when some could not be read."""
        await self._checked(given, region, None)

    async def cancel(
        self, item_id: str, version: int | None, *, by: str, reason: str = ""
    ) -> StoredItem:
        """Cancel the item; cancelling it again changes nothing. Raises 404, 409."""

        async def work(unit: UnitOfWork) -> StoredItem:
            stored = (await self._items.items([item_id], unit)).get(item_id)
            if stored is not None and stored.cancelled:
                return stored
            before = await self._item_at(item_id, version, unit)
            after = replace(before, cancelled=True, reason=reason, version=before.version + 1)
            self.save(unit, [after], self._clock.now(), by)
            self._trail.put(unit, deeds.item_cancelled(after, by, reason))
            return after

        return await self._database.transaction(work)

    async def restore(self, item_id: str, version: int, *, by: str) -> StoredItem:
        """Undo a cancellation: the item is judged again. One that is not cancelled is left as it
        is. Raises 404, 409.
        """

        async def work(unit: UnitOfWork) -> StoredItem:
            stored = (await self._items.items([item_id], unit)).get(item_id)
            if stored is None:
                raise no_such(ITEM, item_id)
            if not stored.cancelled:
                return stored
            if stored.version != version:
                raise stale(item_id, version, stored.version)
            after = replace(stored, cancelled=False, reason="", version=version + 1)
            self.save(unit, [after], self._clock.now(), by)
            self._trail.put(unit, deeds.item_restored(after, by))
            return after

        return await self._database.transaction(work)

    def save(self, unit: UnitOfWork, items: Sequence[StoredItem], now: datetime, by: str) -> None:
        """Write items and their events in the transaction of `unit`, each in the current time zone
        of its region. The caller must have read the items in that transaction.
        """
        for chunk in chunks_of(items):
            zoned = [replace(i, time_zone=self._regions[i.region].time_zone) for i in chunk]
            self._items.save(unit, zoned, now, by)
            self._outbox.put(unit, (outgoing(item_event(i, self._regions), now) for i in zoned))

    async def _item_at(self, item_id: str, version: int | None, unit: UnitOfWork) -> StoredItem:
        stored = (await self._items.items([item_id], unit)).get(item_id)
        if stored is None:
            raise no_such(ITEM, item_id)
        if version is not None and stored.version != version:
            raise stale(item_id, version, stored.version)
        if stored.cancelled:
            raise cancelled(item_id)
        return stored

    async def _complete(self, given: item.Fields, region: str, unit: UnitOfWork) -> item.Draft:
        return item.complete(await self._checked(given, region, unit))

    async def _checked(
        self, given: item.Fields, region: str, unit: UnitOfWork | None
    ) -> item.Fields:
        agencies = await self._agencies.agencies(region, (), unit)
        directory = AgencyDirectory([stored.draft for stored in agencies.values()])
        tidied = item.tidy(given)
        if faults := item.faults_of(tidied, directory):
            raise wrong(faults)
        return tidied
