"""The notifier's deliveries in MongoDB: every message to every address."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from pymongo import InsertOne, ReplaceOne, ReturnDocument, UpdateMany

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts.words import ItemId
from notifier.alerting.policy import CLOSING_STEP
from notifier.delivery.delivery import Delivery, State
from notifier.delivery.documents import Document, delivery_document, delivery_of

PENDING = State.PENDING.value


class DeliveryRepository:
    """Collection `deliveries`."""

    def __init__(self, database: Database) -> None:
        self._deliveries = database["deliveries"]

    async def prepare(self) -> None:
        """Create the indexes: each serves a query below."""
        await self._deliveries.create_index([("state", 1), ("next_at", 1)])
        await self._deliveries.create_index([("item_id", 1), ("state", 1)])
        await self._deliveries.create_index("alert")

    async def of_alerts(
        self, alert_ids: Collection[str], unit: UnitOfWork | None = None
    ) -> Sequence[Delivery]:
        """The deliveries of the alerts, in the order of their creation."""
        wanted = {"alert": {"$in": list(alert_ids)}}
        rows = self._deliveries.find(wanted, session=driver_session(unit))
        return [delivery_of(row) async for row in rows.sort([("created_at", 1), ("_id", 1)])]

    async def add(self, unit: UnitOfWork, deliveries: Iterable[Delivery]) -> None:
        """Insert new deliveries; one whose key is already stored is left unchanged."""
        rows = {row["_id"]: row for row in map(delivery_document, deliveries)}
        wanted = {"_id": {"$in": list(rows)}}
        async for stored in self._deliveries.find(wanted, {"_id": 1}, session=driver_session(unit)):
            del rows[stored["_id"]]
        unit.write(self._deliveries, map(InsertOne, rows.values()))

    def put(self, unit: UnitOfWork, deliveries: Iterable[Delivery]) -> None:
        """Write deliveries, new ones and such as are known; this ends their lease."""
        rows = map(delivery_document, deliveries)
        unit.write(self._deliveries, (ReplaceOne({"_id": r["_id"]}, r, upsert=True) for r in rows))

    def save(self, unit: UnitOfWork, delivery: Delivery) -> None:
        """Write all fields of a delivery; this ends its lease."""
        row = delivery_document(delivery)
        unit.write(self._deliveries, [ReplaceOne({"_id": row["_id"]}, row)])

    def withdraw(self, unit: UnitOfWork, alert_ids: Collection[str]) -> None:
        """Withdraw the pending deliveries of the alerts."""
        self._withdraw(unit, {"alert": {"$in": list(alert_ids)}})

    def withdraw_resolved_notices(self, unit: UnitOfWork, item_ids: Collection[ItemId]) -> None:
        """Withdraw the pending resolved notices of items that are no longer done."""
        self._withdraw(unit, {"item_id": {"$in": list(item_ids)}, "step": CLOSING_STEP})

    def _withdraw(self, unit: UnitOfWork, wanted: Document) -> None:
        withdrawn = {"$set": {"state": State.WITHDRAWN.value}}
        writes = [UpdateMany({**wanted, "state": PENDING}, withdrawn)]
        unit.write(self._deliveries, writes, each_matches=False)

    async def claim(self, now: datetime, lease: timedelta) -> Delivery | None:
        """Claim a pending delivery that is due; no other process gets it until it is saved, or for
        `lease`.

        The lease is measured by the database's clock: a jump of our clock does not end it.
        """
        free = {"$expr": {"$lt": ["$held_until", "$$NOW"]}}  # also true without the field
        held_until = {"$add": ["$$NOW", lease // timedelta(milliseconds=1)]}
        row = await self._deliveries.find_one_and_update(
            {"state": PENDING, "next_at": {"$lte": now}, **free},
            [{"$set": {"held_until": held_until, "attempts": {"$add": ["$attempts", 1]}}}],
            sort=[("next_at", 1)],
            return_document=ReturnDocument.AFTER,
        )
        return delivery_of(row) if row else None

    async def count(self, state: State) -> int:
        """How many deliveries are in `state`."""
        return await self._deliveries.count_documents({"state": state.value})
