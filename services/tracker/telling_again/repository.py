"""How far the telling has come, and what is to be told, in MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from pymongo import UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts import StatusChanged
from tracker.items.documents import status_of

log = structlog.get_logger()

STATUSES = "statuses"


@dataclass(frozen=True, slots=True)
class Told:
    """Told of all items up to the code `after`; `done`: of all that there were."""

    after: str = ""
    done: bool = False


class TellingAgainRepository:
    """Collection `told_again`; reads `items` and `status_history`."""

    def __init__(self, database: Database) -> None:
        self._told = database["told_again"]
        self._items = database["items"]
        self._history = database["status_history"]

    async def told(self, unit: UnitOfWork | None = None) -> Told:
        """How far it has come."""
        row = await self._told.find_one({"_id": STATUSES}, session=driver_session(unit))
        return Told(row["after"], row["done"]) if row else Told()

    def save(self, unit: UnitOfWork, told: Told) -> None:
        """Store how far it has come."""
        reached = {"$set": {"after": told.after, "done": told.done}}
        unit.write(self._told, [UpdateOne({"_id": STATUSES}, reached, upsert=True)])

    async def last_changes(
        self, unit: UnitOfWork, after: str, limit: int
    ) -> tuple[Sequence[StatusChanged], Told]:
        """The last change of status of the next `limit` items, and how far one has come by them."""
        wanted = {"_id": {"$gt": after}, "seq": {"$gt": 0}}
        rows = self._items.find(wanted, {"seq": 1}, session=driver_session(unit))
        items = await rows.sort("_id", 1).limit(limit).to_list(limit)
        keys = [f"{row['_id']}/{row['seq']}" for row in items]
        history = self._history.find({"_id": {"$in": keys}}, session=driver_session(unit))
        changes = [status_of(row) async for row in history]
        if lacking := len(keys) - len(changes):
            log.warning("items lack their last change of status: see aksi rebuild", count=lacking)
        return changes, Told(items[-1]["_id"] if items else after, len(items) < limit)
