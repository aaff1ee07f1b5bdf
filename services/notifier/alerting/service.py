"""Applies what is heard, and the clock, to the episodes: each in one transaction."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chassis.clock import Clock, to_millisecond
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from contracts import AgencyPublished, CalendarPublished, CouncilDecided, StatusChanged
from notifier.alerting.books import Bookkeeper, Books
from notifier.alerting.measures import Took, measured
from notifier.alerting.noting import facts_of
from notifier.alerting.policy import Policy
from notifier.alerting.repository import AlertRepository
from notifier.alerting.watch import Heard, Watch, heard, subject_of
from notifier.delivery.delivery import Delivery, State, delivery_key, message_id
from notifier.delivery.repository import DeliveryRepository
from notifier.directory.recipients import serves_the_region
from notifier.directory.repository import DirectoryRepository
from notifier.ledger.repository import LedgerRepository

TOGETHER = 500
"""Events of one transaction: a transaction may last ten seconds, on a busy machine too."""
ChannelsOfAll = Callable[[Collection[str], UnitOfWork], Awaitable[Mapping[str, Sequence[str]]]]


async def only_mail(mailboxes: Collection[str], unit: UnitOfWork) -> Mapping[str, Sequence[str]]:
    """Mail, for every address."""
    return {}


class Alerts:
    """Opens, escalates and closes alerts, and adds pending deliveries for the messages to send."""

    def __init__(
        self,
        *,
        database: Database,
        alerts: AlertRepository,
        deliveries: DeliveryRepository,
        directory: DirectoryRepository,
        ledger: LedgerRepository,
        policy: Callable[[], Policy],
        clock: Clock,
        domain: str,
        deliver: Callable[[], None] = lambda: None,
        look: Callable[[], None] = lambda: None,
        tell: Callable[[UnitOfWork, Iterable[Outgoing]], None] = lambda unit, events: None,
        channels_of: ChannelsOfAll = only_mail,
        took: Callable[[Took], None] = lambda took: None,
    ) -> None:
        """`domain` is the domain of our Message-IDs. `deliver` is called when deliveries were
        added, `look` when an alert may be due at once, `tell` with what has to be said to others;
        `channels_of` are the channels of mailboxes, the first to be used first; `took` hears what
        was measured.
        """
        self._database = database
        self._alerts = alerts
        self._deliveries = deliveries
        self._directory = directory
        self._ledger = ledger
        self.keeper = Bookkeeper(policy, domain)
        self._clock = clock
        self._deliver = deliver
        self._look = look
        self._tell = tell
        self._channels_of = channels_of
        self._took = took
        self._alone = asyncio.Lock()
        """What is heard on several topics is often of the same items: one transaction at a time
        in a process conflicts with none of its own.
        """
        self._domain = domain

    async def follow(self, events: Sequence[Heard]) -> None:
        """Apply what is heard of items and decisions; idempotent, in any order across topics."""
        for some in _parts(events, TOGETHER):
            await self._follow_some(some)
        self._deliver()
        self._look()

    async def _follow_some(self, events: Sequence[Heard]) -> None:
        now = self._clock.now()
        by_subject: dict[str, list[Heard]] = defaultdict(list)
        for event in events:
            by_subject[subject_of(event)].append(event)
        async with self._alone:
            took = await self._database.transaction(
                lambda unit: self._follow(unit, by_subject, now)
            )
        self.measure(took)

    async def _follow(
        self, unit: UnitOfWork, by_subject: Mapping[str, Sequence[Heard]], now: datetime
    ) -> Sequence[Took]:
        known = await self._alerts.watches(unit, by_subject)
        steps: dict[str, list[tuple[Watch, datetime]]] = {}
        undone: set[str] = set()
        for subject, events in by_subject.items():
            watch = known.get(subject, Watch(subject))
            for event in sorted(events, key=_order):
                after = heard(watch, event)
                if after is not watch:
                    steps.setdefault(subject, []).append((after, _at(event, watch, now)))
                    undone |= {subject} if _is_undone(event, after) else set()
                watch = after
        if not steps:
            return ()
        self._deliveries.withdraw_done(unit, undone)
        return await self._apply(unit, steps, now, settles=False)

    async def escalate(self, now: datetime, limit: int) -> int:
        """Look at every subject that is due by `now`, up to `limit`; returns how many were."""
        due = await self._alerts.due(now, limit)
        if due:
            async with self._alone:
                took = await self._database.transaction(lambda unit: self._escalate(unit, due, now))
            self.measure(took)
            self._deliver()
        return len(due)

    async def _escalate(
        self, unit: UnitOfWork, subjects: Sequence[str], now: datetime
    ) -> Sequence[Took]:
        watches = await self._alerts.watches(unit, subjects)
        steps = {
            subject: [(watch, now)]
            for subject, watch in watches.items()
            if watch.wake_at is not None and watch.wake_at <= now
        }
        return await self._apply(unit, steps, now)

    def measure(self, took: Iterable[Took]) -> None:
        """Pass on what was measured in a transaction that is committed."""
        for one in took:
            self._took(one)

    async def _apply(
        self,
        unit: UnitOfWork,
        steps: Mapping[str, Sequence[tuple[Watch, datetime]]],
        now: datetime,
        *,
        settles: bool = True,
    ) -> Sequence[Took]:
        """Follow each subject through its steps, and save all that became of them. What is heard
        settles nothing: the next event, of a backlog too, may be of the same episode.
        """
        books = await self.open_books(unit, [one for many in steps.values() for one, _ in many])
        for subject, many in steps.items():
            for watch, at in many:
                opened = books.watches[subject].opened if subject in books.watches else 0
                seen = replace(watch, opened=max(opened, watch.opened))
                self.keeper.look_at(books, seen, at, now, settles=settles)
        return await self.save(unit, books)

    async def open_books(self, unit: UnitOfWork, watches: Iterable[Watch]) -> Books:
        """Read what the watches' subjects need to be followed."""
        listed = list(watches)
        alerts = await self._alerts.active_alerts(unit, {one.subject for one in listed})
        places = {(one.facts.agency, one.facts.region) for one in listed if one.facts is not None}
        places |= {(one.agency, one.region) for one in alerts}
        agencies, regions = ({place[n] for place in places} for n in (0, 1))
        ids = {one for alert in alerts for one in (alert.id, *alert.follows)}
        sent = await self._deliveries.of_alerts(ids, unit) if ids else []
        return Books(
            watches={},
            alerts={one.id: one for one in alerts},
            deliveries={one.key: one for one in sent},
            calendars=await self._alerts.calendars(unit, regions),
            offices=await self._directory.offices(unit, agencies, regions),
            began=dict(await self._alerts.began(unit, regions)),
        )

    async def save(self, unit: UnitOfWork, books: Books) -> Sequence[Took]:
        """Write everything that changed. A new notice leaves by its address's first channel.
        Returns what was measured, for `measure`.
        """
        self._alerts.save(unit, [books.alerts[one] for one in sorted(books.touched)])
        active = {one.item_id for one in books.alerts.values() if one.active}
        watches = {name: (watch, name in active) for name, watch in books.watches.items()}
        self._alerts.save_watches(unit, watches)
        written = [books.deliveries[key] for key in sorted(books.written)]
        pending = {one.mailbox for one in written if one.state is State.PENDING}
        channels = await self._channels_of(pending, unit) if pending else {}
        rows = [_by_first(one, channels, self._domain) for one in written]
        self._deliveries.insert(unit, [one for one in rows if one.key not in books.stored])
        self._deliveries.put(unit, [one for one in rows if one.key in books.stored])
        self._alerts.save_regions(unit, books.new_regions)
        self._ledger.add(unit, books.entries)
        known = {name: watch.facts for name, watch in books.watches.items() if watch.facts}
        self._tell(unit, facts_of(books.entries, known))
        return tuple(measured(books.entries, books.alerts, books.deliveries.values()))

    async def take_over_calendars(self, calendars: Sequence[CalendarPublished]) -> None:
        """Store the newest calendar of each region and look again at its subjects; idempotent."""
        now = self._clock.now()

        async def work(unit: UnitOfWork) -> None:
            await self._alerts.save_newer_calendars(unit, calendars, now)

        await self._database.transaction(work)
        self._look()

    async def take_over_agencies(self, agencies: Sequence[AgencyPublished]) -> None:
        """Store the newest version of each agency, and look again at open alerts that its contacts
        may concern; idempotent.
        """
        now = self._clock.now()
        newest: dict[str, AgencyPublished] = {}
        for agency in sorted(agencies, key=lambda agency: agency.version):
            newest[agency.agency] = agency

        async def work(unit: UnitOfWork) -> None:
            changed = await self._directory.save_newer(unit, list(newest.values()))
            wide = {
                one.region for pair in changed for one in pair if one and serves_the_region(one)
            }
            codes = {after.agency for _, after in changed}
            if changed:
                self._alerts.wake_offices(unit, codes, wide, now)

        await self._database.transaction(work)
        self._look()


def _parts(events: Sequence[Heard], most: int) -> Iterator[Sequence[Heard]]:
    return (events[first : first + most] for first in range(0, len(events), most))


def _by_first(one: Delivery, channels: Mapping[str, Sequence[str]], domain: str) -> Delivery:
    """A notice that was not tried yet, by the first channel of its address."""
    first = next(iter(channels.get(one.mailbox, ())), one.channel)
    if one.state is not State.PENDING or one.attempts or first == one.channel:
        return one
    key = delivery_key(one.alert, one.step, one.recipient, first)
    return replace(one, key=key, channel=first, message_id=message_id(key, domain))


def _is_undone(event: Heard, after: Watch) -> bool:
    """Whether a subject is not done by what was heard, though it may have been."""
    facts = after.facts
    says_so = isinstance(event, StatusChanged | CouncilDecided)
    return says_so and facts is not None and not facts.over


def _order(event: Heard) -> int:
    """Events of one topic in their own order; the sort keeps the order of different ones."""
    return event.seq if isinstance(event, StatusChanged) else 0


def _at(event: Heard, watch: Watch, now: datetime) -> datetime:
    """When it happened: never after now, whatever the clock was that said so. What was heard once
    already, and is told again, opens nothing in the past.
    """
    if isinstance(event, StatusChanged) and not watch.lacks(event):
        return min(to_millisecond(event.at), now)
    return now
