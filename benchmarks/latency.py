"""Latency from a report, or from midnight, to the notification.

A report is posted that turns a quick win critical. Measured from just before the post: the
post's answer; the status change at a plain Kafka consumer; the first mail about the item,
complete, at a mail server; the first /metrics of the tracker that shows it, polled every
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
from datetime import UTC, datetime, timedelta

import httpx

from benchmarks import work
from benchmarks.arrivals import Mails, StatusChanges
from benchmarks.lab import PARTITIONS, Lab, total
from benchmarks.load import TOKENS
from benchmarks.measuring import Percentiles, percentiles
from benchmarks.probes import WITHIN, ZONE, NotAsArranged, Probes, first
from benchmarks.running import Running
from contracts import AgencyPublished, ProgressRecorded, ProgressSubmitted, StatusChanged
from deploy.local.waiting import until

ON_TRACK = 60.0
"""Percent; the plan is at about 55."""
NEARLY_DONE = 99.5
"""Percent: on track until the last day has ended, then late."""
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
    """All results of this module. `late`: from midnight to each quick win's first mail."""

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
    await _report_all(lab, quick_wins, ON_TRACK)
    async with AsyncExitStack() as stack:
        mails = stack.enter_context(Mails(lab.ports["smtp"]))
        for service in (lab.service("planner"), lab.service("tracker", 1), _notifier(lab)):
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
    await _report_all(lab, size.late, NEARLY_DONE)
    midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), ZONE)
    ahead = timedelta(seconds=size.ahead_seconds)
    with Mails(lab.ports["smtp"]) as mails:
        shift = (midnight - datetime.now(ZONE) - ahead).total_seconds()
        at = time.monotonic() + size.ahead_seconds
        offset = {"AKSI_CLOCK_OFFSET_SECONDS": f"{shift:.6f}"}
        async with lab.service("tracker", 1, **offset), _notifier(lab, **offset):
            if time.monotonic() > at - 1:
                raise NotAsArranged(f"not ready {size.ahead_seconds:g} s after their start")
            await asyncio.sleep(at - time.monotonic())
            came = [await first(mails, work.item_id(number)) - at for number in range(size.late)]
    if min(came) < 0:
        raise NotAsArranged(f"a mail {-min(came):.3f} s before midnight")
    return percentiles(came)


async def _report_all(lab: Lab, quick_wins: int, percent: float) -> None:
    """Set the first items of the plan on track, by a report as of yesterday."""
    group = lab.group(ProgressSubmitted.topic)
    await lab.rewind(ProgressSubmitted.topic, group, to_end=True)
    now = datetime.now(UTC)
    day = now.astimezone(ZONE).date() - timedelta(days=1)
    await lab.send(
        work.submission(f"first-{number}", number, day, percent, now)
        for number in range(quick_wins)
    )
    items = lab.client["tracker"]["items"]

    async def on_track() -> bool:
        started = await asyncio.to_thread(
            items.count_documents, {"kind": "quick_win", "status": "on_track"}
        )
        return started == quick_wins

    async with lab.service("tracker", 1):
        await until(on_track, WITHIN, f"{quick_wins} quick wins on track")
        await until(lab.outbox_empty, WITHIN, "their status changes on Kafka")


@asynccontextmanager
async def _notifier(lab: Lab, **more: str) -> AsyncIterator[None]:
    """A notifier with all contacts, which does not see earlier status changes or facts."""
    lab.client.drop_database("notifier")
    for kind in (StatusChanged, ProgressRecorded, AgencyPublished):
        await lab.rewind(kind.topic, lab.group(kind.topic, "notifier"), to_end=True)
    agencies = lab.client["notifier"]["agencies"]
    count = await lab.agencies()

    async def learned() -> bool:
        return await asyncio.to_thread(agencies.estimated_document_count) == count

    async with lab.service("notifier", 0, **more):
        await until(learned, WITHIN, "the agencies' contacts in the notifier")
        yield
