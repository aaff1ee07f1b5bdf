"""A consumer over a fake of what FastStream hands it."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import MessageSizeTooLargeError
from aiokafka.structs import ConsumerRecord
from faststream.message import AckStatus
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from chassis.clock import FixedClock
from chassis.dead_letters.queue import DeadLetterLimit, DeadLetters
from chassis.kafka.consumer import Consumer, Received, Unread
from chassis.kafka.envelope import headers
from chassis.metrics import ChassisMetrics
from chassis.mongo.database import DatabaseTrouble, TooManyConflicts, TransactionTooLarge
from contracts import ProgressSubmitted
from tests.turns import turns_during

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)
TOPIC = ProgressSubmitted.topic
LIMIT, WINDOW = 2, 600.0
TOO_LARGE = 10_000
Offset = int


@dataclass
class Message:
    """A batch; what was sought, and whether it was committed."""

    raw_message: tuple[Any, ...]
    sought: dict[TopicPartition, Offset] = field(default_factory=dict)
    committed: AckStatus | None = None

    @property
    def consumer(self) -> "Message":
        return self

    def seek(self, *, partition: TopicPartition, offset: Offset) -> None:
        self.sought[partition] = offset

    async def ack(self) -> None:
        self.committed = AckStatus.ACKED


@dataclass
class World:
    """A consumer, and everything that it did."""

    consumer: Consumer[ProgressSubmitted]
    registry: CollectorRegistry
    dead: list[Offset]
    applied: list[str]
    trouble: list[Exception] = field(default_factory=list)
    passed: float = 0.0
    room: int = 100
    """How many the database can take at once."""
    moves: list[float] = field(default_factory=list)
    """When it had moved last, each time that something is applied."""

    async def hears(self, records: Sequence[Any]) -> Message:
        message = Message(tuple(records))
        await self.consumer.on_batch(message)  # type: ignore[arg-type]
        return message

    def metric(self, name: str) -> float | None:
        return self.registry.get_sample_value(name, {"topic": TOPIC, "group": "g"})


def record(offset: Offset, value: bytes, partition: int = 0) -> Any:
    head = headers(event_id=f"e{offset}", topic=TOPIC, key="KUKAR-1", source="/opd", at=NOW)
    return ConsumerRecord(
        TOPIC, partition, offset, 0, 0, b"KUKAR-1", value, None, 7, len(value), tuple(head)
    )


def good(offset: Offset, partition: int = 0) -> Any:
    body = {
        "report_id": f"r{offset}",
        "item_id": "KUKAR-1",
        "agency": "DINKES",
        "as_of": "2026-06-14",
        "submitted_at": "2026-06-15T04:00:00Z",
        "physical_percent": 40,
    }
    return record(offset, json.dumps(body).encode(), partition)


def bad(offset: Offset, partition: int = 0) -> Any:
    return record(offset, b"{bukan json", partition)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("chassis.kafka.consumer.LONGEST_PAUSE_SECONDS", 0)
    registry = CollectorRegistry()
    metrics = ChassisMetrics(registry)
    metrics.hears(TOPIC, "g")
    dead: list[Offset] = []
    applied: list[str] = []

    class Producer:
        async def send_raw(self, topic: str, *, value: Any, head: Any, **more: Any) -> None:
            assert topic == f"{TOPIC}.dlq"
            assert value is not None or more["key"] is not None  # aiokafka asserts it too
            if len(value or b"") > TOO_LARGE:
                raise MessageSizeTooLargeError
            dead.append(int(dict(head)["dlq_offset"]))

    async def handler(events: Sequence[ProgressSubmitted]) -> None:
        if made.trouble:
            raise made.trouble.pop(0)
        if len(events) > made.room:
            raise TransactionTooLarge("the transaction does not fit")
        applied.extend(event.report_id for event in events)
        made.moves.append(consumer.moved_at)

    limit = DeadLetterLimit(LIMIT, WINDOW, lambda: made.passed)
    letters = DeadLetters(Producer(), FixedClock(NOW), metrics, "g", limit)  # type: ignore[arg-type]
    consumer = Consumer(ProgressSubmitted, "g", handler, letters, metrics)
    made = World(consumer, registry, dead, applied)
    return made


@pytest.fixture
def logs() -> Iterator[Callable[[str], list[Any]]]:
    with capture_logs() as rows:
        yield lambda level: [row for row in rows if row["log_level"] == level]


async def test_the_bad_are_set_aside_and_the_good_applied(world: World) -> None:
    message = await world.hears([good(1), bad(2), good(3)])
    assert (world.dead, world.applied) == ([2], ["r1", "r3"])
    assert message.committed is AckStatus.ACKED
    assert not world.consumer.failing
    assert world.metric("aksi_consumer_paused") == 0


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [(ValueError("a fault of ours"), AckStatus.ACKED), (DatabaseTrouble("away"), AckStatus.NACKED)],
)
async def test_no_answer_to_a_bad_record_stops_those_behind_it(
    world: World, trouble: Exception, outcome: AckStatus
) -> None:
    heard: list[Any] = []

    async def handler(received: Sequence[Received[ProgressSubmitted]]) -> None:
        heard.extend(received)

    async def unread(_record: Unread) -> None:
        raise trouble

    letters, metrics = world.consumer._dead_letters, world.consumer._metrics
    world.consumer = Consumer(ProgressSubmitted, "g", handler, letters, metrics, unread=unread)
    if outcome is AckStatus.NACKED:
        with pytest.raises(DatabaseTrouble):
            await world.hears([bad(1), good(2)])
        return
    message = await world.hears([bad(1), good(2)])
    assert message.committed is outcome
    (received,) = heard
    assert (received.event.report_id, received.sent_at) == ("r2", 0.0)
    assert dict(received.headers)["ce_id"] == b"e2"


async def test_what_the_database_cannot_take_at_once_it_takes_in_parts(world: World) -> None:
    world.room = 2
    message = await world.hears([good(offset) for offset in range(1, 8)])
    assert world.applied == [f"r{offset}" for offset in range(1, 8)]
    assert (message.committed, world.dead) == (AckStatus.ACKED, [])


@pytest.mark.parametrize("trouble", [TransactionTooLarge("no"), TooManyConflicts("no")])
async def test_each_part_that_is_done_is_a_sign_of_life(world: World, trouble: Exception) -> None:
    """A process that stands still is ended; one that works off a large batch in parts does not."""
    world.trouble = [trouble]
    await world.hears([good(offset) for offset in range(1, 9)])
    assert world.applied == [f"r{offset}" for offset in range(1, 9)]
    assert len(world.moves) == len(set(world.moves)) > 2


async def test_one_that_does_not_fit_even_alone_is_tried_again_and_not_set_aside(
    world: World,
) -> None:
    world.room = 0
    with pytest.raises(TransactionTooLarge):
        await world.hears([good(1), good(2)])
    assert world.dead == []
    assert world.consumer.failing


async def test_what_no_queue_can_hold_is_set_aside_without_its_value(world: World) -> None:
    huge = record(0, b"x" * (TOO_LARGE + 1))
    message = await world.hears([huge, good(1)])
    assert world.dead == [0]
    assert len(world.applied) == 1
    assert message.committed is AckStatus.ACKED


async def test_a_record_with_neither_key_nor_value_holds_up_nobody(world: World) -> None:
    nothing = replace(record(0, b""), key=None, value=None)
    await world.hears([nothing, good(1)])
    assert (world.dead, len(world.applied)) == ([0], 1)


async def test_one_too_many_leaves_the_batch_as_it_was(world: World) -> None:
    message = await world.hears([good(1), bad(2), bad(3, partition=1), bad(4), bad(5), good(6)])
    assert world.dead == [2, 3]
    assert world.applied == []
    assert message.committed is AckStatus.NACKED
    assert message.sought == {TopicPartition(TOPIC, 0): 1, TopicPartition(TOPIC, 1): 3}
    assert world.consumer.failing
    assert world.metric("aksi_consumer_paused") == 1


async def test_paused_it_stays_so_when_the_window_has_passed(world: World) -> None:
    await world.hears([bad(1), bad(2), bad(3), good(4)])
    world.passed += 10 * WINDOW
    for records in ([bad(1), bad(2), bad(3), good(4)], [good(5)], [bad(6)]):
        message = await world.hears(records)
        assert message.committed is AckStatus.NACKED
        assert message.sought == {TopicPartition(TOPIC, 0): records[0].offset}
    assert world.dead == [1, 2]
    assert world.applied == []
    assert world.consumer.failing


async def test_a_handler_that_fails_on_everything_pauses_it_too(world: World) -> None:
    world.trouble.extend(KeyError("kolom baru") for _ in range(9))
    message = await world.hears([good(n) for n in range(4)])
    assert world.dead == [0, 1]
    assert message.committed is AckStatus.NACKED
    assert world.consumer.failing


async def test_a_batch_that_is_tried_again_counts_its_bad_records_once(world: World) -> None:
    for _ in range(5):
        world.trouble.append(DatabaseTrouble("no primary"))
        with pytest.raises(DatabaseTrouble):
            await world.hears([bad(1), bad(2), good(3)])
    message = await world.hears([bad(1), bad(2), good(3)])
    assert message.committed is AckStatus.ACKED
    assert world.applied == ["r3"]
    assert not world.consumer.failing


async def test_it_says_once_that_it_is_paused_and_what_to_do(
    world: World, logs: Callable[[str], list[Any]]
) -> None:
    for _ in range(4):
        await world.hears([bad(1), bad(2), bad(3)])
    (said,) = logs("critical")
    assert "aksi deadletters list" in said["event"]
    assert said["reason"].startswith("not_json")
    assert logs("warning") == []
    assert world.metric("aksi_handling_retries_total") == 0


async def test_a_service_that_ends_waits_for_no_pause(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.kafka.consumer.LONGEST_PAUSE_SECONDS", 1000)
    world.consumer._failures = 20
    world.trouble.append(DatabaseTrouble("no primary"))
    world.consumer.end()
    async with asyncio.timeout(5):
        with pytest.raises(DatabaseTrouble):
            await world.hears([good(1)])
        await world.hears([bad(1), bad(2), bad(3)])
    assert world.consumer.paused


async def test_others_have_their_turn_while_a_large_batch_is_decoded(world: World) -> None:
    records = [good(offset) for offset in range(2_000)]
    assert await turns_during(world.hears(records)) >= 3
    assert len(world.applied) == 2_000
