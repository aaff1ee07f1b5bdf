"""The one way to publish: acknowledged by all replicas, or said not to be."""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from chassis.envelope import Headers, headers
from chassis.metrics import ChassisMetrics
from chassis.settings import ServiceSettings

log = structlog.get_logger()

STOP_SECONDS = 5.0
MEBIBYTE = 1_048_576


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

    async def send(self, rows: Sequence[dict[str, Any]]) -> list[bool]:
        """Publish outbox rows; whether each was acknowledged, in the same order."""
        try:
            producer = await self._ready()
        except (KafkaError, OSError) as error:
            log.warning("the broker cannot be reached", error=str(error)[:300])
            return [False] * len(rows)
        results = await self._send_all(producer, rows)
        failures = [result for result in results if isinstance(result, BaseException)]
        if failures:
            log.warning("not published", count=len(failures), error=str(failures[0])[:300])
            await self._discard(producer)
        for row, result in zip(rows, results, strict=True):
            if not isinstance(result, BaseException):
                self._metrics.published.labels(row["topic"]).inc()
        return [not isinstance(result, BaseException) for result in results]

    async def _send_all(
        self, producer: AIOKafkaProducer, rows: Sequence[dict[str, Any]]
    ) -> list[object]:
        futures: list[asyncio.Future[object]] = []
        failed: dict[tuple[str, str], Exception] = {}
        for row in rows:
            key = row["topic"], row["key"]
            if key in failed:  # what comes after it must not come before it
                futures.append(_failed(failed[key]))
                continue
            head = headers(
                event_id=row["event_id"],
                topic=row["topic"],
                key=row["key"],
                source=self._source,
                at=row["at"],
            )
            try:
                futures.append(
                    await producer.send(
                        row["topic"], value=row["value"], key=row["key"].encode(), headers=head
                    )
                )
            except (KafkaError, OSError) as error:
                failed[key] = error
                futures.append(_failed(error))
        return list(await asyncio.gather(*futures, return_exceptions=True))

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


def _failed(error: Exception) -> asyncio.Future[object]:
    future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    future.set_exception(error)
    return future
