"""Keeps what is derived right: applied at a start, when something changed, and now and then."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from chassis.mongo.database import DatabaseTrouble

log = structlog.get_logger()

LOOK_SECONDS = 3_600.0
"""For what no event tells of."""
TROUBLE_SECONDS = 5.0
"""Until it is tried again after trouble with the database."""


async def keep_right(
    apply: Callable[[], Awaitable[object]], changed: asyncio.Event, what: str
) -> None:
    """Call `apply`, which is idempotent, until the service stops; `what` names it in the log."""
    while True:
        changed.clear()
        wait = LOOK_SECONDS
        try:
            await apply()
        except (DatabaseTrouble, OSError) as error:
            log.warning("could not be applied", what=what, error=str(error)[:300])
            wait = TROUBLE_SECONDS
        try:
            await asyncio.wait_for(changed.wait(), wait)
        except TimeoutError:
            continue
