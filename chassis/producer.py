"""The one way to publish: acknowledged by all replicas, or said not to be."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.partitioner import murmur2
from aiokafka.producer.message_accumulator import BatchBuilder

from chassis.envelope import Headers, headers
from chassis.metrics import ChassisMetrics
from chassis.settings import ServiceSettings

log = structlog.get_logger()

Row = Mapping[str, Any]
STOP_SECONDS = 5.0
MEBIBYTE = 1_048_576
BATCH_BYTES = 262_144
"""Of one partition in one request; a larger record travels alone."""


class Producer:
    """A Kafka producer that is thrown away after a failure.

    With idempotence a partition stays broken after a batch that could not be sent;
    a fresh producer is a fresh sequence.
    """

    def __init__(self, settings: ServiceSettings, service: str, metrics: ChassisMetrics) -> None:
        self._settings = settings
        self._source = f"/aksi/{service}"
        self._client_id = f"aksi-{service}"
        self._metrics = metrics
        self._producer: AIOKafkaProducer | None = None
        self._lock = asyncio.Lock()

    async def _ready(self) -> AIOKafkaProducer:
        async with self._lock:
            if self._producer is None:
                fresh = AIOKafkaProducer(
                    bootstrap_servers=self._settings.kafka.split(","),
                    client_id=self._client_id,
                    acks="all",
                    enable_idempotence=self._settings.kafka_idempotence,
                    request_timeout_ms=15_000,
                    max_request_size=4 * MEBIBYTE,
                    max_batch_size=BATCH_BYTES,
                    linger_ms=0,
                )
                try:
                    await fresh.start()
                except BaseException:
                    await self._stop(fresh)
                    raise
                self._producer = fresh
            return self._producer

    async def _discard(self, broken: AIOKafkaProducer) -> None:
        if self._producer is broken:
            self._producer = None
            await self._stop(broken)

    @staticmethod
    async def _stop(producer: AIOKafkaProducer) -> None:
        try:
            await asyncio.wait_for(producer.stop(), STOP_SECONDS)
        except (TimeoutError, KafkaError, OSError) as error:
            log.warning("producer did not stop in time", error=str(error))

    async def send(self, rows: Sequence[Row]) -> list[bool]:
        """Publish outbox rows; whether each was acknowledged, in the same order."""
        try:
            producer = await self._ready()
        except (KafkaError, OSError) as error:
            log.warning("the broker cannot be reached", error=str(error)[:300])
            return [False] * len(rows)
        failures = await self._send_all(producer, rows)
        failed = [failure for failure in failures if failure is not None]
        if failed:
            log.warning("not published", count=len(failed), error=str(failed[0])[:300])
            await self._discard(producer)
        topics = (row["topic"] for row, failure in zip(rows, failures, strict=True) if not failure)
        for topic, count in Counter(topics).items():
            self._metrics.published.labels(topic).inc(count)
        return [failure is None for failure in failures]

    async def _send_all(
        self, producer: AIOKafkaProducer, rows: Sequence[Row]
    ) -> list[Exception | None]:
        """Send each partition's rows one batch after the other; why each row failed, or None."""
        failures: list[Exception | None] = [None] * len(rows)
        lanes: dict[TopicPartition, list[int]] = defaultdict(list)
        partitions = {topic: await _partitions(producer, topic) for topic in _topics(rows)}
        for number, row in enumerate(rows):
            count = partitions[row["topic"]]
            if isinstance(count, Exception):
                failures[number] = count
            else:
                lanes[TopicPartition(row["topic"], partition_of(row["key"], count))].append(number)

        async def send(lane: TopicPartition, numbers: list[int]) -> None:
            sending = _Lane(producer, lane, self._source)
            for number, failure in await sending.send({n: rows[n] for n in numbers}):
                failures[number] = failure

        await asyncio.gather(*(send(lane, numbers) for lane, numbers in lanes.items()))
        return failures

    async def send_raw(
        self, topic: str, *, key: bytes | None, value: bytes | None, head: Headers
    ) -> None:
        """Publish a record byte for byte. Raises `KafkaError` or `OSError`."""
        producer = await self._ready()
        try:
            await producer.send_and_wait(topic, value=value, key=key, headers=list(head))
        except (KafkaError, OSError):
            await self._discard(producer)
            raise

    async def ping(self) -> None:
        """Raise `KafkaError` or `OSError` when the broker does not answer."""
        producer = await self._ready()
        await producer.client.fetch_all_metadata()

    async def stop(self) -> None:
        """Let go, in bounded time."""
        if self._producer is not None:
            await self._discard(self._producer)


class _Lane:
    """One partition, to which rows go in their order."""

    def __init__(self, producer: AIOKafkaProducer, lane: TopicPartition, source: str) -> None:
        self._producer = producer
        self._lane = lane
        self._source = source

    async def send(self, rows: Mapping[int, Row]) -> list[tuple[int, Exception]]:
        """Send the rows; which of them failed, and why.

        Behind one that failed nothing of its key is sent: it must not come before it.
        """
        failures: list[tuple[int, Exception]] = []
        broken: dict[str, Exception] = {}
        waiting, most = dict(rows), len(rows)
        while waiting:
            for number in [n for n, row in waiting.items() if row["key"] in broken]:
                failures.append((number, broken[waiting.pop(number)["key"]]))
            batch, numbers = self._filled(waiting, most)
            if not numbers:
                break
            try:
                await (
                    await self._producer.send_batch(
                        batch, self._lane.topic, partition=self._lane.partition
                    )
                )
            except MessageSizeTooLargeError as error:
                if len(numbers) > 1:
                    most = 1  # whichever it is, it is not to keep the others back
                    continue
                broken[waiting[numbers[0]]["key"]] = error
            except (KafkaError, OSError) as error:
                return failures + [(number, error) for number in waiting]
            else:
                for number in numbers:
                    del waiting[number]
        return failures

    def _filled(self, rows: Mapping[int, Row], most: int) -> tuple[BatchBuilder, list[int]]:
        """A batch of the first rows, as many as it holds."""
        batch = self._producer.create_batch()
        numbers = []
        for number, row in islice(rows.items(), most):
            head = headers(
                event_id=row["event_id"],
                topic=row["topic"],
                key=row["key"],
                source=self._source,
                at=row["at"],
            )
            key, value = row["key"].encode(), row["value"]
            if batch.append(timestamp=None, key=key, value=value, headers=head) is None:
                break
            numbers.append(number)
        return batch, numbers


def _topics(rows: Sequence[Row]) -> set[str]:
    return {row["topic"] for row in rows}


async def _partitions(producer: AIOKafkaProducer, topic: str) -> int | Exception:
    """How many partitions the topic has, or why nobody can say."""
    try:
        return len(await producer.partitions_for(topic))
    except (KafkaError, OSError) as error:
        return error


@lru_cache(65_536)
def partition_of(key: str, partitions: int) -> int:
    """Where a key's records go: where every client of Kafka sends them."""
    return int(murmur2(key.encode()) & 0x7FFFFFFF) % partitions
