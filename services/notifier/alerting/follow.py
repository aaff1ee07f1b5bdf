"""What becomes of a subject's episodes when something is heard of it, or the clock goes on. Pure.

One function for every cause: an event, a step that is due, a contact, a new policy, an answer. Run
again with nothing new it changes nothing. docs/alerts.md is its meaning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from contracts.words import Status
from notifier.alerting.alert import Alert, CloseReason
from notifier.alerting.climb import Climb
from notifier.alerting.conditions import Holds, Subject, holds, next_look
from notifier.alerting.facts import Facts
from notifier.alerting.ladder import go_live
from notifier.alerting.ledger import What, Why
from notifier.alerting.outcome import Around, Outcome
from notifier.alerting.policy import AlertRule, Policy
from notifier.alerting.settling import AT_ONCE, settle
from notifier.alerting.telling import Addressed
from notifier.alerting.watch import Watch

_DAY = timedelta(days=1)
FOR_GOOD = frozenset({CloseReason.MOVED, CloseReason.HANDED_OVER})
"""After these the same rule opens another episode, however soon."""


def follow(
    around: Around,
    watch: Watch,
    alerts: Sequence[Alert],
    addressed: Mapping[str, Addressed],
    at: datetime,
    *,
    settles: bool = True,
) -> Outcome:
    """What becomes of the active episodes `alerts` of a subject.

    `at` is when that happened which is the cause; not later than now. `addressed` are the
    deliveries by episode. `settles`: episodes that closed long enough ago are settled.
    """
    outcome = Outcome(watch, {one.id: one for one in alerts})
    facts = watch.facts
    if facts is not None:
        subject = Subject(watch, facts, around.days, around.now)
        _Pass(around, outcome, subject, addressed, at, settles).go()
    return outcome


@dataclass(slots=True)
class _Pass:
    """One look at a subject: what holds, then what opens and closes, then who is told."""

    around: Around
    outcome: Outcome
    subject: Subject
    addressed: Mapping[str, Addressed]
    at: datetime
    settles: bool
    active: Mapping[str, Holds] = field(default_factory=dict)
    superseded: set[str] = field(default_factory=set)

    @property
    def policy(self) -> Policy:
        return self.around.policy

    @property
    def now(self) -> datetime:
        return self.around.now

    def go(self) -> None:
        """Everything, in its order."""
        found = ((rule.rule, holds(rule, self.subject)) for rule in self.policy.rules)
        holding = {name: held for name, held in found if held is not None}
        rules = self.policy.by_name
        self.superseded = {other for name in holding for other in rules[name].supersedes}
        self.active = {name: one for name, one in holding.items() if name not in self.superseded}
        going_on = self._close()
        for name, held in self.active.items():
            if name not in going_on:
                self._open(rules[name], held)
        self._pass_on()
        for alert in list(self.outcome.alerts.values()):
            if alert.open:
                climb = Climb(self.around, self.outcome, self._known(alert), rules[alert.rule])
                climb.go(alert)
            elif alert.active:
                closed = self._as_it_is_now(alert)
                if self.settles or closed.close_reason in AT_ONCE:
                    settle(self.around, self.outcome, closed, self._known(closed))
        wake_at = _wake_at(self.around, self.outcome, self.subject)
        self.outcome.watch = replace(self.outcome.watch, wake_at=wake_at)

    def _as_it_is_now(self, alert: Alert) -> Alert:
        """What closed as done and is not any more, before that was told, has recovered."""
        rule, facts = self.policy.by_name.get(alert.rule), self.subject.facts
        untrue = rule is not None and not facts.cancelled and not _is_done(rule, facts)
        if alert.settled or alert.close_reason is not CloseReason.DONE or not untrue:
            return alert
        recovered = replace(alert, close_reason=CloseReason.RECOVERED, facts=facts)
        self.outcome.alerts[alert.id] = recovered
        return recovered

    def _known(self, alert: Alert) -> Addressed:
        """The deliveries of an episode, and of those that it superseded, also just now."""
        known = self.addressed.get(alert.id, Addressed())
        passed_on = [self.addressed[one] for one in alert.follows if one in self.addressed]
        before = [*known.before, *(sent for one in passed_on for sent in (*one.own, *one.before))]
        return Addressed(known.own, list({one.key: one for one in before}.values()))

    def _close(self) -> set[str]:
        """Close the open episodes that do not go on; returns the rules of those that do."""
        going_on: set[str] = set()
        for alert in [one for one in self.outcome.alerts.values() if one.open]:
            reason = self._reason(alert)
            if reason is None:
                going_on.add(alert.rule)
                facts = self._said(self.active[alert.rule])
                self.outcome.alerts[alert.id] = replace(alert, facts=facts)
                continue
            about = Holds(alert.facts.period, alert.facts.last_day)
            closed = replace(
                alert,
                facts=self._said(about),
                closed_at=max(self.at, alert.opened_at),
                close_reason=reason,
                next_step=None,
                next_at=None,
            )
            self.outcome.withdrawn.append(alert.id)
            self.outcome.note(closed, self.at, What.CLOSED, why=reason.value)
        return going_on

    def _reason(self, alert: Alert) -> CloseReason | None:
        """Why an open episode closes, the first that is so; None where it goes on."""
        facts, rule = self.subject.facts, self.policy.by_name.get(alert.rule)
        if rule is None:
            return CloseReason.LEFT
        held = self.active.get(alert.rule)
        moved = facts.due != alert.first_due
        if (facts.agency, facts.region) == (alert.agency, alert.region):
            goes_on = held is not None and held.period == alert.period
            if goes_on and not (moved and rule.when.due_within is not None):
                return None
        reasons = {
            CloseReason.HANDED_OVER: (facts.agency, facts.region) != (alert.agency, alert.region),
            CloseReason.CANCELLED: facts.cancelled,
            CloseReason.DONE: _is_done(rule, facts),
            CloseReason.SUPERSEDED: alert.rule in self.superseded,
            CloseReason.MOVED: moved,
            CloseReason.PASSED: held is not None,
        }
        return next((reason for reason, is_so in reasons.items() if is_so), CloseReason.RECOVERED)

    def _open(self, rule: AlertRule, held: Holds) -> None:
        before = self._same_as_before(rule, held)
        facts, watch = self._said(held), self.outcome.watch
        if before is not None:
            again = replace(before, facts=facts, closed_at=None, close_reason=None, active=True)
            self.outcome.note(again, self.at, What.OPENED, why=Why.GOES_ON)
            return
        number = max(watch.opened + 1, watch.seq)
        self.outcome.watch = replace(watch, opened=number)
        since = facts.since if rule.when.status is not None else None
        alert = Alert(
            rule=rule.rule,
            item_id=watch.subject,
            episode=number,
            facts=facts,
            agency=facts.agency,
            region=facts.region,
            opened_at=self.at,
            noticed_at=self.now,
            since=since or self.at,
            first_due=facts.due,
            counts_from=None,
            period=held.period,
        )
        alert = self.outcome.note(alert, self.at, What.OPENED)
        counts_from = self.around.counted_from(alert)
        if counts_from is None:
            self.outcome.note(alert, self.at, What.TOLD_NOBODY, why=Why.BEFORE_GO_LIVE)
        elif counts_from == self.at:
            self.outcome.alerts[alert.id] = replace(alert, counts_from=counts_from)

    def _said(self, held: Holds) -> Facts:
        """The subject's facts, with the period that the rule is about."""
        return replace(self.subject.facts, period=held.period, last_day=held.last_day)

    def _same_as_before(self, rule: AlertRule, held: Holds) -> Alert | None:
        """The episode that goes on after a short end; None where another one opens."""
        ended = [
            one
            for one in self.outcome.alerts.values()
            if one.rule == rule.rule
            and one.closed_at is not None
            and not one.settled
            and one.close_reason not in FOR_GOOD | AT_ONCE
            and (one.agency, one.region) == (self.subject.facts.agency, self.subject.facts.region)
            and one.period == held.period
            and (rule.when.due_within is None or one.first_due == self.subject.facts.due)
            and self.at - one.closed_at < self.policy.settle
        ]
        return max(ended, key=lambda one: one.episode, default=None)

    def _pass_on(self) -> None:
        """Who was told of a superseded episode belongs to the one that superseded it."""
        closed = [
            one
            for one in self.outcome.alerts.values()
            if one.close_reason is CloseReason.SUPERSEDED and one.active
        ]
        for alert in [one for one in self.outcome.alerts.values() if one.open]:
            names = set(self.policy.by_name[alert.rule].supersedes)
            ids = [
                one_id for one in closed if one.rule in names for one_id in (*one.follows, one.id)
            ]
            follows = tuple(dict.fromkeys((*alert.follows, *ids)))
            self.outcome.alerts[alert.id] = replace(alert, follows=follows)


def _is_done(rule: AlertRule, facts: Facts) -> bool:
    if facts.decision is not None:
        return facts.done_at is not None
    return facts.to_status is Status.DONE and not rule.when.done_without_evidence


def _wake_at(around: Around, outcome: Outcome, subject: Subject) -> datetime | None:
    """When the clock alone may change something next."""
    now, days = around.now, around.days
    times = [next_look(rule, subject) for rule in around.policy.rules]
    for alert in outcome.alerts.values():
        if alert.open:
            times.append(alert.next_at)
            first = go_live(around.policy, days, alert.region, around.began)
            if alert.counts_from is None and first is not None:
                times.append(days.start(first))
            last = alert.paused_until
            if last is not None and days.start(last + _DAY) > now:
                times.append(days.start(last + _DAY))
        elif alert.active and alert.closed_at is not None:
            times.append(alert.closed_at + around.policy.settle)
    return min((one for one in times if one is not None), default=None)
