"""Sets the gauge of addresses that refused for good, from the database."""

import asyncio

import structlog

from chassis.mongo.database import DatabaseTrouble
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.metrics import NotifierMetrics

log = structlog.get_logger()

SECONDS = 5.0


async def keep_addresses(mailboxes: MailboxRepository, metrics: NotifierMetrics) -> None:
    """Set the gauge every five seconds, until the service stops."""
    while True:
        try:
            metrics.addresses_refused(await mailboxes.count_marked())
        except (DatabaseTrouble, OSError, TimeoutError) as error:
            log.warning("the addresses cannot be counted", error=str(error)[:300])
        await asyncio.sleep(SECONDS)
