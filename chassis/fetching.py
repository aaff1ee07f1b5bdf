"""Fetching that loses no record: what one partition cannot unpack costs the others nothing."""

from collections import defaultdict
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
        """As aiokafka's. Raises `KafkaError`, and then no position has moved."""
        positions = self._positions()
        try:
            fetched: Fetched = await super().getmany(
                *partitions, timeout_ms=timeout_ms, max_records=max_records
            )
            return fetched
        except UNPACKING:
            self._go_back(positions)
        except KafkaError:
            self._go_back(positions)
            raise
        return await self._one_by_one()

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
                    found = await super().getmany(
                        partition, timeout_ms=REFETCHED_WITHIN_MS, max_records=1
                    )
                    if not found:
                        break
                    fetched[partition] += found[partition]
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
