"""Import of a plan workbook, compared with openpyxl only reading the same file.

Ours is whole, on a running planner: the upload, reading and judging every cell, and the page of
the preview; or POST /api/v1/imports with its transaction and events. Openpyxl reads every cell
value once, in its default mode.
"""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from benchmarks import asking
from benchmarks.lab import Lab
from benchmarks.plan_workbook import REGION, workbook
from chassis.web.session import COOKIE, FORM_KEY, form_key
from deploy.local.waiting import until

PEER = Path(__file__).with_name("read_by_openpyxl.py")
CPU = "process_cpu_seconds_total"
LOOK, IMPORT = WAYS = ("preview", "import")
PAGE = "/rencana/impor"
SHOWN = re.compile(r"(\d+) baris baru, \d+ berubah, \d+ tetap, (\d+) ditolak")
IMPORT_WITHIN = 120.0
QUIET_WITHIN = 120.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Wall-clock seconds, and CPU seconds of the process that did the work."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Pair:
    """One file read both ways, one after the other."""

    rows: int
    way: str
    """One of WAYS."""
    ours: Cost
    openpyxl: Cost


@dataclass(frozen=True, slots=True)
class Size:
    """Numbers of rows, and of files for each and each way."""

    rows: tuple[int, ...]
    rounds: int


async def measure(lab: Lab, size: Size) -> list[Pair]:
    """All pairs; the order of the two alternates. Needs openpyxl."""
    async with lab.service("planner"):
        session = await asking.admin_session(lab)
        pairs = await asyncio.to_thread(_pairs, asking.planner_url(lab), session, size)
        await until(partial(lab.outbox_empty, "planner"), QUIET_WITHIN, "the items on Kafka")
    return pairs


def _pairs(planner: str, session: Mapping[str, str], size: Size) -> list[Pair]:
    """Each file has items that are all new."""
    bearer = {"Authorization": f"Bearer {session['access_token']}"}
    pairs: list[Pair] = []
    with httpx.Client(base_url=planner, headers=bearer, timeout=IMPORT_WITHIN) as client:
        client.cookies.set(COOKIE, session["renewal_token"])
        for rows in size.rows:
            for number in range(size.rounds):
                for way, by_us in ((LOOK, _looked_at), (IMPORT, _imported)):
                    data = workbook(rows, len(pairs))
                    _wait_until_all_is_published(client)
                    if number % 2:
                        other, ours = by_openpyxl(data), by_us(client, data, rows)
                    else:
                        ours, other = by_us(client, data, rows), by_openpyxl(data)
                    pairs.append(Pair(rows, way, ours, other))
    return pairs


def _imported(client: httpx.Client, data: bytes, rows: int) -> Cost:
    """Import a workbook by the API; CPU time of the planner alone."""
    cpu, started = _metric(client, CPU), time.perf_counter()
    answer = client.post("/api/v1/imports", params={"region": REGION}, files={"file": data})
    wall = time.perf_counter() - started
    cost = Cost(wall, _metric(client, CPU) - cpu)
    body = answer.raise_for_status().json()
    assert (body["items"]["accepted"], body["applied"]) == (rows, True), body
    return cost


def _looked_at(client: httpx.Client, data: bytes, rows: int) -> Cost:
    """Send a workbook to the page, and open its preview."""
    key = form_key(client.cookies[COOKIE])
    form = {FORM_KEY: key, "region": REGION}
    cpu, started = _metric(client, CPU), time.perf_counter()
    answer = client.post(
        PAGE, data=form, files={"file": ("rencana.xlsx", data)}, follow_redirects=True
    )
    wall = time.perf_counter() - started
    cost = Cost(wall, _metric(client, CPU) - cpu)
    counts = SHOWN.search(answer.raise_for_status().text)
    assert counts, answer.text
    new, refused = map(int, counts.groups())  # agencies are new in the first file
    assert new >= rows, counts[0]
    assert not refused, counts[0]
    return cost


def by_openpyxl(data: bytes) -> Cost:
    """Read every cell of every sheet once, in a separate process; its start is not counted."""
    command = (sys.executable, str(PEER))
    printed = subprocess.run(command, input=data, capture_output=True, check=True).stdout
    wall, cpu = map(float, printed.split())
    return Cost(wall, cpu)


def _metric(client: httpx.Client, name: str) -> float:
    text = client.get("/metrics").raise_for_status().text
    return next(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name
    )


def _wait_until_all_is_published(client: httpx.Client) -> None:
    give_up = time.monotonic() + QUIET_WITHIN
    while _metric(client, "aksi_outbox_pending"):
        assert time.monotonic() < give_up, "the outbox does not empty"
        time.sleep(0.1)
