"""A consumer that sets aside too much pauses; a restart goes on from where it stood."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aiokafka import AIOKafkaProducer
from prometheus_client import CollectorRegistry

from chassis.clock import SystemClock
from chassis.kafka.bus import Bus
from chassis.kafka.fetching import WholeConsumer
from chassis.kafka.producer import Producer
from chassis.metrics import ChassisMetrics
from chassis.settings import Here
from contracts import ProgressSubmitted
from deploy.local.stack import Stack
from deploy.local.submissions import event_headers
from deploy.local.waiting import until
from tests.flow.plan import SOON, report
from tests.flow.seeing import reading

TOPIC = ProgressSubmitted.topic
ITEM = "TIDAK-ADA"
LIMIT = 3


@dataclass
class Hearing:
    """A consumer of our own in the group, beside the tracker's."""

    bus: Bus
    registry: CollectorRegistry
    group: str
    heard: list[str] = field(default_factory=list)

    async def paused(self) -> bool:
        labels = {"topic": TOPIC, "group": self.group}
        return self.registry.get_sample_value("aksi_consumer_paused", labels) == 1


@asynccontextmanager
async def hearing(stack: Stack, group: str, limit: int) -> AsyncIterator[Hearing]:
    settings = Here(
        kafka=stack.running.kafka,
        kafka_idempotence=False,
        kafka_session_seconds=6,
        dead_letter_limit=limit,
    )
    registry = CollectorRegistry()
    metrics = ChassisMetrics(registry)
    bus = Bus(settings, "uji", Producer(settings, "uji", metrics), SystemClock(), metrics)
    made = Hearing(bus, registry, group)

    @bus.on(ProgressSubmitted, group=group)
    async def on_progress_submitted(events: Sequence[ProgressSubmitted]) -> None:
        made.heard.extend(event.report_id for event in events)

    starting = asyncio.create_task(bus.start())
    try:
        yield made
    finally:
        starting.cancel()
        with suppress(asyncio.CancelledError):
            await starting
        await bus.stop()


async def send(kafka: AIOKafkaProducer, report_id: str, *, good: bool) -> None:
    body = {
        **report(50),
        "report_id": report_id,
        "item_id": ITEM,
        "agency": "UJI",
        "submitted_at": datetime.now(UTC).isoformat(),
    }
    value = json.dumps(body).encode() if good else b"{bukan json"
    head = event_headers(report_id, ITEM)
    await kafka.send_and_wait(TOPIC, key=ITEM.encode(), value=value, headers=head)


async def test_too_many_dead_letters_pause_until_a_restart_that_loses_nothing(
    stack: Stack, kafka: AIOKafkaProducer
) -> None:
    mark = uuid4().hex[:8]
    group, last = f"batas-{mark}", f"{mark}-akhir"
    bad = {f"{mark}-{number}" for number in range(LIMIT + 2)}
    set_aside: set[str] = set()  # once each, also where a batch came again

    async with reading(stack.running.kafka, f"{TOPIC}.dlq") as dead:

        async def at_least(count: int) -> bool:
            for records in (await dead.getmany(timeout_ms=200)).values():
                heads = [dict(record.headers) for record in records]
                mine = [head for head in heads if head["dlq_group"] == group.encode()]
                set_aside.update(head["ce_id"].decode() for head in mine)
            return len(set_aside) >= count

        async with hearing(stack, group, LIMIT) as first:
            for report_id in sorted(bad):
                await send(kafka, report_id, good=False)
            await send(kafka, last, good=True)
            await until(first.paused, SOON, "the consumer paused")
            await until(lambda: at_least(LIMIT), SOON, "the dead letters")
            assert await first.bus.ready() is False

        assert len(set_aside) == LIMIT
        assert last not in first.heard

        async with hearing(stack, group, 10_000) as second:

            async def went_on() -> bool:
                await at_least(0)
                return last in second.heard and set_aside >= bad

            await until(went_on, SOON, "the consumer after its restart")


async def test_the_consumers_of_a_service_are_those_that_lose_nothing(stack: Stack) -> None:
    """FastStream builds them, and knows no setting for it: an upgrade could undo it unseen."""
    async with hearing(stack, f"utuh-{uuid4().hex[:8]}", 100_000) as made:
        await until(made.bus.ready, SOON, "a consumer that is assigned")
        subscribers: list[Any] = list(made.bus._broker.subscribers)
        built = [type(one.consumer) for one in subscribers]
    assert built == [WholeConsumer]
