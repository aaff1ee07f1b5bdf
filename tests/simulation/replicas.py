"""Replicas of the notifier over a real database and a real mail server, told a quarter.

Each is the notifier's services as its app constructs them, on one clock. A replica that is killed
is abandoned in the middle of what it does; another one takes its place.
"""

import asyncio
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.headerregistry import Address
from itertools import groupby
from random import Random
from typing import Any

from prometheus_client import CollectorRegistry

from chassis.clock import FixedClock
from chassis.mongo.database import Database
from contracts.agency_published import AgencyPublished
from contracts.calendar_published import CalendarPublished
from notifier.alerting.alert import Alert
from notifier.alerting.answers import Answers
from notifier.alerting.documents import alert_of
from notifier.alerting.policy import Policy
from notifier.alerting.region_days import RegionDays
from notifier.alerting.service import Alerts
from notifier.channels.channel import Connection
from notifier.channels.email.senders import SmtpServer
from notifier.delivery.delivery import MAIL, State
from notifier.delivery.service import Mailing
from notifier.delivery.taking import Limits
from notifier.delivery.writing import Letterhead
from notifier.metrics import NotifierMetrics
from tests.flow.notifier.mongo_store import MongoStore
from tests.simulation.answering import answer
from tests.simulation.mail_post import Mail, MailPost
from tests.simulation.pen import Quarter
from tests.simulation.words import Answer, Message, Notice, Timed

DOMAIN = "kukarkab.example"
SENDERS = 2
"""Messages that a replica hands over at once."""
LATER = timedelta(minutes=5)
TOGETHER = 0.2
"""How often both look at the same subjects at once; else one does, and both send."""


@dataclass
class Replica:
    """One process of the notifier, without its edges."""

    uri: str
    name: str
    policy: Policy
    clock: FixedClock
    server: SmtpServer

    def __post_init__(self) -> None:
        self.database = Database(self.uri, self.name)
        self.store = store = MongoStore(self.database)
        self.days = RegionDays(store.alerts, lambda: self.policy)
        self.alerts = Alerts(
            database=self.database,
            alerts=store.alerts,
            deliveries=store.deliveries,
            directory=store.directory,
            ledger=store.ledger,
            policy=lambda: self.policy,
            clock=self.clock,
            domain=DOMAIN,
        )
        self.answers = Answers(
            database=self.database,
            alerts=store.alerts,
            following=self.alerts,
            policy=lambda: self.policy,
            clock=self.clock,
        )
        self.mailing = Mailing(
            database=self.database,
            alerts=store.alerts,
            deliveries=store.deliveries,
            mailboxes=store.mailboxes,
            directory=store.directory,
            outbox=store.outbox,
            senders={MAIL: self.server},
            letterhead=Letterhead(Address("Aksi", "aksi", DOMAIN), "https://aksi.example/"),
            limits=lambda: Limits(self.policy.give_up_after, self.policy.messages_an_hour),
            next_digest=self.days.next_digest,
            working_days_left=self.days.left,
            clock=self.clock,
            metrics=NotifierMetrics(CollectorRegistry(), lambda: self.policy.by_name),
        )
        self.connections: list[dict[str, Connection]] = [{} for _ in range(SENDERS)]

    async def hears(self, events: list[Any]) -> None:
        """Events of one kind, in one batch."""
        match events[0]:
            case AgencyPublished():
                await self.alerts.take_over_agencies(events)
            case CalendarPublished():
                await self.alerts.take_over_calendars(events)
                await self.days.read()
            case _:
                await self.alerts.follow(events)

    async def works(self) -> None:
        """Everything that is due."""
        while await self.looks() or await self.sends():
            pass

    async def looks(self) -> bool:
        """At subjects that are due; whether there were any."""
        return await self.alerts.escalate(self.clock.now(), 500) > 0

    async def sends(self) -> bool:
        """All messages that are due; whether there were any."""
        return any(await asyncio.gather(*(self._sends(one) for one in self.connections)))

    async def _sends(self, connections: dict[str, Connection]) -> bool:
        found = False
        while await self.mailing.deliver_one(connections):
            found = True
        return found

    async def hangs_up(self) -> None:
        """As a sender that has nothing to do."""
        for many in self.connections:
            for one in many.values():
                await one.close()

    async def ends(self) -> None:
        """Its connections are gone."""
        await self.hangs_up()
        self.database.close()


@dataclass
class Replicas:
    """Runs a quarter; `kills` times a replica is killed at random."""

    uri: str
    name: str
    quarter: Quarter
    post: MailPost
    server: SmtpServer
    clock: FixedClock
    dice: Random
    kills: int = 0
    killed: int = 0
    down: tuple[datetime, datetime] | None = None
    """Between these the mail server takes nothing."""
    running: list[Replica] = field(default_factory=list)

    def new(self) -> Replica:
        """Another process."""
        policy = Policy.model_validate(self.quarter.policy)
        return Replica(self.uri, self.name, policy, self.clock, self.server)

    async def run(self) -> None:
        """All of it."""
        self.running = [self.new(), self.new()]
        store = self.running[0].store
        await store.prepare()
        await store.empty()
        facts = [
            (at, list(many)) for at, many in groupby(self.quarter.facts, key=lambda timed: timed.at)
        ]
        for at, many in facts:
            await self._until(at)
            await self._hear(many)
            left = self.kills - self.killed
            await self._all_work(kill=left > 0 and self.dice.random() < 0.1)
        await self._until(self.quarter.until)
        for one in self.running:
            await one.ends()

    async def _until(self, at: datetime) -> None:
        """Everything happens at its own instant until then."""
        before: datetime | None = None
        while (due := await self._next()) is not None and due <= at:
            now = max(due, self.clock.now())
            if now == before:  # messages wait, and their channel is to be tried later
                now = min(at, now + LATER)
            self.clock.instant = before = now
            await self._all_work()
            if now == at:
                break
        self.clock.instant = at

    async def _next(self) -> datetime | None:
        store = self.running[0].store
        row = (
            await self.running[0]
            .database["deliveries"]
            .find_one({"state": State.PENDING.value}, {"next_at": 1}, sort=[("next_at", 1)])
        )
        times = [await store.alerts.next_wake(), row["next_at"] if row else None]
        times += [one for one in self.down or () if one > self.clock.now()]
        return min((one for one in times if one is not None), default=None)

    async def _hear(self, many: list[Timed]) -> None:
        for kind, alike in groupby([one.fact for one in many], key=type):
            facts = list(alike)
            replica = self.dice.choice(self.running)
            if kind is Answer:
                for given in facts:
                    assert isinstance(given, Answer)
                    await answer(replica.answers, await self._open(given), given)
            elif self.dice.random() < 0.1:  # both hear it, as when a group is shared out anew
                await asyncio.gather(*(one.hears(facts) for one in self.running))
            else:
                await replica.hears(facts)
            if kind is CalendarPublished:
                for one in self.running:
                    await one.days.read()

    async def _open(self, one: Answer) -> list[Alert]:
        wanted = {"item_id": one.subject, "rule": one.rule, "active": True}
        rows = self.running[0].database["alerts"].find(wanted)
        return [alert for alert in [alert_of(row) async for row in rows] if alert.open]

    async def _all_work(self, *, kill: bool = False) -> None:
        now = self.clock.now()
        is_down = self.down is not None and self.down[0] <= now < self.down[1]
        if is_down != self.post.is_down:
            self.post.is_down = is_down
            for one in self.running:
                await one.hangs_up()
        if kill:
            await self._kill()
        if self.dice.random() < TOGETHER:
            await asyncio.gather(*(one.works() for one in self.running))
        first = self.dice.choice(self.running)
        while await first.looks() or any(
            await asyncio.gather(*(one.sends() for one in self.running))
        ):
            pass

    async def _kill(self) -> None:
        """One in the middle of its work, wherever that is; the other goes on."""
        victim = self.dice.randrange(len(self.running))
        tasks = [asyncio.create_task(one.works()) for one in self.running]
        for _ in range(self.dice.randrange(2, 300)):
            await asyncio.sleep(0)
        self.killed += not tasks[victim].done()
        tasks[victim].cancel()
        with suppress(asyncio.CancelledError):
            await tasks[victim]
        await self.running[victim].ends()
        await asyncio.gather(*(one for one in tasks if one is not tasks[victim]))
        self.running[victim] = self.new()
        await self.running[victim].days.read()
        await self.running[victim].store.lapse()

    async def messages(self) -> list[Message]:
        """What the mail server took, by what is recorded of it; the same mail again left out."""
        database = Database(self.uri, self.name)
        rows = (await MongoStore(database).all_deliveries()).values()
        database.close()
        notices = defaultdict(list)
        for one in rows:
            if one.state is State.SENT:
                notice = Notice(one.rule, one.item_id, one.step, one.message)
                notices[one.message_id].append(notice)
        first: dict[str, Mail] = {}
        for mail in self.post.taken:
            first.setdefault(mail.message_id, mail)
        return [
            Message(mail.at, mail.address, tuple(sorted(notices[mail.message_id])))
            for mail in first.values()
        ]

    @property
    def doubled(self) -> Counter[str]:
        """Message-IDs that were taken more than once."""
        times = Counter(mail.message_id for mail in self.post.taken)
        return Counter({one: count - 1 for one, count in times.items() if count > 1})
