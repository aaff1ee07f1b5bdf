"""Records what became of a message: of all its notices in one transaction."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain

from chassis.batcher import Batcher
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.mongo.parts import Parts, conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts import AlertSent
from contracts.words import ContactRole
from notifier.alerting.alert import Alert
from notifier.alerting.repository import AlertRepository
from notifier.channels.channel import NotHandedOver, Trouble
from notifier.delivery.bundle import Bundle
from notifier.delivery.delivery import MAIL, Delivery, State, message_id, pause
from notifier.delivery.giving_up import GivingUp
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.repository import DeliveryRepository
from notifier.delivery.taking import Limits


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A message that was taken at `at`."""

    bundle: Bundle
    at: datetime

    def fresh(self, known: Container[str]) -> Sequence[Delivery]:
        """Its notices as sent, but those with a key in `known`."""
        return [
            replace(
                one,
                state=State.SENT,
                sent_at=self.at,
                last_error=None,
                said_due=self.bundle.alerts[one.alert].facts.due,
            )
            for one in self.bundle.notices
            if one.key not in known
        ]


class Recording:
    """Writes the outcome of an attempt. Of messages that were taken meanwhile, several share a
    transaction.

    Of two processes that handed over the same message, the first to record it is believed: each
    notice is a fact for others once.
    """

    def __init__(
        self,
        *,
        database: Database,
        alerts: AlertRepository,
        deliveries: DeliveryRepository,
        mailboxes: MailboxRepository,
        outbox: Outbox,
        giving_up: GivingUp,
        limits: Callable[[], Limits],
        domain: str,
        jitter: Callable[[], float],
    ) -> None:
        self._database = database
        self._alerts = alerts
        self._deliveries = deliveries
        self._mailboxes = mailboxes
        self._outbox = outbox
        self._giving_up = giving_up
        self._limits = limits
        self._domain = domain
        self._jitter = jitter
        self._recorded: Batcher[HandedOver, Sequence[Delivery]] = Batcher(
            self._record_all, of_one=is_of_one
        )
        self._parts = Parts()

    async def sent(self, bundle: Bundle, at: datetime) -> Sequence[Delivery]:
        """The message was taken; returns the notices that were not recorded as sent before."""
        return await self._recorded(HandedOver(bundle, at))

    async def _record_all(self, taken: Sequence[HandedOver]) -> Sequence[Sequence[Delivery]]:
        return [*chain.from_iterable(await self._parts.do(self._record, taken))]

    async def _record(self, taken: Sequence[HandedOver]) -> Sequence[Sequence[Delivery]]:
        work = partial(self._sent, taken)
        return await self._database.transaction(work, conflicts=conflicts_of(len(taken)))

    async def _sent(
        self, taken: Sequence[HandedOver], unit: UnitOfWork
    ) -> Sequence[Sequence[Delivery]]:
        self._mailboxes.release(unit, [one.bundle.mailbox for one in taken])
        keys = [notice.key for one in taken for notice in one.bundle.notices]
        stored = await self._deliveries.of_keys(unit, keys)
        known = {one.key for one in stored if one.state is State.SENT}
        fresh: list[Sequence[Delivery]] = []
        for one in taken:
            fresh.append(one.fresh(known))
            known.update(notice.key for notice in fresh[-1])
        counted = [(one, new) for one, new in zip(taken, fresh, strict=True) if new]
        if counted:
            self._deliveries.put(unit, chain.from_iterable(fresh))
            self._mailboxes.sent(unit, [(one.bundle.mailbox, one.at) for one, _ in counted])
            await self._tell(unit, [(notice, one.at) for one, new in counted for notice in new])
        return fresh

    async def _tell(self, unit: UnitOfWork, sent: Sequence[tuple[Delivery, datetime]]) -> None:
        alerts = await self._alerts.alerts({one.alert for one, _ in sent}, unit)
        by_id = {one.id: one for one in alerts}
        ended = {
            one.alert
            for one, _ in sent
            if not one.is_closing and not _is_open(by_id.get(one.alert))
        }
        if ended:  # while the message was under way: the end is still to be told
            self._alerts.wake(unit, ended, max(at for _, at in sent))
        self._outbox.put(
            unit,
            [
                Outgoing(alert_sent(one, by_id[one.alert], at), one.key, at)
                for one, at in sent
                if one.alert in by_id and _is_a_fact(one, by_id[one.alert])
            ],
        )

    async def not_sent(self, bundle: Bundle, error: NotHandedOver, now: datetime) -> bool:
        """The message was not taken. False when another process has the notices by now; nothing is
        recorded then.
        """
        return await self._database.transaction(partial(self._not_sent, bundle, error, now))

    async def set_aside(self, left_out: Bundle, now: datetime) -> bool:
        """The notices cannot be written: tried again in a message of their own, while the others
        leave.
        """
        why = NotHandedOver("cannot be written", final=False, trouble=Trouble.UNREACHED)
        return await self._database.transaction(
            partial(self._not_sent, replace(left_out, again=False), why, now, release=False)
        )

    async def _not_sent(
        self,
        bundle: Bundle,
        error: NotHandedOver,
        now: datetime,
        unit: UnitOfWork,
        *,
        release: bool = True,
    ) -> bool:
        if release:
            self._mailboxes.release(unit, [bundle.mailbox])
        stored = await self._stored(bundle, unit)
        ours = [
            one
            for one in bundle.notices
            if (stored[one.key].state, stored[one.key].attempts) == (State.PENDING, one.attempts)
        ]
        if not ours:
            return False
        failed = [one for one in ours if self.is_given_up(one, error, now)]
        again = [one for one in ours if one not in failed]
        self._deliveries.put(unit, [self._postponed(one, bundle, error, now) for one in again])
        if failed:
            await self._giving_up.give_up(bundle.mailbox, failed, error, now, unit)
        return True

    def is_given_up(self, one: Delivery, error: NotHandedOver, now: datetime) -> bool:
        """Whether a notice is not tried again after this."""
        return error.final or now - one.waits_since > self._limits().give_up_after

    def _postponed(
        self, one: Delivery, bundle: Bundle, error: NotHandedOver, now: datetime
    ) -> Delivery:
        """To be tried again. Where no server was reached, now or by an attempt before, the message
        is not fixed yet: what comes meanwhile leaves together with it.
        """
        wait = max(pause(one.attempts, self._jitter()), error.wait)
        after = replace(one, next_at=now + wait, last_error=str(error))
        if bundle.again or error.trouble is not Trouble.UNREACHED:
            return after
        return replace(after, bundle=None, message_id=message_id(one.key, self._domain))

    async def _stored(self, bundle: Bundle, unit: UnitOfWork) -> dict[str, Delivery]:
        found = await self._deliveries.of_keys(unit, [one.key for one in bundle.notices])
        return {one.key: one for one in found}


def is_of_one(error: Exception) -> bool:
    """Whether an error may be about one message of several alone: the database's is about all."""
    return not isinstance(error, DatabaseTrouble)


def _is_open(alert: Alert | None) -> bool:
    return alert is not None and alert.open


def _is_a_fact(one: Delivery, alert: Alert) -> bool:
    """The event knows mails about items to the offices that it was made for, and no others."""
    is_of_an_item = alert.facts.decision is None
    return is_of_an_item and one.channel == MAIL and one.role in set(ContactRole)


def alert_sent(sent: Delivery, alert: Alert, at: datetime) -> AlertSent:
    """The event of a notice that was sent at `at`."""
    return AlertSent(
        delivery=sent.key,
        alert=sent.alert,
        item_id=sent.item_id,
        region=sent.region,
        agency=sent.agency,
        rule=sent.rule,
        episode=sent.episode,
        step=sent.step,
        channel="mail",
        role=ContactRole(sent.role),
        recipient=sent.recipient,
        message_id=sent.message_id,
        since=(alert.facts.since or alert.since) if sent.is_closing else alert.since,
        sent_at=at,
    )
