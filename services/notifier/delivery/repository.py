"""The notifier's notices in MongoDB: every one to every address."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from pymongo import InsertOne, ReplaceOne, UpdateMany

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from notifier.delivery.delivery import Delivery, State
from notifier.delivery.documents import Document, delivery_document, delivery_of
from notifier.directory.recipients import mailbox

PENDING = State.PENDING.value
MOST_TOGETHER = 2_000
"""Notices in one message: of more, the others leave in the next."""
FEW = 20
"""Notices looked at for an address that nobody writes to just now: the first is, as a rule."""
FREE = {"$expr": {"$lt": ["$held_until", "$$NOW"]}}
"""Also true without the field, which keeps a notifier of the former version from what is taken
here, and this one from what that has taken.
"""


class DeliveryRepository:
    """Collection `deliveries`."""

    def __init__(self, database: Database) -> None:
        self._deliveries = database["deliveries"]

    async def prepare(self) -> None:
        """Create the indexes: each serves a query below."""
        await self._deliveries.create_index([("state", 1), ("next_at", 1)])
        await self._deliveries.create_index([("mailbox", 1), ("state", 1)])
        await self._deliveries.create_index("alert")
        await self._deliveries.create_index("created_at")
        await self._deliveries.create_index("message_id")
        await self._deliveries.create_index([("item_id", 1), ("state", 1)])

    async def of_alerts(
        self, alert_ids: Collection[str], unit: UnitOfWork | None = None
    ) -> Sequence[Delivery]:
        """The notices of the alerts, in the order of their creation."""
        wanted = {"alert": {"$in": list(alert_ids)}}
        rows = self._deliveries.find(wanted, session=driver_session(unit))
        return [delivery_of(row) async for row in rows.sort([("created_at", 1), ("_id", 1)])]

    async def add(self, unit: UnitOfWork, deliveries: Iterable[Delivery]) -> None:
        """Insert new notices; one whose key is already stored is left unchanged."""
        rows = {row["_id"]: row for row in map(delivery_document, deliveries)}
        wanted = {"_id": {"$in": list(rows)}}
        async for stored in self._deliveries.find(wanted, {"_id": 1}, session=driver_session(unit)):
            del rows[stored["_id"]]
        unit.write(self._deliveries, map(InsertOne, rows.values()))

    def insert(self, unit: UnitOfWork, deliveries: Iterable[Delivery]) -> None:
        """Insert notices that were not stored when they were made. One that is by now is a
        conflict: its key alone prevents that anybody is told twice.
        """
        unit.insert(self._deliveries, [delivery_document(one) for one in deliveries])

    def put(self, unit: UnitOfWork, deliveries: Iterable[Delivery]) -> None:
        """Write all fields of the notices, new ones too; this ends their leases."""
        rows = map(delivery_document, deliveries)
        writes = [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows]
        unit.write(self._deliveries, writes)

    def lease(self, unit: UnitOfWork, keys: Collection[str], lease: timedelta) -> None:
        """Keep notifiers of the former version from these notices, as `MailboxRepository.claim`
        does with those of this one.
        """
        until = {"$add": ["$$NOW", lease // timedelta(milliseconds=1)]}
        write = UpdateMany({"_id": {"$in": list(keys)}}, [{"$set": {"held_until": until}}])
        unit.write(self._deliveries, [write] if keys else [])

    def withdraw(self, unit: UnitOfWork, alert_ids: Collection[str]) -> None:
        """Withdraw the pending notices of the alerts."""
        wanted = {"alert": {"$in": list(alert_ids)}, "state": PENDING}
        withdrawn = {"$set": {"state": State.WITHDRAWN.value}}
        unit.write(self._deliveries, [UpdateMany(wanted, withdrawn)], each_matches=False)

    def withdraw_done(self, unit: UnitOfWork, item_ids: Collection[str]) -> None:
        """Withdraw the pending notices that these items are done: they no longer are."""
        wanted: Document = {"item_id": {"$in": list(item_ids)}, "state": PENDING, "message": "done"}
        withdrawn = {"$set": {"state": State.WITHDRAWN.value}}
        writes = [UpdateMany(wanted, withdrawn)] if item_ids else []
        unit.write(self._deliveries, writes, each_matches=False)

    async def due_mailboxes(self, channel: str, now: datetime) -> AsyncIterator[str]:
        """The addresses with a pending notice of the channel that is due, the longest due first."""
        due = {"state": PENDING, "next_at": {"$lte": now}, "channel": channel, **FREE}
        seen: set[str] = set()
        rows = self._deliveries.find(due, {"recipient": 1, "mailbox": 1}, batch_size=FEW)
        async for row in rows.sort("next_at", 1):
            if "mailbox" not in row:  # of the former version
                await self._name_mailboxes(channel, now)
            name = row.get("mailbox") or mailbox(row["recipient"])
            if name not in seen:
                seen.add(name)
                yield name

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next pending notice is due after `now`; None where none is."""
        later = {"state": PENDING, "next_at": {"$gt": now}}
        row = await self._deliveries.find_one(later, {"next_at": 1}, sort=[("next_at", 1)])
        return row["next_at"] if row else None

    async def _name_mailboxes(self, channel: str, now: datetime) -> None:
        former = {"state": PENDING, "next_at": {"$lte": now}, "mailbox": {"$exists": False}}
        async for row in self._deliveries.find({**former, "channel": channel}):
            named = {"$set": {"mailbox": mailbox(row["recipient"])}}
            await self._deliveries.update_one({"_id": row["_id"]}, named)

    async def due(
        self, unit: UnitOfWork, channel: str, names: Collection[str], now: datetime
    ) -> Mapping[str, Sequence[Delivery]]:
        """By address its pending notices that are due, the longest due first; without the addresses
        that have none. Of more than `MOST_TOGETHER` for one address the others wait.

        One that waits after an attempt that reached no server is due with the others.
        """
        rows = await self._due(unit, channel, names, now)
        if len(rows) == MOST_TOGETHER and len(names) > 1:  # one's could displace another's
            rows = [row for name in names for row in await self._due(unit, channel, [name], now)]
        found: dict[str, list[Delivery]] = {}
        for row in rows:
            found.setdefault(row["mailbox"], []).append(delivery_of(row))
        return found

    async def _due(
        self, unit: UnitOfWork, channel: str, names: Collection[str], now: datetime
    ) -> Sequence[Document]:
        begun = {"bundle": {"$type": "string"}, "next_at": {"$lte": now}}
        loose = {"bundle": None, "$or": [{"next_at": {"$lte": now}}, {"due_at": {"$lte": now}}]}
        of_them = {"mailbox": {"$in": list(names)}, "state": PENDING, "channel": channel, **FREE}
        rows = self._deliveries.find(
            {**of_them, "$or": [begun, loose]}, session=driver_session(unit)
        )
        rows = rows.sort([("next_at", 1), ("_id", 1)]).limit(MOST_TOGETHER)
        return [row async for row in rows]

    async def failed(
        self, channel: str | None = None, since: datetime | None = None
    ) -> Sequence[Delivery]:
        """The notices that were given up, by the last channel of their address, created at `since`
        or later, the oldest first.
        """
        wanted: Document = {"state": State.FAILED.value, "next_channel": None}
        if channel is not None:
            wanted["channel"] = channel
        if since is not None:
            wanted["created_at"] = {"$gte": since}
        rows = self._deliveries.find(wanted).sort([("created_at", 1), ("_id", 1)])
        return [delivery_of(row) async for row in rows]

    async def of_keys(self, unit: UnitOfWork, keys: Collection[str]) -> Sequence[Delivery]:
        """Those of the notices that exist."""
        rows = self._deliveries.find({"_id": {"$in": list(keys)}}, session=driver_session(unit))
        return [delivery_of(row) async for row in rows.sort("_id", 1)]

    async def of_message(self, unit: UnitOfWork, message_id: str) -> Sequence[Delivery]:
        """The notices that left, or are to leave, in the message with this Message-ID."""
        rows = self._deliveries.find({"message_id": message_id}, session=driver_session(unit))
        return [delivery_of(row) async for row in rows.sort("_id", 1)]

    async def counts(self, now: datetime) -> Mapping[State, Mapping[str, int]]:
        """By channel, how many notices wait though they were to leave by `now`, and how many were
        given up by the last channel of their address.
        """
        overdue = {"state": PENDING, "due_at": {"$not": {"$gt": now}}}
        failed = {"state": State.FAILED.value, "next_channel": None}
        wanted: Document = {"$match": {"$or": [overdue, failed]}}
        by = {"state": "$state", "channel": "$channel"}
        counted: Document = {"$group": {"_id": by, "count": {"$sum": 1}}}
        found: dict[State, dict[str, int]] = {State.PENDING: {}, State.FAILED: {}}
        async for row in self._deliveries.aggregate([wanted, counted]):
            found[State(row["_id"]["state"])][row["_id"]["channel"]] = row["count"]
        return found

    async def alerts_of_older(self, before: datetime) -> Sequence[str]:
        """The alerts with notices created before this."""
        return await self._deliveries.distinct("alert", {"created_at": {"$lt": before}})

    async def delete(self, alert_ids: Collection[str], before: datetime) -> int:
        """Delete the notices of the alerts created before this; returns how many."""
        old = {"alert": {"$in": list(alert_ids)}, "created_at": {"$lt": before}}
        return (await self._deliveries.delete_many(old)).deleted_count

    async def channels_waited_for(self) -> Sequence[str]:
        """The channels of pending notices."""
        return await self._deliveries.distinct("channel", {"state": PENDING})
