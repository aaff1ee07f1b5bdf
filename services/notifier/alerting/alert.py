"""When an alert opens, when it escalates, and when it closes. Pure.

An alert is an episode: one item, one rule, from the status change that opened it to the one that
closed it. The episode's number is the `seq` of the opening change, so that a replay gives the same
alert again.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from chassis.clock import to_millisecond
from contracts import ProgressRecorded, StatusChanged
from contracts.words import Contact, ContactRole, ItemId, Status
from notifier.alerting.policy import AlertRule, Message, Policy, Step
from notifier.directory.recipients import Offices, mailbox


class CloseReason(StrEnum):
    """Why an alert closed. Only for `done` a resolved notice is sent to those who were notified."""

    DONE = "done"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Alert:
    """One episode.

    `changes` are its status changes: the opening one first, the closing one last.
    `noticed_at` is when the notifier read the opening one. `steps_taken` are the steps of the
    ladder already taken, `missing` the offices of such steps without a known address.
    """

    rule: str
    changes: tuple[StatusChanged, ...]
    noticed_at: datetime
    wake_at: datetime | None
    steps_taken: tuple[str, ...] = ()
    missing: Mapping[str, tuple[ContactRole, ...]] = field(default_factory=dict)
    close_reason: CloseReason | None = None
    latest: ProgressRecorded | None = None
    """The latest report received while it was open."""

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
        """The unique id of the episode."""
        return f"{self.rule}:{self.item_id}:{self.episode}"

    @property
    def opened_at(self) -> datetime:
        """Instant of the status change that opened it."""
        return to_millisecond(self.changes[0].at)

    @property
    def since(self) -> datetime:
        """Since when the status that opened it holds."""
        return self.changes[0].since

    @property
    def facts(self) -> StatusChanged:
        """The item's latest figures: of its last change, or of a later report."""
        last, report = self.changes[-1], self.latest
        if report is None or not _is_newer(report, last):
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
        """Whether it is not closed."""
        return self.close_reason is None

    @property
    def closed_at(self) -> datetime | None:
        """Instant of the status change that closed it; None while it is open."""
        return None if self.open else to_millisecond(self.changes[-1].at)

    @property
    def missing_roles(self) -> tuple[ContactRole, ...]:
        """The offices to be notified that have no known address."""
        return tuple(sorted({role for roles in self.missing.values() for role in roles}))

    def due(self, rule: AlertRule, step: Step) -> datetime:
        """When the step is due.

        Never before a grace period has passed since the alert was noticed: a backlog that is read
        after an outage has that time to close the alerts that it opened.
        """
        return max(self.opened_at + rule.grace + step.after, self.noticed_at + rule.grace)


def _is_newer(report: ProgressRecorded, change: StatusChanged) -> bool:
    """Whether the report came after the change, which includes all reports received by then."""
    if change.last_report is None or report.as_of > change.last_report:
        return True
    return report.as_of == change.last_report and report.received_at > change.at


def latest_of(stored: ProgressRecorded | None, report: ProgressRecorded) -> ProgressRecorded:
    """Which of two reports of an item counts; the stored one when they are equal."""
    if stored is None:
        return report
    return max(stored, report, key=lambda r: (r.as_of, r.submitted_at, r.report_id))


def with_latest(alert: Alert, report: ProgressRecorded | None) -> Alert:
    """The alert with `report` if it is the latest, so that a mail has the latest figures.

    A report that leaves the status unchanged comes without a status change.
    """
    latest = latest_of(alert.latest, report) if report else alert.latest
    return alert if latest is alert.latest else replace(alert, latest=latest)


@dataclass(frozen=True, slots=True)
class Notification:
    """One address that a step notifies. Its delay is measured from `counts_from`."""

    step: Step
    message: Message
    contact: Contact
    counts_from: datetime


def apply_changes(
    policy: Policy,
    seq: int,
    open_alerts: Iterable[Alert],
    changes: Iterable[StatusChanged],
    now: datetime,
) -> tuple[int, tuple[Alert, ...]]:
    """Apply one item's status changes to its alerts.

    `seq` is the last one already applied: a change at or below it changes nothing. Returns the new
    last one, and every alert that opened, continued or closed.
    """
    touched: dict[str, Alert] = {}
    now_open = {alert.rule: alert for alert in open_alerts}
    for change in sorted(changes, key=lambda change: change.seq):
        if change.seq <= seq:
            continue
        seq = change.seq
        moved = _after(policy, now_open, change, now)
        touched.update((alert.id, alert) for alert in moved)
        now_open = {alert.rule: alert for alert in moved if alert.open}
    return seq, tuple(touched.values())


def _after(
    policy: Policy, was_open: Mapping[str, Alert], change: StatusChanged, now: datetime
) -> list[Alert]:
    """Every alert of the item after one more change: those that were open, and new ones."""
    holding = [rule for rule in policy.rules if rule.holds(change.kind, change.to_status)]
    superseded = {name for rule in holding for name in rule.supersedes}
    active = {rule.rule: rule for rule in holding if rule.rule not in superseded}
    going_on = {
        name for name, alert in was_open.items() if name in active and _is_theirs(alert, change)
    }
    moved = [
        replace(alert, changes=(*alert.changes, change))
        if name in going_on
        else _closed(alert, change, superseded)
        for name, alert in was_open.items()
    ]
    return moved + [
        _opened(rule, change, now) for name, rule in active.items() if name not in going_on
    ]


def _is_theirs(alert: Alert, change: StatusChanged) -> bool:
    """Whether the item is still the same agency's: a new one is notified from the first step."""
    last = alert.changes[-1]
    return (last.agency, last.region) == (change.agency, change.region)


def _opened(rule: AlertRule, change: StatusChanged, now: datetime) -> Alert:
    alert = Alert(rule=rule.rule, changes=(change,), noticed_at=now, wake_at=None)
    return replace(alert, wake_at=alert.due(rule, rule.steps[0]))


def _closed(alert: Alert, change: StatusChanged, superseded: Container[str]) -> Alert:
    if change.to_status is Status.DONE:
        reason = CloseReason.DONE
    elif change.to_status is Status.CANCELLED:
        reason = CloseReason.CANCELLED
    elif alert.rule in superseded:
        reason = CloseReason.SUPERSEDED
    else:
        reason = CloseReason.LEFT
    changes = (*alert.changes, change)
    return replace(alert, changes=changes, close_reason=reason, wake_at=None, missing={})


def escalate(
    policy: Policy, alert: Alert, offices: Offices, now: datetime
) -> tuple[Alert, tuple[Notification, ...]]:
    """Take every step of the ladder that is due by `now`.

    Returns the alert afterwards and its notifications. An office without a known address stays in
    `missing`, and the alert wakes again to look it up.
    """
    rule = policy.by_name.get(alert.rule)
    if rule is None or not alert.open:
        return replace(alert, wake_at=None), ()
    notifications: list[Notification] = []
    missing: dict[str, tuple[ContactRole, ...]] = {}
    due = [step for step in rule.steps if alert.due(rule, step) <= now]
    for step in due:
        roles = alert.missing.get(step.step, ()) if step.step in alert.steps_taken else step.roles
        contacts, absent = _contacts(alert, roles, offices)
        counts_from = alert.opened_at + step.after
        notifications += [Notification(step, rule.message, one, counts_from) for one in contacts]
        if absent:
            missing[step.step] = absent
    ahead = [alert.due(rule, step) for step in rule.steps if step not in due]
    if missing:
        ahead.append(now + policy.contact_retry)
    steps_taken = tuple(step.step for step in due)
    wake_at = min(ahead, default=None)
    escalated = replace(alert, steps_taken=steps_taken, missing=missing, wake_at=wake_at)
    return escalated, tuple(notifications)


def _contacts(
    alert: Alert, roles: Sequence[ContactRole], offices: Offices
) -> tuple[list[Contact], tuple[ContactRole, ...]]:
    """The contacts of the roles, each mailbox once, and the roles without a contact."""
    by_mailbox: dict[str, Contact] = {}
    absent: list[ContactRole] = []
    for role in roles:
        holders = offices.holders(role, alert.facts.agency, alert.facts.region)
        if not holders:
            absent.append(role)
        for contact in holders:
            by_mailbox.setdefault(mailbox(contact.email), contact)
    return list(by_mailbox.values()), tuple(absent)
