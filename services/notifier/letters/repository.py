"""The notifier's letters and their deliveries in MongoDB."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pymongo import InsertOne, ReplaceOne, ReturnDocument, UpdateMany, UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts import AgencyPublished
from contracts.words import ContactRole, HigherRole
from notifier.delivery.delivery import State
from notifier.letters.documents import (
    HeardLetter,
    delivery_document,
    delivery_in,
    heard_document,
    heard_in,
)
from notifier.letters.letter_delivery import LetterDelivery

PENDING = State.PENDING.value


class LetterRepository:
    """Collections `council_letters` and `letter_deliveries`; `agencies`, read only."""

    def __init__(self, database: Database) -> None:
        self._letters = database["council_letters"]
        self._deliveries = database["letter_deliveries"]
        self._agencies = database["agencies"]

    async def prepare(self) -> None:
        """Create the indexes: each serves a query below."""
        await self._letters.create_index("wake_at")
        await self._letters.create_index([("region", 1), ("week", -1)])
        await self._deliveries.create_index([("state", 1), ("next_at", 1)])
        await self._deliveries.create_index("letter")
        await self._deliveries.create_index("message_id")

    async def letter(self, letter_id: str, unit: UnitOfWork | None = None) -> HeardLetter | None:
        """The letter with its PDF; None where it was not heard."""
        row = await self._letters.find_one({"_id": letter_id}, session=driver_session(unit))
        return heard_in(row) if row else None

    async def last_week(self, unit: UnitOfWork, region: str) -> str:
        """The week of the region's last letter; blank before the first."""
        row = await self._letters.find_one(
            {"region": region}, {"week": 1}, sort=[("week", -1)], session=driver_session(unit)
        )
        return str(row["week"]) if row else ""

    def add(self, unit: UnitOfWork, heard: HeardLetter) -> None:
        """Store a letter that is not stored yet."""
        unit.insert(self._letters, [heard_document(heard)])

    def supersede(self, unit: UnitOfWork, region: str, week: str) -> None:
        """Of letters of before a week no address is looked up any more, and what is not sent yet
        is withdrawn.
        """
        earlier = {"region": region, "week": {"$lt": week}, "wake_at": {"$ne": None}}
        unit.write(
            self._letters, [UpdateMany(earlier, {"$set": {"wake_at": None}})], each_matches=False
        )
        waiting = {"region": region, "state": PENDING, "letter": {"$lt": f"{region}:{week}"}}
        withdrawn = {"$set": {"state": State.WITHDRAWN.value}}
        unit.write(self._deliveries, [UpdateMany(waiting, withdrawn)], each_matches=False)

    async def due(self, now: datetime, limit: int) -> Sequence[HeardLetter]:
        """Letters whose addresses are to be looked up by now, without their PDF."""
        rows = self._letters.find({"wake_at": {"$lte": now}}, {"pdf": 0})
        return [heard_in(row) async for row in rows.sort("wake_at", 1).limit(limit)]

    async def next_wake(self) -> datetime | None:
        """When addresses are to be looked up next."""
        row = await self._letters.find_one(
            {"wake_at": {"$ne": None}}, {"wake_at": 1}, sort=[("wake_at", 1)]
        )
        return row["wake_at"] if row else None

    def look_at(self, unit: UnitOfWork, heard: HeardLetter, wake_at: datetime | None) -> None:
        """Look up a letter's addresses again at another time, unless that was settled meanwhile."""
        gate = {"_id": heard.id, "wake_at": heard.wake_at}
        unit.write(self._letters, [UpdateOne(gate, {"$set": {"wake_at": wake_at}})])

    async def offices(self, unit: UnitOfWork, region: str) -> Sequence[AgencyPublished]:
        """The region's agencies with an office that gets letters."""
        higher = {"higher_contacts.role": {"$in": [role.value for role in HigherRole]}}
        team = {"contacts.role": ContactRole.DELIVERY_TEAM.value}
        wanted = {"region": region, "$or": [higher, team]}
        rows = self._agencies.find(wanted, session=driver_session(unit)).sort("_id", 1)
        return [AgencyPublished.model_validate(row) async for row in rows]

    async def add_deliveries(self, unit: UnitOfWork, deliveries: Iterable[LetterDelivery]) -> int:
        """Insert those whose key is not stored yet; returns how many."""
        rows = {row["_id"]: row for row in map(delivery_document, deliveries)}
        wanted = {"_id": {"$in": list(rows)}}
        async for stored in self._deliveries.find(wanted, {"_id": 1}, session=driver_session(unit)):
            del rows[stored["_id"]]
        unit.write(self._deliveries, map(InsertOne, rows.values()))
        return len(rows)

    async def of_letter(
        self, letter_id: str, unit: UnitOfWork | None = None
    ) -> Sequence[LetterDelivery]:
        """The deliveries of a letter, by key."""
        rows = self._deliveries.find({"letter": letter_id}, session=driver_session(unit))
        return [delivery_in(row) async for row in rows.sort("_id", 1)]

    async def of_message(self, unit: UnitOfWork, message_id: str) -> Sequence[LetterDelivery]:
        """The delivery of the mail with this Message-ID."""
        rows = self._deliveries.find({"message_id": message_id}, session=driver_session(unit))
        return [delivery_in(row) async for row in rows.sort("_id", 1)]

    async def claim(self, now: datetime, lease: timedelta) -> LetterDelivery | None:
        """Claim a pending delivery that is due; no other process gets it until it is saved, or for
        `lease` of the database's clock.
        """
        free = {"$expr": {"$lt": ["$held_until", "$$NOW"]}}  # also true without the field
        held_until = {"$add": ["$$NOW", lease // timedelta(milliseconds=1)]}
        row = await self._deliveries.find_one_and_update(
            {"state": PENDING, "next_at": {"$lte": now}, **free},
            [{"$set": {"held_until": held_until, "attempts": {"$add": ["$attempts", 1]}}}],
            sort=[("next_at", 1)],
            return_document=ReturnDocument.AFTER,
        )
        return delivery_in(row) if row else None

    async def next_delivery(self) -> datetime | None:
        """When the next delivery is due."""
        row = await self._deliveries.find_one(
            {"state": PENDING}, {"next_at": 1}, sort=[("next_at", 1)]
        )
        return row["next_at"] if row else None

    def save(self, unit: UnitOfWork, delivery: LetterDelivery) -> None:
        """Write all fields of a delivery; this ends its lease."""
        row = delivery_document(delivery)
        unit.write(self._deliveries, [ReplaceOne({"_id": row["_id"]}, row)])
