"""The addresses in MongoDB: one lease for each, by the database's clock."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument, UpdateMany, UpdateOne
from pymongo.errors import DuplicateKeyError

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

    async def claim(self, channel: str, name: str, lease: timedelta) -> Mailbox | None:
        """Claim an address; None while another process has it. No other gets it until it is
        released, or for `lease`.

        The lease is measured by the database's clock: a jump of our clock does not end it.
        """
        return await self._claim(channel, name, lease) or (
            await self._claim(channel, name, lease) if await self._added(channel, name) else None
        )

    async def _claim(self, channel: str, name: str, lease: timedelta) -> Mailbox | None:
        free = {"$expr": {"$lt": ["$held_until", "$$NOW"]}}  # also true without the field
        until = {"$add": ["$$NOW", lease // timedelta(milliseconds=1)]}
        row = await self._mailboxes.find_one_and_update(
            {"_id": mailbox_id(channel, name), **free},
            [{"$set": {"held_until": until, "turn": {"$add": ["$turn", 1]}}}],
            return_document=ReturnDocument.AFTER,
        )
        return mailbox_of(row) if row else None

    async def _added(self, channel: str, name: str) -> bool:
        """False when the address is there: then another process has it."""
        row = {"_id": mailbox_id(channel, name), "channel": channel, "mailbox": name, "turn": 0}
        try:
            await self._mailboxes.insert_one(row)
        except DuplicateKeyError:
            return False
        return True

    def release(self, unit: UnitOfWork, mailbox: Mailbox) -> None:
        """End the lease, unless another process has the address by now."""
        self._update(unit, mailbox, {"$unset": {"held_until": ""}})

    def sent(self, unit: UnitOfWork, mailbox: Mailbox, at: datetime) -> None:
        """A message was taken for the address: it counts for an hour, and ends a refusal."""
        row = mailbox_id(mailbox.channel, mailbox.name)
        young = {"$filter": {"input": "$sent", "cond": {"$gt": ["$$this", at - HOUR]}}}
        counted = {"$concatArrays": [{"$ifNull": [young, []]}, [at]]}
        writes: list[UpdateOne | UpdateMany] = [
            UpdateOne({"_id": row}, [{"$set": {"sent": counted}}]),
            UpdateMany(
                {"mailbox": mailbox.name, **IS_REFUSED}, {"$unset": {"refused_at": "", "why": ""}}
            ),
        ]
        unit.write(self._mailboxes, writes, each_matches=False)

    def refused(self, unit: UnitOfWork, mailbox: Mailbox, why: str, at: datetime) -> None:
        """Mark the address: the last of its channels has refused it for good."""
        row = mailbox_id(mailbox.channel, mailbox.name)
        marked = {"$set": {"refused_at": at, "why": why}}
        unit.write(self._mailboxes, [UpdateOne({"_id": row}, marked)], each_matches=False)

    def _update(self, unit: UnitOfWork, mailbox: Mailbox, change: Document) -> None:
        ours = {"_id": mailbox_id(mailbox.channel, mailbox.name), "turn": mailbox.turn}
        unit.write(self._mailboxes, [UpdateOne(ours, change)], each_matches=False)

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
