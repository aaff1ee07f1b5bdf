"""Intake by Kafka: submissions to state, facts and status changes; compared with peers."""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import httpx
from aiokafka import AIOKafkaConsumer

from benchmarks.lab import Document, Lab, total
from benchmarks.measuring import NothingDone, Sample, rate
from benchmarks.peers import PEERS, Peer
from benchmarks.running import Running
from contracts import ProgressRecorded, ProgressSubmitted, StatusChanged
from deploy.local.services import answers

OURS = "tracker"
LOOK_SECONDS = 0.05
FIRST_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Size:
    """Amounts of data, and for how many seconds each contender is measured."""

    items: int
    submissions: int
    seconds: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The result of a contender: facts per second, and CPU seconds for a thousand of them."""

    per_second: float
    facts: int
    status_changes: int
    cpu_ms_each: Mapping[str, float] = field(default_factory=dict)
    """CPU milliseconds per submission, by process."""
    memory: int = 0


async def prepare(lab: Lab, size: Size) -> list[Document]:
    """Load a plan into the tracker and publish an unread backlog; returns the items."""
    items = await lab.plan(size.items)
    await lab.empty(ProgressSubmitted.topic)
    await lab.submit(size.submissions, size.items)
    return items


async def take(
    lab: Lab,
    items: Sequence[Document],
    name: str,
    run: int,
    seconds: float,
    *,
    replicas: int = 1,
    program: str = OURS,
) -> Taken:
    """Run one contender on the backlog from its start; `program` is our module to run."""
    database = "tracker" if name == OURS else f"peer_{name}"
    lab.lay_out(database, items)
    if name == OURS:
        await lab.rewind(ProgressSubmitted.topic, lab.group(ProgressSubmitted.topic))
        numbers = range(1, replicas + 1)
        running = [await _tracker(lab, number, program) for number in numbers]
        ready = partial(_answer, [f"{lab.tracker_url(n)}/health/ready" for n in numbers])
    else:
        running = [await _peer(lab, PEERS[name], database, f"{name}-{run}")]
        ready = partial(_answer, [])
    try:
        return await _watched(lab, running, ready, seconds)
    finally:
        await asyncio.gather(*(one.stop() for one in running))
        lab.client.drop_database(database)


async def _tracker(lab: Lab, number: int, program: str) -> Running:
    name = f"tracker-{number}"
    environment = lab.environment("tracker", lab.ports[name])
    command = (sys.executable, "-m", program, "serve", "tracker")
    return await Running.begin(name, command, environment, lab.logs)


async def _answer(urls: Sequence[str]) -> bool:
    try:
        return all([await answers(url) for url in urls])
    except httpx.HTTPError:
        return False


async def _peer(lab: Lab, peer: Peer, database: str, group: str) -> Running:
    environment = {
        "BENCH_KAFKA": lab.kafka,
        "BENCH_MONGODB": lab.mongodb,
        "BENCH_DATABASE": database,
        "BENCH_GROUP": group,
        "BENCH_IN": ProgressSubmitted.topic,
        "BENCH_OUT": ProgressRecorded.topic,
        "BENCH_FOLDER": str(lab.folder / group),
    }
    return await Running.begin(peer.name, peer.command, environment, lab.logs)


async def _watched(
    lab: Lab, running: Sequence[Running], ready: Callable[[], Awaitable[bool]], seconds: float
) -> Taken:
    everyone = [*running, *lab.parts]
    async with lab.watching() as consumer:
        before = await total(consumer, ProgressRecorded.topic)
        changes = await total(consumer, StatusChanged.topic)
        samples = await _first(consumer, running, ready, before)
        used = {one.name: one.used() for one in everyone}
        start = samples[-1]
        while _goes_on(samples, start.at, seconds):
            await asyncio.sleep(LOOK_SECONDS)
            done = await total(consumer, ProgressRecorded.topic) - before
            samples.append(Sample(time.monotonic(), done))
        spent = {one.name: one.used() for one in everyone}
        facts = samples[-1].done - start.done
        return Taken(
            per_second=rate(samples),
            facts=samples[-1].done,
            status_changes=await total(consumer, StatusChanged.topic) - changes,
            cpu_ms_each={
                name: 1000 * (spent[name].cpu_seconds - used[name].cpu_seconds) / max(1, facts)
                for name in used
            },
            memory=max(spent[one.name].memory for one in running),
        )


def _goes_on(samples: Sequence[Sample], since: float, seconds: float) -> bool:
    """True for `seconds`, and longer on a stalled machine, until there is a rate."""
    if time.monotonic() < since + seconds:
        return True
    try:
        rate(samples)
    except NothingDone:
        return time.monotonic() < since + FIRST_WITHIN
    return False


async def _first(
    consumer: AIOKafkaConsumer,
    running: Sequence[Running],
    ready: Callable[[], Awaitable[bool]],
    before: int,
) -> list[Sample]:
    """Wait for the first fact, and until all are ready: the start is not measured.

    All are ready at the same time only when the rebalance has given partitions to all of them.
    Raises TimeoutError.
    """
    deadline = time.monotonic() + FIRST_WITHIN
    last = Sample(time.monotonic(), 0)
    while time.monotonic() < deadline:
        for one in running:
            one.check()
        all_ready = await ready()
        now = Sample(time.monotonic(), await total(consumer, ProgressRecorded.topic) - before)
        if now.done and all_ready:
            return [last, now]
        last = now
        await asyncio.sleep(LOOK_SECONDS)
    raise TimeoutError(f"{running[0].name}: no fact within {FIRST_WITHIN:g} s, or not ready")
