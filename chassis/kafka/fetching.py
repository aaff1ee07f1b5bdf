"""Fetching that loses no record: what one partition cannot unpack costs the others nothing."""

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
"""What aiokafka raises on bytes that are no records; a UnicodeDecodeError is a ValueError."""

BRISK_WAIT_MS = 100
"""How long the broker keeps a fetch back that has nothing to bring, while records flow.

Short, because a fetch that is under way keeps back those of other partitions of its broker.
"""
IDLE_WAIT_MS = 1_000
"""The same where nothing has come for a while. Apache Kafka answers as soon as something comes."""
IDLE_AFTER_SECONDS = 1.0
PATIENCE_SECONDS = 5.0
"""How long `getmany` waits for records: they wake it."""
REFETCHED_WITHIN_MS = 500
MOST_OF_ONE = 500


class WholeConsumer(AIOKafkaConsumer):  # type: ignore[misc]
    """A consumer whose `getmany` hands out all that it has moved past, or has not moved.

    aiokafka unpacks the fetched batches partition by partition; where one cannot be unpacked
    (a header whose name is not UTF-8, an unknown compression) it throws away what it had
    taken from the others, past which their positions have moved: the next commit would skip
    records that nobody has seen. Here the positions go back, the partition that cannot be
    unpacked is paused and named in `unreadable`, and the others go on.
    """

    def __init__(self, *topics: str, **settings: Any) -> None:
        super().__init__(*topics, **settings)
        self.unreadable: dict[TopicPartition, int] = {}
        """Partitions that stand still, and the offset at which they do."""

    async def getmany(
        self, *partitions: TopicPartition, timeout_ms: int = 0, max_records: int | None = None
    ) -> Fetched:
        """As aiokafka's, but where there is a timeout it is patient, and fetches keep longer while
        nothing comes. Raises `KafkaError`, and then no position has moved.
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
        """Count as active: aiokafka has a member that has asked for nothing for the poll interval
        not join again, and who waits for an assignment would wait for ever.

        Its own `fetch_context` stays open when what is in it raises.
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
        """Wait until something was fetched, or given up. Raises what ends the subscription."""
        waiter = self._fetcher._create_fetch_waiter()
        try:
            await asyncio.wait_for(waiter, seconds)
        except TimeoutError:
            return False
        return True

    async def _fetched(
        self, partitions: tuple[TopicPartition, ...], max_records: int | None
    ) -> Fetched:
        """All that is here by now; waits only for an assignment that is under way."""
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
        """Whether it assigns the partitions in its group."""
        return (
            self._coordinator is not None
            and getattr(self._coordinator, "_group_subscription", None) is not None
        )

    def waiting(self) -> int | None:
        """Records behind our positions, by what was fetched last; None while unknown."""
        positions = self._positions()
        ends: dict[TopicPartition, int | None] = {tp: self.highwater(tp) for tp in positions}
        lags = [max(0, end - positions[tp]) for tp, end in ends.items() if end is not None]
        return sum(lags) if len(lags) == len(self.assignment()) else None

    def _positions(self) -> dict[TopicPartition, int]:
        """Where each partition stands that has been fetched from."""
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
                continue  # taken away meanwhile: whoever has it starts at the committed offset

    async def _one_by_one(self) -> Fetched:
        """All that can be unpacked, partition by partition; the others stop where they cannot."""
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
