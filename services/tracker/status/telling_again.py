"""Tells the status of each item once more, at the first start of this release."""

from functools import partial
from typing import Any

from pymongo import UpdateOne

from chassis.clock import Clock
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from chassis.outbox.outbox import Outbox
from tracker.items.documents import status_of

AT_ONCE = 500
STATUSES = "statuses"


class TellingAgain:
    """Collection `told_again`: how far it has come; reads `items` and `status_history`.

    The notifier of an earlier release kept which change of status it had heard of, and not what it
    said; one that judges by statuses lacks them, also of items whose last change is older than what
    the broker keeps. A change that was heard is not heard twice: it has its `seq`.
    """

    def __init__(self, database: Database, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._items = database["items"]
        self._history = database["status_history"]
        self._told = database["told_again"]
        self._outbox = outbox
        self._clock = clock

    async def tell(self) -> None:
        """Tell what was not told yet; nothing after it was done once. Several trackers may."""
        last = await self._told.find_one({"_id": STATUSES})
        while last is None or not last["done"]:
            after = last["after"] if last else ""
            last = await self._database.transaction(partial(self._tell_some, after))

    async def _tell_some(self, after: str, unit: UnitOfWork) -> dict[str, Any]:
        session = driver_session(unit)
        found = await self._told.find_one({"_id": STATUSES}, session=session)
        if found is not None and found["after"] != after:
            return dict(found)  # another tracker was faster
        wanted = {"_id": {"$gt": after}, "seq": {"$gt": 0}}
        rows = self._items.find(wanted, {"seq": 1}, session=session).sort("_id", 1)
        items = await rows.limit(AT_ONCE).to_list(AT_ONCE)
        keys = [f"{row['_id']}/{row['seq']}" for row in items]
        history = self._history.find({"_id": {"$in": keys}}, session=session)
        changes = [status_of(row) async for row in history]
        is_last = len(items) < AT_ONCE
        told = {"after": items[-1]["_id"] if items else after, "done": is_last}
        unit.write(self._told, [UpdateOne({"_id": STATUSES}, {"$set": told}, upsert=True)])
        now = self._clock.now()
        self._outbox.put(
            unit, [Outgoing(one, f"{one.topic}/{one.item_id}/{one.seq}", now) for one in changes]
        )
        return told
