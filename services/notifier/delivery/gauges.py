"""Sets the gauges of notices and of addresses, from the database."""

import asyncio

import structlog

from chassis.clock import Clock
from chassis.mongo.database import DatabaseTrouble
from notifier.delivery.delivery import State
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.repository import DeliveryRepository
from notifier.metrics import NotifierMetrics

log = structlog.get_logger()

SECONDS = 2.0


async def keep_delivery_gauges(
    deliveries: DeliveryRepository,
    mailboxes: MailboxRepository,
    clock: Clock,
    metrics: NotifierMetrics,
) -> None:
    """Set the gauges every two seconds, until the service stops."""
    while True:
        try:
            found = await deliveries.counts(clock.now())
            refused = await mailboxes.count_marked()
            metrics.show_deliveries(found[State.PENDING], found[State.FAILED], refused)
        except (DatabaseTrouble, OSError, TimeoutError) as error:
            log.warning("the deliveries cannot be counted", error=str(error)[:300])
        await asyncio.sleep(SECONDS)
