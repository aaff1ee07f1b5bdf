"""Kafka consumers, by FastStream's subscribers, with every unsafe default replaced."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.annotations import KafkaMessage
from faststream.specification import AsyncAPI

from chassis.clock import Clock
from chassis.dead_letters.queue import DeadLetterLimit, DeadLetters
from chassis.kafka.consumer import Consumer, Handler, ReceivedHandler, UnreadHandler
from chassis.kafka.description import describe
from chassis.kafka.envelope import E
from chassis.kafka.fetching import BRISK_WAIT_MS, WholeConsumer
from chassis.kafka.freshness import Freshness
from chassis.kafka.lag_watch import LagWatch, stands_still
from chassis.kafka.producer import Producer
from chassis.metrics import ChassisMetrics
from chassis.settings import ServiceSettings
from contracts import EVENTS
from contracts.event import Event

log = structlog.get_logger()

BATCH = 4000
"""Most records in one batch: the larger a batch, the more of its records share an item, a round
trip and a commit.
"""


async def _as_it_is(message: KafkaMessage) -> Any:
    return message.body


def group_id(service: str, topic: str, reading: int = 1) -> str:
    """The name of a service's consumer group on a topic, at the `reading` of `Bus.on`."""
    return f"{service}.{topic}" if reading == 1 else f"{service}.{topic}.{reading}"


class Bus:
    """The Kafka subscriptions of a service. Its own events are published by the outbox."""

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
        self._uses: dict[type[Event], str] = {}
        self.freshness = Freshness()
        self.connected = False

    def on(
        self, kind: type[E], *, group: str, lanes: int = 1, reading: int = 1
    ) -> Callable[[Handler[E]], Handler[E]]:
        """Subscribe the decorated handler to batches of `kind`, as consumer group `group`.

        The handler may get an event twice or late; it raises `DatabaseTrouble` or another
        transient error for a retry of the batch. Each of the `lanes` is a member of the group
        with its own partitions: one lane processes a batch while another commits.

        A release that has to know what earlier ones have read, and did not keep, raises `reading`:
        the topic is read from its beginning once more.
        """

        def subscribe(handler: Handler[E]) -> Handler[E]:
            self._subscribe(kind, handler, group, lanes, reading=reading)
            return handler

        return subscribe

    def on_received(
        self, kind: type[E], *, group: str, lanes: int = 1, unread: UnreadHandler
    ) -> Callable[[ReceivedHandler[E]], ReceivedHandler[E]]:
        """As `on`, for a handler that has to know who sent each event; `unread` gets the records
        that are none.
        """

        def subscribe(handler: ReceivedHandler[E]) -> ReceivedHandler[E]:
            self._subscribe(kind, handler, group, lanes, unread=unread)
            return handler

        return subscribe

    def _subscribe(
        self,
        kind: type[E],
        handler: Handler[E] | ReceivedHandler[E],
        group: str,
        lanes: int,
        *,
        unread: UnreadHandler | None = None,
        reading: int = 1,
    ) -> None:
        limit = DeadLetterLimit(
            self._settings.dead_letter_limit, self._settings.dead_letter_window_seconds
        )
        dead = DeadLetters(self._producer, self._clock, self._metrics, group, limit)
        self._metrics.hears(kind.topic, group)
        self._uses.setdefault(kind, handler.__doc__ or "")
        for _lane in range(lanes):
            consumer = Consumer(kind, group, handler, dead, self._metrics, unread=unread)
            self._consumers.append((consumer, self._subscriber(consumer, reading)))

    def _subscriber(self, consumer: Consumer[Any], reading: int) -> Any:
        session_ms = int(self._settings.kafka_session_seconds * 1000)
        subscriber = self._broker.subscriber(
            consumer.kind.topic,
            group_id=group_id(consumer.group, consumer.kind.topic, reading),
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
            include_in_schema=False,
        )

        async def handle(message: KafkaMessage) -> None:
            await consumer.on_batch(message)

        subscriber(handle)
        return subscriber

    async def _parse_batch(self, records: Any, original: Any) -> Any:
        """FastStream parses only the first and the last record of a batch, without headers. Our
        own decoder reads headers and values: a bad one cannot make the parser fail.
        """
        ends = tuple(replace(record, headers=()) for record in (records[0], records[-1]))
        message = await original(ends)
        message.raw_message = records
        return message

    async def start(self) -> None:
        """Connect, with retries without a limit; returns when every subscription is running."""
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
        """Make FastStream build `WholeConsumer`; it has no setting for this."""
        config = self._broker.config.broker_config
        config.builder = partial(WholeConsumer, **config.builder.keywords)  # type: ignore[attr-defined]

    async def watch(self) -> None:
        """Measure lag while the service runs; end the process when a consumer is stuck."""
        watch = LagWatch(self._settings, self._producer, self._metrics, self.freshness)
        await watch.run(self._consumers)

    async def ready(self) -> bool:
        """Whether the broker answers, and every consumer is assigned and moving."""
        await self._producer.ping()
        return self.connected and all(
            consumer.assigned and not consumer.failing and not stands_still(subscriber)
            for consumer, subscriber in self._consumers
        )

    @property
    def subscriptions(self) -> frozenset[type[Event]]:
        """The events that this service subscribes to."""
        return frozenset(consumer.kind for consumer, _ in self._consumers)

    def asyncapi(self) -> AsyncAPI:
        """What this service subscribes to and publishes."""
        sent = [kind for kind in EVENTS if kind.producer == self._service]
        return describe(self._service, self._settings.kafka.split(","), self._uses, sent)

    async def stop(self) -> None:
        """Finish and commit the current batches and leave the groups, within a bounded time."""
        limit = self._settings.stop_within_seconds
        for consumer, _ in self._consumers:
            consumer.end()
        for stop in (self._leave, self._producer.stop):
            try:
                await asyncio.wait_for(stop(), limit)
            except (TimeoutError, KafkaError, OSError) as error:
                log.warning("did not stop in time", error=str(error))

    async def _leave(self) -> None:
        """Leave the groups: group leaders first, then the other members.

        When the leader is the last to leave, the embedded broker keeps it as the leader. Members
        that join later then wait in vain for its assignment, and join again.
        """
        subscribers = [subscriber for _, subscriber in self._consumers]
        leading = [s for s in subscribers if s.consumer is not None and s.consumer.leads]
        await _all_of([subscriber.stop() for subscriber in leading])
        await self._broker.stop()


async def _all_of(starts: Sequence[Awaitable[None]]) -> None:
    """Wait for all, also when one fails: none may still be starting when we stop it."""
    for failed in await asyncio.gather(*starts, return_exceptions=True):
        if isinstance(failed, BaseException):
            raise failed
