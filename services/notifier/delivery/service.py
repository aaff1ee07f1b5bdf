"""Hands over what is due, one message for each address, and records the outcome of each attempt."""

import asyncio
import random
import time
from collections.abc import Callable, Collection, Mapping, MutableMapping

import structlog

from chassis.clock import Clock
from chassis.ending import finished
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.outbox.outbox import Outbox
from notifier.alerting.repository import AlertRepository
from notifier.channels.channel import Connection, NotHandedOver, Sender
from notifier.channels.email import senders as mail_senders
from notifier.delivery import taking
from notifier.delivery.bundle import Bundle, NextDigest
from notifier.delivery.gate import Gate
from notifier.delivery.giving_up import ChannelsOf, GivingUp, only_mail
from notifier.delivery.gone import GONE
from notifier.delivery.mailboxes.repository import MailboxRepository
from notifier.delivery.recording import Recording
from notifier.delivery.repository import DeliveryRepository
from notifier.delivery.taking import Limits, Taken, Taking
from notifier.delivery.writing import (
    Letterhead,
    RespondLink,
    WorkingDaysLeft,
    Writing,
    monday_to_friday,
)
from notifier.directory.repository import DirectoryRepository
from notifier.metrics import NotifierMetrics

log = structlog.get_logger()

WORKERS = 8
"""Messages that are handed over at once, each by a connection of its own. With twelve a midnight of
many leaves sooner still, but mail servers limit the connections of one sender.
"""
POLL_SECONDS = 2.0
STOP_SECONDS = 4.0
LOOK_FOR_GONE_SECONDS = 60.0


class Mailing:
    """Claims addresses, hands their messages over and records the outcome.

    A crash between the server's acceptance and our commit sends the message once more, with the
    same key and Message-ID; no order of the two steps avoids this.
    """

    def __init__(
        self,
        *,
        database: Database,
        alerts: AlertRepository,
        deliveries: DeliveryRepository,
        mailboxes: MailboxRepository,
        directory: DirectoryRepository,
        outbox: Outbox,
        senders: Mapping[str, Sender],
        letterhead: Letterhead,
        limits: Callable[[], Limits],
        next_digest: NextDigest,
        clock: Clock,
        metrics: NotifierMetrics,
        channels_of: ChannelsOf = only_mail,
        respond_link: RespondLink = lambda delivery: None,
        working_days_left: WorkingDaysLeft = monday_to_friday,
        per_minute: Mapping[str, float] | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """`senders` and the most messages `per_minute` by the channels' names; `next_digest` is the
        instant of a region's next digest; `channels_of` are the channels of an address, the first
        to be used first.
        """
        self._taking = Taking(
            database=database,
            alerts=alerts,
            deliveries=deliveries,
            mailboxes=mailboxes,
            limits=limits,
            next_digest=next_digest,
            domain=letterhead.sender.domain,
        )
        domain = letterhead.sender.domain
        self._recording = Recording(
            database=database,
            alerts=alerts,
            deliveries=deliveries,
            mailboxes=mailboxes,
            outbox=outbox,
            giving_up=GivingUp(alerts, deliveries, mailboxes, senders, channels_of, domain),
            limits=limits,
            domain=domain,
            jitter=jitter,
        )
        self._writing = Writing(
            deliveries=deliveries,
            directory=directory,
            letterhead=letterhead,
            clock=clock,
            respond_link=respond_link,
            working_days_left=working_days_left,
        )
        self._senders = senders
        rates = per_minute or {}
        self._rates = rates
        self._jitter = jitter
        self._gates: dict[str, Gate] = {}
        self._deliveries = deliveries
        self._gone: Collection[str] = ()
        self._looked_for_gone = 0.0
        self._clock = clock
        self._metrics = metrics
        self._poked = asyncio.Event()

    def poke(self) -> None:
        """A notice is pending: wake a worker before its next poll."""
        self._poked.set()

    async def run(self) -> None:
        """Run the workers until the service stops."""
        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(self._work())

    async def _work(self) -> None:
        connections: dict[str, Connection] = {}
        while True:
            try:
                took = await finished(self.deliver_one(connections), STOP_SECONDS)
            except (DatabaseTrouble, OSError, TimeoutError) as error:
                log.warning("mailing in trouble, will try again", error=str(error)[:300])
                took = False
            if not took:
                for connection in connections.values():
                    await connection.close()
                await self._rest()

    async def _rest(self) -> None:
        """Until something may be due: what is gathered for one message is due seconds later."""
        wait = POLL_SECONDS * random.uniform(0.8, 1.2)  # noqa: S311
        try:
            now = self._clock.now()
            if soonest := await self._deliveries.next_due(now):
                wait = min(wait, (soonest - now).total_seconds())
        except (DatabaseTrouble, OSError) as error:
            log.debug("resting without knowing what is next", error=str(error)[:300])
        try:
            await asyncio.wait_for(self._poked.wait(), wait)
        except TimeoutError:
            return
        self._poked.clear()

    async def deliver_one(self, connections: MutableMapping[str, Connection]) -> bool:
        """Process what is due for one address; False when nothing is, or its channel must rest.
        `connections` are a worker's own: those that it lacks are made.
        """
        for channel in dict.fromkeys((*self._senders, *self._gone)):
            if channel not in connections:
                connections[channel] = self._senders.get(channel, GONE).connection()
            if await self._deliver_one(channel, connections[channel]):
                return True
        await self._look_for_gone()
        return False

    async def _look_for_gone(self) -> None:
        """Now and then, whether notices wait for a channel that there is no longer."""
        now = time.monotonic()
        if now - self._looked_for_gone < LOOK_FOR_GONE_SECONDS:
            return
        self._looked_for_gone = now
        waited_for = await self._deliveries.channels_waited_for()
        self._gone = [one for one in waited_for if one not in self._senders]

    def _gate(self, channel: str) -> Gate:
        return self._gates.setdefault(channel, Gate(self._rates.get(channel), self._jitter))

    async def _deliver_one(self, channel: str, connection: Connection) -> bool:
        gate, now, claimed = self._gate(channel), self._clock.now(), time.monotonic()
        if not gate.enter(now):
            return False
        tried = False
        try:
            taken = await self._taking.take(channel, now)
            if taken is None:
                return False
            self._count(taken, channel)
            if taken.bundle is not None:
                tried = await self._hand_over(taken.bundle, gate, connection, claimed)
            return True
        finally:
            if not tried:
                gate.leave()
            self._metrics.channel_is_closed(channel, gate.is_closed)

    async def _hand_over(
        self, bundle: Bundle, gate: Gate, connection: Connection, claimed: float
    ) -> bool:
        """Whether the channel was tried, so that its gate was told."""
        try:
            written, left_out = await self._writing.write(bundle)
        except NotHandedOver as error:
            await self._not_sent(bundle, error)
            return False
        if left_out is not None:
            await self._recording.set_aside(left_out, self._clock.now())
            bundle = bundle.without(left_out.notices)
        left = taking.LEASE.total_seconds() - (time.monotonic() - claimed)
        if left < mail_senders.MAIL_SECONDS:
            return False  # tried again after its lease; another process may be faster
        try:
            await connection.hand_over(written, bundle.notices[0].recipient)
        except NotHandedOver as error:
            gate.failed(error.trouble, self._clock.now())
            await self._not_sent(bundle, error)
        except BaseException:
            gate.leave()
            raise
        else:
            gate.worked()
            await self._sent(bundle)
        return True

    async def _sent(self, bundle: Bundle) -> None:
        at = self._clock.now()
        fresh = await self._recording.sent(bundle, at)
        for one in fresh:
            self._metrics.handed_over(one.channel, one.rule, one.delay(at).total_seconds())
        if fresh:
            log.info("message handed over", bundle=bundle.name, notices=len(fresh))

    async def _not_sent(self, bundle: Bundle, error: NotHandedOver) -> None:
        now = self._clock.now()
        if not await self._recording.not_sent(bundle, error, now):
            return
        for one in bundle.notices:
            given_up = self._recording.is_given_up(one, error, now)
            self._metrics.not_handed_over(one.channel, given_up=given_up)
        log.warning(
            "message not handed over",
            bundle=bundle.name,
            notices=len(bundle.notices),
            why=str(error),
            final=error.final,
        )

    def _count(self, taken: Taken, channel: str) -> None:
        self._metrics.held_back(channel, taken.held)
        self._metrics.withdrawn(channel, taken.withdrawn)
