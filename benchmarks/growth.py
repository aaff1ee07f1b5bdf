"""Which costs grow with the number of items, and which must not."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import httpx

from benchmarks import asking, intake, work
from benchmarks.clock_loop import clock_loop
from benchmarks.lab import Document, Lab
from benchmarks.measuring import Percentiles, Spread, ratios, spread
from contracts import ProgressSubmitted

SCRAPE_SECONDS = 15.0
"""The scrape interval in deploy/prometheus."""
WITHOUT_COUNTING = "benchmarks.without_counting"


@dataclass(frozen=True, slots=True)
class Size:
    """Amounts of data, and numbers of repetitions."""

    items: tuple[int, ...]
    """Ascending; intake is measured at the last."""
    due: int
    """Items whose status changes at once; at most the smallest of `items`."""
    repeats: int
    """Repetitions of the clock loop, the scrape and each summary."""
    queries: int
    """Requests of each list."""
    submissions: int
    seconds: float
    """Seconds of intake in each run; several times the duration of counting all items."""
    pairs: int
    """Runs with counting, and as many without."""


@dataclass(frozen=True, slots=True)
class AtSize:
    """The figures of one tracker with `items` items."""

    items: int
    plans_per_second: float
    clock_loop: Spread
    """Status changes per second, with the same number of changes in each round."""
    scrape: Spread
    """Seconds of one GET /metrics."""
    scrape_bytes: int
    summaries: dict[str, Percentiles]
    lists: dict[str, asking.Listing]
    """By caller and query."""
    memory: int
    """Memory of the tracker at the end, in bytes."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Intake with counting and a scrape every 15 s, compared with intake without either."""

    items: int
    ratio: Spread
    """Rate with counting to rate without; below 1, counting slows intake."""
    counting: tuple[intake.Taken, ...]
    without: tuple[intake.Taken, ...]
    scrapes: tuple[float, ...]
    """Seconds of each scrape during intake."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Results by number of items, and of counting at the most items."""

    at: tuple[AtSize, ...]
    counting: Counting


async def growth(lab: Lab, size: Size) -> Growth:
    """Run all measurements one after the other. Needs openpyxl."""
    async with lab.service("planner"):
        at = [await _at(lab, items, size) for items in size.items]
    documents: list[Document] = list(lab.client["tracker"]["items"].find())
    return Growth(tuple(at), await _counting(lab, documents, size))


async def _at(lab: Lab, items: int, size: Size) -> AtSize:
    today = datetime.now(UTC).date()
    plans_per_second = await lab.take_over(list(work.plans(items, today)))
    url = lab.tracker_url()
    async with lab.service("tracker", 1) as tracker, httpx.AsyncClient(timeout=120) as client:
        await asking.all_counted(client, url, items)
        rates = [await clock_loop(lab, items, size.due) for _ in range(size.repeats)]
        scrapes, scrape_bytes = await asking.scrapes(client, url, size.repeats)
        summaries, lists = await asking.queries(lab, client, size.repeats, size.queries)
        return AtSize(
            items=items,
            plans_per_second=plans_per_second,
            clock_loop=spread(rates),
            scrape=spread(scrapes),
            scrape_bytes=scrape_bytes,
            summaries=summaries,
            lists=lists,
            memory=tracker.used().memory,
        )


async def _counting(lab: Lab, items: Sequence[Document], size: Size) -> Counting:
    """Pairs of runs on the same backlog; the order alternates."""
    await lab.empty(ProgressSubmitted.topic)
    await lab.submit(size.submissions, len(items))
    ways: tuple[Literal[True], Literal[False]] = True, False
    taken: dict[bool, list[intake.Taken]] = {True: [], False: []}
    scrapes: list[float] = []
    for run in range(size.pairs):
        for counts in ways if run % 2 == 0 else reversed(ways):
            if counts:
                async with _scraped(lab) as seconds:
                    one = await intake.take(lab, items, intake.OURS, run, size.seconds)
                scrapes += seconds
            else:
                one = await intake.take(
                    lab, items, intake.OURS, run, size.seconds, program=WITHOUT_COUNTING
                )
            taken[counts].append(one)
    with_, without = taken[True], taken[False]
    rates = [[one.per_second for one in some] for some in (with_, without)]
    return Counting(
        len(items), ratios(rates[0], rates[1]), tuple(with_), tuple(without), tuple(scrapes)
    )


@asynccontextmanager
async def _scraped(lab: Lab) -> AsyncIterator[list[float]]:
    """Scrape every 15 s while the block runs; yields the seconds of the answered scrapes."""
    seconds: list[float] = []

    async def scrape() -> None:
        async with httpx.AsyncClient(timeout=SCRAPE_SECONDS) as client:
            begin = time.monotonic()
            while True:
                begin += SCRAPE_SECONDS
                await asyncio.sleep(begin - time.monotonic())
                with suppress(httpx.HTTPError):
                    seconds.append((await asking.scrape(client, lab.tracker_url()))[0])

    task = asyncio.create_task(scrape())
    try:
        yield seconds
    finally:
        task.cancel()
        await asyncio.wait([task])
