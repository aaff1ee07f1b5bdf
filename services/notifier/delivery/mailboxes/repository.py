"""The addresses in MongoDB: one lease for each, by the database's clock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo import UpdateMany, UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from notifier.delivery.mailboxes.mailbox import HOUR, Mailbox, mailbox_id

Document = dict[str, Any]
IS_REFUSED = {"refused_at": {"$type": "date"}}


class MailboxRepository:
    """Collection `mailboxes`: a document for each channel and address."""

    def __init__(self, database: Database) -> None:
        self._mailboxes = database["mailboxes"]

    async def prepare(self) -> None:
        """Create the indexes: each serves a query below."""
        await self._mailboxes.create_index("mailbox")
        await self._mailboxes.create_index("refused_at", partialFilterExpression=IS_REFUSED)

    async def claim(
        self, channel: str, names: Collection[str], lease: timedelta
    ) -> Sequence[Mailbox]:
        """Claim those of the addresses that no other process has. No other gets them until they are
        released, or for `lease`.

        The lease is measured by the database's clock: a jump of our clock does not end it.
        """
        wanted = {mailbox_id(channel, name): name for name in names}
        claimed = await self._claim(list(wanted), lease)
        if len(claimed) < len(wanted):
            known = await self._mailboxes.distinct("_id", {"_id": {"$in": list(wanted)}})
            new = [one for one in wanted if one not in known]
            await self._add(channel, {one: wanted[one] for one in new})
            claimed += await self._claim(new, lease)
        return claimed

    async def _claim(self, ids: Collection[str], lease: timedelta) -> list[Mailbox]:
        """Each by a write of its own: one that a broken connection repeats takes effect once."""
        free = {"$expr": {"$lt": ["$held_until", "$$NOW"]}}  # also true without the field
        until = {"$add": ["$$NOW", lease // timedelta(milliseconds=1)]}
        turn, claim = {"$add": ["$turn", 1]}, ObjectId()
        ours = [{"$set": {"held_until": until, "turn": turn, "claim": claim}}]
        writes = [UpdateOne({"_id": one, **free}, ours) for one in ids]
        if (
            not writes
            or not (await self._mailboxes.bulk_write(writes, ordered=False)).matched_count
        ):
            return []
        rows = self._mailboxes.find({"_id": {"$in": list(ids)}, "claim": claim})
        return [mailbox_of(row) async for row in rows]

    async def _add(self, channel: str, names: Mapping[str, str]) -> None:
        """Add the addresses, by their ids; one that another process adds meanwhile is its own."""
        writes = [
            UpdateOne(
                {"_id": one},
                {"$setOnInsert": {"channel": channel, "mailbox": name, "turn": 0}},
                upsert=True,
            )
            for one, name in names.items()
        ]
        if writes:
            await self._mailboxes.bulk_write(writes, ordered=False)

    def release(self, unit: UnitOfWork, mailboxes: Iterable[Mailbox]) -> None:
        """End the leases, but of an address that another process has by now."""
        ends = {"$unset": {"held_until": ""}}
        writes = [UpdateOne({"_id": _id(one), "turn": one.turn}, ends) for one in mailboxes]
        unit.write(self._mailboxes, writes, each_matches=False)

    def sent(self, unit: UnitOfWork, sent: Iterable[tuple[Mailbox, datetime]]) -> None:
        """A message was taken for each address: it counts for an hour, and ends a refusal."""
        writes: list[UpdateOne | UpdateMany] = []
        for mailbox, at in sent:
            young = {"$filter": {"input": "$sent", "cond": {"$gt": ["$$this", at - HOUR]}}}
            counted = {"$concatArrays": [{"$ifNull": [young, []]}, [at]]}
            writes.append(UpdateOne({"_id": _id(mailbox)}, [{"$set": {"sent": counted}}]))
            refused = {"mailbox": mailbox.name, **IS_REFUSED}
            writes.append(UpdateMany(refused, {"$unset": {"refused_at": "", "why": ""}}))
        unit.write(self._mailboxes, writes, each_matches=False)

    def refused(self, unit: UnitOfWork, mailbox: Mailbox, why: str, at: datetime) -> None:
        """Mark the address: the last of its channels has refused it for good."""
        marked = {"$set": {"refused_at": at, "why": why}}
        write = UpdateOne({"_id": _id(mailbox)}, marked)
        unit.write(self._mailboxes, [write], each_matches=False)

    async def marked(
        self, names: Collection[str] | None = None, unit: UnitOfWork | None = None
    ) -> Mapping[str, Mailbox]:
        """The addresses that have refused for good, by their names: all, or those of `names`."""
        wanted: Document = dict(IS_REFUSED)
        if names is not None:
            wanted["mailbox"] = {"$in": list(names)}
        rows = self._mailboxes.find(wanted, session=driver_session(unit))
        return {one.name: one for one in [mailbox_of(row) async for row in rows]}

    async def count_marked(self) -> int:
        """How many addresses have refused for good."""
        return await self._mailboxes.count_documents(IS_REFUSED)


def _id(mailbox: Mailbox) -> str:
    return mailbox_id(mailbox.channel, mailbox.name)


def mailbox_of(row: Document) -> Mailbox:
    """The address in a document."""
    sent: Sequence[datetime] = row.get("sent") or ()
    return Mailbox(
        channel=row["channel"],
        name=row["mailbox"],
        turn=row["turn"],
        sent=tuple(sent),
        refused_at=row.get("refused_at"),
        why=row.get("why"),
    )
