"""Transactional outbox: events are stored with the state until the broker acknowledges them."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from threading import Lock

from bson import ObjectId
from pymongo.read_concern import ReadConcern

from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.rows import OutboxRow, packed, shaped

BATCH = 100
"""Rows of one read."""
_NUMBERS = count()
"""Orders rows of one process whose transactions have the same cluster time."""
_RETIRED_INDEX = "key_1_rev_1"


class Outbox:
    """Collection `outbox`: rows written in the same transaction as the state."""

    def __init__(self, database: Database) -> None:
        self._rows = database["outbox"]
        self._as_they_stood = self._rows.with_options(read_concern=ReadConcern("snapshot"))
        self._written = Written()
        self.woken = asyncio.Event()
        """Set after each transaction of this process: there may be new rows."""
        self.lull = database.commit_started
        database.after_commit(self.woken.set)

    async def prepare(self) -> None:
        """Create the index by which rows are read in order; drop that of an earlier version."""
        await self._rows.create_index("place")
        if _RETIRED_INDEX in await self._rows.index_information():
            await self._rows.drop_index(_RETIRED_INDEX)

    def put(self, unit: UnitOfWork, events: Iterable[Outgoing]) -> None:
        """Add events to the transaction of `unit`, after a read or a write in it. They are
        serialised, and get their place in the order, at its end.
        """
        unit.insert(self._rows, self._placed(unit, events))

    def put_alone(self, unit: UnitOfWork, events: Iterable[Outgoing]) -> None:
        """As `put`, for a transaction that reads and writes nothing else."""
        rows = self._rows.delegate
        unit.look(lambda session: rows.find_one({}, {"_id": 1}, session=session))
        self.put(unit, events)

    def _placed(self, unit: UnitOfWork, events: Iterable[Outgoing]) -> Iterator[OutboxRow]:
        """The rows for `events`, ordered after everything that the transaction has read."""
        seen = unit.cluster_time()
        for packed_row in packed(events):
            place = {"seen": seen, "number": next(_NUMBERS)}
            row = {"_id": ObjectId(), "place": place, **packed_row}
            self._written.remember(row)
            yield row

    async def waiting(self, limit: int) -> list[OutboxRow]:
        """The first `limit` rows that have unsent events. Those of one key are in the order of its
        transactions, without gaps.

        Rows written by this process are not read again, unless they were cut (sent in part).
        """
        cursor = self._as_they_stood.find({}, {"cut": 1}).sort("place", 1).limit(limit)
        named = await cursor.to_list(limit)
        ids = [row["_id"] for row in named]
        rows = self._written.of(row["_id"] for row in named if not row.get("cut"))
        if missing := [row_id for row_id in ids if row_id not in rows]:
            of_others = await self._rows.find({"_id": {"$in": missing}}).to_list(limit)
            rows.update((row["_id"], shaped(row)) for row in of_others)
        return [rows[row_id] for row_id in ids if row_id in rows]

    async def forget(self, sent: Sequence[OutboxRow]) -> int:
        """Delete sent rows; of rows sent in part (`in_part`), the sent events. Returns how many of
        the rows still existed.
        """
        self._written.forget(row["_id"] for row in sent)
        parts = [row for row in sent if row.get("in_part")]
        whole = [row["_id"] for row in sent if not row.get("in_part")]
        there = (await self._rows.delete_many({"_id": {"$in": whole}})).deleted_count
        for row in parts:
            event_ids = [event["event_id"] for event in row["events"]]
            cut = {
                "$pull": {"events": {"event_id": {"$in": event_ids}}},
                "$set": {"cut": True},
            }
            there += (await self._rows.update_one({"_id": row["_id"]}, cut)).matched_count
        return there

    async def pending(self) -> tuple[int, datetime | None]:
        """The number of waiting rows (an estimate), and the time of the oldest."""
        oldest = await self._rows.find_one({}, {"at": 1}, sort=[("place", 1)])
        if oldest is None:
            return 0, None
        return max(1, await self._rows.estimated_document_count()), oldest["at"]


class Written:
    """A cache of the last rows that this process wrote, committed or not. A row whose id is in the
    database need not be read in full, unless it was cut (sent in part).
    """

    def __init__(self, most: int = BATCH) -> None:
        self._most = most
        self._rows: OrderedDict[object, OutboxRow] = OrderedDict()
        self._in_use = Lock()

    def remember(self, row: OutboxRow) -> None:
        """Keep this row; the oldest is dropped when there are too many. Called in threads."""
        with self._in_use:
            self._rows[row["_id"]] = row
            if len(self._rows) > self._most:
                self._rows.popitem(last=False)

    def of(self, ids: Iterable[object]) -> dict[object, OutboxRow]:
        """The cached rows of these ids, by id."""
        with self._in_use:
            return {row_id: self._rows[row_id] for row_id in ids if row_id in self._rows}

    def forget(self, ids: Iterable[object]) -> None:
        """Drop the rows of these ids: they were sent."""
        with self._in_use:
            for row_id in ids:
                self._rows.pop(row_id, None)
