"""When an alert opens, what it asks for next, and when it is over. Pure.

An alert is an episode: one item, one rule, from the status change that opened it to the
one that closed it. The episode's number is the `seq` of the opening change, so that a
replay gives the same alert and not another one.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chassis.clock import to_millisecond
from contracts import ProgressRecorded, StatusChanged
from contracts.words import Contact, ContactRole, ItemId, Status
from notifier.alerting.policy import Message, Policy, Rule, Step
from notifier.directory.recipients import Offices, mailbox


class Ending(StrEnum):
    """Why an alert closed. Only `done` is told to those who had been told."""

    DONE = "done"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Alert:
    """One episode.

    `changes` are the status changes it saw: the opening one first, the closing one last.
    `noticed_at` is when the notifier read the opening one. `told` are the steps already
    taken, `missing` the offices of such steps that nobody had an address of.
    """

    rule: str
    changes: tuple[StatusChanged, ...]
    noticed_at: datetime
    wake_at: datetime | None
    told: tuple[str, ...] = ()
    missing: Mapping[str, tuple[ContactRole, ...]] = field(default_factory=dict)
    ending: Ending | None = None
    latest: ProgressRecorded | None = None
    """The latest report that was heard of while it was open."""

    @property
    def item_id(self) -> ItemId:
        """The item it is about."""
        return self.changes[0].item_id

    @property
    def episode(self) -> int:
        """`seq` of the change that opened it."""
        return self.changes[0].seq

    @property
    def id(self) -> str:
        """Names the episode everywhere; no two alerts share it."""
        return f"{self.rule}:{self.item_id}:{self.episode}"

    @property
    def opened_at(self) -> datetime:
        """When the tracker saw the change that opened it."""
        return to_millisecond(self.changes[0].at)

    @property
    def since(self) -> datetime:
        """From when on the status held that opened it."""
        return self.changes[0].since

    @property
    def facts(self) -> StatusChanged:
        """The last that is known of the item: its last change, and a later report's figures."""
        last, report = self.changes[-1], self.latest
        if report is None or not _is_news(report, last):
            return last
        return last.model_copy(
            update={
                "actual_percent": report.physical_percent,
                "deviation": round(report.physical_percent - last.planned_percent, 4),
                "last_report": report.as_of,
                "reports": max(1, last.reports),
            }
        )

    @property
    def open(self) -> bool:
        """Whether it still holds."""
        return self.ending is None

    @property
    def closed_at(self) -> datetime | None:
        """When the tracker saw the change that closed it."""
        return None if self.open else to_millisecond(self.changes[-1].at)

    @property
    def missing_roles(self) -> tuple[ContactRole, ...]:
        """The offices that should have been told and have no address."""
        return tuple(sorted({role for roles in self.missing.values() for role in roles}))

    def due(self, rule: Rule, step: Step) -> datetime:
        """When the step falls due.

        Never before a grace period has passed since the alert was noticed: a backlog that
        is read after an outage has that long to close what it opened.
        """
        return max(self.opened_at + rule.grace + step.after, self.noticed_at + rule.grace)


def _is_news(report: ProgressRecorded, change: StatusChanged) -> bool:
    """Whether the report says more than the change, which knows all that were received by then."""
    if change.last_report is None or report.as_of > change.last_report:
        return True
    return report.as_of == change.last_report and report.received_at > change.at


def later(known: ProgressRecorded | None, report: ProgressRecorded) -> ProgressRecorded:
    """Which of two reports of an item counts; the known one when they are the same."""
    if known is None:
        return report
    return max(known, report, key=lambda r: (r.as_of, r.submitted_at, r.report_id))


def heard(alert: Alert, report: ProgressRecorded | None) -> Alert:
    """The alert with `report` if it is the latest, so that a mail says what is known then.

    A report that does not change the status is told by no status change.
    """
    latest = later(alert.latest, report) if report else alert.latest
    return alert if latest is alert.latest else replace(alert, latest=latest)


@dataclass(frozen=True, slots=True)
class Telling:
    """One address that a step tells. `counts_from` is what its delay is measured from."""

    step: Step
    message: Message
    contact: Contact
    counts_from: datetime


def follow(
    policy: Policy,
    seq: int,
    open_alerts: Iterable[Alert],
    changes: Iterable[StatusChanged],
    now: datetime,
) -> tuple[int, tuple[Alert, ...]]:
    """What one item's status changes make of its alerts.

    `seq` is the last one already followed: a change at or below it says nothing.
    Answers the new last one and every alert that opened, went on or closed.
    """
    touched: dict[str, Alert] = {}
    standing = {alert.rule: alert for alert in open_alerts}
    for change in sorted(changes, key=lambda change: change.seq):
        if change.seq <= seq:
            continue
        seq = change.seq
        moved = _observe(policy, standing, change, now)
        touched.update((alert.id, alert) for alert in moved)
        standing = {alert.rule: alert for alert in moved if alert.open}
    return seq, tuple(touched.values())


def _observe(
    policy: Policy, standing: Mapping[str, Alert], change: StatusChanged, now: datetime
) -> list[Alert]:
    """Every alert of the item after one more change: those that stood, and the new."""
    holding = [rule for rule in policy.rules if rule.holds(change.kind, change.to_status)]
    silenced = {name for rule in holding for name in rule.supersedes}
    speaking = {rule.rule: rule for rule in holding if rule.rule not in silenced}
    going_on = {
        name for name, alert in standing.items() if name in speaking and _is_theirs(alert, change)
    }
    moved = [
        replace(alert, changes=(*alert.changes, change))
        if name in going_on
        else _closed(alert, change, silenced)
        for name, alert in standing.items()
    ]
    return moved + [
        _opened(rule, change, now) for name, rule in speaking.items() if name not in going_on
    ]


def _is_theirs(alert: Alert, change: StatusChanged) -> bool:
    """Whether the item is still the same agency's: another one has to be told from the start."""
    last = alert.changes[-1]
    return (last.agency, last.region) == (change.agency, change.region)


def _opened(rule: Rule, change: StatusChanged, now: datetime) -> Alert:
    alert = Alert(rule=rule.rule, changes=(change,), noticed_at=now, wake_at=None)
    return replace(alert, wake_at=alert.due(rule, rule.steps[0]))


def _closed(alert: Alert, change: StatusChanged, silenced: Container[str]) -> Alert:
    if change.to_status is Status.DONE:
        ending = Ending.DONE
    elif change.to_status is Status.CANCELLED:
        ending = Ending.CANCELLED
    elif alert.rule in silenced:
        ending = Ending.SUPERSEDED
    else:
        ending = Ending.LEFT
    return replace(alert, changes=(*alert.changes, change), ending=ending, wake_at=None, missing={})


def climb(
    policy: Policy, alert: Alert, offices: Offices, now: datetime
) -> tuple[Alert, tuple[Telling, ...]]:
    """Take every step of the ladder that is due by `now`.

    Answers the alert as it stands then and whom to tell. An office that nobody has an
    address of stays in `missing`, and the alert wakes again to look it up.
    """
    rule = policy.by_name.get(alert.rule)
    if rule is None or not alert.open:
        return replace(alert, wake_at=None), ()
    tellings: list[Telling] = []
    missing: dict[str, tuple[ContactRole, ...]] = {}
    due = [step for step in rule.steps if alert.due(rule, step) <= now]
    for step in due:
        asked = alert.missing.get(step.step, ()) if step.step in alert.told else step.roles
        found, absent = _addresses(alert, asked, offices)
        counts_from = alert.opened_at + step.after
        tellings += [Telling(step, rule.message, contact, counts_from) for contact in found]
        if absent:
            missing[step.step] = absent
    ahead = [alert.due(rule, step) for step in rule.steps if step not in due]
    if missing:
        ahead.append(now + policy.contact_retry)
    told = tuple(step.step for step in due)
    climbed = replace(alert, told=told, missing=missing, wake_at=min(ahead, default=None))
    return climbed, tuple(tellings)


def _addresses(
    alert: Alert, roles: Sequence[ContactRole], offices: Offices
) -> tuple[list[Contact], tuple[ContactRole, ...]]:
    """Whom the roles lead to, each mailbox once, and the roles that lead nowhere."""
    found: dict[str, Contact] = {}
    absent: list[ContactRole] = []
    for role in roles:
        holders = offices.holders(role, alert.facts.agency, alert.facts.region)
        if not holders:
            absent.append(role)
        for contact in holders:
            found.setdefault(mailbox(contact.email), contact)
    return list(found.values()), tuple(absent)
