"""The planner's MongoDB: items, agencies, accounts."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import InsertOne, UpdateOne
from pymongo.errors import DuplicateKeyError

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from chassis.mongo.session import Collection as Documents
from chassis.mongo.session import Session, Write, driven
from chassis.query import ScopedQuery
from planner.accounts.account import StoredAccount
from planner.items.documents import Document, agency_document, agency_of, item_document, item_of
from planner.items.stored import StoredAgency, StoredItem

CHUNK = 1000
Codes = str | Collection[str]
"""These, or all that come after one."""


class Store:
    """Every read and write of the planner."""

    def __init__(self, database: Database) -> None:
        self._items = database["items"]
        self._agencies = database["agencies"]
        self._accounts = database["accounts"]
        self._turns = database["turns"]

    async def prepare(self) -> None:
        """The indexes: each serves a query below."""
        for first in ("region", "agency", "pillar", "kind"):
            await self._items.create_index([(first, 1), ("_id", 1)])
        await self._agencies.create_index([("region", 1), ("_id", 1)])

    async def take_turn(self, session: Session, region: str) -> None:
        """Have transactions that must not overlap in a region follow one another."""
        await self._turns.update_one(
            {"_id": region}, {"$inc": {"taken": 1}}, upsert=True, session=driven(session)
        )

    async def items(
        self, item_ids: Iterable[str], session: Session | None = None
    ) -> dict[str, StoredItem]:
        """The items that are known, by id."""
        wanted = {"_id": {"$in": list(set(item_ids))}}
        found = self._items.find(wanted, session=driven(session), batch_size=CHUNK)
        return {row["_id"]: item_of(row) async for row in found}

    async def agencies(
        self, region: str, codes: Iterable[str] = (), session: Session | None = None
    ) -> dict[str, StoredAgency]:
        """The agencies of a region, and those with these codes wherever they are."""
        wanted = {"$or": [{"region": region}, {"_id": {"$in": list(set(codes))}}]}
        found = self._agencies.find(wanted, session=driven(session))
        return {row["_id"]: agency_of(row) async for row in found}

    def save_items(
        self, session: Session, items: Sequence[StoredItem], at: datetime, by: str
    ) -> None:
        """Write items, each over the version before its own."""
        session.write(self._items, (_saved(item_document(item, at, by)) for item in items))

    def save_agencies(
        self, session: Session, agencies: Sequence[StoredAgency], at: datetime, by: str
    ) -> None:
        """Write agencies, each over the version before its own."""
        session.write(self._agencies, (_saved(agency_document(one, at, by)) for one in agencies))

    async def item_row(self, item_id: str) -> Document | None:
        """One item's document."""
        row: Document | None = await self._items.find_one({"_id": item_id})
        return row

    async def agency_row(self, code: str) -> Document | None:
        """One agency's document."""
        row: Document | None = await self._agencies.find_one({"_id": code})
        return row

    async def item_page(self, wanted: ScopedQuery, after: str | None, limit: int) -> list[Document]:
        """Up to `limit` items in the order of their ids, behind `after`."""
        return await _page(self._items, wanted, after, limit)

    async def agency_page(
        self, wanted: ScopedQuery, after: str | None, limit: int
    ) -> list[Document]:
        """Up to `limit` agencies in the order of their codes, behind `after`."""
        return await _page(self._agencies, wanted, after, limit)

    async def every_item(self, wanted: ScopedQuery) -> AsyncIterator[StoredItem]:
        """All items that match, by id."""
        async for row in self._items.find(matching(wanted), batch_size=CHUNK).sort("_id", 1):
            yield item_of(row)

    async def note_zone(self, region: str, time_zone: str) -> None:
        """The region's items of which no time zone was kept yet had this one."""
        wanted = {"region": region, "time_zone": {"$in": [None, ""]}}
        await self._items.update_many(wanted, {"$set": {"time_zone": time_zone}})

    async def items_of_other_zones(
        self, session: Session, region: str, time_zone: str, limit: int
    ) -> list[StoredItem]:
        """The first items of the region, by id, whose version says another time zone."""
        wanted = {"region": region, "time_zone": {"$ne": time_zone}}
        found = self._items.find(wanted, session=driven(session)).sort("_id", 1).limit(limit)
        return [item_of(row) async for row in found]

    async def touched_items(
        self, session: Session, wanted: Codes, limit: int, at: datetime
    ) -> list[StoredItem]:
        """The first items that match, by id, held against change until the transaction ends."""
        return [item_of(row) for row in await _touch(self._items, session, wanted, limit, at)]

    async def touched_agencies(
        self, session: Session, wanted: Codes, limit: int, at: datetime
    ) -> list[StoredAgency]:
        """The first agencies that match, by code, held against change likewise."""
        return [agency_of(row) for row in await _touch(self._agencies, session, wanted, limit, at)]

    async def counts(self) -> list[tuple[str, str, bool, int]]:
        """How many items there are, by region, kind and whether cancelled."""
        group = {"region": "$region", "kind": "$kind", "cancelled": "$cancelled"}
        found = self._items.aggregate([{"$group": {"_id": group, "items": {"$sum": 1}}}])
        return [
            (row["_id"]["region"], row["_id"]["kind"], row["_id"]["cancelled"], row["items"])
            async for row in found
        ]

    async def account(self, username: str) -> StoredAccount | None:
        """One account."""
        row = await self._accounts.find_one({"_id": username})
        return _account_of(row) if row else None

    async def add_account(self, account: StoredAccount, at: datetime) -> bool:
        """Keep a new account; False when its name is taken."""
        try:
            await self._accounts.insert_one(_account_document(account, at))
        except DuplicateKeyError:
            return False
        return True

    async def keep_account(self, account: StoredAccount, at: datetime) -> None:
        """Keep an account, whatever it was before."""
        row = _account_document(account, at)
        await self._accounts.replace_one({"_id": account.username}, row, upsert=True)

    async def account_page(
        self, wanted: ScopedQuery, after: str | None, limit: int
    ) -> list[StoredAccount]:
        """Up to `limit` accounts in the order of their names, behind `after`."""
        return [_account_of(r) for r in await _page(self._accounts, wanted, after, limit)]


def _saved(row: Document) -> Write:
    if row["version"] == 1:
        return InsertOne(row)
    gate = {"_id": row.pop("_id"), "version": row["version"] - 1}
    return UpdateOne(gate, {"$set": row})


async def _page(
    collection: "Documents[Document]", wanted: ScopedQuery, after: str | None, limit: int
) -> list[Document]:
    query = matching(wanted)
    if after:
        query["_id"] = {"$gt": after}
    rows: list[Document] = await collection.find(query).sort("_id", 1).limit(limit).to_list(limit)
    return rows


async def _touch(
    collection: "Documents[Document]",
    session: Session,
    wanted: Codes,
    limit: int,
    at: datetime,
) -> list[Document]:
    which = {"$gt": wanted} if isinstance(wanted, str) else {"$in": list(wanted)}
    found = collection.find({"_id": which}, session=driven(session)).sort("_id", 1).limit(limit)
    rows: list[Document] = await found.to_list(limit)
    ids = [row["_id"] for row in rows]
    await collection.update_many(
        {"_id": {"$in": ids}}, {"$set": {"republished_at": at}}, session=driven(session)
    )
    return rows


def _account_document(account: StoredAccount, at: datetime) -> Document:
    return {
        "_id": account.username,
        "role": str(account.role),
        "agency": account.agency,
        "region": account.region,
        "password": account.password,
        "changed_at": at,
    }


def _account_of(row: Mapping[str, Any]) -> StoredAccount:
    return StoredAccount(row["_id"], row["role"], row["agency"], row["region"], row["password"])
