"""One partition cannot be unpacked: the records of the others are handed out all the same."""

import asyncio
import collections
import struct
from typing import Any

import pytest
from aiokafka import TopicPartition
from aiokafka.consumer.fetcher import Fetcher, FetchResult, PartitionRecords
from aiokafka.consumer.subscription_state import SubscriptionState
from aiokafka.errors import KafkaError
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.record.util import calc_crc32c

from chassis.kafka.fetching import BRISK_WAIT_MS, IDLE_WAIT_MS, PATIENCE_SECONDS, WholeConsumer
from deploy.local.waiting import until

GOOD, BAD = TopicPartition("s", 0), TopicPartition("s", 1)


def batch(records: int, *, unreadable: int | None = None) -> bytes:
    """A record batch as a broker stores it; one of its header names may be no UTF-8."""
    builder = DefaultRecordBatchBuilder(2, 0, 0, -1, -1, -1, 1 << 20)
    for number in range(records):
        name = "spoil" if number == unreadable else "fine_"
        builder.append(number, 0, b"key", b"value", [(name, b"x")])
    content = bytearray(builder.build())
    if unreadable is not None:
        content[content.find(b"spoil")] = 0xFF
    struct.pack_into(">I", content, 17, calc_crc32c(memoryview(content)[21:]))
    return bytes(content)


class Broker:
    """Hands out the batches anew whenever a position went back."""

    def __init__(self, contents: dict[TopicPartition, bytes]) -> None:
        self.contents = contents
        self.subscriptions = SubscriptionState()
        self.subscriptions.subscribe({"s"})
        self.subscriptions.assign_from_subscribed(list(contents))
        self.assignment = self.subscriptions.subscription.assignment
        for partition in contents:
            self.assignment.state_value(partition).reset_to(0)
        self.fetcher = Fetcher.__new__(Fetcher)
        self.fetcher._subscriptions = self.subscriptions
        self.fetcher._records = collections.OrderedDict()
        self.fetcher._closed = False
        self.fetcher._wait_consume_future = None
        self.fetcher._notify = lambda *_: None

    async def fetched_records(self, partitions: Any, _timeout: float, **more: Any) -> Any:
        for partition, content in self.contents.items():
            state = self.assignment.state_value(partition)
            records = MemoryRecords(content)
            unpacked = PartitionRecords(
                partition, records, None, state.position, None, None, True, 0
            )
            self.fetcher._records[partition] = FetchResult(
                partition, assignment=self.assignment, partition_records=unpacked, backoff=0
            )
        return await self.fetcher.fetched_records(partitions, timeout=0, **more)

    def _create_fetch_waiter(self) -> "asyncio.Future[None]":
        self.waiter = asyncio.get_running_loop().create_future()
        return self.waiter

    def positions(self) -> dict[TopicPartition, int]:
        consumed = self.assignment.all_consumed_offsets()
        return {partition: at.offset for partition, at in consumed.items()}


def consumer_of(broker: Broker) -> WholeConsumer:
    made = WholeConsumer.__new__(WholeConsumer)
    made.unreadable = {}
    made._closed = False
    made._max_poll_records = None
    made._subscription = broker.subscriptions
    made._coordinator = type("Coordinator", (), {"check_errors": lambda _: None})()
    made._fetcher = broker
    made.seek = lambda tp, offset: broker.assignment.state_value(tp).seek(offset)
    return made


@pytest.mark.parametrize("first", [0, 2])
async def test_all_but_what_cannot_be_unpacked_is_handed_out(first: int) -> None:
    broker = Broker({GOOD: batch(5), BAD: batch(4, unreadable=first)})
    consumer = consumer_of(broker)
    handed_out: dict[TopicPartition, list[int]] = {GOOD: [], BAD: []}
    for _ in range(3):
        fetched = await asyncio.wait_for(consumer.getmany(max_records=2000), 10)
        for partition, records in fetched.items():
            handed_out[partition] += [record.offset for record in records]
    assert handed_out == {GOOD: [0, 1, 2, 3, 4], BAD: list(range(first))}
    assert broker.positions() == {GOOD: 5, BAD: first}
    assert consumer.unreadable == {BAD: first}


async def test_what_can_be_unpacked_is_handed_out_as_it_is() -> None:
    broker = Broker({GOOD: batch(5), BAD: batch(3)})
    fetched = await consumer_of(broker).getmany(max_records=2000)
    assert {partition: len(records) for partition, records in fetched.items()} == {GOOD: 5, BAD: 3}


async def test_who_waits_is_woken_by_what_comes_and_fetches_briskly_again() -> None:
    broker = Broker({})
    broker.contents = {}
    broker.assignment = broker.subscriptions.subscription.assignment
    consumer = consumer_of(broker)
    waiting = asyncio.create_task(consumer.getmany(timeout_ms=20))

    async def idle() -> bool:
        return getattr(broker, "_fetch_max_wait_ms", 0) == IDLE_WAIT_MS

    await until(idle, 20, "longer fetches")
    assert not waiting.done()
    broker.subscriptions.assign_from_subscribed([GOOD])
    broker.assignment = broker.subscriptions.subscription.assignment
    broker.assignment.state_value(GOOD).reset_to(0)
    broker.contents = {GOOD: batch(5)}
    broker.waiter.set_result(None)
    fetched = await asyncio.wait_for(waiting, PATIENCE_SECONDS)
    assert {partition: len(records) for partition, records in fetched.items()} == {GOOD: 5}
    assert getattr(broker, "_fetch_max_wait_ms", 0) == BRISK_WAIT_MS


async def test_who_is_not_to_wait_does_not() -> None:
    broker = Broker({})
    assert await consumer_of(broker).getmany() == {}
    assert not hasattr(broker, "waiter")


@pytest.mark.parametrize("waits_for", ["an assignment", "records"])
async def test_who_waits_counts_as_active_and_so_may_join_again(waits_for: str) -> None:
    """aiokafka has a member that seems idle wait with joining, which would wait for it for ever."""
    broker = Broker({GOOD: batch(1)})
    consumer = consumer_of(broker)
    state = broker.subscriptions
    state._last_fetch_ended = -1e9
    if waits_for == "an assignment":
        state.begin_reassignment()
    else:
        broker.contents = {}
    waiting = asyncio.create_task(consumer.getmany(timeout_ms=20))
    for _ in range(5):
        await asyncio.sleep(0)
    assert not waiting.done()
    assert state.fetcher_idle_time == 0
    waiting.cancel()
    await asyncio.wait([waiting])
    assert state._fetch_count == 0


async def test_a_fetch_that_fails_leaves_nobody_active() -> None:
    broker = Broker({GOOD: batch(1)})
    consumer = consumer_of(broker)

    async def fail(*_: Any, **__: Any) -> Any:
        raise KafkaError("gone")

    broker.fetched_records = fail  # type: ignore[method-assign]
    with pytest.raises(KafkaError):
        await consumer.getmany(timeout_ms=20)
    assert broker.subscriptions._fetch_count == 0
