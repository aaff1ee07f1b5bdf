"""Everything that is on the topics, read along from their beginning."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from contracts import EVENTS
from deploy.local.waiting import until

Record = Any


@dataclass(frozen=True, slots=True)
class Told:
    """A record as the suite keeps it."""

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes
    headers: dict[str, bytes]


class Tap:
    """Reads all topics and their dead letters, with no group and nothing committed."""

    def __init__(self, bootstrap: str, partitions: int) -> None:
        self._bootstrap = bootstrap
        names = [kind.topic for kind in EVENTS]
        names += [f"{kind.topic}.dlq" for kind in EVENTS if kind.consumers]
        self._all = [TopicPartition(name, p) for name in names for p in range(partitions)]
        self._next = dict.fromkeys(self._all, 0)
        self.told: dict[str, list[Told]] = defaultdict(list)
        """By topic, in the order of each partition."""
        self._ids: dict[str, set[bytes]] = defaultdict(set)
        self._more = asyncio.Event()
        self._ended = False
        self._reading: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Tap":
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._ended = True
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait({self._reading}, timeout=10)

    async def _read(self) -> None:
        while not self._ended:
            consumer = AIOKafkaConsumer(
                bootstrap_servers=self._bootstrap,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                fetch_max_wait_ms=100,
            )
            try:
                await consumer.start()
                consumer.assign(self._all)
                for place, offset in self._next.items():
                    consumer.seek(place, offset)
                while not self._ended:
                    for place, records in (await consumer.getmany(timeout_ms=200)).items():
                        self.keep(place, records)
            except (KafkaError, OSError):
                await asyncio.sleep(0.5)
            finally:
                await asyncio.wait([asyncio.ensure_future(consumer.stop())], timeout=5)

    async def comes(self, topic: str, event_id: str) -> None:
        """Wait until an event has been read, however much came with it or after it."""
        while event_id.encode() not in self._ids[topic]:
            await self._more.wait()

    def keep(self, place: TopicPartition, records: Sequence[Record]) -> None:
        """Note what was read of a partition; what is known already is left out."""
        for record in records:
            if record.offset < self._next[place]:
                continue
            self._next[place] = record.offset + 1
            headers = {name: value or b"" for name, value in record.headers}
            self._ids[place.topic].add(headers.get("ce_id", b""))
            self.told[place.topic].append(
                Told(
                    place.topic,
                    place.partition,
                    record.offset,
                    (record.key or b"").decode(errors="replace"),
                    record.value or b"",
                    headers,
                )
            )
        self._more.set()
        self._more = asyncio.Event()

    async def has_read_all(self, within: float) -> None:
        """Wait until everything is read that is on the topics now. Raises NotInTime."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self._bootstrap, enable_auto_commit=False)
        await consumer.start()
        try:
            ends = await consumer.end_offsets(self._all)
        finally:
            await consumer.stop()

        async def read() -> bool:
            return all(self._next[place] >= end for place, end in ends.items())

        await until(read, within, "everything on the topics")
