"""Takes what is due for an address, for one message; no other process takes it meanwhile."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

import structlog

from chassis.batcher import Batcher
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.mongo.parts import Parts, conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.alerting.alert import Alert
from notifier.alerting.repository import AlertRepository
from notifier.delivery.bundle import Bundle, NextDigest, Sorted, sorted_out
from notifier.delivery.delivery import Delivery
from notifier.delivery.mailboxes.mailbox import Mailbox
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.repository import DeliveryRepository

log = structlog.get_logger()

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
    """Claims addresses, and decides in one transaction what leaves to those that are asked for
    at once.
    """

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
        self._askers: dict[str, Batcher[datetime, Taken | None]] = {}
        self._parts = Parts()

    async def take(self, channel: str, now: datetime) -> Taken | None:
        """What is due for one address on the channel; None when nothing is."""
        if channel not in self._askers:
            self._askers[channel] = Batcher(partial(self._takes, channel))
        return await self._askers[channel](now)

    async def _takes(self, channel: str, asked: Sequence[datetime]) -> Sequence[Taken | None]:
        """For each that asks an address of its own, as long as there are any."""
        taken: list[Taken] = []
        try:
            await self._fill(taken, channel, max(asked), len(asked))
        except DatabaseTrouble as error:
            if not taken:
                raise
            log.warning("some got no address", asked=len(asked), error=str(error)[:300])
        return [*taken, *[None] * (len(asked) - len(taken))]

    async def _fill(self, taken: list[Taken], channel: str, now: datetime, most: int) -> None:
        names: list[str] = []
        async for name in self._deliveries.due_mailboxes(channel, now):
            names.append(name)
            if len(taken) + len(names) == most:
                await self._add(taken, channel, names, now)
                names = []
            if len(taken) == most:
                return
        await self._add(taken, channel, names, now)

    async def _add(
        self, taken: list[Taken], channel: str, names: Sequence[str], now: datetime
    ) -> None:
        """Of those of the addresses that no other process has, and of which anything is left."""
        claimed = await self._mailboxes.claim(channel, names, LEASE) if names else ()

        async def add(mailboxes: Sequence[Mailbox]) -> None:
            found = await self._taken(channel, now, mailboxes)
            taken.extend(one for one in found if not one.is_nothing)

        await self._parts.do(add, claimed)

    async def _taken(
        self, channel: str, now: datetime, mailboxes: Sequence[Mailbox]
    ) -> Sequence[Taken]:
        """An address whose notices cannot be read holds up no other: it waits for its lease."""
        if not mailboxes:
            return ()
        work = partial(self._take, channel, now, mailboxes)
        try:
            return await self._database.transaction(work, conflicts=conflicts_of(len(mailboxes)))
        except DatabaseTrouble:
            raise
        except Exception:
            if len(mailboxes) > 1:
                alone = [await self._taken(channel, now, [one]) for one in mailboxes]
                return [*chain.from_iterable(alone)]
            log.exception("notices cannot be taken", channel=channel, mailbox=mailboxes[0].name)
            return ()

    async def _take(
        self, channel: str, now: datetime, mailboxes: Sequence[Mailbox], unit: UnitOfWork
    ) -> Sequence[Taken]:
        """The episodes are read in the transaction that marks the attempts."""
        due = await self._deliveries.due(unit, channel, [one.name for one in mailboxes], now)
        of_all = {one.alert for theirs in due.values() for one in theirs}
        alerts = {one.id: one for one in await self._alerts.alerts(of_all, unit)}
        found = [(one, self._sorted(one, due.get(one.name, ()), alerts, now)) for one in mailboxes]
        leaving = [one for _, sort in found for one in sort.leaving]
        others = [one for _, sort in found for one in (*sort.withdrawn, *sort.held)]
        self._deliveries.put(unit, (*others, *leaving))
        self._deliveries.lease(unit, [one.key for one in leaving], LEASE)
        self._mailboxes.release(unit, [one for one, sort in found if not sort.leaving])
        return [
            Taken(
                Bundle(one, sort.leaving, alerts, sort.again) if sort.leaving else None,
                len(sort.held),
                len(sort.withdrawn),
            )
            for one, sort in found
        ]

    def _sorted(
        self,
        mailbox: Mailbox,
        due: Sequence[Delivery],
        alerts: Mapping[str, Alert],
        now: datetime,
    ) -> Sorted:
        return sorted_out(
            due,
            alerts,
            is_full=mailbox.is_full(self._limits().messages_an_hour, now),
            next_digest=self._next_digest,
            now=now,
            domain=self._domain,
        )
