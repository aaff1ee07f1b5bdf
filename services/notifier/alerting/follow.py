"""What becomes of a subject's episodes when something is heard of it, or the clock goes on. Pure.

One function for every cause: an event, a step that is due, a contact, a new policy, an answer. Run
again with nothing new it changes nothing. docs/alerts.md is its meaning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from contracts.words import Status
from notifier.alerting.alert import Alert, CloseReason, Taken
from notifier.alerting.conditions import Holds, Subject, holds, next_look
from notifier.alerting.days import Days
from notifier.alerting.facts import Facts
from notifier.alerting.ladder import ahead, counted_from, go_live, leaves_at, next_digest
from notifier.alerting.ledger import Entry, What, Why, noted
from notifier.alerting.policy import (
    CLOSING_STEP,
    GO_LIVE_STEP,
    AlertRule,
    Policy,
    Step,
)
from notifier.alerting.telling import Addressed, Notice, Recipients, recipients
from notifier.alerting.watch import Watch
from notifier.directory.offices import Office
from notifier.directory.recipients import Holder, Offices, mailbox

_DAY = timedelta(days=1)
FOR_GOOD = frozenset({CloseReason.MOVED, CloseReason.HANDED_OVER})
"""After these the same rule opens another episode, however soon."""
AT_ONCE = frozenset({CloseReason.SUPERSEDED, CloseReason.PASSED, CloseReason.LEFT})
"""These ends are told nobody and settle at once."""


@dataclass(frozen=True, slots=True)
class Around:
    """What an episode is judged by, beside its subject."""

    policy: Policy
    days: Days
    offices: Offices
    now: datetime


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


def follow(
    around: Around,
    watch: Watch,
    alerts: Sequence[Alert],
    addressed: Mapping[str, Addressed],
    at: datetime,
) -> Outcome:
    """What becomes of the active episodes `alerts` of a subject.

    `at` is when that happened which is the cause; not later than now. `addressed` are the
    deliveries by episode.
    """
    facts = watch.facts
    outcome = Outcome(watch, {one.id: one for one in alerts})
    if facts is None:
        return outcome
    subject = Subject(watch, facts, around.days, around.now)
    holding = _holding(around.policy, subject)
    superseded = {
        other for name in holding for other in around.policy.by_name[name].supersedes
    }
    active = {name: one for name, one in holding.items() if name not in superseded}
    going_on = _close(around, outcome, subject, active, superseded, at)
    for name, held in active.items():
        if name not in going_on:
            _open(around, outcome, subject, around.policy.by_name[name], held, at)
    _pass_on(around, outcome)
    for alert in list(outcome.alerts.values()):
        known = addressed.get(alert.id, Addressed())
        if alert.open:
            _climb(around, outcome, alert, known)
        elif alert.active:
            _settle(around, outcome, alert, known)
    outcome.watch = replace(outcome.watch, wake_at=_wake_at(around, outcome, subject))
    return outcome


def _holding(policy: Policy, subject: Subject) -> Mapping[str, Holds]:
    found = ((rule.rule, holds(rule, subject)) for rule in policy.rules)
    return {name: held for name, held in found if held is not None}


def _close(
    around: Around,
    outcome: Outcome,
    subject: Subject,
    active: Mapping[str, Holds],
    superseded: set[str],
    at: datetime,
) -> set[str]:
    """Close the open episodes that do not go on; returns the rules of those that do."""
    going_on: set[str] = set()
    for alert in [one for one in outcome.alerts.values() if one.open]:
        reason = _reason(around, alert, subject, active, superseded)
        if reason is None:
            going_on.add(alert.rule)
            outcome.alerts[alert.id] = replace(alert, facts=subject.facts)
            continue
        closed = replace(
            alert,
            facts=subject.facts,
            closed_at=max(at, alert.opened_at),
            close_reason=reason,
            next_step=None,
            next_at=None,
        )
        outcome.withdrawn.append(alert.id)
        outcome.note(closed, at, What.CLOSED, why=reason.value)
    return going_on


def _reason(
    around: Around,
    alert: Alert,
    subject: Subject,
    active: Mapping[str, Holds],
    superseded: set[str],
) -> CloseReason | None:
    """Why an open episode closes; None where it goes on."""
    facts, rule = subject.facts, around.policy.by_name.get(alert.rule)
    if rule is None:
        return CloseReason.LEFT
    if (facts.agency, facts.region) != (alert.agency, alert.region):
        return CloseReason.HANDED_OVER
    moved = facts.due != alert.first_due
    held = active.get(alert.rule)
    if held is not None and held.period == alert.period:
        if not (moved and rule.when.due_within is not None):
            return None
        return CloseReason.MOVED
    if facts.cancelled:
        return CloseReason.CANCELLED
    if _is_done(rule, facts):
        return CloseReason.DONE
    if alert.rule in superseded:
        return CloseReason.SUPERSEDED
    if moved:
        return CloseReason.MOVED
    return CloseReason.RECOVERED if held is None else CloseReason.PASSED


def _is_done(rule: AlertRule, facts: Facts) -> bool:
    if facts.decision is not None:
        return facts.done_at is not None
    return facts.to_status is Status.DONE and not rule.when.done_without_evidence


def _open(
    around: Around, outcome: Outcome, subject: Subject, rule: AlertRule, held: Holds, at: datetime
) -> None:
    before = _same_as_before(around.policy, outcome, subject, rule, held, at)
    if before is not None:
        again = replace(
            before, facts=subject.facts, closed_at=None, close_reason=None, active=True
        )
        outcome.note(again, at, What.OPENED, why=Why.GOES_ON)
        return
    facts, watch = subject.facts, outcome.watch
    number = max(watch.opened + 1, watch.seq)
    outcome.watch = replace(watch, opened=number)
    by_status = rule.when.status is not None and facts.since is not None
    alert = Alert(
        rule=rule.rule,
        item_id=watch.subject,
        episode=number,
        facts=facts,
        agency=facts.agency,
        region=facts.region,
        opened_at=at,
        noticed_at=around.now,
        since=facts.since if by_status and facts.since is not None else at,
        first_due=facts.due,
        counts_from=None,
        period=held.period,
    )
    alert = outcome.note(alert, at, What.OPENED)
    counts_from = counted_from(around.policy, around.days, alert, around.now)
    if counts_from is None:
        alert = outcome.note(alert, at, What.TOLD_NOBODY, why=Why.BEFORE_GO_LIVE)
    outcome.alerts[alert.id] = replace(alert, counts_from=counts_from)


def _same_as_before(
    policy: Policy,
    outcome: Outcome,
    subject: Subject,
    rule: AlertRule,
    held: Holds,
    at: datetime,
) -> Alert | None:
    """The episode that goes on after a short end; None where another one opens."""
    ended = [
        one
        for one in outcome.alerts.values()
        if one.rule == rule.rule
        and one.closed_at is not None
        and one.active
        and one.close_reason not in FOR_GOOD | AT_ONCE
        and (one.agency, one.region) == (subject.facts.agency, subject.facts.region)
        and one.period == held.period
        and at - one.closed_at < policy.settle
    ]
    return max(ended, key=lambda one: one.episode, default=None)


def _pass_on(around: Around, outcome: Outcome) -> None:
    """Those who have been told of a superseded episode belong to the one that superseded it."""
    closed = [
        one
        for one in outcome.alerts.values()
        if one.close_reason is CloseReason.SUPERSEDED and one.active
    ]
    for alert in [one for one in outcome.alerts.values() if one.open]:
        names = set(around.policy.by_name[alert.rule].supersedes)
        ids = [
            one_id
            for one in closed
            if one.rule in names
            for one_id in (*one.follows, one.id)
            if one_id not in alert.follows
        ]
        if ids:
            follows = tuple(dict.fromkeys((*alert.follows, *ids)))
            outcome.alerts[alert.id] = replace(alert, follows=follows)


def _climb(around: Around, outcome: Outcome, alert: Alert, known: Addressed) -> None:
    """Take the steps that are due, and tell those who have still to be told."""
    policy, days, now = around.policy, around.days, around.now
    if alert.counts_from is None:
        alert = _begin_live(around, outcome, alert, known)
    steps = policy.steps(policy.by_name[alert.rule])
    due = [one for one in ahead(policy, steps, alert, days) if one.at <= now]
    told = set(known.waiting_or_told)
    for place, one in enumerate(due):
        if one.step.before_due is not None and place < len(due) - 1:
            alert = replace(alert, taken=(*alert.taken, Taken(one.step.step, now, ())))
            alert = outcome.note(
                alert, now, What.TOLD_NOBODY, why=Why.LATER_STEP, step=one.step.step
            )
            continue
        alert = _take(around, outcome, alert, known, one.step, one.at, told)
    alert = _tell_new_holders(around, outcome, alert, known, told)
    following = ahead(policy, steps, alert, days)
    following = [one for one in following if one.at > now]
    alert = replace(
        alert,
        next_step=following[0].step.step if following else None,
        next_at=following[0].at if following else None,
    )
    outcome.alerts[alert.id] = alert


def _begin_live(around: Around, outcome: Outcome, alert: Alert, known: Addressed) -> Alert:
    """On a region's first day what is open already stands in a digest to the delivery team."""
    counts_from = counted_from(around.policy, around.days, alert, around.now)
    if counts_from is None:
        return alert
    alert = replace(alert, counts_from=counts_from)
    step = Step(step="x", after=0, offices=(Office.DELIVERY_TEAM,), digest=True)
    whom = recipients(step, alert, around.offices, known.refused)
    for holder, instead_of in whom.holders.values():
        outcome.notices.append(
            Notice(
                alert=alert,
                step=GO_LIVE_STEP,
                message=around.policy.by_name[alert.rule].wording,
                holder=holder,
                counts_from=around.now,
                send_at=next_digest(around.policy, around.days, around.now),
                digest=True,
                instead_of=instead_of,
            )
        )
    return outcome.note(
        alert,
        around.now,
        What.TOLD if whom.holders else What.TOLD_NOBODY,
        why=Why.GO_LIVE if whom.holders else Why.VACANT,
        step=GO_LIVE_STEP,
        offices=step.offices,
        vacant=whom.vacant,
        told=len(whom.holders),
    )


def _take(
    around: Around,
    outcome: Outcome,
    alert: Alert,
    known: Addressed,
    step: Step,
    at: datetime,
    told: set[str],
) -> Alert:
    """Take one step; `told` are the mailboxes of the episode, and has those of the step after it.
    """
    whom = _expected(around, alert, known, step, first=not any(t.offices for t in alert.taken))
    alert = replace(
        alert, taken=(*alert.taken, Taken(step.step, around.now, step.offices, whom.vacant))
    )
    to_tell = {box: one for box, one in whom.holders.items() if step.again or box not in told}
    _notify(around, outcome, alert, step, to_tell, at)
    told |= set(to_tell)
    why = Why.BY_RULE
    if not to_tell:
        why = Why.VACANT if whom.nobody and not whom.holders else Why.TOLD_BEFORE
    return outcome.note(
        alert,
        around.now,
        What.TOLD if to_tell else What.TOLD_NOBODY,
        why=why,
        step=step.step,
        offices=step.offices,
        vacant=whom.vacant,
        told=len(to_tell),
    )


def _expected(
    around: Around, alert: Alert, known: Addressed, step: Step, *, first: bool
) -> Recipients:
    """Whom a step tells; the first one also those who had been told of a superseded episode."""
    whom = recipients(step, alert, around.offices, known.refused)
    if not first:
        return whom
    refused = known.refused
    before = {
        mailbox(one.email): (one, ())
        for one in known.told_before
        if mailbox(one.email) not in refused
    }
    return replace(whom, holders={**before, **whom.holders})


def _tell_new_holders(
    around: Around, outcome: Outcome, alert: Alert, known: Addressed, told: set[str]
) -> Alert:
    """Tell who has come to an office after its step was taken, with the last such step."""
    if _is_paused(around, alert):
        return alert
    steps = {one.step: one for one in around.policy.steps(around.policy.by_name[alert.rule])}
    first = next((one.step for one in alert.taken if one.offices), None)
    taken: list[Taken] = []
    for one in reversed(alert.taken):
        step = steps.get(one.step)
        if step is None or not one.offices:
            taken.append(one)
            continue
        whom = _expected(around, alert, known, step, first=one.step == first)
        taken.append(replace(one, vacant=whom.vacant))
        owed = {box: held for box, held in whom.holders.items() if box not in told}
        if owed:
            _notify(around, outcome, alert, step, owed, around.now)
            told |= set(owed)
            alert = outcome.note(
                alert,
                around.now,
                What.TOLD,
                why=Why.NEW_HOLDER,
                step=one.step,
                offices=tuple(dict.fromkeys(held[0].office for held in owed.values())),
                vacant=whom.vacant,
                told=len(owed),
            )
    return replace(alert, taken=tuple(reversed(taken)))


def _is_paused(around: Around, alert: Alert) -> bool:
    last = max((one.until for one in alert.pauses), default=None)
    return last is not None and around.days.day(around.now) <= last


def _notify(
    around: Around,
    outcome: Outcome,
    alert: Alert,
    step: Step,
    whom: Mapping[str, tuple[Holder, tuple[Office, ...]]],
    due_at: datetime,
) -> None:
    send_at = leaves_at(around.policy, around.days, around.now, digest=step.digest)
    for holder, instead_of in whom.values():
        outcome.notices.append(
            Notice(
                alert=alert,
                step=step.step,
                message=around.policy.by_name[alert.rule].wording,
                holder=holder,
                counts_from=due_at,
                send_at=send_at,
                digest=step.digest,
                instead_of=instead_of,
            )
        )


def _settle(around: Around, outcome: Outcome, alert: Alert, known: Addressed) -> None:
    """After its time of grace the end is told to those who had been told, and nobody else."""
    reason, closed_at = alert.close_reason, alert.closed_at
    if reason is None or closed_at is None:
        return
    at_once = reason in AT_ONCE
    if not at_once and around.now < closed_at + around.policy.settle:
        return
    was_settled = alert.settled
    alert = replace(alert, active=False, settled=True)
    rule = around.policy.by_name.get(alert.rule)
    outcome.alerts[alert.id] = alert
    if at_once or rule is None:
        return
    asked_for = reason.value in rule.tells_end
    whom = known.told if asked_for else {}
    whom = {box: one for box, one in whom.items() if box not in known.told_of_the_end}
    send_at = leaves_at(around.policy, around.days, around.now, digest=False)
    for first in whom.values():
        outcome.notices.append(
            Notice(
                alert=alert,
                step=CLOSING_STEP,
                message=reason.value,  # type: ignore[arg-type]
                holder=Holder(Office(first.role), first.name, first.recipient),
                counts_from=max(closed_at + around.policy.settle, first.sent_at or closed_at),
                send_at=send_at,
                replies_to=first.message_id,
            )
        )
    if was_settled and not whom:
        return
    why = Why.BY_RULE if whom else Why.NOT_TOLD_OF_IT if asked_for else Why.NOT_ASKED_FOR
    outcome.note(
        alert,
        around.now,
        What.SETTLED,
        why=why,
        offices=tuple(dict.fromkeys(Office(one.role) for one in whom.values())),
        told=len(whom),
    )


def _wake_at(around: Around, outcome: Outcome, subject: Subject) -> datetime | None:
    """When the clock alone may change something next."""
    now, days = around.now, around.days
    times = [next_look(rule, subject) for rule in around.policy.rules]
    for alert in outcome.alerts.values():
        if alert.open:
            times.append(alert.next_at)
            first = go_live(around.policy, alert.region)
            if alert.counts_from is None and first is not None:
                times.append(days.start(first))
            last = max((one.until for one in alert.pauses), default=None)
            if last is not None and days.start(last + _DAY) > now:
                times.append(days.start(last + _DAY))
        elif alert.active and alert.closed_at is not None:
            times.append(alert.closed_at + around.policy.settle)
    return min((one for one in times if one is not None), default=None)
