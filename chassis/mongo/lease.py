"""A lease in the database, by the database's clock: one replica holds it at a time."""

import time
from datetime import timedelta
from uuid import uuid4

from pymongo import ReturnDocument

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import Document

OTHERS_SECONDS = 60.0
"""How long other processes are assumed to run after the last sign of them, and after the start."""


class Lease:
    """Held by one process of a service; expires when that process dies."""

    def __init__(self, database: Database, name: str, seconds: float = 4.0) -> None:
        self._leases = database["leases"]
        self._name = name
        self._owner = uuid4().hex
        self._seconds = seconds
        self._valid_until = 0.0
        self._others_until = time.monotonic() + OTHERS_SECONDS

    @property
    def alone(self) -> bool:
        """Whether no other process has requested or held it within `OTHERS_SECONDS`."""
        return time.monotonic() > self._others_until

    def held(self) -> bool:
        """Whether this process holds it by its own clock, with a margin for a slow commit."""
        return time.monotonic() < self._valid_until - self._seconds / 4

    async def hold(self) -> bool:
        """Take or renew it; False while another process holds it."""
        asked = time.monotonic()
        if asked < self._valid_until - self._seconds / 2:
            return True
        free = {"$or": [{"$eq": ["$owner", self._owner]}, {"$lt": ["$until", "$$NOW"]}]}
        until = {"$add": ["$$NOW", int(self._seconds * 1000)]}
        held: Document | None = await self._leases.find_one_and_update(
            {"_id": self._name},
            [
                {"$set": {"mine": free}},
                {
                    "$set": {
                        "owner": _if_mine(self._owner, "$owner"),
                        "until": _if_mine(until, "$until"),
                        "before": _if_mine("$owner", "$before"),
                        "refused": _if_mine("$refused", "$$NOW"),
                    }
                },
                {"$unset": "mine"},
            ],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        mine = held is not None and held["owner"] == self._owner
        if held is None or not mine or self._others(held):
            self._others_until = asked + OTHERS_SECONDS
        if not mine:
            return False
        self._valid_until = asked + self._seconds
        return True

    def _others(self, held: Document) -> bool:
        """Whether another process held it before, or has requested it lately."""
        refused = held.get("refused")
        now = held["until"] - timedelta(seconds=self._seconds)
        lately = refused is not None and now - refused < timedelta(seconds=OTHERS_SECONDS)
        return lately or held.get("before") not in (None, self._owner)

    async def release(self) -> None:
        """Release it, so that another process can take it at once."""
        self._valid_until = 0.0
        await self._leases.delete_one({"_id": self._name, "owner": self._owner})


def _if_mine(then: object, otherwise: object) -> dict[str, object]:
    return {"$cond": ["$mine", then, otherwise]}
