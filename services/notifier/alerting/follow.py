"""What becomes of a subject's episodes when something is heard of it, or the clock goes on. Pure.

One function for every cause: an event, a step that is due, a contact, a new policy, an answer. Run
again with nothing new it changes nothing. docs/alerts.md is its meaning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from pydantic import TypeAdapter

from contracts.words import Status
from notifier.alerting.alert import Alert, CloseReason, Taken
from notifier.alerting.conditions import Holds, Subject, holds, next_look
from notifier.alerting.days import Days
from notifier.alerting.facts import Facts
from notifier.alerting.ladder import Due, ahead, counted_from, go_live, leaves_at
from notifier.alerting.ledger import Entry, What, Why, noted
from notifier.alerting.policy import (
    CLOSING_STEP,
    GO_LIVE_STEP,
    AlertRule,
    End,
    Policy,
    Step,
)
from notifier.alerting.telling import Addressed, Notice, Recipients, recipients
from notifier.alerting.watch import Watch
from notifier.delivery.delivery import Delivery
from notifier.directory.offices import Office
from notifier.directory.recipients import Holder, Offices, mailbox

_DAY = timedelta(days=1)
_END: TypeAdapter[End] = TypeAdapter(End)
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
    outcome = Outcome(watch, {one.id: one for one in alerts})
    facts = watch.facts
    if facts is not None:
        subject = Subject(watch, facts, around.days, around.now)
        _Pass(around, outcome, subject, addressed, at).go()
    return outcome


@dataclass(slots=True)
class _Pass:
    """One look at a subject: what holds, then what opens and closes, then who is told."""

    around: Around
    outcome: Outcome
    subject: Subject
    addressed: Mapping[str, Addressed]
    at: datetime
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
                climb = _Climb(self.around, self.outcome, self._known(alert), rules[alert.rule])
                climb.go(alert)
            elif alert.active:
                _settle(self.around, self.outcome, alert, self._known(alert))
        wake_at = _wake_at(self.around, self.outcome, self.subject)
        self.outcome.watch = replace(self.outcome.watch, wake_at=wake_at)

    def _known(self, alert: Alert) -> Addressed:
        return self.addressed.get(alert.id, Addressed())

    def _close(self) -> set[str]:
        """Close the open episodes that do not go on; returns the rules of those that do."""
        going_on: set[str] = set()
        for alert in [one for one in self.outcome.alerts.values() if one.open]:
            reason = self._reason(alert)
            if reason is None:
                going_on.add(alert.rule)
                self.outcome.alerts[alert.id] = replace(alert, facts=self.subject.facts)
                continue
            closed = replace(
                alert,
                facts=self.subject.facts,
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
        facts, watch = self.subject.facts, self.outcome.watch
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
            alert = self.outcome.note(alert, self.at, What.TOLD_NOBODY, why=Why.BEFORE_GO_LIVE)
        self.outcome.alerts[alert.id] = replace(alert, counts_from=counts_from)

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


@dataclass(slots=True)
class _Climb:
    """The ladder of one open episode: the steps that are due, and who has still to be told."""

    around: Around
    outcome: Outcome
    known: Addressed
    rule: AlertRule
    told: set[str] = field(default_factory=set)
    """Mailboxes that have been told of the episode, or are about to be."""

    def go(self, alert: Alert) -> None:
        """Take the steps that are due."""
        policy, days, now = self.around.policy, self.around.days, self.around.now
        self.told = set(self.known.waiting_or_told)
        if alert.counts_from is None:
            alert = self._begin_live(alert)
        steps = policy.steps(self.rule)
        due = [one for one in ahead(policy, steps, alert, days) if one.at <= now]
        for place, one in enumerate(due):
            if one.step.before_due is not None and place < len(due) - 1:
                passed = Taken(one.step.step, now, ())
                alert = replace(alert, taken=(*alert.taken, passed))
                alert = self.outcome.note(
                    alert, now, What.TOLD_NOBODY, why=Why.LATER_STEP, step=one.step.step
                )
            else:
                alert = self._take(alert, one)
        alert = self._tell_new_holders(alert)
        following = [one for one in ahead(policy, steps, alert, days) if one.at > now]
        self.outcome.alerts[alert.id] = replace(
            alert,
            next_step=following[0].step.step if following else None,
            next_at=following[0].at if following else None,
        )

    def _begin_live(self, alert: Alert) -> Alert:
        """On a region's first day what is open already stands in a digest to the delivery team."""
        now = self.around.now
        counts_from = self.around.counted_from(alert)
        if counts_from is None:
            return alert
        alert = replace(alert, counts_from=counts_from)
        team = (Office.DELIVERY_TEAM,)
        step = Step.model_construct(step=GO_LIVE_STEP, after=0, offices=team, digest=True)
        whom = recipients(step, alert, self.around.offices, self.known.refused)
        self._notify(alert, step, whom.holders, now)
        return self.outcome.note(
            alert,
            now,
            What.TOLD if whom.holders else What.TOLD_NOBODY,
            why=Why.GO_LIVE if whom.holders else Why.VACANT,
            step=GO_LIVE_STEP,
            offices=team,
            vacant=whom.vacant,
            told=len(whom.holders),
        )

    def _take(self, alert: Alert, due: Due) -> Alert:
        """Take one step."""
        step, now = due.step, self.around.now
        whom = self._expected(alert, step)
        taken = Taken(step.step, now, step.offices, whom.vacant)
        alert = replace(alert, taken=(*alert.taken, taken))
        to_tell = {box: x for box, x in whom.holders.items() if step.again or box not in self.told}
        self._notify(alert, step, to_tell, due.at)
        why = Why.BY_RULE
        if not to_tell:
            why = Why.TOLD_BEFORE if whom.holders else Why.VACANT
        return self.outcome.note(
            alert,
            now,
            What.TOLD if to_tell else What.TOLD_NOBODY,
            why=why,
            step=step.step,
            offices=step.offices,
            vacant=whom.vacant,
            told=len(to_tell),
        )

    def _expected(self, alert: Alert, step: Step) -> Recipients:
        """Whom a step tells; the first one also those told of a superseded episode."""
        refused = self.known.refused
        whom = recipients(step, alert, self.around.offices, refused)
        first = next((one.step for one in alert.taken if one.offices), step.step)
        if step.step != first:
            return whom
        before: dict[str, tuple[Holder, tuple[Office, ...]]] = {
            mailbox(one.email): (one, ())
            for one in self.known.told_before
            if mailbox(one.email) not in refused
        }
        return replace(whom, holders={**before, **whom.holders})

    def _tell_new_holders(self, alert: Alert) -> Alert:
        """Tell who has come to an office after its step was taken, with the last such step."""
        now = self.around.now
        last = max((one.until for one in alert.pauses), default=None)
        if last is not None and self.around.days.day(now) <= last:
            return alert
        steps = {one.step: one for one in self.around.policy.steps(self.rule)}
        taken: list[Taken] = []
        for one in reversed(alert.taken):
            step = steps.get(one.step)
            if step is None or not one.offices:
                taken.append(one)
                continue
            whom = self._expected(alert, step)
            taken.append(replace(one, vacant=whom.vacant))
            owed = {box: x for box, x in whom.holders.items() if box not in self.told}
            if owed:
                self._notify(alert, step, owed, now)
                alert = self.outcome.note(
                    alert,
                    now,
                    What.TOLD,
                    why=Why.NEW_HOLDER,
                    step=one.step,
                    offices=tuple(dict.fromkeys(holder.office for holder, _ in owed.values())),
                    vacant=whom.vacant,
                    told=len(owed),
                )
        return replace(alert, taken=tuple(reversed(taken)))

    def _notify(
        self,
        alert: Alert,
        step: Step,
        whom: Mapping[str, tuple[Holder, tuple[Office, ...]]],
        due_at: datetime,
    ) -> None:
        policy, days, now = self.around.policy, self.around.days, self.around.now
        send_at = leaves_at(policy, days, now, digest=step.digest)
        for holder, instead_of in whom.values():
            self.outcome.notices.append(
                Notice(
                    alert=alert,
                    step=step.step,
                    message=self.rule.wording,
                    holder=holder,
                    counts_from=due_at,
                    send_at=send_at,
                    digest=step.digest,
                    instead_of=instead_of,
                )
            )
        if step.step != GO_LIVE_STEP:
            self.told |= set(whom)


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
    outcome.alerts[alert.id] = alert
    rule = around.policy.by_name.get(alert.rule)
    if at_once or rule is None:
        return
    asked_for = reason.value in rule.tells_end
    known_of_it = known.told if asked_for else {}
    whom = {box: one for box, one in known_of_it.items() if box not in known.told_of_the_end}
    outcome.notices += [_end(around, alert, one, closed_at) for one in whom.values()]
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


def _end(around: Around, alert: Alert, first: Delivery, closed_at: datetime) -> Notice:
    """The notice of an episode's end to somebody who was told of it."""
    settled = closed_at + around.policy.settle
    return Notice(
        alert=alert,
        step=CLOSING_STEP,
        message=_END.validate_python(alert.close_reason),
        holder=Holder(Office(first.role), first.name, first.recipient),
        counts_from=max(settled, first.sent_at or settled),
        send_at=leaves_at(around.policy, around.days, around.now, digest=False),
        replies_to=first.message_id,
    )


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
            last = max((one.until for one in alert.pauses), default=None)
            if last is not None and days.start(last + _DAY) > now:
                times.append(days.start(last + _DAY))
        elif alert.active and alert.closed_at is not None:
            times.append(alert.closed_at + around.policy.settle)
    return min((one for one in times if one is not None), default=None)
