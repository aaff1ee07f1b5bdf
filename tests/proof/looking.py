"""Looks at all queries of all boards until they say what a recount says."""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.boards.scraping import PATIENCE, Prometheus
from tests.proof.documents import read
from tests.proof.proof import Row, rows
from tests.proof.recount import Recount

LOOKS = 10
"""At least: one takes seconds, on a slow machine a minute."""


async def looked_at(
    prometheus: Prometheus, recount: Prometheus, mongodb: str, patience: float = PATIENCE
) -> Sequence[Row]:
    """The rows as soon as all are equal; else the last, after `LOOKS` and `patience` seconds."""
    looks, patient_until = 0, time.monotonic() + patience
    while True:
        counted = Recount(read(mongodb, datetime.now(UTC)))
        found = await rows(prometheus, recount, counted)
        looks += 1
        over = looks >= LOOKS and time.monotonic() > patient_until
        if over or all(row.is_equal for row in found):
            return found
        await asyncio.sleep(1)
