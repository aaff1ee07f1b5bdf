"""Extensions (izin terlambat): one agency may report on one period until a later day. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from chassis.audit.entry import TEXT_MOST
from chassis.http.problem import Fault
from chassis.sheets.calendar_date import FIRST_YEAR, LAST_YEAR, long_date
from contracts.calendar import EXTENSIONS_MOST, Calendar, Extension, Period
from planner.refusal import plan_fault


class Asked(NamedTuple):
    """An extension as it is asked for; `period` is a code such as 2026-M10."""

    agency: str
    period: str
    until: date
    reason: str


def faults_of_extension(asked: Asked, calendar: Calendar) -> Iterator[Fault]:
    """Every rule that an extension breaks in a calendar; whether there is the agency is not known
    here.
    """
    if not asked.agency:
        yield plan_fault("missing", "agency")
    yield from _period(asked, calendar)
    if not asked.reason:
        yield plan_fault("missing", "reason")
    if len(asked.reason) > TEXT_MOST:
        length = len(asked.reason)
        yield plan_fault("text-too-long", "reason", length=length, limit=TEXT_MOST)
    if not FIRST_YEAR <= asked.until.year <= LAST_YEAR:
        facts = {"year": asked.until.year, "first": FIRST_YEAR, "last": LAST_YEAR}
        yield plan_fault("date-out-of-range", "until", **facts)


def _period(asked: Asked, calendar: Calendar) -> Iterator[Fault]:
    period = Period.of_code(asked.period)
    if not asked.period:
        yield plan_fault("missing", "period")
    elif period is None:
        facts = {"value": asked.period[:80], "first": FIRST_YEAR, "last": LAST_YEAR}
        yield plan_fault("bad-period", "period", **facts)
    elif calendar.rule(period.kind) is None:
        yield plan_fault("period-not-in-use", "period", value=asked.period)
    elif period.first < calendar.begins:
        yield plan_fault("period-not-counted", "period", begins=long_date(calendar.begins))
    elif asked.until <= period.last:
        yield plan_fault("until-in-period", "until", last=long_date(period.last))
    else:
        yield from _window(asked, calendar.open_until(period))


def _window(asked: Asked, window: date | None) -> Iterator[Fault]:
    """The rule that an extension is of use: it ends after the window, by its last day."""
    if window is None:
        yield plan_fault("period-stays-open", "period")
    elif asked.until <= window:
        yield plan_fault("until-in-window", "until", last=long_date(window))


def with_extension(given: Sequence[Extension], new: Extension) -> tuple[Extension, ...]:
    """The extensions with a new one in the place of that of the same agency and period. The same
    again, whoever grants it, changes nothing.
    """
    same = find(given, new.agency, period_of(new).code)
    if same is not None and (same.until, same.reason) == (new.until, new.reason):
        return tuple(given)
    return (*(one for one in given if one is not same), new)


def find(given: Sequence[Extension], agency: str, period: str) -> Extension | None:
    """That of an agency for a period; None where there is none."""
    wanted = (agency, period)
    return next((one for one in given if (one.agency, period_of(one).code) == wanted), None)


def faults_of_extensions(extensions: Sequence[Extension]) -> list[Fault]:
    """The rule that the extensions may break together."""
    if len(extensions) <= EXTENSIONS_MOST:
        return []
    count = len(extensions)
    return [plan_fault("too-many", "extensions", limit=EXTENSIONS_MOST, count=count)]


def period_of(one: Extension) -> Period:
    """The period that an extension is for."""
    return Period.of(one.kind, one.first)
