"""What a transaction, or a rehearsal, has read of its subjects, and what becomes of it. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from contracts.calendar import Calendar
from contracts.words import RegionCode
from notifier.alerting.alert import Alert, CloseReason
from notifier.alerting.days import Days
from notifier.alerting.follow import follow
from notifier.alerting.ledger import Entry
from notifier.alerting.outcome import Around, Outcome
from notifier.alerting.policy import Policy
from notifier.alerting.telling import Addressed, Notice
from notifier.alerting.watch import Watch
from notifier.delivery.delivery import Delivery, State, new_delivery
from notifier.directory.recipients import Offices


@dataclass(slots=True)
class Books:
    """Everything that a transaction reads of its subjects, and as it stands after it.

    `deliveries` are by key; `written` are the keys of those that changed, `stored` of those that
    were there before. `began` is the day on
    which a region's first item came.
    """

    watches: dict[str, Watch]
    alerts: dict[str, Alert]
    deliveries: dict[str, Delivery]
    calendars: Mapping[RegionCode, Calendar]
    offices: Offices
    began: dict[RegionCode, date] = field(default_factory=dict)
    new_regions: dict[RegionCode, tuple[date, str]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)
    stored: frozenset[str] = field(init=False)
    _alerts_of: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    _deliveries_of: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    """Ids and keys by subject: a look at one does not read what the others have."""

    def __post_init__(self) -> None:
        self.stored = frozenset(self.deliveries)
        for alert in self.alerts.values():
            self._alerts_of[alert.item_id][alert.id] = None
        for one in self.deliveries.values():
            self._deliveries_of[one.item_id][one.key] = None

    def of(self, subject: str) -> list[Alert]:
        """The episodes of a subject."""
        return [self.alerts[one] for one in self._alerts_of.get(subject, ())]

    def sent_of(self, subject: str) -> list[Delivery]:
        """The deliveries about a subject."""
        return [self.deliveries[one] for one in self._deliveries_of.get(subject, ())]

    def enter(self, alert: Alert) -> None:
        """Keep an episode as it has become."""
        self.alerts[alert.id] = alert
        self.touched.add(alert.id)
        self._alerts_of[alert.item_id][alert.id] = None

    def put(self, delivery: Delivery) -> None:
        """Keep a delivery as it has become."""
        self.deliveries[delivery.key] = delivery
        self.written.add(delivery.key)
        self._deliveries_of[delivery.item_id][delivery.key] = None


class Bookkeeper:
    """Follows subjects in the books."""

    def __init__(self, policy: Callable[[], Policy], domain: str) -> None:
        """`domain` is the domain of our Message-IDs."""
        self._policy = policy
        self._domain = domain

    def look_at(
        self, books: Books, watch: Watch, at: datetime, now: datetime, *, settles: bool = True
    ) -> None:
        """Follow one subject; what becomes of it stands in the books."""
        facts = watch.facts
        if facts is None:
            books.watches[watch.subject] = replace(watch, wake_at=None)
            return
        days = Days(facts.time_zone, books.calendars.get(facts.region))
        if facts.region not in books.began:
            books.began[facts.region] = days.day(now)
            books.new_regions[facts.region] = (days.day(now), facts.time_zone)
        began = books.began[facts.region]
        around = Around(self._policy(), days, books.offices, now, began)
        alerts = books.of(watch.subject)
        known = _addressed(books, alerts)
        outcome = follow(around, watch, alerts, known, at, settles=settles)
        self._enter(books, outcome, now)

    def _enter(self, books: Books, outcome: Outcome, now: datetime) -> None:
        books.watches[outcome.watch.subject] = outcome.watch
        for alert in outcome.alerts.values():
            books.enter(alert)
        books.entries += outcome.entries
        facts = outcome.watch.facts
        undone = facts is not None and not facts.over
        for one in books.sent_of(outcome.watch.subject):
            is_untrue = one.is_closing and undone and one.message == CloseReason.DONE
            if one.state is State.PENDING and (one.alert in outcome.withdrawn or is_untrue):
                books.put(replace(one, state=State.WITHDRAWN))
        for notice in outcome.notices:
            self.notify(books, notice, now)

    def notify(self, books: Books, notice: Notice, now: datetime) -> None:
        """Add the delivery of a notice. One that was withdrawn before it left may leave now; any
        other is left as it is.
        """
        delivery = delivery_of(notice, now, self._domain)
        known = books.deliveries.get(delivery.key)
        if known is None:
            books.put(delivery)
        elif known.state is State.WITHDRAWN:
            books.put(replace(delivery, attempts=known.attempts))


def delivery_of(notice: Notice, now: datetime, domain: str) -> Delivery:
    """The delivery of a notice."""
    alert = notice.alert
    return new_delivery(
        alert_id=alert.id,
        rule=alert.rule,
        item_id=alert.item_id,
        region=alert.region,
        agency=alert.agency,
        episode=alert.episode,
        step=notice.step,
        message=notice.message,
        office=notice.holder.office.value,
        name=notice.holder.name,
        email=notice.holder.email,
        counts_from=notice.counts_from,
        send_at=notice.send_at,
        digest=notice.digest,
        instead_of=tuple(one.value for one in notice.instead_of),
        words=notice.words,
        replies_to=notice.replies_to,
        now=now,
        domain=domain,
    )


def _addressed(books: Books, alerts: Iterable[Alert]) -> Mapping[str, Addressed]:
    by_alert: dict[str, list[Delivery]] = defaultdict(list)
    for subject in dict.fromkeys(alert.item_id for alert in alerts):
        for one in books.sent_of(subject):
            by_alert[one.alert].append(one)
    return {
        alert.id: Addressed(
            by_alert[alert.id], [one for name in alert.follows for one in by_alert[name]]
        )
        for alert in alerts
    }
