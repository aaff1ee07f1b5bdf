"""Handing over what the ledger holds, until it is empty; and what comes of each attempt."""

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
from chassis.mongo.database import DatabaseTrouble
from contracts import AlertSent
from notifier.alerting.alert import Alert
from notifier.alerting.book import Book, Page
from notifier.alerting.policy import Policy
from notifier.channels.email import senders
from notifier.channels.email.address import AddressNotValid
from notifier.channels.email.message import Letter, write
from notifier.channels.email.senders import Connection, NotHandedOver, Sender
from notifier.delivery.delivery import Delivery, State, farewells, pause
from notifier.metrics import NotifierMetrics

log = structlog.get_logger()

WORKERS = 4
POLL_SECONDS = 2.0
STOP_SECONDS = 4.0
LEASE = timedelta(seconds=180)
"""Longer than a mail transaction can last: what a dead process had in hand comes back then."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every mail of this service has in common."""

    sender: Address
    portal: str


class Mailing:
    """Claims pending deliveries, hands them over and writes down what came of it.

    A crash between the server's yes and our commit sends the mail once more, with the
    same Message-ID; no order of the two could do better.
    """

    def __init__(
        self,
        *,
        book: Book,
        sender: Sender,
        letterhead: Letterhead,
        policy: Policy,
        clock: Clock,
        metrics: NotifierMetrics,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._book = book
        self._sender = sender
        self._letterhead = letterhead
        self._policy = policy
        self._clock = clock
        self._metrics = metrics
        self._jitter = jitter
        self._poked = asyncio.Event()

    def poke(self) -> None:
        """There is something in the ledger: do not wait for the next look."""
        self._poked.set()

    async def run(self) -> None:
        """For the life of the service."""
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

    async def deliver_one(self, connection: Connection) -> bool:
        """Take one delivery whose time has come to its end; False when there is none."""
        now, claimed = self._clock.now(), time.monotonic()
        delivery = await self._book.claim(now, LEASE)
        if delivery is None:
            return False
        alert = await self._book.alert(delivery.alert)
        if alert is None or not (alert.open or delivery.is_closing):
            withdrawn = replace(delivery, state=State.WITHDRAWN)
            await self._book.transaction(partial(_settle, withdrawn))
            return True
        try:
            mail = await self._write(delivery, alert)
            if time.monotonic() - claimed > LEASE.total_seconds() - senders.MAIL_SECONDS:
                return True  # it comes back when the lease has lapsed; another may be faster
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
            agency_name=await self._book.agency_name(alert.facts.agency),
            portal=self._letterhead.portal,
            now=self._clock.now(),
        )
        try:
            return write(letter, self._letterhead.sender)
        except AddressNotValid as error:
            raise NotHandedOver(str(error), final=True) from error
        except Exception as error:  # one mail that cannot be written holds up no other
            log.exception("a mail cannot be written", delivery=delivery.key)
            raise NotHandedOver(repr(error)[:300], final=False) from error

    async def _sent(self, delivery: Delivery, at: datetime) -> None:
        sent = replace(delivery, state=State.SENT, sent_at=at, last_error=None)
        if await self._book.transaction(partial(self._mark_sent, sent, at)):
            self._metrics.handed_over(sent.rule, (at - sent.counts_from).total_seconds())
            log.info("mail handed over", delivery=sent.key, message_id=sent.message_id)

    async def _mark_sent(self, sent: Delivery, at: datetime, page: Page) -> bool:
        """False when another process has marked the same delivery before."""
        known = {one.key: one for one in await page.deliveries_of([sent.alert])}
        if known[sent.key].state is State.SENT:
            return False
        await page.keep_delivery(sent)
        known[sent.key] = sent
        for alert in await page.alerts([sent.alert]):
            if not sent.is_closing:  # it may have closed while this mail was under way
                last = farewells(alert, known.values(), at, self._letterhead.sender.domain)
                await page.add_deliveries(last)
            await page.say(fact(sent, alert, at))
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
        if await self._book.transaction(partial(_settle, after)):
            self._metrics.not_handed_over(given_up=given_up)
            log.warning("mail not handed over", delivery=delivery.key, why=why, given_up=given_up)


async def _settle(after: Delivery, page: Page) -> bool:
    """Write down what came of an attempt, unless the line has moved on meanwhile."""
    for now in await page.deliveries_of([after.alert]):
        if (now.key, now.state, now.attempts) == (after.key, State.PENDING, after.attempts):
            await page.keep_delivery(after)
            return True
    return False


def fact(sent: Delivery, alert: Alert, at: datetime) -> AlertSent:
    """The event that says so."""
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
