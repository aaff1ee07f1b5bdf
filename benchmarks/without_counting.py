"""`python -m benchmarks.without_counting`: a tracker that never counts its items."""

import asyncio

from chassis.cli import run
from tracker.cli import commands
from tracker.metrics import Standings


async def _wait_for_ever(self: Standings) -> None:
    await asyncio.Event().wait()


Standings.run = _wait_for_ever  # type: ignore[method-assign]
run(commands)
