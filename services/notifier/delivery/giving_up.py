"""What becomes of notices that a channel does not take: the next channel, or the next office."""

from collections.abc import Awaitable, Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chassis.mongo.unit_of_work import UnitOfWork
from notifier.alerting.repository import AlertRepository
from notifier.channels.channel import NotHandedOver
from notifier.delivery.delivery import MAIL, Delivery, State, on_channel
from notifier.delivery.mailboxes.mailbox import Mailbox
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.repository import DeliveryRepository

ChannelsOf = Callable[[str, UnitOfWork], Awaitable[Sequence[str]]]
"""The channels of a mailbox, the first to be used first."""


async def only_mail(mailbox: str, unit: UnitOfWork) -> Sequence[str]:
    """Mail, for every address."""
    return (MAIL,)


@dataclass(frozen=True, slots=True)
class GivingUp:
    """Gives notices up on their channel. `senders` are the channels that there are; `channels_of`
    says which an address wants, in which order.
    """

    alerts: AlertRepository
    deliveries: DeliveryRepository
    mailboxes: MailboxRepository
    senders: Container[str]
    channels_of: ChannelsOf
    domain: str

    async def give_up(
        self,
        mailbox: Mailbox,
        failed: Sequence[Delivery],
        error: NotHandedOver,
        now: datetime,
        unit: UnitOfWork,
        *,
        leaves_at: datetime | None = None,
    ) -> None:
        """The next channel of the address, from `leaves_at` on or at once; after the last one the
        core climbs, and an address that refused for good is marked.
        """
        channel = await self._next_channel(mailbox.channel, mailbox.name, unit)
        self.deliveries.put(unit, [_as_failed(one, error, channel) for one in failed])
        if channel is not None:
            at = leaves_at or now
            copies = [on_channel(one, channel, now, self.domain) for one in failed]
            await self.deliveries.add(unit, [replace(one, next_at=at, due_at=at) for one in copies])
            return
        if error.final:
            self.mailboxes.refused(unit, mailbox, str(error), now)
        self.alerts.wake(unit, {one.alert for one in failed}, now)

    async def _next_channel(self, channel: str, mailbox: str, unit: UnitOfWork) -> str | None:
        names = [one for one in await self.channels_of(mailbox, unit) if one in self.senders]
        after = names.index(channel) + 1 if channel in names else 0
        return next(iter(names[after:]), None)


def _as_failed(one: Delivery, error: NotHandedOver, next_channel: str | None) -> Delivery:
    return replace(one, state=State.FAILED, last_error=str(error), next_channel=next_channel)
