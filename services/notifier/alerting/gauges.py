"""Sets the gauges from the database."""

import asyncio

import structlog

from chassis.mongo.database import DatabaseTrouble
from notifier.alerting.census import Census
from notifier.alerting.repository import AlertRepository
from notifier.directory.repository import DirectoryRepository
from notifier.metrics import NotifierMetrics

log = structlog.get_logger()

SECONDS = 2.0


async def keep_gauges(
    alerts: AlertRepository,
    directory: DirectoryRepository,
    metrics: NotifierMetrics,
) -> None:
    """Set the gauges every two seconds, until the service stops."""
    while True:
        try:
            metrics.show(await take_census(alerts, directory))
        except (DatabaseTrouble, OSError, TimeoutError) as error:
            log.warning("the alerts cannot be counted", error=str(error)[:300])
        await asyncio.sleep(SECONDS)


async def take_census(alerts: AlertRepository, directory: DirectoryRepository) -> Census:
    """The current counts in the database."""
    return Census(
        open_alerts=await alerts.open_counts(),
        regions=await directory.regions(),
    )
