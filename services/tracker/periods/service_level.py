"""Which reports a period expects, which came, and which in time: DHIS2's measures of reporting,
computed from the plan as it stood and the reports as they came. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contracts.calendar import Calendar, Period
from tracker.plan_history.plan_term import PlanTerm, in_force
from tracker.status.curve import end_of, start_of
from tracker.status.status import MILLISECOND


class Received(NamedTuple):
    """A report that counts: the day it is about, and when it came."""

    as_of: date
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What is known of an item: its plan's terms by version, its reports, and the day it was done
    as its reports say.
    """

    item_id: str
    terms: Sequence[PlanTerm]
    reports: Sequence[Received] = ()
    done_at: date | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """A report that a period expects of an item, and of whom; `received_at` is when the first that
    counts came, None where none did.
    """

    item_id: str
    agency: str
    received_at: datetime | None = None
    on_time: bool = False


@dataclass(frozen=True, slots=True)
class Measures:
    """How many reports were expected, came, and came in time. The rates are None where none was
    expected: neither nothing nor all.
    """

    expected: int = 0
    actual: int = 0
    on_time: int = 0

    @property
    def rate(self) -> float | None:
        """The part of what was expected that came, 0 to 1."""
        return self.actual / self.expected if self.expected else None

    @property
    def rate_on_time(self) -> float | None:
        """The part of what was expected that came in time, 0 to 1."""
        return self.on_time / self.expected if self.expected else None

    @property
    def missing(self) -> int:
        """How many did not come."""
        return self.expected - self.actual


@dataclass(frozen=True, slots=True)
class Limits:
    """The days of a period at an instant, in the region's time zone; instants are ends of days."""

    period: Period
    begin: datetime
    end: datetime
    on_time_until: datetime
    open_until: Mapping[str, datetime]
    """By agency: until when its reports count, where an extension was granted."""
    closes: datetime | None
    """Until when those of all others count; None: at any time."""
    stood_at: datetime
    """Before when the plan is looked at: the period's end, or just after `at`."""
    taken_over: datetime | None
    at: datetime

    def closes_for(self, agency: str) -> datetime | None:
        """Until when reports of the agency count; None: at any time."""
        if self.closes is None:
            return None
        return max(self.closes, self.open_until.get(agency, self.closes))


def limits_of(calendar: Calendar, period: Period, at: datetime) -> Limits:
    """The days of the period by the calendar, with the extensions that were granted until `at`.
    Raises `LookupError` for a kind of period that the region does not have.
    """
    zone = ZoneInfo(calendar.time_zone)
    end, last = end_of(period.last, zone), calendar.open_until(period)
    granted = (
        (one.agency, end_of(one.until, zone))
        for one in calendar.extensions
        if (one.kind, one.first) == (period.kind, period.first) and one.granted_at <= at
    )
    open_until: dict[str, datetime] = {}
    for agency, until in granted:
        open_until[agency] = max(until, open_until.get(agency, until))
    return Limits(
        period=period,
        begin=start_of(period.first, zone),
        end=end,
        on_time_until=end_of(calendar.on_time_until(period), zone),
        open_until=open_until,
        closes=None if last is None else end_of(last, zone),
        stood_at=min(end, at + MILLISECOND),
        taken_over=end_of(calendar.taken_over, zone) if calendar.taken_over else None,
        at=at,
    )


def expected_of(facts: ItemFacts, limits: Limits, region: str) -> Expected | None:
    """The report that the period expects of an item, by the plan as it stood in the period; None
    where the item was not running in it: not begun, done or cancelled before, or not yet planned.
    """
    period = limits.period
    if limits.at < limits.begin:
        return None
    stood = in_force(facts.terms, limits.begin, limits.stood_at, limits.taken_over)
    running = [term for term in stood if not term.cancelled and term.start <= period.last]
    if not running or running[-1].region != region:
        return None
    if facts.done_at is not None and facts.done_at < period.first:
        return None
    agency = running[-1].agency
    closes = limits.closes_for(agency)
    came = (
        report.received_at
        for report in facts.reports
        if period.first <= report.as_of <= period.last
        and report.received_at <= limits.at
        and (closes is None or report.received_at < closes)
    )
    first = min(came, default=None)
    on_time = first is not None and first < limits.on_time_until
    return Expected(facts.item_id, agency, first, on_time)


def measured(expected: Iterable[Expected]) -> Mapping[str, Measures]:
    """The measures by agency."""
    counts: dict[str, Measures] = {}
    for one in expected:
        was = counts.get(one.agency, Measures())
        counts[one.agency] = Measures(
            was.expected + 1, was.actual + (one.received_at is not None), was.on_time + one.on_time
        )
    return counts


def summed(counts: Iterable[Measures]) -> Measures:
    """The measures of several agencies together."""
    parts = [(one.expected, one.actual, one.on_time) for one in counts]
    return Measures(*map(sum, zip(*parts, strict=True))) if parts else Measures()


PERIODS_LOOKED_BACK = 16
"""Periods of a kind that may not be over for everybody: a limit of 250 working days is a year of
months where people work five days a week.
"""


def next_boundary(calendar: Calendar, now: datetime) -> datetime | None:
    """The next instant at which what is expected or counts changes by itself: a period begins, is
    late or closes.
    """
    zone = ZoneInfo(calendar.time_zone)
    today = now.astimezone(zone).date()
    instants: list[datetime] = []
    for rule in calendar.periods:
        latest = max(today, calendar.begins)
        instants.append(end_of(Period.of(rule.kind, latest).last, zone))
        periods = calendar.periods_of(rule.kind, latest)
        for _, period in zip(range(PERIODS_LOOKED_BACK), periods, strict=False):
            limits = limits_of(calendar, period, now)
            instants += [limits.begin, limits.end, limits.on_time_until]
            instants += limits.open_until.values()
            if limits.closes is not None:
                instants.append(limits.closes)
    return min((instant for instant in instants if instant > now), default=None)
