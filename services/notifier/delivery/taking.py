"""Takes what is due for one address, for one message; no other process takes it meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.alerting.repository import AlertRepository
from notifier.delivery.bundle import Bundle, NextDigest, sorted_out
from notifier.delivery.mailboxes.mailbox import Mailbox
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.repository import DeliveryRepository

LEASE = timedelta(seconds=180)
"""Longer than handing over a message can last. After it, another process takes what a dead process
had claimed.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of the policy: how long a message is tried, and how many an address gets in an hour."""

    give_up_after: timedelta
    messages_an_hour: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one address: a bundle to hand over, if any, and how many notices wait for the
    digest or were withdrawn.
    """

    bundle: Bundle | None
    held: int
    withdrawn: int

    @property
    def is_nothing(self) -> bool:
        """Whether another process was faster, so that nothing was left."""
        return self.bundle is None and not self.held and not self.withdrawn


class Taking:
    """Claims addresses, and decides in one transaction what leaves."""

    def __init__(
        self,
        *,
        database: Database,
        alerts: AlertRepository,
        deliveries: DeliveryRepository,
        mailboxes: MailboxRepository,
        limits: Callable[[], Limits],
        next_digest: NextDigest,
        domain: str,
    ) -> None:
        self._database = database
        self._alerts = alerts
        self._deliveries = deliveries
        self._mailboxes = mailboxes
        self._limits = limits
        self._next_digest = next_digest
        self._domain = domain

    async def take(self, channel: str, now: datetime) -> Taken | None:
        """What is due for one address on the channel; None when nothing is."""
        async for name in self._deliveries.due_mailboxes(channel, now):
            mailbox = await self._mailboxes.claim(channel, name, LEASE)
            if mailbox is None:
                continue
            taken = await self._database.transaction(partial(self._take, mailbox, now))
            if not taken.is_nothing:
                return taken
        return None

    async def _take(self, mailbox: Mailbox, now: datetime, unit: UnitOfWork) -> Taken:
        """The episodes are read in the transaction that marks the attempt."""
        due = await self._deliveries.due(unit, mailbox.channel, mailbox.name, now)
        alerts = {
            one.id: one for one in await self._alerts.alerts({one.alert for one in due}, unit)
        }
        most = self._limits().messages_an_hour
        found = sorted_out(
            due,
            alerts,
            is_full=mailbox.is_full(most, now),
            next_digest=self._next_digest,
            now=now,
            domain=self._domain,
        )
        self._deliveries.put(unit, (*found.withdrawn, *found.held, *found.leaving))
        if not found.leaving:
            self._mailboxes.release(unit, mailbox)
            return Taken(None, len(found.held), len(found.withdrawn))
        self._deliveries.lease(unit, [one.key for one in found.leaving], LEASE)
        bundle = Bundle(mailbox, found.leaving, alerts, found.again)
        return Taken(bundle, len(found.held), len(found.withdrawn))
