"""The ledger of the alerts in MongoDB: every decision, kept for a stated time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from pymongo import InsertOne

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.alerting.documents import stored
from notifier.alerting.ledger import Entry
from notifier.ledger.query import LedgerQuery

_ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
NEWEST_FIRST = [("at", -1), ("_id", -1)]


class LedgerRepository:
    """Collection `ledger`."""

    def __init__(self, database: Database, keep: timedelta) -> None:
        self._ledger = database["ledger"]
        self._keep = keep

    @property
    def keep(self) -> timedelta:
        """How long an entry is kept."""
        return self._keep

    async def prepare(self) -> None:
        """Create the indexes: each serves a query below, or ends what has been kept long enough."""
        await self._ledger.create_index("expires_at", expireAfterSeconds=0)
        for first in ("region", "agency", "item_id", "alert"):
            await self._ledger.create_index([(first, 1), *NEWEST_FIRST])

    def add(self, unit: UnitOfWork, entries: Iterable[Entry]) -> None:
        """Write entries down."""
        rows = (
            {"_id": one.key, **stored(one), "expires_at": one.at + self._keep} for one in entries
        )
        unit.write(self._ledger, (InsertOne(row) for row in rows))

    async def page(
        self,
        query: LedgerQuery,
        before: tuple[datetime, str] | None,
        limit: int,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Entry]:
        """Up to `limit` entries, the newest first, after the one named by `before`, from `since`
        on and before `until`.
        """
        clauses: list[dict[str, Any]] = [matching(query)]
        if since is not None:
            clauses.append({"at": {"$gte": since}})
        if until is not None:
            clauses.append({"at": {"$lt": until}})
        if before is not None:
            at, key = before
            clauses.append({"$or": [{"at": {"$lt": at}}, {"at": at, "_id": {"$lt": key}}]})
        rows = self._ledger.find({"$and": clauses}).sort(NEWEST_FIRST)
        return [_ENTRY.validate_python(row) async for row in rows.limit(limit)]
