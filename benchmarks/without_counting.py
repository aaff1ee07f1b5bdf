"""`python -m benchmarks.without_counting`: a tracker that never counts its items."""

import asyncio

from chassis.cli import run
from tracker.cli import commands
from tracker.recounted import RecountedGauges


async def _wait_for_ever(self: RecountedGauges) -> None:
    await asyncio.Event().wait()


RecountedGauges.run = _wait_for_ever  # type: ignore[method-assign]
run(commands)
