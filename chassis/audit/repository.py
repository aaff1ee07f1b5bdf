"""The trail in MongoDB: `audit_new` holds what was done, in the transaction that did it; `audit`
the chain, a document for each entry, its number the id.

They are two because a chain has one end: transactions that each added to it would conflict with one
another, and a long import with every sign-in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from chassis.audit.entry import Deed, Done, End, Entry, chained
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session

BATCH = 1_000


class AuditRepository:
    """Adds to the trail and reads it; it neither changes nor deletes an entry."""

    def __init__(self, database: Database) -> None:
        self._new = database["audit_new"]
        self._entries = database["audit"]

    async def prepare(self) -> None:
        """Create the indexes in which a page is filtered."""
        for name in ("by", "about", "what"):
            await self._entries.create_index([(name, 1), ("_id", -1)])

    def put(self, unit: UnitOfWork, done: Iterable[Done]) -> None:
        """Add with the transaction of `unit`."""
        unit.insert(self._new, [_document(one) for one in done])

    async def add(self, done: Iterable[Done]) -> None:
        """Add what changed no other document. Raises `DatabaseTrouble`."""
        await self._new.insert_many([_document(one) for one in done])

    async def chain(self, unit: UnitOfWork) -> int:
        """Move up to `BATCH` of what waits to the end of the chain, in the order in which it was
        done; returns how many. Ids are no order among replicas.
        """
        session = driver_session(unit)
        rows = self._new.find({}, session=session).sort([("at", 1), ("_id", 1)]).limit(BATCH)
        if waiting := await rows.to_list(BATCH):
            ids = [row["_id"] for row in waiting]
            await self._new.delete_many({"_id": {"$in": ids}}, session=session)
            found = (Done(row["at"], _deed_of(row)) for row in waiting)
            entries = chained(found, await self.end(unit))
            unit.insert(self._entries, [entry_document(one) for one in entries])
        return len(waiting)

    async def waiting(self) -> int:
        """How many wait for their place in the chain (an estimate)."""
        return await self._new.estimated_document_count()

    async def end(self, unit: UnitOfWork | None = None) -> End:
        """The last entry's number and hash."""
        last = await self._entries.find_one(
            {}, {"hash": 1}, sort=[("_id", -1)], session=driver_session(unit)
        )
        return End(last["_id"], last["hash"]) if last else End()

    async def latest(
        self,
        wanted: Mapping[str, str],
        before: int | None,
        limit: int,
        *,
        what: Sequence[str] = (),
    ) -> Sequence[Entry]:
        """Up to `limit` entries whose fields are as `wanted`, the latest first, before a number;
        with `what` of these deeds only.
        """
        query: dict[str, Any] = dict(wanted)
        if what:
            query["what"] = {"$in": list(what)}
        if before is not None:
            query["_id"] = {"$lt": before}
        rows = self._entries.find(query).sort("_id", -1).limit(limit)
        return [entry_of(row) async for row in rows]

    async def after(self, number: int) -> Sequence[Entry]:
        """The next entries after a number, in their order; none at the end."""
        rows = self._entries.find({"_id": {"$gt": number}}).sort("_id", 1).limit(BATCH)
        return [entry_of(row) async for row in rows]


def _document(done: Done) -> dict[str, Any]:
    return {"at": done.at, **asdict(done.deed)}


def _deed_of(row: dict[str, Any]) -> Deed:
    return Deed(row["what"], row["by"], row["about"], row["details"])


def entry_document(entry: Entry) -> dict[str, Any]:
    """The document of an entry."""
    said = _document(Done(entry.at, entry.deed))
    return {"_id": entry.number, **said, "before": entry.before, "hash": entry.hash}


def entry_of(row: dict[str, Any]) -> Entry:
    """The entry in a document."""
    at: datetime = row["at"]
    return Entry(row["_id"], at, _deed_of(row), row["before"], row["hash"])
