"""Publishing to Kafka: each event is acknowledged by all replicas, or reported as unsent."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import structlog
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError, MessageSizeTooLargeError
from aiokafka.partitioner import murmur2
from aiokafka.producer.message_accumulator import BatchBuilder

from chassis.kafka.envelope import Headers, headers
from chassis.metrics import ChassisMetrics
from chassis.outbox.rows import OutboxRow, Unsent
from chassis.settings import ServiceSettings

log = structlog.get_logger()

_Event = tuple[object, OutboxRow]
"""The id of an outbox row, and an event of that row."""
STOP_SECONDS = 5.0
MEBIBYTE = 1_048_576
BATCH_BYTES = 262_144
"""Most bytes of one partition in one request; a larger record is sent alone."""


class Producer:
    """A Kafka producer that is replaced after a failure.

    With idempotence, a batch that could not be sent blocks its partition; a new producer
    starts a new sequence.
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

    async def send(self, rows: Sequence[OutboxRow]) -> Unsent:
        """Publish outbox rows; returns, by row id, the ids of events not acknowledged."""
        try:
            producer = await self._ready()
        except (KafkaError, OSError) as error:
            log.warning("the broker cannot be reached", error=str(error)[:300])
            return {row["_id"]: [event["event_id"] for event in row["events"]] for row in rows}
        failures = await self._send_all(producer, rows)
        if failures:
            log.warning("not published", count=len(failures), error=str(failures[0].why)[:300])
            await self._discard(producer)
        count = Counter[str]()
        for row in rows:
            count[row["topic"]] += len(row["events"])
        count.subtract(failure.topic for failure in failures)
        for topic, sent in count.items():
            self._metrics.published.labels(topic).inc(sent)
        unsent = defaultdict[object, list[str]](list)
        for failure in failures:
            unsent[failure.row].append(failure.event_id)
        return unsent

    async def _send_all(
        self, producer: AIOKafkaProducer, rows: Sequence[OutboxRow]
    ) -> list["_Failure"]:
        """Send the events of each partition batch by batch; returns the failures."""
        of_topics: dict[str, list[OutboxRow]] = defaultdict(list)
        for row in rows:
            of_topics[row["topic"]].append(row)
        failed = await asyncio.gather(
            *(self._send_to(producer, topic, rows) for topic, rows in of_topics.items())
        )
        return list(chain.from_iterable(failed))

    async def _send_to(
        self, producer: AIOKafkaProducer, topic: str, rows: Sequence[OutboxRow]
    ) -> list["_Failure"]:
        try:
            partitions = len(await producer.partitions_for(topic))
        except (KafkaError, OSError) as why:
            ids = [(row["_id"], event["event_id"]) for row in rows for event in row["events"]]
            return [_Failure(topic, row_id, event_id, why) for row_id, event_id in ids]
        lanes: list[list[_Event]] = [[] for _ in range(partitions)]
        for row in rows:
            for event in row["events"]:
                lanes[partition_of(event["key"], partitions)].append((row["_id"], event))
        failed = await asyncio.gather(
            *(
                _Lane(producer, TopicPartition(topic, number), self._source).send(events)
                for number, events in enumerate(lanes)
                if events
            )
        )
        return list(chain.from_iterable(failed))

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
        """Close, within a bounded time."""
        if self._producer is not None:
            await self._discard(self._producer)


class _Failure(NamedTuple):
    """An event that was not acknowledged."""

    topic: str
    row: object
    event_id: str
    why: Exception


class _Lane:
    """One partition, to which events are sent in order."""

    def __init__(self, producer: AIOKafkaProducer, lane: TopicPartition, source: str) -> None:
        self._producer = producer
        self._lane = lane
        self._source = source

    async def send(self, events: Sequence[_Event]) -> list[_Failure]:
        """Send the events; returns the failures.

        After a failed event no later event of its key is sent: their order must stay.
        """
        failures: list[_Failure] = []
        waiting, most = list(events), len(events)
        while waiting:
            batch, count = self._filled(waiting[:most])
            try:
                await (
                    await self._producer.send_batch(
                        batch, self._lane.topic, partition=self._lane.partition
                    )
                )
            except MessageSizeTooLargeError as error:
                if count > 1:
                    most = 1  # one event a batch: the one too large must not block the others
                    continue
                key = waiting[0][1]["key"]
                failures += [self._failure(one, error) for one in waiting if one[1]["key"] == key]
                waiting = [one for one in waiting if one[1]["key"] != key]
            except (KafkaError, OSError) as error:
                return failures + [self._failure(one, error) for one in waiting]
            else:
                del waiting[:count]
        return failures

    def _failure(self, event: _Event, why: Exception) -> _Failure:
        row, reason = event
        return _Failure(self._lane.topic, row, reason["event_id"], why)

    def _filled(self, events: Sequence[_Event]) -> tuple[BatchBuilder, int]:
        """A batch of as many of the first events as fit, and their number."""
        batch = self._producer.create_batch()
        count = 0
        for _, event in events:
            head = headers(
                event_id=event["event_id"],
                topic=self._lane.topic,
                key=event["key"],
                source=self._source,
                at=event["at"],
            )
            key, value = event["key"].encode(), event["value"]
            if batch.append(timestamp=None, key=key, value=value, headers=head) is None:
                break
            count += 1
        return batch, count


@lru_cache(65_536)
def partition_of(key: str, partitions: int) -> int:
    """The partition of a key, by murmur2, as in every Kafka client."""
    return int(murmur2(key.encode()) & 0x7FFFFFFF) % partitions
