"""State and events leave together: events wait in the database until the broker has them."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

import structlog

from chassis.clock import Clock
from chassis.database import Database, DatabaseTrouble
from chassis.ending import finished
from chassis.envelope import Outgoing
from chassis.lease import Lease
from chassis.metrics import ChassisMetrics
from chassis.session import Session

Row = dict[str, Any]
Again = Callable[[Collection[str]], Awaitable[None]]
log = structlog.get_logger()

BATCH = 2000
POLL_SECONDS = 0.5
PACE_SECONDS = 0.5
"""From one begin of sending to the next: each costs round trips, whatever there is to send."""
LULL_WITHIN_SECONDS = 0.1
"""How long sending waits for a lull, at most: perhaps nothing more is written."""
MEASURE_SECONDS = 1.0
ROW_BYTES = 1_048_576
"""Of one row's events, all but the largest; a document of MongoDB holds 16 times as much."""
_PLACE = ("topic", "key", "rev", "at")
STOP_SECONDS = 4.0
"""How long a relay that is told to stop goes on with the rows that it has in hand."""


class Publisher(Protocol):
    """What the relay hands rows to."""

    async def send(self, rows: Sequence[Row]) -> list[bool]:
        """Publish each row; whether the broker acknowledged it, in the same order."""


class Outbox:
    """Rows written in the same transaction as the state, in collection `outbox`."""

    def __init__(self, database: Database) -> None:
        self._rows = database["outbox"]
        self.again: dict[str, Again] = {}
        """By compacted topic: puts the newest snapshots of some keys into the outbox again."""
        self.woken = asyncio.Event()
        self.lull = asyncio.Event()
        """Set whenever a transaction is handed to the database."""
        database.committed = self.woken.set
        database.writing = self.lull.set

    async def prepare(self) -> None:
        """The index by which one key's rows are found in their order."""
        await self._rows.create_index([("key", 1), ("rev", 1)])

    def put(self, session: Session, events: Iterable[Outgoing]) -> None:
        """Add events to the transaction of `session`; they are rendered when it ends."""
        session.insert(self._rows, _packed_when_asked(events))

    async def waiting(self, limit: int) -> list[Row]:
        """Unsent events out of about `limit` rows, the oldest; those of a key, of which none is
        left out in between, come in the order of its revisions.
        """
        rows: list[Row] = await self._rows.find().sort("_id", 1).limit(limit).to_list(limit)
        if len(rows) == limit:
            keys = list({row["key"] for row in rows})
            of_keys = self._rows.find({"key": {"$in": keys}}).sort([("key", 1), ("rev", 1)])
            rows = await of_keys.limit(2 * limit).to_list(2 * limit)
        rows.sort(key=lambda row: (row["rev"], row["_id"]))
        return [event for row in rows for event in events_of(row)]

    async def forget(self, events: Sequence[Row]) -> int:
        """The broker has these, and with them all events of their rows; how many of the rows
        were still there.
        """
        done = await self._rows.delete_many({"_id": {"$in": rows_of(events)}})
        return done.deleted_count

    async def pending(self) -> tuple[int, datetime | None]:
        """How many rows wait, and since when the oldest does."""
        oldest = await self._rows.find_one({}, {"at": 1}, sort=[("_id", 1)])
        if oldest is None:
            return 0, None
        return max(1, await self._rows.estimated_document_count()), oldest["at"]


def _packed_when_asked(events: Iterable[Outgoing]) -> Iterator[Row]:
    yield from packed(events)


def packed(events: Iterable[Outgoing]) -> list[Row]:
    """The rows for some events, in their order: one holds what one change tells on one topic,
    as far as `ROW_BYTES` allow.
    """
    rows: list[Row] = []
    open_rows: dict[object, tuple[Row, int]] = {}
    for out in events:
        value = out.value()
        place = out.event.topic, out.event.key(), out.rev, out.at
        row, size = open_rows.get(place, ({}, ROW_BYTES))
        if size + len(value) > ROW_BYTES:
            row, size = dict(zip(_PLACE, place, strict=True), events=[]), 0
            rows.append(row)
        row["events"].append({"event_id": out.id, "value": value})
        open_rows[place] = row, size + len(value)
    return rows


def events_of(row: Row) -> list[Row]:
    """What is published of a row; rows once held one event each."""
    of_row = {name: row[name] for name in ("_id", *_PLACE)}
    return [{**event, **of_row} for event in row.get("events", [row])]


def rows_of(events: Sequence[Row]) -> list[object]:
    """The ids of the rows that the events stand in."""
    return list(dict.fromkeys(event["_id"] for event in events))


def settled(events: Sequence[Row], acknowledged: Sequence[bool]) -> list[Row]:
    """The events to forget: those of rows of which every event was acknowledged, and none of an
    earlier row of the same topic and key was not.

    A row that overtook an unsent one is sent again after it, so that the last event of
    a key on a topic is also its newest.
    """
    taken: dict[object, bool] = {}
    for event, is_acknowledged in zip(events, acknowledged, strict=True):
        taken[event["_id"]] = taken.get(event["_id"], True) and is_acknowledged
    broken: set[tuple[str, str]] = set()
    done = []
    for event in events:
        key = (event["topic"], event["key"])
        if taken[event["_id"]] and key not in broken:
            done.append(event)
        else:
            broken.add(key)
    return done


class Relay:
    """Publishes what waits: woken by a commit, and by a poll for what a crash left."""

    def __init__(
        self,
        outbox: Outbox,
        lease: Lease,
        publisher: Publisher,
        clock: Clock,
        metrics: ChassisMetrics,
    ) -> None:
        self._outbox = outbox
        self._lease = lease
        self._publisher = publisher
        self._clock = clock
        self._metrics = metrics
        self._failures = 0
        self._in_hand = False
        self._began_at = 0.0
        self._measured_at = 0.0
        self._overtaken: dict[str, set[str]] = defaultdict(set)

    async def run(self) -> None:
        """For the life of the service; at its end what is in hand is sent, in bounded time."""
        try:
            while True:
                await self._wait()
                self._outbox.woken.clear()
                try:
                    await finished(self._drain(), STOP_SECONDS)
                    self._failures = 0
                except (DatabaseTrouble, OSError, TimeoutError) as error:
                    self._failures += 1
                    log.warning("outbox relay in trouble, will try again", error=str(error)[:500])
        finally:
            if not self._in_hand:  # else it lapses by itself, later than what is in hand arrives
                with suppress(DatabaseTrouble, OSError, TimeoutError):
                    await asyncio.wait_for(self._lease.release(), 2)

    async def _wait(self) -> None:
        """Until there may be something to send; the first commit after a pause is sent at once.

        Those that follow each other closely are sent together, from when the database begins to
        write the next: this process has time then, and nobody waits for it.
        """
        if self._failures:
            await asyncio.sleep(min(5.0, 0.1 * 2**self._failures) * random.uniform(0.5, 1))  # noqa: S311
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._outbox.woken.wait(), POLL_SECONDS)
        pause = self._began_at + PACE_SECONDS - time.monotonic()
        if pause > 0:
            await asyncio.sleep(pause)
            self._outbox.lull.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._outbox.lull.wait(), LULL_WITHIN_SECONDS)

    async def _drain(self) -> None:
        await self._measure_now_and_then()
        await self._send_overtaken_again()
        while await self._lease.hold():
            rows = await self._outbox.waiting(BATCH)
            if not rows or not await self._lease.hold():
                break
            self._began_at = time.monotonic()
            self._in_hand = True
            acknowledged = await self._publisher.send(rows)
            self._in_hand = False
            sent = settled(rows, acknowledged)
            await self._forget(sent)
            await self._send_overtaken_again()
            if len(sent) < len(rows):
                raise TimeoutError(f"{len(rows) - len(sent)} events not acknowledged by the broker")
            await self._measure_now_and_then()
            if len(rows) < BATCH:
                break  # whatever was committed meanwhile has woken us again

    async def _forget(self, sent: Sequence[Row]) -> None:
        try:
            were_there = await self._outbox.forget(sent)
        except (DatabaseTrouble, OSError, TimeoutError):
            self._note_overtaken(sent)  # nobody can say
            raise
        if were_there < len(rows_of(sent)):
            self._note_overtaken(sent)

    def _note_overtaken(self, sent: Sequence[Row]) -> None:
        """Another relay had sent some of `sent` before us, and perhaps newer rows of their keys.

        So it is when this process was frozen past its lease with rows in hand. The last
        record of a key on a compacted topic may then be an old one.
        """
        for row in sent:
            if row["topic"] in self._outbox.again:
                self._overtaken[row["topic"]].add(row["key"])

    async def _send_overtaken_again(self) -> None:
        while self._overtaken:
            topic, keys = next(iter(self._overtaken.items()))
            log.warning("overtaken by another relay, sending again", topic=topic, keys=len(keys))
            await self._outbox.again[topic](sorted(keys))
            del self._overtaken[topic]

    async def _measure_now_and_then(self) -> None:
        if time.monotonic() - self._measured_at < MEASURE_SECONDS:
            return
        self._measured_at = time.monotonic()
        count, oldest = await self._outbox.pending()
        age = (self._clock.now() - oldest).total_seconds() if oldest else 0.0
        self._metrics.outbox_pending.set(count)
        self._metrics.outbox_oldest.set(max(0.0, age))
