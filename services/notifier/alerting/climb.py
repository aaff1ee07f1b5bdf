"""The ladder of one open episode: which steps are taken, and whom they tell. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from notifier.alerting.alert import Alert, Answer, Taken
from notifier.alerting.ladder import Due, ahead, leaves_at
from notifier.alerting.ledger import What, Why
from notifier.alerting.outcome import Around, Outcome
from notifier.alerting.policy import GO_LIVE_STEP, HANDED_OVER_STEP, AlertRule, Step
from notifier.alerting.telling import (
    Addressed,
    Addressee,
    Notice,
    Recipients,
    offices_of,
    recipients,
)
from notifier.delivery.delivery import State
from notifier.directory.offices import Office
from notifier.directory.recipients import mailbox


@dataclass(slots=True)
class Climb:
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
        alert = self._resume(self._hand_over_further(alert))
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
            told_offices=offices_of(whom.holders.values()),
            digest=True,
        )

    def _resume(self, alert: Alert) -> Alert:
        """Once the last day of the last answer has ended it is written down that the ladder goes
        on.
        """
        until, now = alert.paused_until, self.around.now
        is_noted = alert.resumed == len(alert.pauses)
        if until is None or is_noted or self.around.days.day(now) <= until:
            return alert
        alert = replace(alert, resumed=len(alert.pauses))
        return self.outcome.note(alert, now, What.RESUMED, until=until)

    def _take(self, alert: Alert, due: Due) -> Alert:
        """Take one step."""
        step, now = due.step, self.around.now
        whom = self._expected(alert, step)
        taken = Taken(step.step, now, step.offices, whom.vacant)
        alert = replace(alert, taken=(*alert.taken, taken))
        to_tell = {box: x for box, x in whom.holders.items() if step.again or box not in self.told}
        self._notify(alert, step, to_tell, self._counts_from(alert, due))
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
            told_offices=offices_of(to_tell.values()),
            digest=step.digest,
        )

    def _counts_from(self, alert: Alert, due: Due) -> datetime:
        """From when a step's delay is measured: of one that is due at once, from the opening."""
        noticed = max(alert.opened_at, alert.noticed_at) + self.around.policy.grace
        return alert.opened_at if due.step.after == 0 and due.at <= noticed else due.at

    def _expected(self, alert: Alert, step: Step) -> Recipients:
        """Whom a step tells; the first one also those told of a superseded episode."""
        refused = self.known.refused
        whom = recipients(step, alert, self.around.offices, refused)
        first = next((one.step for one in alert.taken if one.offices), step.step)
        if step.step != first:
            return whom
        before: dict[str, Addressee] = {
            mailbox(one.email): (one, ())
            for one in self.known.told_before
            if mailbox(one.email) not in refused
        }
        return replace(whom, holders={**before, **whom.holders})

    def _tell_new_holders(self, alert: Alert) -> Alert:
        """Tell who has come to an office after its step was taken, with the last such step."""
        now = self.around.now
        last = alert.paused_until
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
                    offices=offices_of(owed.values()),
                    vacant=whom.vacant,
                    told=len(owed),
                    told_offices=offices_of(owed.values()),
                    digest=step.digest,
                )
        return replace(alert, taken=tuple(reversed(taken)))

    def _hand_over_further(self, alert: Alert) -> Alert:
        """Where everybody to whom it was handed over has refused the message, tell the next office
        up, while the day of that answer has not ended: until then the ladder tells nobody. Where
        nobody is left to be told the answer ends.
        """
        today, now = self.around.days.day(self.around.now), self.around.now
        pauses, handed_over = list(alert.pauses), 0
        for place, pause in enumerate(pauses):
            if pause.answer is not Answer.HANDED_OVER:
                continue
            handed_over += 1
            name = f"{HANDED_OVER_STEP}-{handed_over}"
            tried = [one for one in self.known.own if one.step == name]
            states = {one.state for one in tried}
            if pause.office is None or pause.until < today or states != {State.FAILED}:
                continue
            step = Step.model_construct(step=name, after=0, offices=(pause.office,))
            refused = self.known.refused | {mailbox(one.recipient) for one in tried}
            whom = recipients(step, alert, self.around.offices, refused)
            self._notify(alert, step, whom.holders, now, pause.words)
            if not whom.holders:
                pauses[place] = replace(pause, until=today - timedelta(days=1))
            alert = self.outcome.note(
                alert,
                now,
                What.TOLD if whom.holders else What.TOLD_NOBODY,
                why=Why.BY_RULE if whom.holders else Why.VACANT,
                step=name,
                offices=(pause.office,),
                vacant=whom.vacant,
                told=len(whom.holders),
                told_offices=offices_of(whom.holders.values()),
            )
        return replace(alert, pauses=tuple(pauses))

    def _notify(
        self,
        alert: Alert,
        step: Step,
        whom: Mapping[str, Addressee],
        due_at: datetime,
        words: str = "",
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
                    words=words,
                )
            )
        if step.step != GO_LIVE_STEP:
            self.told |= set(whom)
