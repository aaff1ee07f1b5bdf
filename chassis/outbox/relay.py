"""Publishes the rows of the outbox in their order, in one process at a time."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Protocol

import structlog

from chassis.clock import Clock
from chassis.ending import finished
from chassis.metrics import ChassisMetrics
from chassis.mongo.database import DatabaseTrouble
from chassis.mongo.lease import Lease
from chassis.outbox.outbox import BATCH, Outbox
from chassis.outbox.rows import OutboxRow, Unsent, acknowledged

log = structlog.get_logger()

POLL_SECONDS = 0.5
ALONE_SECONDS = 5.0
"""The poll interval when this is the only replica: its own commits wake it."""
PACE_SECONDS = 0.5
"""Shortest time from the start of one batch to the next: each batch costs round trips."""
LULL_WITHIN_SECONDS = 0.1
"""Longest wait for a lull (a commit that starts): there may be no further write."""
MEASURE_SECONDS = 1.0
STOP_SECONDS = 4.0
"""How long a relay may finish its current rows after it is asked to stop."""


SendAgain = Callable[[Collection[str]], Awaitable[None]]
"""Writes the newest snapshots of some keys to the outbox again."""
NOTHING_AGAIN: Mapping[str, SendAgain] = MappingProxyType({})


class Publisher(Protocol):
    """Publishes the rows of the relay."""

    async def send(self, rows: Sequence[OutboxRow]) -> Unsent:
        """Publish the events of the rows in order; returns those not acknowledged."""


class Relay:
    """Publishes the waiting rows: after each commit, and by polling for rows left by a crash.

    `send_again` holds a function for each compacted topic, by the topic's name.
    """

    def __init__(
        self,
        outbox: Outbox,
        lease: Lease,
        publisher: Publisher,
        clock: Clock,
        metrics: ChassisMetrics,
        *,
        send_again: Mapping[str, SendAgain] = NOTHING_AGAIN,
    ) -> None:
        self._outbox = outbox
        self._send_again = send_again
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
        """Run until cancelled; then finish the current rows, within a bounded time."""
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
            if not self._in_hand:  # else it expires by itself, after the current rows have arrived
                with suppress(DatabaseTrouble, OSError, TimeoutError):
                    await asyncio.wait_for(self._lease.release(), 2)

    async def _wait(self) -> None:
        """Wait until there may be rows to send; the first commit after a pause is sent at once.

        Commits in quick succession are sent together, when the next transaction starts to write:
        the event loop is less busy then.
        """
        if self._failures:
            await asyncio.sleep(min(5.0, 0.1 * 2**self._failures) * random.uniform(0.5, 1))  # noqa: S311
            return
        with suppress(TimeoutError):
            poll = ALONE_SECONDS if self._lease.alone else POLL_SECONDS
            await asyncio.wait_for(self._outbox.woken.wait(), poll)
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
            unsent = await self._publisher.send(rows)
            self._in_hand = False
            await self._forget(acknowledged(rows, unsent))
            await self._send_overtaken_again()
            if unsent:
                count_of = sum(map(len, unsent.values()))
                raise TimeoutError(f"{count_of} events not acknowledged by the broker")
            await self._measure_now_and_then()
            if len(rows) < BATCH:
                break  # a commit in the meantime has set `woken` again

    async def _forget(self, sent: Sequence[OutboxRow]) -> None:
        try:
            were_there = await self._outbox.forget(sent)
        except (DatabaseTrouble, OSError, TimeoutError):
            self._note_overtaken(sent)  # unknown: assume that it was
            raise
        if were_there < len(sent):
            self._note_overtaken(sent)

    def _note_overtaken(self, sent: Sequence[OutboxRow]) -> None:
        """Another relay has sent some of `sent` already, and perhaps newer rows of their keys.

        This happens when this process was frozen, while sending, until its lease expired. The last
        record of a key on a compacted topic may then be an old one.
        """
        for row in sent:
            if row["topic"] in self._send_again:
                self._overtaken[row["topic"]].update(event["key"] for event in row["events"])

    async def _send_overtaken_again(self) -> None:
        while self._overtaken:
            topic, keys = next(iter(self._overtaken.items()))
            log.warning("overtaken by another relay, sending again", topic=topic, keys=len(keys))
            await self._send_again[topic](sorted(keys))
            del self._overtaken[topic]

    async def _measure_now_and_then(self) -> None:
        if time.monotonic() - self._measured_at < MEASURE_SECONDS:
            return
        self._measured_at = time.monotonic()
        count, oldest = await self._outbox.pending()
        age = (self._clock.now() - oldest).total_seconds() if oldest else 0.0
        self._metrics.outbox_pending.set(count)
        self._metrics.outbox_oldest.set(max(0.0, age))
