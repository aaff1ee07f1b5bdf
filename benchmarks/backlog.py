"""Throughput on a backlog of a million submissions, and scale-out with more trackers."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from benchmarks import intake
from benchmarks.lab import Lab, total
from benchmarks.measuring import Sample, Spread, rate, spread
from benchmarks.running import Running
from contracts import ProgressRecorded, ProgressSubmitted

REPLICAS = (1, 2, 3)
STILL_WITHIN = 60.0


class Moment(NamedTuple):
    """The number of facts, and the tracker's memory in bytes, after `seconds`."""

    seconds: float
    done: int
    memory: int


@dataclass(frozen=True, slots=True)
class Size:
    """Numbers of items and submissions, and the sampling interval."""

    items: int
    submissions: int
    look_seconds: float = 2.0


@dataclass(frozen=True, slots=True)
class Backlog:
    """One tracker on the whole backlog: facts per second, bytes of memory."""

    submissions: int
    per_second: float
    first_third: float
    """Facts per second until a third was done, without the warm-up."""
    last_third: float
    memory_at_a_tenth: int
    most_memory_after: int
    memory_at_end: int
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Replicas:
    """`count` tracker processes on the same topic."""

    count: int
    per_second: Spread
    cpu_ms_each: dict[str, Spread]
    """CPU milliseconds per submission: of all trackers together, and of each other process."""
    processors: Spread
    """Cores busy with trackers, Kafka and MongoDB; near the number of cores, CPU is the limit."""


async def backlog(lab: Lab, size: Size) -> Backlog:
    """Publish all, start one tracker, and sample it until every fact is on Kafka.

    Published in one pass, so that each item's reports arrive in the order they were written.
    """
    await lab.plan(size.items)
    await lab.empty(ProgressSubmitted.topic)
    await lab.submit(size.submissions, size.items)
    await lab.rewind(ProgressSubmitted.topic, lab.group(ProgressSubmitted.topic))
    async with lab.watching() as consumer:
        before = await total(consumer, ProgressRecorded.topic)
        async with lab.service("tracker", 1) as tracker:
            started = time.monotonic()
            moments: list[Moment] = []
            while not moments or moments[-1].done < size.submissions:
                done = await total(consumer, ProgressRecorded.topic) - before
                seconds = time.monotonic() - started
                moments.append(Moment(seconds, done, tracker.used().memory))
                _check(moments, tracker)
                await asyncio.sleep(size.look_seconds)
    return _backlog(size.submissions, moments)


def _check(moments: Sequence[Moment], tracker: Running) -> None:
    """Raises TimeoutError when the number of facts has not changed for STILL_WITHIN seconds."""
    last = moments[-1]
    moved = next(moment for moment in moments if moment.done == last.done)
    if last.seconds - moved.seconds > STILL_WITHIN:
        raise TimeoutError(f"{tracker.name}: stands still at {last.done} facts")


def _backlog(submissions: int, moments: Sequence[Moment]) -> Backlog:
    samples = [Sample(moment.seconds, moment.done) for moment in moments]
    third = submissions / 3
    tenth = next(n for n, moment in enumerate(moments) if moment.done >= submissions / 10)
    return Backlog(
        submissions=submissions,
        per_second=rate(samples),
        first_third=rate([one for one in samples if one.done <= third]),
        last_third=rate([one for one in samples if one.done >= 2 * third], warm_up=0),
        memory_at_a_tenth=moments[tenth].memory,
        most_memory_after=max(moment.memory for moment in moments[tenth:]),
        memory_at_end=moments[-1].memory,
        moments=tuple(moments),
    )


async def scale_out(lab: Lab, size: intake.Size) -> tuple[Replicas, ...]:
    """One, two and three trackers on the same backlog, in rounds; the order rotates.

    The backlog must last longer than `size.seconds` for the fastest. A first run is the warm-up.
    """
    items = await intake.prepare(lab, size)
    await intake.take(lab, items, intake.OURS, 0, size.seconds)
    taken: dict[int, list[intake.Taken]] = {count: [] for count in REPLICAS}
    for run in range(size.rounds):
        shift = run % len(REPLICAS)
        for count in (*REPLICAS[shift:], *REPLICAS[:shift]):
            one = await intake.take(lab, items, intake.OURS, run, size.seconds, replicas=count)
            taken[count].append(one)
    return tuple(_replicas(count, some) for count, some in taken.items())


def _replicas(count: int, taken: Sequence[intake.Taken]) -> Replicas:
    costs = [_by_kind(one) for one in taken]
    return Replicas(
        count=count,
        per_second=spread([one.per_second for one in taken]),
        cpu_ms_each={kind: spread([cost[kind] for cost in costs]) for kind in costs[0]},
        processors=spread(
            [
                one.per_second * sum(cost.values()) / 1000
                for one, cost in zip(taken, costs, strict=True)
            ]
        ),
    )


def _by_kind(taken: intake.Taken) -> dict[str, float]:
    """CPU milliseconds per submission, all trackers summed."""
    cost = dict(taken.cpu_ms_each)
    trackers = [name for name in cost if name.startswith(intake.OURS)]
    return {"trackers": sum(cost.pop(name) for name in trackers), **cost}
