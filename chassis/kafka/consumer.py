"""One subscription to a topic: no record is skipped, and a bad record does not block the others."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Generic, NamedTuple

import structlog
from aiokafka import TopicPartition
from aiokafka.abc import ConsumerRebalanceListener
from aiokafka.errors import IllegalStateError, KafkaError
from faststream.kafka import KafkaMessage
from faststream.message import AckStatus

from chassis.dead_letters.queue import DeadLetters, Record, TooManyDeadLetters
from chassis.kafka.envelope import E, Headers, Undecodable, decode
from chassis.metrics import ChassisMetrics
from chassis.mongo.database import DatabaseTrouble
from chassis.mongo.parts import Parts

log = structlog.get_logger()

Handler = Callable[[Sequence[E]], Awaitable[None]]


class Received(NamedTuple, Generic[E]):
    """An event with what its record says of its sender: headers, and Unix time at which it was
    sent, by the broker's clock where the topic is set so (message.timestamp.type).
    """

    event: E
    headers: Headers
    sent_at: float


class Unread(NamedTuple):
    """A record that is no valid event, and why: in the dead letters already."""

    value: bytes | None
    headers: Headers
    sent_at: float
    why: Undecodable


ReceivedHandler = Callable[[Sequence[Received[E]]], Awaitable[None]]
UnreadHandler = Callable[[Unread], Awaitable[None]]
TRANSIENT = (DatabaseTrouble, KafkaError, OSError, TimeoutError)
LONGEST_PAUSE_SECONDS = 5.0
RECORDS_AT_A_TIME = 500
"""Records of a large batch that are decoded before the event loop runs other tasks."""


class Consumer(ConsumerRebalanceListener, Generic[E]):  # type: ignore[misc]
    """One subscription: decodes each record, applies the valid ones, dead-letters the others.

    Offsets are committed only after the handler's effects are durable, and never while partitions
    are being revoked. Transient errors are retried without a limit. Too many dead letters pause
    the subscription until the process is restarted.
    """

    def __init__(
        self,
        kind: type[E],
        group: str,
        handler: Handler[E] | ReceivedHandler[E],
        dead_letters: DeadLetters,
        metrics: ChassisMetrics,
        *,
        unread: UnreadHandler | None = None,
    ) -> None:
        """With `unread` the handler takes each event as `Received`, and `unread` the other
        records; it may get one twice.
        """
        self.kind = kind
        self.group = group
        self._handler: Callable[[Sequence[Any]], Awaitable[None]] = handler
        self._unread = unread
        self._dead_letters = dead_letters
        self._metrics = metrics
        self._parts = Parts()
        self._barrier = asyncio.Lock()
        self._failures = 0
        self._ending = asyncio.Event()
        self.assigned = False
        """Whether its group has assigned its partitions; the assignment may be empty."""
        self.moved_at = time.monotonic()
        self.unassigned_since = time.monotonic()
        self.waits_since = time.monotonic()
        """As `unassigned_since`, without the time in which the broker did not answer."""

    async def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        """Wait for the current batch, so that it is committed before its partitions move."""
        async with self._barrier:
            if self.assigned:
                self.unassigned_since = self.waits_since = time.monotonic()
            self.assigned = False

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """The group has assigned partitions, perhaps none."""
        self.assigned = True
        self.moved_at = time.monotonic()

    def end(self) -> None:
        """End every pause at once: a consumer in a pause could not leave its group in time."""
        self._ending.set()

    @property
    def paused(self) -> bool:
        """Whether too many dead letters have paused it until the process is restarted."""
        return self._dead_letters.limit.reached

    @property
    def failing(self) -> bool:
        """Whether the last batch waits for a retry, or is paused until repair and restart."""
        return self._failures > 0 or self.paused

    async def on_batch(self, message: KafkaMessage) -> None:
        """Apply one batch and commit it, or rewind to its first record and raise.

        While paused it only rewinds: it stays in the group, and no offset moves.
        """
        records: tuple[Record, ...] = message.raw_message
        if self.paused:
            await self._stand_still(message, records)
            return
        started = time.perf_counter()
        try:
            async with self._barrier:
                await self._apply(records)
                await message.ack()
        except TooManyDeadLetters as error:
            self._log_paused(error)
            await self._stand_still(message, records)
            return
        except Exception as error:
            self._rewind(message, records)
            self._failures += 1
            self._metrics.retries.labels(self.kind.topic, self.group).inc()
            log.warning("batch will be tried again", topic=self.kind.topic, error=repr(error)[:500])
            pause = min(LONGEST_PAUSE_SECONDS, 0.1 * 2 ** min(self._failures, 10))
            await self._wait(pause * random.uniform(0.5, 1))  # noqa: S311
            raise
        self._failures = 0
        self.moved_at = time.monotonic()
        self._metrics.handling.labels(self.kind.topic, self.group).observe(
            time.perf_counter() - started
        )

    def _log_paused(self, error: TooManyDeadLetters) -> None:
        self._metrics.paused.labels(self.kind.topic, self.group).set(1)
        limit = self._dead_letters.limit
        log.critical(
            "consumer paused until restart: too many records to set aside; look at the reasons "
            "with `aksi deadletters list`, roll back or repair, restart, then "
            "`aksi deadletters replay`",
            topic=self.kind.topic,
            group=self.group,
            limit=limit.most,
            window_seconds=limit.window_seconds,
            reason=str(error)[:500],
        )

    async def _stand_still(self, message: KafkaMessage, records: Sequence[Record]) -> None:
        """Rewind the batch and wait before the next poll.

        It does not raise: FastStream would log each error.
        """
        self._rewind(message, records)
        await self._wait(LONGEST_PAUSE_SECONDS)

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ending.wait(), seconds)

    @staticmethod
    def _rewind(message: KafkaMessage, records: Sequence[Record]) -> None:
        """Seek each partition that is still assigned to its first record of the batch."""
        first: dict[TopicPartition, int] = {}
        for record in records:
            first.setdefault(TopicPartition(record.topic, record.partition), record.offset)
        for partition, offset in first.items():
            try:
                message.consumer.seek(partition=partition, offset=offset)
            except IllegalStateError:
                continue  # reassigned meanwhile: its new owner starts at the committed offset
        message.committed = AckStatus.NACKED

    async def _apply(self, records: Sequence[Record]) -> None:
        good: list[tuple[Record, Any]] = []
        for number, record in enumerate(records, 1):
            if number % RECORDS_AT_A_TIME == 0:
                await asyncio.sleep(0)
            try:
                event = decode(self.kind, record.headers, record.value)
            except Undecodable as error:
                await self._set_aside(record, error)
                continue
            good.append((record, event if self._unread is None else _received(record, event)))
        if not good:
            return
        try:
            await self._parts.do(self._handle, [event for _, event in good])
        except TRANSIENT:
            raise
        except Exception as error:
            log.exception("handler failed on a batch, taking it one by one", error=repr(error))
            await self._one_by_one(good)
        self._metrics.consumed.labels(self.kind.topic, self.group).inc(len(good))

    async def _set_aside(self, record: Record, why: Undecodable) -> None:
        await self._dead_letters.put(record, why.reason, why.detail)
        if self._unread is None:
            return
        try:
            await self._unread(Unread(record.value, record.headers, record.timestamp / 1000, why))
        except TRANSIENT:
            raise
        except Exception as error:  # the record is safe: no answer must stop those behind it
            log.exception("a record that is no event could not be answered", error=repr(error))

    async def _handle(self, events: Sequence[Any]) -> None:
        await self._handler(events)
        self.moved_at = time.monotonic()

    async def _one_by_one(self, good: Sequence[tuple[Record, Any]]) -> None:
        """Apply each event alone; dead-letter only those for which the handler fails."""
        for record, event in good:
            try:
                await self._handler([event])
            except TRANSIENT:
                raise
            except Exception as error:
                await self._dead_letters.put(record, "handler", repr(error))


def _received(record: Record, event: E) -> Received[E]:
    return Received(event, record.headers, record.timestamp / 1000)
