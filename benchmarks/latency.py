"""Latency from a report, or from midnight, to the notification.

A report is posted that turns a quick win critical. Measured from just before the post: the
post's answer; the status change at a plain Kafka consumer; the first mail that says so of the
item, complete, at a mail server; the first /metrics of the tracker that shows it, polled every
`POLL_SECONDS`. Reports are sequential, each on another quick win, with a random pause of 1 to
2 seconds, so that periodic work is met at any phase. The first of each series open the
connections: they are not counted.

The policy's grace period is an intended wait: it is 0 here, in `Lab.environment`.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import httpx

from benchmarks import work
from benchmarks.arrivals import Mails, StatusChanges
from benchmarks.lab import PARTITIONS, Lab, total
from benchmarks.load import TOKENS
from benchmarks.measuring import Percentiles, percentiles
from benchmarks.notifying import (
    CRITICAL,
    NEARLY_DONE,
    hears_only_what_follows,
    midnight,
    new_notifier,
    report_all,
)
from benchmarks.probes import WITHIN, ZONE, Probes
from benchmarks.running import Running
from contracts import ProgressRecorded, ProgressSubmitted
from deploy.local.waiting import until

ON_TRACK = 60.0
"""Percent; the plan is at about 55."""
WARM_UP = 3
REST = (1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Size:
    """Number of measurements, and the load during them."""

    probes: int
    """Reports in each of the two series, idle and under load."""
    actions: int
    """Items of the plan that are not quick wins; the load reports on them."""
    half_load: float
    """Submissions per second: half of the tracker's throughput."""
    late: int
    """Quick wins that become late at the same midnight."""
    ahead_seconds: float = 25.0
    """From the start of the services to that midnight; they must be ready by then."""


@dataclass(frozen=True, slots=True)
class Load:
    """Rates during a series, per second."""

    wanted: float
    submitted: float
    recorded: float


@dataclass(frozen=True, slots=True)
class Reaction:
    """Waits, measured from just before the post of a report."""

    answer: Percentiles
    status_change: Percentiles
    mail: Percentiles
    metrics: Percentiles
    load: Load


@dataclass(frozen=True, slots=True)
class Latency:
    """All results. `late`: from midnight to the first mail that says it of a quick win."""

    idle: Reaction
    half_load: Reaction
    late: Percentiles


async def measure(lab: Lab, size: Size) -> Latency:
    """Measure both series, and a midnight. Raises when an expected event does not arrive."""
    idle, half_load = await reactions(lab, size)
    return Latency(idle, half_load, await late(lab, size))


async def reactions(lab: Lab, size: Size) -> tuple[Reaction, Reaction]:
    """Waits from a report to its effects: idle, and under half load."""
    quick_wins = 2 * (WARM_UP + size.probes)
    items = quick_wins + size.actions
    today = datetime.now(ZONE).date()
    await lab.take_over(list(work.plans(items, today, quick_wins)))
    await report_all(lab, quick_wins, ON_TRACK)
    await hears_only_what_follows(lab)
    async with AsyncExitStack() as stack:
        mails = stack.enter_context(Mails(lab.ports["smtp"], CRITICAL))
        for service in (lab.service("planner"), lab.service("tracker", 1), new_notifier(lab)):
            await stack.enter_async_context(service)
        changes = await stack.enter_async_context(StatusChanges(lab.kafka, PARTITIONS))
        tracker = httpx.AsyncClient(base_url=lab.tracker_url(), timeout=WITHIN)
        await stack.enter_async_context(tracker)
        probes = Probes(lab, tracker, changes, mails)
        half = quick_wins // 2
        idle = await _series(lab, probes, range(half), 0.0)
        async with _load(lab, size.half_load, items, quick_wins):
            loaded = await _series(lab, probes, range(half, quick_wins), size.half_load)
    return idle, loaded


async def _series(lab: Lab, probes: Probes, numbers: Sequence[int], wanted: float) -> Reaction:
    rest = random.Random(work.SEED)
    for number in numbers[:WARM_UP]:
        await probes.one(number)
    async with lab.watching() as consumer:
        topics = ProgressSubmitted.topic, ProgressRecorded.topic
        before = [await total(consumer, topic) for topic in topics]
        start = time.monotonic()
        waits = []
        for number in numbers[WARM_UP:]:
            await asyncio.sleep(rest.uniform(*REST))
            waits.append(await probes.one(number))
        spent = time.monotonic() - start
        after = [await total(consumer, topic) for topic in topics]
    submitted, recorded = ((b - a) / spent for a, b in zip(before, after, strict=True))
    answer, status_change, mail, metrics = map(percentiles, zip(*waits, strict=True))
    return Reaction(answer, status_change, mail, metrics, Load(wanted, submitted, recorded))


@asynccontextmanager
async def _load(lab: Lab, rate: float, items: int, spared: int) -> AsyncIterator[None]:
    """Load while the block runs; the block starts when the first submission is recorded."""
    command = [sys.executable, "-m", "benchmarks.load", "--kafka", lab.kafka]
    command += ["--rate", str(rate), "--items", str(items), "--spared", str(spared)]
    async with lab.watching() as consumer:
        before = await total(consumer, ProgressRecorded.topic)
        tokens = {agency: lab.system_token(agency) for agency in work.AGENCIES}
        environment = {**lab.environment("tracker", 0), TOKENS: json.dumps(tokens)}
        load = await Running.begin("load", command, environment, lab.logs)

        async def flows() -> bool:
            load.check()
            return await total(consumer, ProgressRecorded.topic) > before

        try:
            await until(flows, WITHIN, "the load")
            yield
            load.check()
        finally:
            await load.stop()


async def late(lab: Lab, size: Size) -> Percentiles:
    """Waits from midnight in the region, by a clock that is set to just before it, to the mails."""
    today = datetime.now(ZONE).date()
    await lab.take_over(list(work.plans(size.late, today, size.late, days_left=0)))
    await report_all(lab, size.late, NEARLY_DONE)
    await hears_only_what_follows(lab)
    return await midnight(lab, size.late, size.ahead_seconds, partial(new_notifier, lab))
