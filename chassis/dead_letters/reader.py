"""Reading dead letter topics."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, replace

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from chassis.dead_letters.dead_letter import DeadLetter, RecordPosition
from chassis.kafka.topics import DEAD_LETTER_BYTES
from chassis.settings import ServiceSettings

ANSWER_WITHIN_SECONDS = 20.0
"""Longest wait for records: while the broker is down, a consumer gets no record and no error."""


class NoSuchQueue(Exception):
    """A dead letter topic does not exist."""


@dataclass(frozen=True, slots=True)
class Span:
    """The offsets of a partition at the time of the query: from `begin` to before `end`.

    `end` may be too low by part of a batch; the first fetch corrects it.
    """

    topic: str
    partition: int
    begin: int
    end: int

    @property
    def length(self) -> int:
        """The number of offsets; some may have no record."""
        return self.end - self.begin


class Reader:
    """Reads dead letter topics without a consumer group, and commits nothing."""

    def __init__(self, consumer: AIOKafkaConsumer, admin: AIOKafkaAdminClient) -> None:
        self._consumer = consumer
        self._admin = admin

    async def spans(self, queues: Sequence[str]) -> list[Span]:
        """The spans to read now, in the order of `queues`. Raises `NoSuchQueue`."""
        described = {one["topic"]: one for one in await self._admin.describe_topics()}
        if missing := [queue for queue in queues if queue not in described]:
            raise NoSuchQueue(", ".join(missing))
        partitions = [
            TopicPartition(queue, number)
            for queue in queues
            for number in sorted(one["partition"] for one in described[queue]["partitions"])
        ]
        self._consumer.assign(partitions)
        begins = await self._consumer.beginning_offsets(partitions)
        ends = await self._consumer.end_offsets(partitions)
        return [Span(tp.topic, tp.partition, begins[tp], ends[tp]) for tp in partitions]

    async def one(self, place: RecordPosition) -> DeadLetter | None:
        """The record at `place`, or None. Raises `NoSuchQueue`, and what `through` raises."""
        for span in await self.spans([place.topic]):
            if span.partition == place.partition and span.begin <= place.offset:
                near = replace(span, begin=max(span.begin, min(place.offset, span.end - 1)))
                async with aclosing(self.through(near)) as records:
                    async for record in records:
                        if record.place.offset >= place.offset:
                            return record if record.place == place else None
        return None

    async def through(self, span: Span) -> AsyncGenerator[DeadLetter, None]:
        """The records of `span` in order. Raises `KafkaError` or `TimeoutError`."""
        if not span.length:
            return
        partition = TopicPartition(span.topic, span.partition)
        self._consumer.assign([partition])
        self._consumer.seek(partition, span.begin)
        end, moved_at = span.end, time.monotonic()
        while await self._consumer.position(partition) < end:
            fetched = await self._consumer.getmany(partition, timeout_ms=500)
            if end == span.end:
                # the embedded broker returns the start of its last batch as the end
                end = max(end, self._consumer.highwater(partition) or 0)
            for record in fetched.get(partition, []):
                if record.offset < end:
                    place = RecordPosition(record.topic, record.partition, record.offset)
                    yield DeadLetter(place, record.key, record.value, record.headers)
            if fetched:
                moved_at = time.monotonic()
            elif time.monotonic() - moved_at > ANSWER_WITHIN_SECONDS:
                raise TimeoutError(f"nothing from {partition.topic} {partition.partition}")


@asynccontextmanager
async def reading(settings: ServiceSettings) -> AsyncIterator[Reader]:
    """A reader of dead letter topics. Raises `KafkaError` or `OSError`."""
    servers = settings.kafka.split(",")
    admin = AIOKafkaAdminClient(bootstrap_servers=servers, request_timeout_ms=15_000)
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers,
        client_id="aksi-deadletters",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=2 * DEAD_LETTER_BYTES,
        request_timeout_ms=15_000,
    )
    try:
        await admin.start()
        await consumer.start()
        yield Reader(consumer, admin)
    finally:
        for close in (consumer.stop, admin.close):
            with suppress(KafkaError, OSError, TimeoutError):
                await asyncio.wait_for(close(), 5)
