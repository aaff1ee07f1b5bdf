"""What the fault suite reads along: an event that it waits for is not missed in a crowd."""

import asyncio
from types import SimpleNamespace
from typing import Any

from aiokafka import TopicPartition

from contracts import ProgressRecorded
from tests.faults.tap import Tap

TOPIC = ProgressRecorded.topic
PLACE = TopicPartition(TOPIC, 0)


def records(*numbers: int) -> list[Any]:
    return [
        SimpleNamespace(offset=n, key=b"", value=b"", headers=[("ce_id", f"e-{n}".encode())])
        for n in numbers
    ]


async def test_an_event_is_seen_that_thousands_follow_at_once() -> None:
    tap = Tap("nowhere:9092", 1)
    waiting = asyncio.create_task(tap.comes(TOPIC, "e-3"))
    await asyncio.sleep(0)
    tap.keep(PLACE, records(0, 1, 2))
    await asyncio.sleep(0)
    assert not waiting.done()
    tap.keep(PLACE, records(*range(3, 5_000)))
    await asyncio.wait_for(waiting, 1)
    await asyncio.wait_for(tap.comes(TOPIC, "e-0"), 1)


def test_a_record_is_kept_once() -> None:
    tap = Tap("nowhere:9092", 1)
    tap.keep(PLACE, records(0, 1))
    tap.keep(PLACE, records(0, 1, 2))
    assert [one.offset for one in tap.told[TOPIC]] == [0, 1, 2]
