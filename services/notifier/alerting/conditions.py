"""Whether a condition holds of a subject, and when the clock alone may change that. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from contracts.calendar import Period
from contracts.words import Status
from notifier.alerting.days import Days
from notifier.alerting.facts import Facts
from notifier.alerting.policy import AlertRule, Choice, Condition
from notifier.alerting.watch import Watch

_DAY = timedelta(days=1)
DONE_PERCENT = 100.0
LOOKED_AHEAD = 3
"""Periods of which the days are looked up: the last two that ended, and the one that runs."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A watch with its facts and its region's days, at an instant."""

    watch: Watch
    facts: Facts
    days: Days
    now: datetime

    @property
    def today(self) -> date:
        """The day in the region."""
        return self.days.day(self.now)


@dataclass(frozen=True, slots=True)
class Holds:
    """That a condition holds; of which period, and its last day, where it is about one."""

    period: str | None = None
    last_day: date | None = None


def chosen(choice: Choice, facts: Facts) -> bool:
    """Whether a rule looks at the subject."""
    return (
        (choice.kinds is None or facts.kind in choice.kinds)
        and (choice.pillars is None or facts.pillar in choice.pillars)
        and (choice.agencies is None or facts.agency in choice.agencies)
        and facts.weight >= choice.least_weight
    )


def holds(rule: AlertRule, subject: Subject) -> Holds | None:
    """That the rule's condition holds; None where it does not."""
    if not chosen(rule.of, subject.facts):
        return None
    when = rule.when
    if when.decision_overdue:
        overdue = subject.watch.decision_open and subject.today > subject.facts.due
        return Holds() if overdue else None
    if subject.watch.decision is not None or subject.facts.cancelled:
        return None
    missing = _missing(when, subject)
    if missing is not None:
        return missing
    return Holds() if _is_so(when, subject) else None


def _is_so(when: Condition, subject: Subject) -> bool:
    facts, today = subject.facts, subject.today
    if when.status is not None:
        return facts.to_status in when.status
    if when.days_late is not None:
        return facts.to_status is Status.LATE and today >= facts.due + when.days_late * _DAY
    if when.done_without_evidence:
        return facts.to_status is Status.DONE and not subject.watch.evidence
    return not facts.over and _is_so_while_it_runs(when, subject)


def _is_so_while_it_runs(when: Condition, subject: Subject) -> bool:
    if when.due_within is not None:
        return _is_due_soon(when.due_within, subject)
    if when.no_progress_periods is not None:
        return _stands_still(when.no_progress_periods, when, subject)
    if when.scissors is not None:
        return _is_apart(when.scissors, subject)
    reports = subject.watch.reports
    latest, previous = reports.latest, reports.previous
    if when.fell and latest is not None and previous is not None:
        return latest.percent < previous.percent
    return False


def _is_due_soon(working_days: int, subject: Subject) -> bool:
    facts = subject.facts
    begun = facts.start is not None and facts.start <= subject.today
    first = subject.days.within(facts.due, working_days)
    return begun and first <= subject.today <= facts.due


def _is_apart(points: float, subject: Subject) -> bool:
    """Whether physical percent and percent of the budget lie further apart than so many points."""
    latest, budget = subject.watch.reports.latest, subject.facts.budget
    if latest is None or latest.spent is None or budget <= 0:
        return False
    return abs(latest.percent - latest.spent / budget * 100) > points


def _missing(when: Condition, subject: Subject) -> Holds | None:
    """The period on which a report is missing, for the two conditions about windows."""
    agency, today = subject.facts.agency, subject.today
    if when.window_closes_within is not None:
        period = next(subject.days.ended(when.period, today), None)
        limit = period and subject.days.limit(period, agency)
        if period is None or limit is None or not _is_missing(period, subject):
            return None
        first = subject.days.within(limit, when.window_closes_within)
        return Holds(period.code, limit) if first <= today <= limit else None
    if when.window_closed:
        for period in islice(subject.days.ended(when.period, today), LOOKED_AHEAD):
            limit = subject.days.limit(period, agency)
            if limit is not None and limit < today:
                return Holds(period.code, limit) if _is_missing(period, subject) else None
    return None


def _is_missing(period: Period, subject: Subject) -> bool:
    """Whether a report on the period is expected and has not come."""
    facts = subject.facts
    if facts.start is None or facts.start > period.last or facts.over:
        return False
    return not subject.watch.reports.about(period.first, period.last)


def _stands_still(count: int, when: Condition, subject: Subject) -> bool:
    settled: list[Period] = []
    for period in islice(subject.days.ended(when.period, subject.today), count + LOOKED_AHEAD):
        limit = subject.days.on_time_until(period)
        if limit is not None and limit < subject.today:
            settled.append(period)
    if len(settled) < count or subject.facts.start is None:
        return False
    last, first = settled[0], settled[count - 1]
    if subject.facts.start > first.first:
        return False
    reports = subject.watch.reports
    if not reports.about(last.first, last.last):
        return False  # nothing was said of it, which is another rule's
    return reports.percent_until(last.last) <= reports.percent_until(first.first - _DAY)


def looks(rule: AlertRule, subject: Subject) -> Iterator[date]:
    """Days at whose beginning the clock alone may change whether the condition holds."""
    when, facts, days = rule.when, subject.facts, subject.days
    if when.decision_overdue:
        if subject.watch.decision_open:
            yield facts.due + _DAY
        return
    if subject.watch.decision is not None or facts.cancelled:
        return
    if when.days_late is not None and facts.to_status is Status.LATE:
        yield facts.due + when.days_late * _DAY
    if when.due_within is not None and not facts.over:
        if facts.start is not None:
            yield facts.start
        if (facts.due - subject.today).days <= 3 * when.due_within + 60:
            yield days.within(facts.due, when.due_within)
        else:  # far away: holidays until then may still change, and nobody has to count them
            yield facts.due - (3 * when.due_within + 60) * _DAY
        yield facts.due + _DAY
    if not facts.over:
        yield from _looks_at_periods(when, subject)


def _looks_at_periods(when: Condition, subject: Subject) -> Iterator[date]:
    about_windows = when.window_closes_within is not None or when.window_closed
    if not about_windows and when.no_progress_periods is None:
        return
    if subject.days.calendar is None:
        return
    running = Period.of(when.period, subject.today)
    yield running.last + _DAY
    for period in (running, *islice(subject.days.ended(when.period, subject.today), 2)):
        limit = (
            subject.days.limit(period, subject.facts.agency)
            if about_windows
            else subject.days.on_time_until(period)
        )
        if limit is None:
            continue
        if when.window_closes_within is not None:
            yield subject.days.within(limit, when.window_closes_within)
        yield limit + _DAY


def next_look(rule: AlertRule, subject: Subject) -> datetime | None:
    """When the clock alone may change it next; None where only an event can."""
    if not chosen(rule.of, subject.facts):
        return None
    starts = (subject.days.start(day) for day in looks(rule, subject) if day > subject.today)
    return min(starts, default=None)
