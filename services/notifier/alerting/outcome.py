"""What an episode is judged by, and what a look at a subject leaves behind. Pure."""

from dataclasses import dataclass, field
from datetime import date, datetime

from notifier.alerting.alert import Alert
from notifier.alerting.days import Days
from notifier.alerting.ladder import counted_from
from notifier.alerting.ledger import Entry, What, noted
from notifier.alerting.policy import Policy
from notifier.alerting.telling import Notice
from notifier.alerting.watch import Watch
from notifier.directory.recipients import Offices


@dataclass(frozen=True, slots=True)
class Around:
    """What an episode is judged by, beside its subject."""

    policy: Policy
    days: Days
    offices: Offices
    now: datetime
    began: date | None = None
    """The day on which the region's first item came."""

    def counted_from(self, alert: Alert) -> datetime | None:
        """The instant from which an episode's ladder is counted; None before the go-live."""
        return counted_from(self.policy, self.days, alert, self.began, self.now)


@dataclass(slots=True)
class Outcome:
    """The watch and its episodes afterwards, what has to be sent, and what is written down.

    `withdrawn` are episodes whose pending notices are not to leave.
    """

    watch: Watch
    alerts: dict[str, Alert] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    def note(self, alert: Alert, at: datetime, what: What, **more: object) -> Alert:
        """Write something down about an episode; returns the episode."""
        alert, entry = noted(alert, at, what, **more)
        self.entries.append(entry)
        self.alerts[alert.id] = alert
        return alert
