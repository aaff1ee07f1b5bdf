"""Intake by HTTP: officers post reports; compared with a bare FastAPI that inserts the body."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from benchmarks.bare import bare, bare_url
from benchmarks.lab import Document, Lab
from benchmarks.posting import Officers, Posted
from benchmarks.running import Running
from deploy.local.waiting import until

OURS, BARE = "tracker", "bare_insert"
CONNECTIONS = (1, 16, 64, 128, 256)
"""128 is twice the load of 64."""
WARM_UP = 1
PUBLISHED_WITHIN = 120.0


@dataclass(frozen=True, slots=True)
class Size:
    """Number of items, and seconds of posting for each number of connections."""

    items: int
    seconds: int
    rounds: int
    connections: tuple[int, ...] = CONNECTIONS


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU milliseconds per created report; ours includes publishing it to Kafka."""

    contender: float
    mongodb: float
    kafka: float


@dataclass(frozen=True, slots=True)
class Level:
    """One contender at one number of connections."""

    contender: str
    connections: int
    posted: Posted
    cost: Cost
    stored: int
    """New reports in the database."""


async def measure(lab: Lab, size: Size) -> list[list[Level]]:
    """In each round both contenders at each number of connections; the order alternates."""
    items = await lab.plan(size.items)
    officers = Officers.of(lab, size.items)
    async with lab.service("planner"):
        return [
            [
                level
                for contender in ((OURS, BARE) if number % 2 == 0 else (BARE, OURS))
                async for level in _contend(lab, items, officers, contender, size)
            ]
            for number in range(size.rounds)
        ]


async def _contend(
    lab: Lab, items: Sequence[Document], officers: Officers, contender: str, size: Size
) -> AsyncIterator[Level]:
    lab.lay_out(contender, items)
    serving = lab.service("tracker", 1) if contender == OURS else bare(lab, BARE, BARE)
    url = lab.tracker_url() if contender == OURS else bare_url(lab)
    try:
        async with serving as running:
            await officers.post(url, 16, seconds=WARM_UP)
            for connections in size.connections:
                await _all_published(lab, contender)
                before = _standing(lab, running, contender)
                posted = await officers.post(url, connections, seconds=size.seconds)
                await _all_published(lab, contender)
                after = _standing(lab, running, contender)
                cost, stored = _between(before, after, posted.created)
                yield Level(contender, connections, posted, cost, stored)
    finally:
        lab.client.drop_database(contender)


def _standing(lab: Lab, running: Running, contender: str) -> tuple[list[float], int]:
    kafka, mongodb = lab.parts
    cpu = [part.used().cpu_seconds for part in (running, mongodb, kafka)]
    return cpu, lab.client[contender]["reports"].count_documents({})


def _between(
    before: tuple[list[float], int], after: tuple[list[float], int], posts: int
) -> tuple[Cost, int]:
    spent = [1000 * (b - a) / max(1, posts) for a, b in zip(before[0], after[0], strict=True)]
    return Cost(*spent), after[1] - before[1]


async def _all_published(lab: Lab, contender: str) -> None:
    if contender == OURS:
        await until(lab.outbox_empty, PUBLISHED_WITHIN, "all that was posted on Kafka")
