"""Import of a plan workbook, compared with openpyxl only reading the same file.

Ours is a whole POST /api/v1/imports to a running planner: the upload, reading, judging
every cell, the transaction with its events, the answer. Openpyxl reads every cell value
once, in its default mode.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from benchmarks.plan_workbook import REGION, workbook

PEER = Path(__file__).with_name("read_by_openpyxl.py")
CPU = "process_cpu_seconds_total"
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
    dry_run: bool
    ours: Cost
    openpyxl: Cost


def pairs(
    planner: str, token: str, rows: int, rounds: int, *, dry_run: bool, series: int = 0
) -> Iterator[Pair]:
    """`rounds` rounds, each with items that are all new; the order alternates.

    `series` is the number of the first workbook, and increases by 1 in each round. A planner
    that was measured before needs numbers that it has not imported.
    """
    bearer = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=planner, headers=bearer, timeout=IMPORT_WITHIN) as client:
        for number in range(series, series + rounds):
            data = workbook(rows, number)
            _wait_until_all_is_published(client)
            if number % 2:
                other, ours = by_openpyxl(data), by_us(client, data, rows, dry_run=dry_run)
            else:
                ours, other = by_us(client, data, rows, dry_run=dry_run), by_openpyxl(data)
            yield Pair(rows, dry_run, ours, other)


def by_us(client: httpx.Client, data: bytes, rows: int, *, dry_run: bool) -> Cost:
    """Import a workbook whose items are all new; CPU time of the planner alone."""
    asked: dict[str, str | bool] = {"region": REGION, "dry_run": dry_run}
    cpu, started = _metric(client, CPU), time.perf_counter()
    answer = client.post("/api/v1/imports", params=asked, files={"file": data})
    wall = time.perf_counter() - started
    cost = Cost(wall, _metric(client, CPU) - cpu)
    body = answer.raise_for_status().json()
    assert (body["items"]["accepted"], body["applied"]) == (rows, not dry_run), body
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
