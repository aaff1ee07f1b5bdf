"""Alerts that were sent, in MongoDB."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pymongo import UpdateOne

from chassis.mongo.database import Database
from contracts import AlertNoted, AlertSent
from contracts.words import ContactRole, HigherRole
from tracker.items.documents import Document


@dataclass(frozen=True, slots=True)
class ToldContact:
    """A contact of an agency was told about an item; nobody needs the address to see that."""

    role: ContactRole
    agency: str
    step: str
    sent_at: datetime


class AlertRepository:
    """Collections `alerts`, the mails that were sent, and `alert_notes`, what became of episodes.
    The latter is told of items only: what is about a decision has no page here.
    """

    def __init__(self, database: Database) -> None:
        self._alerts = database["alerts"]
        self._notes = database["alert_notes"]

    async def prepare(self) -> None:
        """Create the indexes in which an item shows them."""
        await self._alerts.create_index([("item_id", 1), ("sent_at", 1), ("_id", 1)])
        await self._notes.create_index([("item_id", 1), ("at", 1), ("_id", 1)])

    async def save(self, alerts: Sequence[AlertSent]) -> None:
        """Store each once, by its delivery: one message may tell of many items. One that is stored
        stays as it is, also one that an earlier release stored by its message.
        """
        messages = list({one.message_id for one in alerts})
        rows = self._alerts.find({"_id": {"$in": messages}}, {"item_id": 1})
        known = {(row["_id"], row["item_id"]) async for row in rows}
        writes = [
            UpdateOne({"_id": one.delivery}, {"$setOnInsert": alert_document(one)}, upsert=True)
            for one in alerts
            if (one.message_id, one.item_id) not in known
        ]
        if writes:
            await self._alerts.bulk_write(writes, ordered=False)

    async def note(self, notes: Sequence[AlertNoted]) -> None:
        """Store each once, by its episode and number; one that is stored stays as it is."""
        rows = [note_document(one) for one in notes if one.item_id is not None]
        writes = [UpdateOne({"_id": row.pop("_id")}, {"$setOnInsert": row}, True) for row in rows]
        if writes:
            await self._notes.bulk_write(writes, ordered=False)

    async def notes_of(self, item_id: str, limit: int) -> Sequence[AlertNoted]:
        """What became of the item's alerts, the newest first."""
        rows = self._notes.find({"item_id": item_id}).sort([("at", -1), ("_id", -1)])
        return [note_of(row) async for row in rows.limit(limit)]

    async def last_told(self, item_ids: Sequence[str]) -> dict[tuple[str, str], datetime]:
        """By item and office when it was last told at once: of a contact of the plan, when the last
        mail about the item was handed over; of an office above them, when it was to be told.
        """
        wanted = {"item_id": {"$in": list(item_ids)}}
        above = {"$in": [office.value for office in HigherRole]}
        told = {"told_offices": above, "digest": False, "decision_id": None, **wanted}
        by_notes = [
            {"$match": told},
            {"$unwind": "$told_offices"},
            {"$match": {"told_offices": above}},
            {"$project": {"item_id": 1, "role": "$told_offices", "sent_at": "$at"}},
        ]
        last = {"_id": {"item": "$item_id", "role": "$role"}, "sent_at": {"$max": "$sent_at"}}
        rows = self._alerts.aggregate(
            [
                {"$match": wanted},
                {"$unionWith": {"coll": self._notes.name, "pipeline": by_notes}},
                {"$group": last},
            ]
        )
        return {(row["_id"]["item"], row["_id"]["role"]): row["sent_at"] async for row in rows}


def alert_document(alert: AlertSent) -> Document:
    """What is stored of an alert: no address."""
    return {
        "item_id": alert.item_id,
        "role": alert.role,
        "agency": alert.agency,
        "step": alert.step,
        "sent_at": alert.sent_at,
    }


def note_document(note: AlertNoted) -> Document:
    """What is stored: the event. Of one instant the later number is the newer."""
    row = note.model_dump(mode="json", exclude={"at"})
    return {**row, "_id": f"{note.alert}#{note.number:06}", "at": note.at}


def note_of(row: Document) -> AlertNoted:
    """What became of an alert, in a document."""
    return AlertNoted.model_validate(row)


def told_contact(row: Document) -> ToldContact:
    """Who was told, in a document."""
    return ToldContact(ContactRole(row["role"]), row["agency"], row["step"], row["sent_at"])
