"""State and events leave together: events wait in the database until the broker has them."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Protocol

import structlog

from chassis.clock import Clock
from chassis.database import Database, DatabaseTrouble, Session
from chassis.ending import finished
from chassis.envelope import Outgoing
from chassis.lease import Lease
from chassis.metrics import ChassisMetrics

Row = dict[str, Any]
Again = Callable[[Collection[str]], Awaitable[None]]
log = structlog.get_logger()

BATCH = 2000
POLL_SECONDS = 0.5
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
        database.committed = self.woken.set

    async def prepare(self) -> None:
        """The index by which one key's rows are found in their order."""
        await self._rows.create_index([("key", 1), ("rev", 1)])

    async def put(self, session: Session, events: Iterable[Outgoing]) -> None:
        """Add events to the transaction of `session`."""
        rows = [
            {
                "topic": out.event.topic,
                "key": out.event.key(),
                "rev": out.rev,
                "event_id": out.id,
                "at": out.at,
                "value": out.value(),
            }
            for out in events
        ]
        if rows:
            await self._rows.insert_many(rows, session=session)

    async def waiting(self, limit: int) -> list[Row]:
        """Unsent rows, oldest first; all rows of a key come in the order of its revisions."""
        rows: list[Row] = await self._rows.find().sort("_id", 1).limit(limit).to_list(limit)
        if len(rows) == limit:
            keys = list({row["key"] for row in rows})
            rows = await self._rows.find({"key": {"$in": keys}}).to_list(None)
        return sorted(rows, key=lambda row: (row["rev"], row["_id"]))

    async def forget(self, rows: Sequence[Row]) -> int:
        """The broker has these; how many of them were still there."""
        done = await self._rows.delete_many({"_id": {"$in": [row["_id"] for row in rows]}})
        return done.deleted_count

    async def pending(self) -> tuple[int, datetime | None]:
        """How many wait, and since when the oldest does."""
        oldest = await self._rows.find_one(sort=[("_id", 1)])
        if oldest is None:
            return 0, None
        return await self._rows.count_documents({}), oldest["at"]


def settled(rows: Sequence[Row], acknowledged: Sequence[bool]) -> list[Row]:
    """The rows to forget: acknowledged, and none before it of the same key that was not.

    A row that overtook an unsent one is sent again after it, so that the last event of
    a key on the topic is also its newest.
    """
    broken: set[tuple[str, str]] = set()
    done = []
    for row, is_acknowledged in zip(rows, acknowledged, strict=True):
        key = (row["topic"], row["key"])
        if is_acknowledged and key not in broken:
            done.append(row)
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
        if self._failures:
            await asyncio.sleep(min(5.0, 0.1 * 2**self._failures) * random.uniform(0.5, 1))  # noqa: S311
            return
        try:
            await asyncio.wait_for(self._outbox.woken.wait(), POLL_SECONDS)
        except TimeoutError:
            return

    async def _drain(self) -> None:
        await self._measure()
        await self._send_overtaken_again()
        while await self._lease.hold():
            rows = await self._outbox.waiting(BATCH)
            if not rows or not await self._lease.hold():
                break
            self._in_hand = True
            acknowledged = await self._publisher.send(rows)
            self._in_hand = False
            sent = settled(rows, acknowledged)
            await self._forget(sent)
            await self._send_overtaken_again()
            if len(sent) < len(rows):
                raise TimeoutError(f"{len(rows) - len(sent)} events not acknowledged by the broker")
            await self._measure()

    async def _forget(self, sent: Sequence[Row]) -> None:
        try:
            were_there = await self._outbox.forget(sent)
        except (DatabaseTrouble, OSError, TimeoutError):
            self._note_overtaken(sent)  # nobody can say
            raise
        if were_there < len(sent):
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

    async def _measure(self) -> None:
        count, oldest = await self._outbox.pending()
        age = (self._clock.now() - oldest).total_seconds() if oldest else 0.0
        self._metrics.outbox_pending.set(count)
        self._metrics.outbox_oldest.set(max(0.0, age))
