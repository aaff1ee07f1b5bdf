"""Deletes notices that have been kept long enough: those of episodes that are over."""

import asyncio
from datetime import timedelta

import structlog

from chassis.clock import Clock
from chassis.mongo.database import DatabaseTrouble
from notifier.alerting.repository import AlertRepository
from notifier.delivery.repository import DeliveryRepository

log = structlog.get_logger()

EVERY = timedelta(hours=6)
AT_ONCE = 500
"""Episodes whose notices are deleted by one statement."""


async def keep_retention(
    deliveries: DeliveryRepository, alerts: AlertRepository, keep: timedelta, clock: Clock
) -> None:
    """At the start and every six hours, until the service stops."""
    while True:
        try:
            deleted = await delete_old(deliveries, alerts, keep, clock)
            if deleted:
                log.info("notices were kept long enough and are deleted", count=deleted)
        except (DatabaseTrouble, OSError, TimeoutError) as error:
            log.warning("old notices cannot be deleted yet", error=str(error)[:300])
        await asyncio.sleep(EVERY.total_seconds())


async def delete_old(
    deliveries: DeliveryRepository, alerts: AlertRepository, keep: timedelta, clock: Clock
) -> int:
    """Delete the notices created longer ago than `keep`, and return how many they were. An episode
    that is not over keeps its own: they say who is not to be told again.
    """
    before, deleted = clock.now() - keep, 0
    old = sorted(await deliveries.alerts_of_older(before))
    for start in range(0, len(old), AT_ONCE):
        some = old[start : start + AT_ONCE]
        going_on = {one.id for one in await alerts.alerts(some) if one.active}
        deleted += await deliveries.delete([one for one in some if one not in going_on], before)
    return deleted
