"""Kafka, through FastStream's subscribers with every unsafe default set."""

import asyncio
import logging
import os
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.annotations import KafkaMessage
from faststream.specification import AsyncAPI

from chassis.clock import Clock
from chassis.dead_letters.queue import DeadLetterLimit, DeadLetters
from chassis.kafka.consumer import Consumer, Handler
from chassis.kafka.envelope import E
from chassis.kafka.fetching import BRISK_WAIT_MS, WholeConsumer
from chassis.kafka.producer import Producer
from chassis.metrics import ChassisMetrics
from chassis.settings import ServiceSettings
from contracts import EVENTS
from contracts.event import Event

log = structlog.get_logger()

STUCK_EXIT_CODE = 70
LOOK_SECONDS = 2.0
ASK_SECONDS = 10.0
"""How often the broker is asked for the ends of partitions that seem to be read to their end."""
Labels = tuple[str, str]
"""Topic and group."""
BATCH = 4000
"""Records that are applied together at most: the more there are, the more of them share an
item, a round trip and a commit.
"""


async def _as_it_is(message: KafkaMessage) -> Any:
    return message.body


class Bus:
    """What a service hears; what it says leaves by the outbox."""

    def __init__(
        self,
        settings: ServiceSettings,
        service: str,
        producer: Producer,
        clock: Clock,
        metrics: ChassisMetrics,
    ) -> None:
        self._settings = settings
        self._service = service
        self._producer = producer
        self._clock = clock
        self._metrics = metrics
        self._broker = KafkaBroker(
            settings.kafka.split(","),
            client_id=f"aksi-{service}",
            allow_auto_create_topics=False,
            consumer_only=True,
            request_timeout_ms=40_000,
            graceful_timeout=settings.stop_within_seconds,
            logger=logging.getLogger("faststream"),
        )
        self._consumers: list[tuple[Consumer[Any], Any]] = []
        self._asked_at: dict[Consumer[Any], float] = {}
        self._described: AsyncAPI | None = None
        self.connected = False

    def on(
        self, kind: type[E], *, group: str, lanes: int = 1
    ) -> Callable[[Handler[E]], Handler[E]]:
        """Have each batch of `kind` applied by the decorated handler, as consumer group `group`.

        The handler may see an event twice and late; it raises `DatabaseTrouble` and the
        like when the batch is to be tried again. With several `lanes`, each a member of the
        group with partitions of its own, one batch is worked out while another is committed.
        """

        def subscribe(handler: Handler[E]) -> Handler[E]:
            limit = DeadLetterLimit(
                self._settings.dead_letter_limit, self._settings.dead_letter_window_seconds
            )
            dead = DeadLetters(self._producer, self._clock, self._metrics, group, limit)
            self._metrics.hears(kind.topic, group)
            for lane in range(lanes):
                consumer = Consumer(kind, group, handler, dead, self._metrics)
                subscriber = self._subscriber(consumer, handler.__doc__, shown=lane == 0)
                self._consumers.append((consumer, subscriber))
            return handler

        return subscribe

    def _subscriber(self, consumer: Consumer[Any], arrow: str | None, *, shown: bool) -> Any:
        session_ms = int(self._settings.kafka_session_seconds * 1000)
        subscriber = self._broker.subscriber(
            consumer.kind.topic,
            group_id=f"{consumer.group}.{consumer.kind.topic}",
            batch=True,
            ack_policy=AckPolicy.NACK_ON_ERROR,
            no_reply=True,
            auto_offset_reset="earliest",
            batch_timeout_ms=20,
            fetch_max_wait_ms=BRISK_WAIT_MS,
            max_records=BATCH,
            session_timeout_ms=session_ms,
            heartbeat_interval_ms=min(3_000, session_ms // 3),
            max_poll_interval_ms=int(self._settings.kafka_poll_seconds * 1000),
            rebalance_timeout_ms=60_000,
            listener=consumer,
            parser=self._parse_batch,
            decoder=_as_it_is,
            include_in_schema=shown,
            title=consumer.kind.topic,
            description=arrow or consumer.kind.__doc__,
        )

        async def handle(message: KafkaMessage) -> None:
            await consumer.on_batch(message)

        subscriber(handle)
        return subscriber

    async def _parse_batch(self, records: Any, original: Any) -> Any:
        """What FastStream asks of a batch it learns from its first and last record; headers and
        values are read by our own decoder, which none of them can make fail.
        """
        ends = tuple(replace(record, headers=()) for record in (records[0], records[-1]))
        message = await original(ends)
        message.raw_message = records
        return message

    async def start(self) -> None:
        """Connect, however long it takes; returns when every subscription is running."""
        pause = 0.5
        while True:
            try:
                await self._broker.connect()
                self._fetch_whole()
                await _all_of([s.start() for s in self._broker.subscribers])
                self.connected = True
                return
            except (KafkaError, OSError) as error:
                log.warning("the broker cannot be reached, will try again", error=str(error)[:300])
                await self._broker.stop()
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    def _fetch_whole(self) -> None:
        """Have FastStream build our consumers; it knows no setting for it."""
        config = self._broker.config.broker_config
        config.builder = partial(WholeConsumer, **config.builder.keywords)  # type: ignore[attr-defined]

    async def watch(self) -> None:
        """Measure lag for the life of the service, and end it when a consumer is stuck."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            lags: dict[Labels, int] = defaultdict(int)
            unassigned: dict[Labels, float] = defaultdict(float)
            unknown = set()
            for consumer, subscriber in self._consumers:
                labels = (consumer.kind.topic, consumer.group)
                unassigned[labels] = max(unassigned[labels], await self._unassigned(consumer))
                lag = await self._lag_of(consumer, subscriber.consumer)
                if lag is None:
                    unknown.add(labels)
                    continue
                lags[labels] += lag
                self._end_if_stuck(consumer, subscriber, lag)
            self._show(lags, unknown, unassigned)

    def _end_if_stuck(self, consumer: Consumer[Any], subscriber: Any, lag: int) -> None:
        stands_still = _unreadable(subscriber)
        if stands_still:
            self._metrics.paused.labels(consumer.kind.topic, consumer.group).set(1)
        if lag == 0 or consumer.failing or stands_still:
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
            if seconds:  # nobody knows what waits for it: no figure, rather than an old one
                with suppress(KeyError):
                    self._metrics.lag.remove(*labels)

    async def _unassigned(self, consumer: Consumer[Any]) -> float:
        """Seconds without an assignment; ends the process after too many with a broker there."""
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
        """What waits for it: by what it fetched last, and by the broker's word now and then."""
        if reading is None or not consumer.assigned:
            return None
        asked = time.monotonic() - self._asked_at.get(consumer, -ASK_SECONDS)
        if asked < ASK_SECONDS and reading.waiting() == 0:
            return 0
        self._asked_at[consumer] = time.monotonic()
        return await _lag(reading)

    async def ready(self) -> bool:
        """Whether the broker answers, and every consumer is assigned and moving."""
        await self._producer.ping()
        return self.connected and all(
            consumer.assigned and not consumer.failing and not _unreadable(subscriber)
            for consumer, subscriber in self._consumers
        )

    @property
    def subscriptions(self) -> frozenset[type[Event]]:
        """The events that this service subscribes to."""
        return frozenset(consumer.kind for consumer, _ in self._consumers)

    def asyncapi(self) -> AsyncAPI:
        """What this service hears and says; made once, since it registers with the broker."""
        if self._described is not None:
            return self._described
        self._described = document = AsyncAPI(title=f"aksi {self._service}", version="1")
        for kind in EVENTS:
            if kind.producer == self._service:
                self._broker.publisher(kind.topic, title=kind.topic, schema=kind)
        document.add_broker(self._broker)
        return document

    async def stop(self) -> None:
        """Finish the batches in hand, commit them, and leave the groups; bounded in time."""
        limit = self._settings.stop_within_seconds
        for consumer, _ in self._consumers:
            consumer.end()
        for stop in (self._leave, self._producer.stop):
            try:
                await asyncio.wait_for(stop(), limit)
            except (TimeoutError, KafkaError, OSError) as error:
                log.warning("did not stop in time", error=str(error))

    async def _leave(self) -> None:
        """Leave the groups, who leads one before the others.

        The embedded broker keeps a leader that left last as the leader for ever: whoever
        joins then waits for its assignment, in vain, and joins again.
        """
        subscribers = [subscriber for _, subscriber in self._consumers]
        leading = [s for s in subscribers if s.consumer is not None and s.consumer.leads]
        await _all_of([subscriber.stop() for subscriber in leading])
        await self._broker.stop()


def _unreadable(subscriber: Any) -> bool:
    """Whether a partition of ours stands still before a record that cannot be unpacked."""
    consumer: WholeConsumer | None = subscriber.consumer
    return consumer is not None and not consumer.assignment().isdisjoint(consumer.unreadable)


async def _all_of(starts: Sequence[Awaitable[None]]) -> None:
    """Wait for every one, also when one fails: none may still be starting while we stop it."""
    for failed in await asyncio.gather(*starts, return_exceptions=True):
        if isinstance(failed, BaseException):
            raise failed


async def _lag(consumer: AIOKafkaConsumer) -> int | None:
    """Records between our positions and the end of our partitions; None while unknown."""
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
