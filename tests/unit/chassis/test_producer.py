"""What is published, and in which order."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from aiokafka.errors import KafkaTimeoutError
from prometheus_client import CollectorRegistry

from chassis.metrics import ChassisMetrics
from chassis.outbox import settled
from chassis.producer import Producer
from chassis.settings import Here

NOW = datetime(2026, 6, 15, 4, tzinfo=UTC)


def row(key: str, rev: int) -> dict[str, Any]:
    return {
        "topic": "item.status_changed.v1",
        "key": key,
        "rev": rev,
        "event_id": f"{key}/{rev}",
        "at": NOW,
        "value": b"{}",
    }


class Full:
    """A client whose buffer has no room just when `refused` comes, and has again after it."""

    def __init__(self, refused: str) -> None:
        self.refused = refused
        self.taken: list[str] = []

    async def send(self, _topic: str, *, headers: Any, **_: Any) -> Any:
        event_id = dict(headers)["ce_id"].decode()
        if event_id == self.refused:
            raise KafkaTimeoutError
        self.taken.append(event_id)
        done: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done

    async def stop(self) -> None:
        return


async def test_what_comes_after_an_event_that_was_not_sent_does_not_come_before_it():
    producer = Producer(Here(), "tracker", ChassisMetrics(CollectorRegistry()))
    client = Full(refused="a/2")
    producer._producer = client  # type: ignore[assignment]
    rows = [row("a", 1), row("a", 2), row("b", 1), row("a", 3), row("b", 2)]
    acknowledged = await producer.send(rows)
    assert client.taken == ["a/1", "b/1", "b/2"]
    assert acknowledged == [True, False, True, False, True]
    assert [one["event_id"] for one in settled(rows, acknowledged)] == ["a/1", "b/1", "b/2"]
