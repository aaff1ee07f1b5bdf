"""Bulk review: reports of one agency verified by its head of division in lists, over HTTP, compared
with the same number of documents only inserted in the same lists.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.write_concern import WriteConcern

from benchmarks import work
from benchmarks.lab import Document, Lab
from contracts.account import Role
from deploy.local.waiting import until

AGENCY = 0
"""Number of the agency whose reports are reviewed."""
LIST = 500
"""Reports of one request: the most that it takes."""


@dataclass(frozen=True, slots=True)
class Size:
    """Items of the whole plan, reports of each of the agency's items, and rounds."""

    items: int
    reports: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Reports a second of each round; inserts alone of the same round."""

    ours: Sequence[float]
    inserts: Sequence[float]


async def measure(lab: Lab, size: Size) -> Reviewed:
    """Each round reviews reports of its own; every second one begins with the inserts."""
    await lab.plan(size.items)
    client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(lab.mongodb)
    acts = client.get_database("bench_reviews", write_concern=WriteConcern("majority", j=True))
    ours, inserts = list[float](), list[float]()
    try:
        async with lab.service("tracker", 1):
            for turn in range(size.rounds):
                keys = await _have_reports(lab, size, turn)

                async def alone(some: Sequence[str]) -> None:
                    now = datetime.now(UTC)
                    rows = [{"_id": f"{key}/verified/1", "at": now, "by": "x"} for key in some]
                    await acts["reviews"].insert_many(rows)

                async with _verifier(lab) as http:

                    async def review(some: Sequence[str], http: httpx.AsyncClient = http) -> None:
                        passed = {"action": "passed", "step": "verified", "number": 1}
                        body = {"reviews": [{"report": key, **passed} for key in some]}
                        answer = await http.post("/api/v1/reviews", json=body)
                        states = {
                            one["state"] for one in answer.raise_for_status().json()["reviews"]
                        }
                        assert states == {"verified"}, states

                    both = [(ours, review), (inserts, alone)]
                    for rates, way in both if turn % 2 else reversed(both):
                        started = time.monotonic()
                        for first in range(0, len(keys), LIST):
                            await way(keys[first : first + LIST])
                        rates.append(len(keys) / (time.monotonic() - started))
            await until(lab.outbox_empty, 120, "the reviews on Kafka")
    finally:
        await client.drop_database("bench_reviews")
        client.close()
    return Reviewed(ours, inserts)


def _verifier(lab: Lab) -> httpx.AsyncClient:
    token = lab.officer_token(work.AGENCIES[AGENCY], role=Role.VERIFIER)
    bearer = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(base_url=lab.tracker_url(), headers=bearer, timeout=60)


async def _have_reports(lab: Lab, size: Size, turn: int) -> list[str]:
    """The ids of new reports on each of the agency's items, a day apart."""
    now = datetime.now(UTC)
    sent = [
        work.submission(
            f"review-{turn}-{number}-{day}",
            number,
            (now - timedelta(days=size.reports - day)).date(),
            20.0 + day / 10,
            now,
        )
        for day in range(size.reports)
        for number in range(AGENCY, size.items, len(work.AGENCIES))
    ]
    await lab.send(sent)
    reports = lab.client["tracker"]["reports"]
    wanted = len(sent) * (turn + 1)

    async def recorded() -> bool:
        return await asyncio.to_thread(reports.estimated_document_count) >= wanted

    await until(recorded, 120, "the reports that are reviewed")
    await until(lab.outbox_empty, 120, "their events on Kafka")
    return [one["report_id"] for one in sent]
