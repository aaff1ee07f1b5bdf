"""CPU use of the product while idle.

The stack of `make demo`, on the embedded broker, with Prometheus if it is installed, and with
the demonstration's year of reports loaded. It rests until the start-up load is over; then the
CPU time of each process is measured over a window. The figure is a share of one core.
"""

import asyncio
import io
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.running import cpu_seconds
from deploy.local.console import Lines
from deploy.local.demo import demonstrate
from deploy.local.folder import Folder
from deploy.local.ports import DEFAULTS
from deploy.local.services import SERVICES
from deploy.local.stack import Stack

OURS = (*SERVICES, "kafka")
"""The processes that the goal covers: services and broker."""


@dataclass(frozen=True, slots=True)
class Size:
    """Rest time, measuring time, and whether the year of reports is loaded."""

    rest_seconds: float
    """More than the minute for which a relay assumes that other replicas exist."""
    seconds: float
    with_a_year: bool = True


@dataclass(frozen=True, slots=True)
class Idle:
    """CPU time by process, as a share of one core."""

    shares: dict[str, float]

    @property
    def ours(self) -> float:
        """Services and broker together."""
        return sum(self.shares[name] for name in OURS)


class ReplacedMeanwhile(Exception):
    """A process was restarted in the window: there is no result."""


async def measure(folder: Path, size: Size) -> Idle:
    """Start the stack in `folder`, let it rest, and measure its CPU use. Raises when it fails."""
    lines = Lines(Console(file=io.StringIO()))
    stack = Stack(Folder(folder), lines, wanted_ports=dict.fromkeys(DEFAULTS))
    try:
        await stack.up()
        if size.with_a_year:
            await demonstrate(stack)
        await asyncio.sleep(size.rest_seconds)
        return await _watched(stack, size.seconds)
    finally:
        await stack.down()


async def _watched(stack: Stack, seconds: float) -> Idle:
    pids = dict(stack.running.pids)
    before, began = _used(pids), time.monotonic()
    await asyncio.sleep(seconds)
    after, spent = _used(pids), time.monotonic() - began
    if dict(stack.running.pids) != pids:
        raise ReplacedMeanwhile(f"{pids} became {dict(stack.running.pids)}")
    return Idle({name: (after[name] - before[name]) / spent for name in pids})


def _used(pids: Mapping[str, int]) -> dict[str, float]:
    return {name: cpu_seconds(pid) for name, pid in pids.items()}
