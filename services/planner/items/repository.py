"""The items of the plan in MongoDB."""

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from chassis.query import ScopedQuery
from planner.items.documents import item_document, item_of
from planner.items.stored import StoredItem
from planner.repository import Codes, held, page_of, versioned_write
from planner.versions.repository import FormerVersions

BATCH = 1000
"""Documents per batch of a cursor."""


class ItemRepository:
    """Collection `items`."""

    def __init__(self, database: Database) -> None:
        self._items = database["items"]
        self.former = FormerVersions(database, "items")

    async def prepare(self) -> None:
        """Create the indexes: each serves a page of a list, in the order of ids."""
        await self.former.prepare()
        for first in ("region", "agency", "pillar", "kind"):
            await self._items.create_index([(first, 1), ("_id", 1)])

    async def item(self, item_id: str) -> StoredItem | None:
        """One item; None when there is none of this id."""
        row = await self._items.find_one({"_id": item_id})
        return item_of(row) if row else None

    async def items(
        self, item_ids: Iterable[str], unit: UnitOfWork | None = None
    ) -> dict[str, StoredItem]:
        """Those of these items that exist, by id."""
        wanted = {"_id": {"$in": list(set(item_ids))}}
        rows = self._items.find(wanted, session=driver_session(unit), batch_size=BATCH)
        return {row["_id"]: item_of(row) async for row in rows}

    async def former_of(
        self, item_ids: Sequence[str], unit: UnitOfWork | None = None
    ) -> AsyncIterator[StoredItem]:
        """The former versions of these items, each item's in their order."""
        async for row in self.former.of(item_ids, unit):
            yield item_of(row)

    async def page(self, query: ScopedQuery, after: str | None, limit: int) -> list[StoredItem]:
        """Up to `limit` items in the order of their ids, after `after`."""
        return [item_of(row) for row in await page_of(self._items, query, after, limit)]

    async def found(
        self, query: ScopedQuery, words: str, after: str | None, limit: int
    ) -> list[StoredItem]:
        """Up to `limit` items whose code or title contains these words, in the order of their ids,
        after `after`.
        """
        wanted = matching(query)
        if words:
            holds = {"$regex": re.escape(words), "$options": "i"}
            wanted["$or"] = [{"_id": holds}, {"title": holds}]
        if after:
            wanted["_id"] = {"$gt": after}
        rows = await self._items.find(wanted).sort("_id", 1).limit(limit).to_list(limit)
        return [item_of(row) for row in rows]

    async def every(self, query: ScopedQuery) -> AsyncIterator[StoredItem]:
        """All items that match, by id."""
        async for row in self._items.find(matching(query), batch_size=BATCH).sort("_id", 1):
            yield item_of(row)

    def save(self, unit: UnitOfWork, items: Sequence[StoredItem], at: datetime, by: str) -> None:
        """Write items, each over the version before its own, which is kept."""
        self.former.keep(unit, (item.draft.item_id for item in items if item.version > 1))
        documents = (item_document(item, at, by) for item in items)
        unit.write(self._items, map(versioned_write, documents))

    async def note_time_zone(self, region: str, time_zone: str) -> None:
        """Set this time zone on the region's items that have none stored yet."""
        wanted = {"region": region, "time_zone": {"$in": [None, ""]}}
        await self._items.update_many(wanted, {"$set": {"time_zone": time_zone}})

    async def in_other_time_zones(
        self, unit: UnitOfWork, region: str, time_zone: str, limit: int
    ) -> list[StoredItem]:
        """The first items of the region, by id, whose version has another time zone."""
        wanted = {"region": region, "time_zone": {"$ne": time_zone}}
        rows = self._items.find(wanted, session=driver_session(unit)).sort("_id", 1).limit(limit)
        return [item_of(row) async for row in rows]

    async def held(
        self, unit: UnitOfWork, item_ids: Codes, limit: int, at: datetime
    ) -> list[StoredItem]:
        """The first items that match, by id, locked until the transaction ends."""
        return [item_of(row) for row in await held(self._items, unit, item_ids, limit, at)]

    async def counts(self) -> list[tuple[str, str, bool, int]]:
        """Number of items by region, kind and whether cancelled."""
        group = {"region": "$region", "kind": "$kind", "cancelled": "$cancelled"}
        rows = self._items.aggregate([{"$group": {"_id": group, "items": {"$sum": 1}}}])
        return [
            (row["_id"]["region"], row["_id"]["kind"], row["_id"]["cancelled"], row["items"])
            async for row in rows
        ]
