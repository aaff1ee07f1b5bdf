"""What the stack shows: mails, metrics, records."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.local.callers import Caller
from deploy.local.waiting import until
from tests.flow.plan import SOON


def asking() -> httpx.AsyncClient:
    """A client that waits for a part that stands still for some seconds."""
    return httpx.AsyncClient(timeout=30)


@dataclass(frozen=True)
class Mail:
    """The mail catcher."""

    url: str

    async def about(self, item_id: str) -> list[dict[str, Any]]:
        """The mails that name the item, oldest first."""
        async with asking() as client:
            answer = await client.get(f"{self.url}/messages")
        messages: list[dict[str, Any]] = answer.raise_for_status().json()
        return [mail for mail in messages if item_id in mail["subject"] + (mail["text"] or "")]

    async def told(self, item_id: str, *addresses: str, within: float = SOON) -> list[str]:
        """Whom the mails about the item went to, once all `addresses` are among them."""

        async def them() -> list[str] | None:
            mails = await self.about(item_id)
            to = sorted(mail["to"] for mail in mails)
            return to if set(addresses) <= set(to) else None

        return await until(them, within, f"mails about {item_id} to {addresses}")


async def handed_over(admin: Caller, item_id: str, within: float = SOON) -> dict[str, str]:
    """Recipient -> state of the item's mails, once the notifier has written down that all are sent.

    The catcher shows a mail a moment earlier: a notifier that dies between the two sends it again.
    """

    async def states() -> dict[str, str] | None:
        alerts = await admin.alerts(item_id=item_id)
        mails = [mail for alert in alerts for mail in alert["deliveries"]]
        found = {mail["recipient"]: mail["state"] for mail in mails}
        return found if set(found.values()) == {"sent"} else None

    return await until(states, within, f"all mails about {item_id} marked as sent")


@dataclass(frozen=True)
class Metrics:
    """The /metrics page of a service."""

    url: str

    async def value(self, series: str) -> float | None:
        """The value of the series as it is written on the page, None when it is not there."""
        async with asking() as client:
            page = (await client.get(f"{self.url}/metrics")).raise_for_status().text
        return next(
            (
                float(line.rpartition(" ")[2])
                for line in page.splitlines()
                if line.rpartition(" ")[0] == series
            ),
            None,
        )


@asynccontextmanager
async def reading(bootstrap: str, topic: str) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of what comes to the topic from now on."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, enable_auto_commit=False)
    await consumer.start()
    try:
        numbers = await until(lambda: _partitions(consumer, topic), SOON, f"partitions of {topic}")
        partitions = [TopicPartition(topic, number) for number in numbers]
        consumer.assign(partitions)
        await consumer.seek_to_end(*partitions)
        # the embedded broker's end is the first record of the last batch and one more
        async with asyncio.timeout(SOON):
            while not await _read_up(consumer, partitions):
                await consumer.getmany(timeout_ms=100)
        yield consumer
    finally:
        await consumer.stop()


async def _read_up(consumer: AIOKafkaConsumer, partitions: Iterable[TopicPartition]) -> bool:
    ends = {partition: consumer.highwater(partition) for partition in partitions}
    return all([end is not None and await consumer.position(p) >= end for p, end in ends.items()])


async def _partitions(consumer: AIOKafkaConsumer, topic: str) -> set[int]:
    await consumer.topics()
    return consumer.partitions_for_topic(topic) or set()
