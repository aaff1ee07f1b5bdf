"""What comes in the next months: the programme, reporting, and what is due. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import NamedTuple

from contracts.calendar import Calendar, Period
from contracts.words import Status
from tracker.programme.programme import Programme, Step

MONTHS_AHEAD = 6
"""This month and those after it."""
PERIODS_BACK = 24
"""Of a kind: reports on them may be due for a year after their end."""


class Happens(StrEnum):
    """What an entry is about."""

    STEP = "step"
    PERIOD_ENDS = "period_ends"
    ON_TIME_UNTIL = "on_time_until"
    """Last day on which a report on the period is on time."""
    OPEN_UNTIL = "open_until"
    """Last day on which a report on the period counts."""
    QUICK_WIN_DUE = "quick_win_due"


class DueItem(NamedTuple):
    """A quick win that is not done."""

    item_id: str
    title: str
    agency: str
    status: Status | None
    due: date


@dataclass(frozen=True, slots=True)
class Entry:
    """Something from a first to a last day, with what it is about; `is_usual`: in these months, as
    a rule; `is_provisional`: an estimated holiday may move it.
    """

    happens: Happens
    first: date
    last: date
    step: Step | None = None
    period: Period | None = None
    item: DueItem | None = None
    is_usual: bool = False
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class Agenda:
    """Entries by the month that they are in next, and the steps of which no day is set."""

    today: date
    months: Mapping[date, Sequence[Entry]]
    """By the month's first day; months without any are there too."""
    not_set: Sequence[Step]
    has_calendar: bool


def months_from(today: date, number: int = MONTHS_AHEAD) -> Sequence[date]:
    """The first days of this month and of those after it."""
    ahead = [today.month - 1 + more for more in range(number)]
    return [date(today.year + one // 12, one % 12 + 1, 1) for one in ahead]


def last_day(today: date) -> date:
    """The last day of an agenda."""
    return months_from(today, MONTHS_AHEAD + 1)[-1] - timedelta(days=1)


def agenda(
    programme: Programme, calendar: Calendar | None, due: Iterable[DueItem], today: date
) -> Agenda:
    """What comes from today on."""
    end = last_day(today)
    items = [Entry(Happens.QUICK_WIN_DUE, one.due, one.due, item=one) for one in due]
    entries = [*_steps(programme, today, end), *_reporting(calendar, end), *items]
    coming = [one for one in entries if one.last >= today and one.first <= end]
    coming.sort(key=lambda one: (max(one.first, today), one.last, one.happens))
    months: dict[date, list[Entry]] = {first: [] for first in months_from(today)}
    for one in coming:
        months[max(one.first, today).replace(day=1)].append(one)
    years = range(today.year, end.year + 1)
    not_set = [one for one in programme.steps if all(one.when(year) is None for year in years)]
    return Agenda(today, months, not_set, calendar is not None)


def _steps(programme: Programme, today: date, end: date) -> Iterator[Entry]:
    for year in range(today.year, end.year + 1):
        for one in programme.steps:
            if (when := one.when(year)) is not None:
                first, last, is_usual = when
                yield Entry(Happens.STEP, first, last, step=one, is_usual=is_usual)


def _reporting(calendar: Calendar | None, end: date) -> Iterator[Entry]:
    if calendar is None:
        return
    for rule in calendar.periods:
        numbered = enumerate(calendar.periods_of(rule.kind, end))
        for _, period in takewhile(lambda one: one[0] < PERIODS_BACK, numbered):
            moves = calendar.is_provisional(period)
            yield Entry(Happens.PERIOD_ENDS, period.last, period.last, period=period)
            days = {
                Happens.ON_TIME_UNTIL: calendar.on_time_until(period),
                Happens.OPEN_UNTIL: calendar.open_until(period),
            }
            for happens, day in days.items():
                if day is not None:
                    yield Entry(happens, day, day, period=period, is_provisional=moves)
