"""What is published, and in which order."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from aiokafka.errors import (
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    UnknownTopicOrPartitionError,
)
from aiokafka.partitioner import DefaultPartitioner
from prometheus_client import CollectorRegistry

from chassis.kafka.producer import Producer, partition_of
from chassis.metrics import ChassisMetrics
from chassis.outbox.rows import acknowledged
from chassis.settings import Here

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)


def row(*events: str) -> dict[str, Any]:
    """A row of events by these ids, which begin with their keys."""
    told = [{"key": one[0], "event_id": one, "at": NOW, "value": b"{}"} for one in events]
    return {"_id": "+".join(events), "topic": "item.status_changed.v1", "events": told}


class Batch:
    """What a client fills: two records at most."""

    def __init__(self) -> None:
        self.event_ids: list[str] = []

    def append(self, *, headers: Any, **_: Any) -> object:
        if len(self.event_ids) == 2:
            return None
        self.event_ids.append(dict(headers)["ce_id"].decode())
        return object()


class Client:
    """A client of a topic with `partitions` whose broker refuses what holds `refused`."""

    def __init__(self, refused: str, error: Exception, partitions: int = 1) -> None:
        self.refused = refused
        self.error = error
        self.partitions = partitions
        self.taken: list[str] = []
        self.stopped = False

    async def partitions_for(self, _topic: str) -> set[int]:
        return set(range(self.partitions))

    def create_batch(self) -> Batch:
        return Batch()

    async def send_batch(self, batch: Batch, _topic: str, *, partition: int) -> Any:
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        if self.refused in batch.event_ids:
            done.set_exception(self.error)
        else:
            self.taken += batch.event_ids
            done.set_result(None)
        return done

    async def stop(self) -> None:
        self.stopped = True


ROWS = [row("a/1", "b/1"), row("a/2"), row("b/2", "a/3", "c/1")]
FIRST, SECOND, THIRD = (one["_id"] for one in ROWS)


async def unsent(client: Client, rows: list[dict[str, Any]]) -> dict[object, set[str]]:
    producer = Producer(Here(), "tracker", ChassisMetrics(CollectorRegistry()))
    producer._producer = client
    return {row_id: set(ids) for row_id, ids in (await producer.send(rows)).items()}


async def test_what_was_taken_is_not_among_what_was_not() -> None:
    client = Client("", KafkaTimeoutError())
    assert await unsent(client, ROWS) == {}
    assert client.taken == ["a/1", "b/1", "a/2", "b/2", "a/3", "c/1"]
    assert not client.stopped


async def test_an_event_too_large_for_its_topic_keeps_back_its_own_key_only() -> None:
    client = Client("a/2", MessageSizeTooLargeError())
    left = await unsent(client, ROWS)
    assert client.taken == ["a/1", "b/1", "b/2", "c/1"]
    assert left == {SECOND: {"a/2"}, THIRD: {"a/3"}}
    first, third = acknowledged(ROWS, left)
    assert first == ROWS[0]
    assert [event["event_id"] for event in third["events"]] == ["b/2", "c/1"]


async def test_behind_a_batch_that_was_not_taken_nothing_goes_to_its_partition() -> None:
    client = Client("a/2", KafkaTimeoutError())
    left = await unsent(client, ROWS)
    assert client.taken == ["a/1", "b/1"]
    assert left == {SECOND: {"a/2"}, THIRD: {"b/2", "a/3", "c/1"}}
    assert client.stopped


async def test_the_other_partitions_go_on() -> None:
    client = Client("a/1", KafkaTimeoutError(), partitions=12)
    where = {key: partition_of(key, 12) for key in "abc"}
    assert len(set(where.values())) == 3
    assert await unsent(client, ROWS) == {FIRST: {"a/1"}, SECOND: {"a/2"}, THIRD: {"a/3"}}


async def test_a_topic_that_nobody_knows_fails_alone() -> None:
    class Ignorant(Client):
        async def partitions_for(self, topic: str) -> set[int]:
            if topic == "unknown":
                raise UnknownTopicOrPartitionError
            return await super().partitions_for(topic)

    rows = [{**row("a/1"), "topic": "unknown"}, row("b/1")]
    assert await unsent(Ignorant("", KafkaTimeoutError()), rows) == {"a/1": {"a/1"}}


@pytest.mark.parametrize("key", ["RA-000001", "a", "", "item-ü", "UJI-A/3"])
def test_a_key_goes_where_the_client_itself_would_send_it(key: str) -> None:
    partitions = list(range(12))
    assert partition_of(key, 12) == DefaultPartitioner()(key.encode(), partitions, partitions)
