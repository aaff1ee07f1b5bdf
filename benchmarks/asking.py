"""Requests to the planner and the tracker, each with what it took."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from benchmarks.lab import Lab
from benchmarks.measuring import Percentiles, percentiles
from benchmarks.work import AGENCIES, REGION, item_id
from chassis.auth.keys import read_key
from contracts.account import Role
from contracts.words import Kind, Status
from deploy.local.ports import LOOPBACK
from deploy.local.waiting import until
from planner.accounts.account import StoredAccount
from planner.accounts.tokens import Signer

ISSUER = "aksi"
MINUTES = 600
COUNT_WITHIN = 120.0
BETWEEN_SECONDS = 0.5
OF_QUICK_WINS, OF_NONE = AGENCIES[0], AGENCIES[1]
"""An agency with quick wins, and one without: its answer is empty, however far one looks."""
QUICK_WINS_AT_LEAST = 4
"""Of that agency in a plan of 1,000; a page shows no more of a larger one either."""
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
    """Waits for a list, and for one item, asked in turn with it: what slows both is the machine."""

    list: Percentiles
    item: Percentiles

    @property
    def times(self) -> float:
        """How many times as long as one item the list takes."""
        return self.list.p50 / self.item.p50


def planner_url(lab: Lab) -> str:
    """Where the planner answers."""
    return f"http://{LOOPBACK}:{lab.ports['planner']}"


async def admin_token(lab: Lab) -> str:
    """Log in at the planner."""
    said = {"username": "admin", "password": (lab.folder / "admin-password").read_text()}
    async with httpx.AsyncClient(base_url=planner_url(lab), timeout=30) as client:
        answer = await client.post("/api/v1/session", json=said)
    return str(answer.raise_for_status().json()["access_token"])


async def all_counted(client: httpx.AsyncClient, tracker: str, items: int) -> None:
    """Wait until /metrics tells of every item."""

    async def counted() -> bool:
        text = (await client.get(f"{tracker}/metrics")).raise_for_status().text
        told = [line for line in text.splitlines() if line.startswith("aksi_items{")]
        return sum(float(line.rpartition(" ")[2]) for line in told) == items

    await until(counted, COUNT_WITHIN, f"{items} items in /metrics")


async def scrape(client: httpx.AsyncClient, tracker: str) -> tuple[float, int]:
    """Seconds and bytes of GET /metrics."""
    started = time.perf_counter()
    answer = await client.get(f"{tracker}/metrics")
    seconds = time.perf_counter() - started
    return seconds, len(answer.raise_for_status().content)


async def scrapes(client: httpx.AsyncClient, tracker: str, count: int) -> tuple[list[float], int]:
    """Seconds of several scrapes, and the bytes of the last."""
    found = []
    size = 0
    for _ in range(count):
        await asyncio.sleep(BETWEEN_SECONDS)
        seconds, size = await scrape(client, tracker)
        found.append(seconds)
    return found, size


async def queries(
    lab: Lab, client: httpx.AsyncClient, summaries: int, lists: int
) -> tuple[dict[str, Percentiles], dict[str, Listing]]:
    """Waits for summaries and for lists, by who asks. The planner must run, for its keys."""
    url = f"{lab.tracker_url()}/api/v1"
    found = lab.client["tracker"]["items"].find_one({"kind": Kind.QUICK_WIN.value})
    assert found is not None
    status = Status(found["status"])
    return (
        {
            who: (await _waits(client, [f"{url}/summary"], _bearer(lab, agency), summaries))[0]
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
                    _bearer(lab, agency),
                    lists,
                )
            )
            for who, agency, wanted in LISTS
        },
    )


def _bearer(lab: Lab, agency: str | None) -> dict[str, str]:
    """An officer of the agency; without one, somebody of the council."""
    role = Role.OFFICER if agency else Role.COUNCIL
    account = StoredAccount(f"bench-{role}", role, agency, REGION, password="")
    signer = Signer(read_key(lab.signing_key), ISSUER, MINUTES)
    return {"Authorization": f"Bearer {signer.sign(account, datetime.now(UTC))[0]}"}


async def _waits(
    client: httpx.AsyncClient, urls: Sequence[str], bearer: dict[str, str], count: int
) -> list[Percentiles]:
    """The waits for each, asked in turn. The first are not counted: they may fetch the keys."""
    found: list[list[float]] = [[] for _ in urls]
    for number in range(count + 1):
        for url, waits in zip(urls, found, strict=True):
            started = time.perf_counter()
            answer = await client.get(url, headers=bearer)
            if number > 0:
                waits.append(time.perf_counter() - started)
            answer.raise_for_status()
    return [percentiles(waits) for waits in found]
