"""One replica at a time, by a lease in the database and the database's own clock."""

import time
from uuid import uuid4

from pymongo import ReturnDocument

from chassis.database import Database
from chassis.session import Document


class Lease:
    """Held by one process of a service; lapses by itself when that process dies."""

    def __init__(self, database: Database, name: str, seconds: float = 4.0) -> None:
        self._leases = database["leases"]
        self._name = name
        self._owner = uuid4().hex
        self._seconds = seconds
        self._valid_until = 0.0

    def held(self) -> bool:
        """Whether it is still ours by our own clock, with a margin for a slow commit."""
        return time.monotonic() < self._valid_until - self._seconds / 4

    async def hold(self) -> bool:
        """Take or renew it; False while another holds it."""
        asked = time.monotonic()
        if asked < self._valid_until - self._seconds / 2:
            return True
        mine = {"$or": [{"$eq": ["$owner", self._owner]}, {"$lt": ["$until", "$$NOW"]}]}
        until = {"$add": ["$$NOW", int(self._seconds * 1000)]}
        held: Document | None = await self._leases.find_one_and_update(
            {"_id": self._name},
            [
                {"$set": {"mine": mine}},
                {
                    "$set": {
                        "owner": _if_mine(self._owner, "$owner"),
                        "until": _if_mine(until, "$until"),
                    }
                },
                {"$unset": "mine"},
            ],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        if held is None or held["owner"] != self._owner:
            return False
        self._valid_until = asked + self._seconds
        return True

    async def release(self) -> None:
        """Give it up at once, so that the next one need not wait."""
        self._valid_until = 0.0
        await self._leases.delete_one({"_id": self._name, "owner": self._owner})


def _if_mine(then: object, otherwise: object) -> dict[str, object]:
    return {"$cond": ["$mine", then, otherwise]}
