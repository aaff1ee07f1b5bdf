"""Hands pending deliveries to the mail server, and records the outcome of each attempt."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.headerregistry import Address
from functools import partial

import structlog

from chassis.clock import Clock
from chassis.ending import finished
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts import AlertSent
from notifier.alerting.alert import Alert
from notifier.alerting.policy import Policy
from notifier.alerting.repository import AlertRepository
from notifier.channels.email import senders
from notifier.channels.email.address import AddressNotValid
from notifier.channels.email.message import Letter, write
from notifier.channels.email.senders import MailConnection, NotHandedOver, Sender
from notifier.delivery.delivery import Delivery, State, pause, resolved_notices
from notifier.delivery.repository import DeliveryRepository
from notifier.directory.repository import DirectoryRepository
from notifier.metrics import NotifierMetrics

log = structlog.get_logger()

WORKERS = 4
POLL_SECONDS = 2.0
STOP_SECONDS = 4.0
LEASE = timedelta(seconds=180)
"""Longer than a mail transaction can last. After it, another process takes what a dead process had
claimed.
"""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The sender and portal address that all mails have in common."""

    sender: Address
    portal: str


class Mailing:
    """Claims pending deliveries, hands them over and records the outcome.

    A crash between the server's acceptance and our commit sends the mail once more, with the same
    Message-ID; no order of the two steps avoids this.
    """

    def __init__(
        self,
        *,
        database: Database,
        alerts: AlertRepository,
        deliveries: DeliveryRepository,
        directory: DirectoryRepository,
        outbox: Outbox,
        sender: Sender,
        letterhead: Letterhead,
        policy: Policy,
        clock: Clock,
        metrics: NotifierMetrics,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._database = database
        self._alerts = alerts
        self._deliveries = deliveries
        self._directory = directory
        self._outbox = outbox
        self._sender = sender
        self._letterhead = letterhead
        self._policy = policy
        self._clock = clock
        self._metrics = metrics
        self._jitter = jitter
        self._poked = asyncio.Event()

    def poke(self) -> None:
        """A delivery is pending: wake a worker before its next poll."""
        self._poked.set()

    async def run(self) -> None:
        """Run the workers until the service stops."""
        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(self._work())

    async def _work(self) -> None:
        connection = self._sender.connection()
        while True:
            try:
                took = await finished(self.deliver_one(connection), STOP_SECONDS)
            except (DatabaseTrouble, OSError, TimeoutError) as error:
                log.warning("mailing in trouble, will try again", error=str(error)[:300])
                took = False
            if not took:
                await connection.close()
                await self._rest()

    async def _rest(self) -> None:
        try:
            wait = POLL_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311
            await asyncio.wait_for(self._poked.wait(), wait)
        except TimeoutError:
            return
        self._poked.clear()

    async def deliver_one(self, connection: MailConnection) -> bool:
        """Process one due delivery; False when there is none."""
        now, claimed = self._clock.now(), time.monotonic()
        delivery = await self._deliveries.claim(now, LEASE)
        if delivery is None:
            return False
        alert = await self._alerts.alert(delivery.alert)
        if alert is None or not (alert.open or delivery.is_closing):
            withdrawn = replace(delivery, state=State.WITHDRAWN)
            await self._database.transaction(partial(self._record_outcome, withdrawn))
            return True
        try:
            mail = await self._write(delivery, alert)
            if time.monotonic() - claimed > LEASE.total_seconds() - senders.MAIL_SECONDS:
                return True  # tried again after its lease; another process may be faster
            await connection.hand_over(mail, delivery.recipient)
        except NotHandedOver as error:
            await self._not_sent(delivery, str(error), final=error.final)
        else:
            await self._sent(delivery, self._clock.now())
        return True

    async def _write(self, delivery: Delivery, alert: Alert) -> bytes:
        letter = Letter(
            delivery=delivery,
            facts=alert.facts,
            agency_name=await self._directory.name(alert.facts.agency),
            portal=self._letterhead.portal,
            now=self._clock.now(),
        )
        try:
            return write(letter, self._letterhead.sender)
        except AddressNotValid as error:
            raise NotHandedOver(str(error), final=True) from error
        except Exception as error:  # a mail that cannot be written must not block others
            log.exception("a mail cannot be written", delivery=delivery.key)
            raise NotHandedOver(repr(error)[:300], final=False) from error

    async def _sent(self, delivery: Delivery, at: datetime) -> None:
        sent = replace(delivery, state=State.SENT, sent_at=at, last_error=None)
        if await self._database.transaction(partial(self._record_sent, sent, at)):
            self._metrics.handed_over(sent.rule, (at - sent.counts_from).total_seconds())
            log.info("mail handed over", delivery=sent.key, message_id=sent.message_id)

    async def _record_sent(self, sent: Delivery, at: datetime, unit: UnitOfWork) -> bool:
        """False when another process has already recorded the same delivery as sent."""
        by_key = {one.key: one for one in await self._deliveries.of_alerts([sent.alert], unit)}
        if by_key[sent.key].state is State.SENT:
            return False
        by_key[sent.key] = sent
        self._deliveries.save(unit, sent)
        for alert in await self._alerts.alerts([sent.alert], unit):
            if not sent.is_closing:  # it may have closed while this mail was being sent
                domain = self._letterhead.sender.domain
                await self._deliveries.add(
                    unit, resolved_notices(alert, by_key.values(), at, domain)
                )
            self._outbox.put(unit, [Outgoing(alert_sent(sent, alert, at), sent.key, at)])
        return True

    async def _not_sent(self, delivery: Delivery, why: str, *, final: bool) -> None:
        now = self._clock.now()
        given_up = final or now - delivery.created_at > self._policy.give_up_after
        after = replace(
            delivery,
            state=State.FAILED if given_up else State.PENDING,
            next_at=now + pause(delivery.attempts, self._jitter()),
            last_error=why,
        )
        if await self._database.transaction(partial(self._record_outcome, after)):
            self._metrics.not_handed_over(given_up=given_up)
            log.warning("mail not handed over", delivery=delivery.key, why=why, given_up=given_up)

    async def _record_outcome(self, after: Delivery, unit: UnitOfWork) -> bool:
        """False when the delivery has changed since it was claimed; nothing is recorded then."""
        for one in await self._deliveries.of_alerts([after.alert], unit):
            if (one.key, one.state, one.attempts) == (after.key, State.PENDING, after.attempts):
                self._deliveries.save(unit, after)
                return True
        return False


def alert_sent(sent: Delivery, alert: Alert, at: datetime) -> AlertSent:
    """The event of a delivery that was sent at `at`."""
    return AlertSent(
        delivery=sent.key,
        alert=sent.alert,
        item_id=sent.item_id,
        region=sent.region,
        agency=sent.agency,
        rule=sent.rule,
        episode=sent.episode,
        step=sent.step,
        channel=sent.channel,
        role=sent.role,
        recipient=sent.recipient,
        message_id=sent.message_id,
        since=alert.facts.since if sent.is_closing else alert.since,
        sent_at=at,
    )
