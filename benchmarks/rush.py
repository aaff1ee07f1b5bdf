"""The deadline rush: all officers post in the last minutes, to two trackers."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass

from benchmarks.lab import Lab, total
from benchmarks.posting import Officers, Posted
from benchmarks.running import Running
from contracts import ProgressRecorded
from deploy.local.waiting import until

REPLICAS = (1, 2)
REQUESTS_PER_MINUTE = "1200"
"""The default of the settings."""
LOOK_SECONDS = 0.5
SETTLED_WITHIN = 300.0


@dataclass(frozen=True, slots=True)
class Size:
    """Numbers of items and posts, and of connections to each replica."""

    items: int
    posts: int
    connections: int = 64


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of one replica's memory when a tenth was stored, at the last answer, and at most."""

    at_a_tenth: int
    at_the_end: int
    most: int

    @property
    def growth(self) -> float:
        """The end relative to the tenth."""
        return self.at_the_end / self.at_a_tenth


@dataclass(frozen=True, slots=True)
class Rush:
    """The results; `posted` and `memory` by replica."""

    posted: tuple[Posted, ...]
    memory: tuple[Memory, ...]
    seconds: float
    stored: int
    facts: int
    lag_seconds: float
    """From the last answer until the fact of every report was on Kafka and the outbox empty."""

    @property
    def created(self) -> int:
        """Posts that were answered 201."""
        return sum(one.created for one in self.posted)

    @property
    def not_created(self) -> int:
        """Posts that were answered otherwise, or not at all."""
        return sum(sum(one.refused.values()) + one.unanswered for one in self.posted)

    @property
    def per_second(self) -> float:
        """Created reports per second, by both together."""
        return self.created / self.seconds

    @property
    def p99(self) -> float:
        """Seconds, of the slower replica."""
        return max(one.p99 for one in self.posted)


@dataclass(frozen=True, slots=True)
class _Look:
    stored: int
    memory: Mapping[str, int]


async def measure(lab: Lab, size: Size) -> Rush:
    """Send half of the posts to each replica, as fast as they answer."""
    lab.lay_out("tracker", await lab.plan(size.items))
    officers = Officers.of(lab, size.items)
    limit = {"AKSI_REQUESTS_PER_MINUTE": REQUESTS_PER_MINUTE}
    try:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(lab.service("planner"))
            trackers = [
                await stack.enter_async_context(lab.service("tracker", number, **limit))
                for number in REPLICAS
            ]
            return await _rush(lab, officers, trackers, size)
    finally:
        lab.client.drop_database("tracker")


async def _rush(lab: Lab, officers: Officers, trackers: Sequence[Running], size: Size) -> Rush:
    reports = lab.client["tracker"]["reports"]
    async with lab.watching() as consumer:
        before = await total(consumer, ProgressRecorded.topic)
        looks: list[_Look] = []
        looking = asyncio.create_task(_look(lab, trackers, looks))
        started = time.monotonic()
        try:
            posted = await asyncio.gather(
                *(
                    officers.post(
                        lab.tracker_url(number),
                        size.connections,
                        posts=size.posts // len(REPLICAS),
                        seed=number,
                    )
                    for number in REPLICAS
                )
            )
        finally:
            looking.cancel()
        ended = time.monotonic()
        looks.append(_seen(lab, trackers))
        accepted = sum(one.created for one in posted)

        async def all_published() -> bool:
            facts = await total(consumer, ProgressRecorded.topic) - before
            return facts >= accepted and await lab.outbox_empty()

        await until(all_published, SETTLED_WITHIN, "the fact of every report on Kafka")
        return Rush(
            posted=tuple(posted),
            memory=tuple(_memory(looks, one.name, size.posts) for one in trackers),
            seconds=ended - started,
            stored=reports.count_documents({}),
            facts=await total(consumer, ProgressRecorded.topic) - before,
            lag_seconds=time.monotonic() - ended,
        )


async def _look(lab: Lab, trackers: Sequence[Running], looks: list[_Look]) -> None:
    while True:
        looks.append(await asyncio.to_thread(_seen, lab, trackers))
        await asyncio.sleep(LOOK_SECONDS)


def _seen(lab: Lab, trackers: Sequence[Running]) -> _Look:
    stored = lab.client["tracker"]["reports"].estimated_document_count()
    return _Look(stored, {one.name: one.used().memory for one in trackers})


def _memory(looks: Sequence[_Look], name: str, posts: int) -> Memory:
    held = [(look.stored, look.memory[name]) for look in looks]
    tenth = next((memory for stored, memory in held if stored >= posts / 10), held[-1][1])
    return Memory(tenth, held[-1][1], max(memory for _, memory in held))
