"""The current plan on plan.item.v1, read from the beginning of the topic."""

import asyncio
import time
from collections.abc import Callable, Collection
from types import TracebackType
from typing import Any, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from chassis.kafka.envelope import Undecodable, decode
from chassis.settings import ServiceSettings
from contracts import PlanItemPublished

SILENT_SECONDS = 30.0
TOPIC = PlanItemPublished.topic
Moved = Callable[[int, int], None]
"""Progress callback: how many are done, of how many."""


class TopicMissing(Exception):
    """The topic does not exist: no plan was ever published here."""


class PlanTopic:
    """The newest snapshot of each item, as read up to the last `catch_up`.

    It joins no consumer group and commits no offsets: the tracker's consumer is not affected.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._newest: dict[str, tuple[int, bytes]] = {}
        self._partitions: list[TopicPartition] = []
        self.unreadable = 0
        """Records that are no plan item; they are dead letters of the tracker too."""

    async def __aenter__(self) -> Self:
        """Raises `TopicMissing`, `KafkaError`, `OSError` or `TimeoutError`."""
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=self._settings.kafka.split(","),
            client_id="aksi-rebuild",
            enable_auto_commit=False,
            request_timeout_ms=15_000,
        )
        try:
            async with asyncio.timeout(SILENT_SECONDS):
                await self._consumer.start()
                await self._assign()
        except BaseException:
            await self._consumer.stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._consumer.stop()

    async def _assign(self) -> None:
        self._partitions = [TopicPartition(TOPIC, number) for number in await self._numbers()]
        self._consumer.assign(self._partitions)
        await self._consumer.seek_to_beginning(*self._partitions)

    async def _numbers(self) -> list[int]:
        """The topic's partitions; a consumer has metadata only for topics assigned to it."""
        admin = AIOKafkaAdminClient(bootstrap_servers=self._settings.kafka.split(","))
        await admin.start()
        try:
            described = {one["topic"]: one for one in await admin.describe_topics()}
        finally:
            await admin.close()
        if TOPIC not in described:
            raise TopicMissing(TOPIC)
        return sorted(one["partition"] for one in described[TOPIC]["partitions"])

    async def catch_up(self, moved: Moved = lambda done, of: None) -> None:
        """Read to the current end of the topic.

        Raises `KafkaError` or `OSError`, and `TimeoutError` after `SILENT_SECONDS` without
        progress.
        """
        async with asyncio.timeout(SILENT_SECONDS):
            ends = await self._consumer.end_offsets(self._partitions)
            begun = await self._positions()
        ahead, last_read = _ahead(begun, ends), time.monotonic()
        whole = ahead
        while ahead:
            moved(whole - ahead, whole)
            for records in (await self._consumer.getmany(timeout_ms=200)).values():
                for record in records:
                    self._take(record)
            async with asyncio.timeout(SILENT_SECONDS):
                left = _ahead(await self._positions(), ends)
            if left < ahead:
                ahead, last_read = left, time.monotonic()
            elif time.monotonic() - last_read > SILENT_SECONDS:
                raise TimeoutError(f"{TOPIC}: {left} records are not handed out")
        moved(whole, whole)

    async def _positions(self) -> dict[TopicPartition, int]:
        return {one: int(await self._consumer.position(one)) for one in self._partitions}

    def _take(self, record: Any) -> None:
        try:
            plan = decode(PlanItemPublished, record.headers, record.value)
        except Undecodable:
            self.unreadable += 1
            return
        newest = self._newest.get(plan.item_id)
        if newest is None or plan.version >= newest[0]:
            self._newest[plan.item_id] = plan.version, record.value

    def item_ids(self) -> Collection[str]:
        """Every item on the topic."""
        return self._newest.keys()

    def plan(self, item_id: str) -> PlanItemPublished | None:
        """The newest snapshot of an item."""
        newest = self._newest.get(item_id)
        return PlanItemPublished.model_validate_json(newest[1]) if newest else None


def _ahead(positions: dict[TopicPartition, int], ends: dict[TopicPartition, int]) -> int:
    """How many offsets lie between the positions and the ends."""
    return sum(max(0, end - positions[one]) for one, end in ends.items())
