"""Timed requests to the planner and the tracker."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from benchmarks.lab import Lab
from benchmarks.measuring import Percentiles, percentiles
from benchmarks.work import AGENCIES, REGION, item_id
from chassis.auth.keys import read_key
from contracts.account import Account, Role
from contracts.words import Kind, Status
from deploy.local.ports import LOOPBACK
from deploy.local.waiting import until
from planner.accounts.tokens import Signer

ISSUER = "aksi"
MINUTES = 600
COUNT_WITHIN = 120.0
BETWEEN_SECONDS = 0.5
OF_QUICK_WINS, OF_NONE = AGENCIES[0], AGENCIES[1]
"""An agency with quick wins, and one without: its list is empty after a full search."""
QUICK_WINS_AT_LEAST = 4
"""Quick wins of that agency in a plan of 1,000; also the page size for a larger plan."""
_QUICK_WINS = f"kind={Kind.QUICK_WIN}"
LISTS = (
    ("council", None, "limit=100"),
    (
        "officer, quick wins of a status",
        OF_QUICK_WINS,
        f"limit={QUICK_WINS_AT_LEAST}&{_QUICK_WINS}&status={{status}}",
    ),
    ("officer, quick wins where there are none", OF_NONE, f"limit=100&{_QUICK_WINS}"),
)


@dataclass(frozen=True, slots=True)
class Listing:
    """Waits for a list and, alternating, for one item: a slow machine slows both."""

    list: Percentiles
    item: Percentiles

    @property
    def times(self) -> float:
        """The p50 of the list as a multiple of that of one item."""
        return self.list.p50 / self.item.p50


def planner_url(lab: Lab) -> str:
    """Base URL of the planner."""
    return f"http://{LOOPBACK}:{lab.ports['planner']}"


async def admin_token(lab: Lab) -> str:
    """Log in at the planner as admin; returns the token."""
    return str((await admin_session(lab))["access_token"])


async def admin_session(lab: Lab) -> dict[str, Any]:
    """Log in at the planner as admin; returns the session with its tokens."""
    credentials = {"username": "admin", "password": (lab.folder / "admin-password").read_text()}
    async with httpx.AsyncClient(base_url=planner_url(lab), timeout=30) as client:
        answer = await client.post("/api/v1/session", json=credentials)
    session: dict[str, Any] = answer.raise_for_status().json()
    return session


async def all_counted(client: httpx.AsyncClient, tracker: str, items: int) -> None:
    """Wait until /metrics counts every item."""

    async def counted() -> bool:
        text = (await client.get(f"{tracker}/metrics")).raise_for_status().text
        lines = [line for line in text.splitlines() if line.startswith("aksi_items{")]
        return sum(float(line.rpartition(" ")[2]) for line in lines) == items

    await until(counted, COUNT_WITHIN, f"{items} items in /metrics")


async def scrape(client: httpx.AsyncClient, tracker: str) -> tuple[float, int]:
    """Duration in seconds and size in bytes of GET /metrics."""
    started = time.perf_counter()
    answer = await client.get(f"{tracker}/metrics")
    seconds = time.perf_counter() - started
    return seconds, len(answer.raise_for_status().content)


async def scrapes(client: httpx.AsyncClient, tracker: str, count: int) -> tuple[list[float], int]:
    """Durations of `count` scrapes in seconds, and the size of the last in bytes."""
    scrapes = []
    size = 0
    for _ in range(count):
        await asyncio.sleep(BETWEEN_SECONDS)
        seconds, size = await scrape(client, tracker)
        scrapes.append(seconds)
    return scrapes, size


async def queries(
    lab: Lab, client: httpx.AsyncClient, summaries: int, lists: int
) -> tuple[dict[str, Percentiles], dict[str, Listing]]:
    """Waits for summaries and for lists, by caller. The planner must run: it serves the keys."""
    url = f"{lab.tracker_url()}/api/v1"
    scrapes = lab.client["tracker"]["items"].find_one({"kind": Kind.QUICK_WIN.value})
    assert scrapes is not None
    status = Status(scrapes["status"])
    return (
        {
            who: (await _waits(client, [f"{url}/summary"], bearer(lab, agency), summaries))[0]
            for who, agency in (("council", None), ("officer", OF_QUICK_WINS))
        },
        {
            who: Listing(
                *await _waits(
                    client,
                    [
                        f"{url}/items?{wanted.format(status=status)}",
                        f"{url}/items/{item_id(AGENCIES.index(agency or AGENCIES[0]))}",
                    ],
                    bearer(lab, agency),
                    lists,
                )
            )
            for who, agency, wanted in LISTS
        },
    )


def bearer(lab: Lab, agency: str | None) -> dict[str, str]:
    """Bearer header of an officer of the agency; of a council member if it is None."""
    role = Role.OFFICER if agency else Role.COUNCIL
    account = Account(username=f"bench-{role}", role=role, agency=agency, region=REGION)
    signer = Signer(read_key(lab.signing_key), ISSUER, MINUTES)
    return {"Authorization": f"Bearer {signer.access(account, datetime.now(UTC)).text}"}


async def _waits(
    client: httpx.AsyncClient, urls: Sequence[str], bearer: dict[str, str], count: int
) -> list[Percentiles]:
    """Waits for each URL, in alternation. The first are not counted: they may fetch the keys."""
    scrapes: list[list[float]] = [[] for _ in urls]
    for number in range(count + 1):
        for url, waits in zip(urls, scrapes, strict=True):
            started = time.perf_counter()
            answer = await client.get(url, headers=bearer)
            if number > 0:
                waits.append(time.perf_counter() - started)
            answer.raise_for_status()
    return [percentiles(waits) for waits in scrapes]
