"""Sums as they stood a year ago, compared with those of now, by both bases."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from benchmarks import asking, work
from benchmarks.lab import Document, Lab
from contracts import PlanItemPublished
from deploy.local.waiting import until

BASES = ("event", "arrival")
DAYS = 365
"""How long ago the past is that is asked for."""
LONGER = 200
"""Days before that since which the plan was in force, and reports came."""
MADE_WITHIN = 1_800.0
BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Size:
    """Numbers of items, the smallest first; reports of each; requests of each kind."""

    items: tuple[int, ...]
    reports: int
    asked: int


@dataclass(frozen=True, slots=True)
class AsOf:
    """Waits in seconds for the sums of now and, alternating, for those of a year ago; how long the
    month took that was asked for first.
    """

    items: int
    basis: str
    now: Sequence[float]
    then: Sequence[float]
    made: float


async def measure(lab: Lab, size: Size) -> list[AsOf]:
    """Both bases at each number of items."""
    found: list[AsOf] = []
    asking_all = httpx.AsyncClient(timeout=60, headers=asking.bearer(lab, None))
    async with lab.service("planner"), asking_all as client:
        for items in size.items:
            await lab.take_over(list(_plans(items)))
            await asyncio.to_thread(_lay_the_past, lab, size.reports)
            async with lab.service("tracker", 1):
                url = f"{lab.tracker_url()}/api/v1/summary"
                await asking.all_counted(client, lab.tracker_url(), items)
                for basis in BASES:
                    found.append(await _asked(client, url, items, basis, size.asked))
    return found


def _plans(items: int) -> Iterator[PlanItemPublished]:
    """Items that were in progress a year ago, and still are."""
    then = datetime.now(UTC).date() - timedelta(days=DAYS)
    return work.plans(items, then, days_left=DAYS + work.DAYS_LEFT)


def _lay_the_past(lab: Lab, reports: int) -> None:
    """The plans came long ago, and so did reports, evenly until now; as documents, because a report
    is received when it comes.
    """
    rows, now = lab.client["tracker"], datetime.now(UTC)
    first = now - timedelta(days=DAYS + LONGER)
    rows["items"].update_many({}, {"$set": {"planned_at": first, "had_since": first}})
    rows["plan_history"].update_many({}, {"$set": {"terms.$[].at": first}})
    batch: list[Document] = []
    for item in rows["items"].find({}, {"region": 1, "agency": 1}):
        batch += [
            _report(item, number, first + (now - first) * number / reports)
            for number in range(reports)
        ]
        if len(batch) >= BATCH:
            rows["reports"].insert_many(batch, ordered=False)
            batch = []
    if batch:
        rows["reports"].insert_many(batch, ordered=False)


def _report(item: Document, number: int, at: datetime) -> Document:
    day: date = at.date()
    return {
        "_id": f"past-{item['_id']}-{number}",
        "item_id": item["_id"],
        "region": item["region"],
        "agency": item["agency"],
        "as_of": day.isoformat(),
        "submitted_at": at,
        "received_at": at,
        "physical_percent": min(99.0, 4.0 * number),
        "budget_realised": 1_000 * number,
        "budget_stated": True,
        "submitted_by": "bench",
        "source": "http",
        "content": "",
    }


async def _asked(client: httpx.AsyncClient, url: str, items: int, basis: str, count: int) -> AsOf:
    instant = datetime.now(UTC) - timedelta(days=DAYS)
    past = {"as_of": instant.isoformat(), "basis": basis}
    began = time.perf_counter()

    async def made() -> bool:
        answer = await client.get(url, params=past)
        return answer.status_code == httpx.codes.OK

    await until(made, MADE_WITHIN, f"the month a year ago of {items} items")
    taken = time.perf_counter() - began
    waits: dict[bool, list[float]] = {False: [], True: []}
    for number in range(2 * count):
        is_past = number % 2 == 1
        waits[is_past].append(await _wait(client, url, past if is_past else {}))
    return AsOf(items, basis, waits[False], waits[True], taken)


async def _wait(client: httpx.AsyncClient, url: str, params: dict[str, Any]) -> float:
    began = time.perf_counter()
    answer = await client.get(url, params=params)
    answer.raise_for_status()
    return time.perf_counter() - began
