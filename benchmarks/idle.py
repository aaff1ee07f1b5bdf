"""What the product uses of the machine while nobody does anything.

The stack of `make demo`, on the embedded broker, with Prometheus where it is installed, and with
the demonstration's year of reports behind it. It is left alone until start-up has calmed down;
then the processor time of each process is taken over a window. The figure is a share of one core.
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
"""What the goal is about: services and broker."""


@dataclass(frozen=True, slots=True)
class Size:
    """How long it is left alone, how long it is watched, and whether it knows a year."""

    rest_seconds: float
    """More than the minute for which a relay believes in other replicas."""
    seconds: float
    with_a_year: bool = True


@dataclass(frozen=True, slots=True)
class Idle:
    """Processor time by process, as a share of one core."""

    shares: dict[str, float]

    @property
    def ours(self) -> float:
        """Services and broker together."""
        return sum(self.shares[name] for name in OURS)


class ReplacedMeanwhile(Exception):
    """A process was started anew in the window: nothing was measured."""


async def measure(folder: Path, size: Size) -> Idle:
    """Start the stack in `folder`, leave it alone, and see what it uses. Raises when it fails."""
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
