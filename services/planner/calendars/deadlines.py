"""Until when the periods of a calendar are reported on, as people ask for it. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from contracts.calendar import Calendar, Period

EXTENDABLE_MOST = 24
"""Periods of each kind, the latest first, for which an extension is offered."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The deadlines of one period; `counted`: not before the calendar's first day."""

    period: Period
    on_time_until: date
    open_until: date | None
    provisional: bool
    counted: bool


def deadlines_of(calendar: Calendar, today: date) -> Iterator[Deadlines]:
    """Of each kind of period the previous one and the present one."""
    for rule in calendar.periods:
        present = Period.of(rule.kind, today)
        for period in filter(None, (present.before(), present)):
            yield Deadlines(
                period,
                calendar.on_time_until(period),
                calendar.open_until(period),
                provisional=calendar.is_provisional(period),
                counted=period.first >= calendar.begins,
            )


def extendable(calendar: Calendar, today: date) -> list[Period]:
    """The latest counted periods that are closed some day, and so may be held open longer."""
    return [
        period
        for rule in calendar.periods
        if rule.window_days is not None
        for period in islice(calendar.periods_of(rule.kind, today), EXTENDABLE_MOST)
    ]
