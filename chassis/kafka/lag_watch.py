"""Measures the lag of consumers, and ends the process when one is stuck."""

import asyncio
import os
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from chassis.kafka.consumer import Consumer
from chassis.kafka.fetching import WholeConsumer
from chassis.kafka.freshness import Freshness
from chassis.kafka.producer import Producer
from chassis.metrics import ChassisMetrics
from chassis.settings import ServiceSettings

log = structlog.get_logger()

STUCK_EXIT_CODE = 70
LOOK_SECONDS = 2.0
ASK_SECONDS = 10.0
"""Interval at which the broker is asked for end offsets of partitions that seem fully read."""
Labels = tuple[str, str]
"""Topic and group."""


class LagWatch:
    """Sets the metrics of lag and assignment every two seconds. A consumer is stuck when it does
    not move before waiting records, or when a reachable broker gives it no assignment.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        producer: Producer,
        metrics: ChassisMetrics,
        freshness: Freshness,
    ) -> None:
        self._settings = settings
        self._producer = producer
        self._metrics = metrics
        self._freshness = freshness
        self._asked_at: dict[Consumer[Any], float] = {}
        self._answered: set[Consumer[Any]] = set()
        """Consumers whose end offsets the broker told when it was last asked."""

    async def run(self, consumers: Sequence[tuple[Consumer[Any], Any]]) -> None:
        """Watch consumers, each with its subscriber, while the service runs."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            lags: dict[Labels, int] = defaultdict(int)
            unassigned: dict[Labels, float] = defaultdict(float)
            unknown = set()
            for consumer, subscriber in consumers:
                labels = (consumer.kind.topic, consumer.group)
                unassigned[labels] = max(unassigned[labels], await self._unassigned(consumer))
                self._freshness.watched(consumer)
                lag = await self._lag_of(consumer, subscriber.consumer)
                if lag == 0 and consumer in self._answered:
                    self._freshness.has_read_all(consumer)
                if lag is None:
                    unknown.add(labels)
                    continue
                lags[labels] += lag
                self._end_if_stuck(consumer, subscriber, lag)
            self._show(lags, unknown, unassigned)

    def _end_if_stuck(self, consumer: Consumer[Any], subscriber: Any, lag: int) -> None:
        unreadable = stands_still(subscriber)
        if unreadable:
            self._metrics.paused.labels(consumer.kind.topic, consumer.group).set(1)
        if lag == 0 or consumer.failing or unreadable:
            consumer.moved_at = time.monotonic()
        still = time.monotonic() - consumer.moved_at
        if still > self._settings.stuck_after_seconds:
            log.critical("consumer is stuck, ending", topic=consumer.kind.topic, lag=lag)
            os._exit(STUCK_EXIT_CODE)

    def _show(
        self, lags: dict[Labels, int], unknown: set[Labels], unassigned: dict[Labels, float]
    ) -> None:
        for labels in lags.keys() - unknown:
            self._metrics.lag.labels(*labels).set(lags[labels])
        for labels, seconds in unassigned.items():
            self._metrics.unassigned.labels(*labels).set(seconds)
            if seconds:  # the lag is unknown: no value is better than an old one
                with suppress(KeyError):
                    self._metrics.lag.remove(*labels)

    async def _unassigned(self, consumer: Consumer[Any]) -> float:
        """Seconds without an assignment; with a reachable broker, too many end the process."""
        if consumer.assigned:
            return 0.0
        now = time.monotonic()
        if now - consumer.waits_since > self._settings.unassigned_after_seconds:
            log.critical("consumer is not assigned, ending", topic=consumer.kind.topic)
            os._exit(STUCK_EXIT_CODE)
        if not await self._broker_answers():
            consumer.waits_since = time.monotonic()
        return now - consumer.unassigned_since

    async def _broker_answers(self) -> bool:
        try:
            async with asyncio.timeout(3):
                await self._producer.ping()
        except (KafkaError, OSError, TimeoutError):
            return False
        return True

    async def _lag_of(self, consumer: Consumer[Any], reading: WholeConsumer | None) -> int | None:
        """Its lag in records, None while unknown: 0 when its last fetch shows none. Otherwise, and
        at least every `ASK_SECONDS`, the broker is asked.
        """
        if reading is None or not consumer.assigned:
            return None
        asked = time.monotonic() - self._asked_at.get(consumer, -ASK_SECONDS)
        if asked < ASK_SECONDS and reading.waiting() == 0:
            return 0
        self._asked_at[consumer] = time.monotonic()
        lag = await _lag(reading)
        (self._answered.discard if lag is None else self._answered.add)(consumer)
        return lag


def stands_still(subscriber: Any) -> bool:
    """Whether an assigned partition is paused at a record that cannot be unpacked."""
    consumer: WholeConsumer | None = subscriber.consumer
    return consumer is not None and not consumer.assignment().isdisjoint(consumer.unreadable)


async def _lag(consumer: AIOKafkaConsumer) -> int | None:
    """Records from our positions to the end offsets of our partitions; None while unknown."""
    try:
        async with asyncio.timeout(3):
            assigned = list(consumer.assignment())
            ends: dict[TopicPartition, int] = (
                await consumer.end_offsets(assigned) if assigned else {}
            )
            behind = [end - int(await consumer.position(tp)) for tp, end in ends.items()]
            return sum(max(0, records) for records in behind)
    except (KafkaError, OSError, TimeoutError, AssertionError):
        return None
