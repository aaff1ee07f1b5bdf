"""When something ends at its present pace, and where it stands at the year's end. Pure.

The pace is what was gained over the last stretches of equal length, by the reports' days; the
range is that of the slowest and of the fastest of these stretches. Months and whole percents,
rounded down, are all that is said: reports say no more.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from math import ceil, floor
from typing import NamedTuple

from tracker.council.overview import Overview
from tracker.forecast.forecast_rules import ForecastRules
from tracker.items.item import Item
from tracker.status.progress import DONE_PERCENT, Mark

LONGEST_MONTH = 31
_ALMOST = 1e-9
"""What floats lose: 55 points at 0.5 a day take 110 days, not 111."""


class Why(StrEnum):
    """Why nothing is said."""

    CANCELLED = "cancelled"
    DONE = "done"
    TOO_FEW = "too_few"
    """Reports that count."""
    TOO_SHORT = "too_short"
    """Time between the first and the last of them."""
    SILENT = "silent"
    """The latest report is so old that its pace is not the present one."""
    STANDING = "standing"
    FALLING = "falling"


class Month(NamedTuple):
    """A month of a year."""

    year: int
    month: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"


class Paces(NamedTuple):
    """Percentage points a day."""

    slowest: float
    usual: float
    fastest: float


class Taken(NamedTuple):
    """How many reports a pace is taken from, from the day on which the first stretch begins to that
    of the last report.
    """

    reports: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Forecast:
    """The month in which 100 percent are reached, None where it is too far away to be named or the
    pace never reaches it; whole percents at the end of today's year; and from what it is taken.
    """

    finish: Month | None
    earliest: Month | None
    latest: Month | None
    year: int
    year_end: int
    year_end_low: int
    year_end_high: int
    taken: Taken


def of_item(item: Item, marks: Iterable[Mark], today: date, rules: ForecastRules) -> Forecast | Why:
    """Of an item, from its reports that have passed the step from which they count; on `today` in
    its region.
    """
    if item.plan.cancelled:
        return Why.CANCELLED
    if item.progress.actual_percent >= DONE_PERCENT:
        return Why.DONE
    return forecast(points_of(marks), today, rules)


def of_all(overview: Overview, rules: ForecastRules) -> Forecast | Why:
    """Of many items together, weighted, from their curve of this year."""
    said = {one.day: one.actual for one in overview.curve if one.actual is not None}
    return forecast(said, overview.today, rules)


def points_of(marks: Iterable[Mark]) -> Mapping[date, float]:
    """Percent by day, of each day the last report that is not corrected."""
    one_each = {mark.report_id: mark for mark in marks}
    corrected = {mark.corrected for mark in one_each.values()}
    counting = [mark for report_id, mark in one_each.items() if report_id not in corrected]
    return {mark.as_of: mark.physical_percent for mark in sorted(counting, key=lambda m: m.order)}


def forecast(  # noqa: PLR0911 - one return per reason, in their order
    points: Mapping[date, float], today: date, rules: ForecastRules
) -> Forecast | Why:
    """From percents by day, as of `today`, or why there is none."""
    days = sorted(points)
    if len(days) < rules.reports_at_least:
        return Why.TOO_FEW
    last, percent = days[-1], points[days[-1]]
    if percent >= DONE_PERCENT:
        return Why.DONE
    if (today - last).days > rules.silent_days:
        return Why.SILENT
    stretches = min(rules.stretches_most, (last - days[0]).days // rules.stretch_days)
    if stretches < rules.stretches_at_least:
        return Why.TOO_SHORT
    first = last - timedelta(days=stretches * rules.stretch_days)
    looked_at = [day for day in days if day >= first]
    if len(looked_at) < rules.reports_at_least:
        return Why.TOO_FEW
    paces = _paces(points, days, first, stretches, rules.stretch_days)
    if paces.usual <= _ALMOST:
        return Why.STANDING if paces.usual >= -_ALMOST else Why.FALLING
    return _forecast(paces, Taken(len(looked_at), first, last), percent, today, rules)


def _forecast(
    paces: Paces, taken: Taken, percent: float, today: date, rules: ForecastRules
) -> Forecast:
    last, left = taken.last, DONE_PERCENT - percent
    days_left = (date(today.year, 12, 31) - last).days

    def finish(pace: float) -> Month | None:
        if pace <= _ALMOST:
            return None
        days = ceil(left / pace - _ALMOST)
        if days > LONGEST_MONTH * (rules.furthest_months + 1) + rules.silent_days:
            return None
        day = max(today, last + timedelta(days=days))
        months_ahead = 12 * (day.year - today.year) + day.month - today.month
        return Month(day.year, day.month) if months_ahead <= rules.furthest_months else None

    def at_year_end(pace: float) -> int:
        return floor(min(DONE_PERCENT, percent + max(0.0, pace) * days_left) + _ALMOST)

    return Forecast(
        finish=finish(paces.usual),
        earliest=finish(paces.fastest),
        latest=finish(paces.slowest),
        year=today.year,
        year_end=at_year_end(paces.usual),
        year_end_low=at_year_end(paces.slowest),
        year_end_high=at_year_end(paces.fastest),
        taken=taken,
    )


def _paces(
    points: Mapping[date, float], days: list[date], first: date, stretches: int, length: int
) -> Paces:
    ends = [first + timedelta(days=length * number) for number in range(stretches + 1)]
    percents = [_at(points, days, day) for day in ends]
    gained = [after - before for before, after in pairwise(percents)]
    return Paces(
        min(gained) / length,
        (percents[-1] - percents[0]) / (stretches * length),
        max(gained) / length,
    )


def _at(points: Mapping[date, float], days: list[date], day: date) -> float:
    """The percent on a day, straight between the days before and after it."""
    after = bisect_left(days, day)
    if days[after] == day:
        return points[day]
    before = days[after - 1]
    part = (day - before).days / (days[after] - before).days
    return points[before] + part * (points[days[after]] - points[before])
