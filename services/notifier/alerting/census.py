"""Keeping the gauges true to the database."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from chassis.mongo.database import DatabaseTrouble
from notifier.alerting.book import Census
from notifier.metrics import NotifierMetrics

log = structlog.get_logger()

SECONDS = 2.0


async def keep_counting(count: Callable[[], Awaitable[Census]], metrics: NotifierMetrics) -> None:
    """For the life of the service."""
    while True:
        try:
            metrics.show(await count())
        except (DatabaseTrouble, OSError, TimeoutError) as error:
            log.warning("the alerts cannot be counted", error=str(error)[:300])
        await asyncio.sleep(SECONDS)
