"""Fetching without loss: a partition that cannot be unpacked does not affect the others."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import (
    CorruptRecordException,
    IllegalStateError,
    KafkaError,
    UnsupportedCodecError,
)

log = structlog.get_logger()

Fetched = dict[TopicPartition, list[Any]]
UNPACKING = (CorruptRecordException, UnsupportedCodecError, ValueError, TypeError)
"""What aiokafka raises for bytes that are not records; a UnicodeDecodeError is a ValueError."""

BRISK_WAIT_MS = 100
"""How long the broker holds an empty fetch while records arrive.

Short, because a pending fetch delays those of other partitions of the same broker.
"""
IDLE_WAIT_MS = 1_000
"""The same when no records arrive. Apache Kafka answers as soon as a record arrives."""
IDLE_AFTER_SECONDS = 1.0
PATIENCE_SECONDS = 5.0
"""How long `getmany` waits for records at most; a record wakes it."""
REFETCHED_WITHIN_MS = 500
MOST_OF_ONE = 500


class WholeConsumer(AIOKafkaConsumer):  # type: ignore[misc]
    """A consumer whose `getmany` returns every record that its positions have passed.

    aiokafka unpacks the fetched batches partition by partition. When one cannot be unpacked (a
    header name that is not UTF-8, an unknown compression), it discards the records of the other
    partitions, but their positions have moved: the next commit would skip unread records. Here
    the positions are reset, the partition that cannot be unpacked is paused and listed in
    `unreadable`, and the others continue.
    """

    def __init__(self, *topics: str, **settings: Any) -> None:
        super().__init__(*topics, **settings)
        self.unreadable: dict[TopicPartition, int] = {}
        """Paused partitions, each with the offset of the record that cannot be unpacked."""

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: int = 0, max_records: int | None = None
    ) -> Fetched:
        """As aiokafka's, but any timeout means `PATIENCE_SECONDS`, and while no records arrive the
        broker holds fetches longer. Raises `KafkaError`; then no position has moved.
        """
        patience = (IDLE_AFTER_SECONDS, PATIENCE_SECONDS - IDLE_AFTER_SECONDS) if timeout_ms else ()
        with self._asking():
            for seconds in patience:
                if fetched := await self._fetched(partitions, max_records):
                    return fetched
                if await self._something_comes(seconds):
                    break
                self._fetcher._fetch_max_wait_ms = IDLE_WAIT_MS
            return await self._fetched(partitions, max_records)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Count as active: a member that has not polled for the poll interval does not join again
        in aiokafka, so one that waits for an assignment would never get it.

        aiokafka's own `fetch_context` stays open when its body raises.
        """
        state = self._subscription
        before = state._fetch_count
        state._fetch_count = before + 1
        try:
            yield
        finally:
            state._fetch_count = before
            if before == 0:
                state._last_fetch_ended = time.monotonic()

    async def _something_comes(self, seconds: float) -> bool:
        """Whether a fetch ends within `seconds`. Raises the error that ends the subscription."""
        waiter = self._fetcher._create_fetch_waiter()
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            return False
        return True

    async def _fetched(
        self, partitions: tuple[TopicPartition, ...], max_records: int | None
    ) -> Fetched:
        """All records fetched so far; waits only for a rebalance in progress."""
        while self._subscription.reassignment_in_progress:
            await self._subscription.wait_for_assignment()
        fetched = await self._whole(partitions, max_records)
        if fetched:
            self._fetcher._fetch_max_wait_ms = BRISK_WAIT_MS
        return fetched

    async def _whole(
        self, partitions: tuple[TopicPartition, ...], max_records: int | None
    ) -> Fetched:
        positions = self._positions()
        try:
            fetched: Fetched = await super().getmany(
                *partitions, timeout_ms=0, max_records=max_records
            )
            return fetched
        except UNPACKING:
            self._go_back(positions)
        except KafkaError:
            self._go_back(positions)
            raise
        return await self._one_by_one()

    @property
    def leads(self) -> bool:
        """Whether it is the leader of its group, which assigns the partitions."""
        return (
            self._coordinator is not None
            and getattr(self._coordinator, "_group_subscription", None) is not None
        )

    def waiting(self) -> int | None:
        """Records not read yet, by the high watermarks of the last fetch; None while unknown."""
        positions = self._positions()
        ends: dict[TopicPartition, int | None] = {tp: self.highwater(tp) for tp in positions}
        lags = [max(0, end - positions[tp]) for tp, end in ends.items() if end is not None]
        return sum(lags) if len(lags) == len(self.assignment()) else None

    def _positions(self) -> dict[TopicPartition, int]:
        """The position of each assigned partition that has one."""
        subscription = self._subscription.subscription
        assignment = subscription.assignment if subscription is not None else None
        if assignment is None:
            return {}
        states = {tp: assignment.state_value(tp) for tp in assignment.tps}
        return {
            tp: int(state.position)
            for tp, state in states.items()
            if state is not None and state.has_valid_position
        }

    def _go_back(self, positions: dict[TopicPartition, int]) -> None:
        for partition, offset in positions.items():
            try:
                self.seek(partition, offset)
            except IllegalStateError:
                continue  # reassigned meanwhile: its new owner starts at the committed offset

    async def _one_by_one(self) -> Fetched:
        """All records that can be unpacked, partition by partition; the others are paused."""
        fetched: Fetched = defaultdict(list)
        for partition in self._positions():
            try:
                while len(fetched[partition]) < MOST_OF_ONE:
                    records = await super().getmany(
                        partition, timeout_ms=REFETCHED_WITHIN_MS, max_records=1
                    )
                    if not records:
                        break
                    fetched[partition] += records[partition]
            except UNPACKING as error:
                self._stop(partition, error)
        return {partition: records for partition, records in fetched.items() if records}

    def _stop(self, partition: TopicPartition, error: Exception) -> None:
        offset = self._positions().get(partition, -1)
        self.unreadable[partition] = offset
        self.pause(partition)
        log.critical(
            "a record cannot be unpacked, its partition stands still: delete the records up to "
            "it with kafka-delete-records.sh, then restart",
            topic=partition.topic,
            partition=partition.partition,
            offset=offset,
            error=repr(error)[:300],
        )
