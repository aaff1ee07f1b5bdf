"""Who would have been told what by a policy, from the facts of the past. Pure."""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from contracts import AgencyPublished, StatusChanged
from contracts.calendar import Calendar
from contracts.words import RegionCode
from notifier.alerting.books import Bookkeeper, Books
from notifier.alerting.ledger import Entry
from notifier.alerting.policy import Policy
from notifier.alerting.watch import Heard, Watch, heard, subject_of
from notifier.delivery.delivery import Delivery, State
from notifier.directory.recipients import Offices, mailbox

DOMAIN = "rehearsal.invalid"
Timed = tuple[datetime, Heard]


@dataclass(frozen=True, slots=True)
class Message:
    """A message that would have left: to which office of which agency, with which notices."""

    at: datetime
    office: str
    agency: str
    digest: bool
    notices: tuple[Delivery, ...]


@dataclass(slots=True)
class Rehearsal:
    """The facts run through a policy. `agencies` and `calendars` are as they stand now."""

    policy: Policy
    agencies: Sequence[AgencyPublished]
    calendars: Mapping[RegionCode, Calendar]
    messages: list[Message] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    _books: Books = field(init=False)
    _keeper: Bookkeeper = field(init=False)
    _wakes: list[tuple[datetime, str]] = field(default_factory=list)
    _leaving: list[tuple[datetime, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._books = Books({}, {}, {}, self.calendars, Offices(self.agencies))
        self._keeper = Bookkeeper(lambda: self.policy, DOMAIN)

    def run(
        self,
        facts: Iterable[Timed],
        until: datetime,
        progress: Callable[[datetime], None] = lambda at: None,
    ) -> None:
        """Run everything, in the order of its instants, up to `until`."""
        for at, event in sorted(facts, key=lambda one: (one[0], _seq(one[1]))):
            if at > until:
                break
            self._pass_time(at)
            progress(at)
            subject = subject_of(event)
            watch = self._books.watches.get(subject, Watch(subject))
            after = heard(watch, event)
            if after is not watch:
                self._look(after, at)
        self._pass_time(until)

    def _pass_time(self, until: datetime) -> None:
        while True:
            times = [heap[0][0] for heap in (self._wakes, self._leaving) if heap]
            if not times or min(times) > until:
                return
            now = min(times)
            while self._wakes and self._wakes[0][0] <= now:
                _, subject = heapq.heappop(self._wakes)
                watch = self._books.watches[subject]
                if watch.wake_at is not None and watch.wake_at <= now:
                    self._look(replace(watch, wake_at=None), now)
            self._send(now)

    def _look(self, watch: Watch, now: datetime) -> None:
        before = set(self._books.written)
        self._keeper.look_at(self._books, watch, now, now)
        after = self._books.watches[watch.subject]
        if after.wake_at is not None:
            heapq.heappush(self._wakes, (after.wake_at, watch.subject))
        for key in self._books.written - before:
            heapq.heappush(self._leaving, (self._books.deliveries[key].next_at, key))
        self._books.written.clear()
        self.entries += self._books.entries
        self._books.entries.clear()

    def _send(self, now: datetime) -> None:
        by_box: dict[tuple[str, bool], list[Delivery]] = {}
        while self._leaving and self._leaving[0][0] <= now:
            _, key = heapq.heappop(self._leaving)
            one = self._books.deliveries[key]
            if one.state is State.PENDING:
                self._books.deliveries[key] = replace(one, state=State.SENT, sent_at=now)
                by_box.setdefault((mailbox(one.recipient), one.digest), []).append(one)
        for (_, digest), notices in sorted(by_box.items()):
            first = notices[0]
            message = Message(now, first.role, first.agency, digest, tuple(notices))
            self.messages.append(message)

    def by_day(self, since: datetime, day: Callable[[datetime], date]) -> Mapping[date, int]:
        """How many messages would have left on each day from `since` on."""
        return Counter(day(one.at) for one in self.messages if one.at >= since)


def _seq(event: Heard) -> int:
    return event.seq if isinstance(event, StatusChanged) else 0
