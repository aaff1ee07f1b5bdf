"""Planned and actual progress of many items over a year, at the ends of its months. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker.status.curve import end_of, start_of

MONTHS = 12


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Weighted progress at the end of a day, in percent; `actual` is None for days to come."""

    day: date
    planned: float
    actual: float | None


@dataclass(frozen=True, slots=True)
class Span:
    """The instants of a year's curve in a region's time zone: its beginning, the ends of its
    months, and today, which is the last for which something can be reported.
    """

    year: int
    zone: ZoneInfo
    now: datetime

    @property
    def today(self) -> date:
        """The region's day, within the year."""
        day = self.now.astimezone(self.zone).date()
        return min(max(day, date(self.year, 1, 1)), date(self.year, 12, 31))

    @property
    def days(self) -> Sequence[date]:
        """Each point's last day: the day before the year, its months' last days, and today."""
        firsts = [date(self.year, month, 1) for month in range(1, MONTHS + 1)]
        ends = {date.fromordinal(first.toordinal() - 1) for first in firsts}
        return sorted(ends | {date(self.year, 12, 31), self.today})

    def instant(self, day: date) -> datetime:
        """When `day` has ended; of today, now."""
        if day == self.today and start_of(day, self.zone) <= self.now < end_of(day, self.zone):
            return self.now
        return end_of(day, self.zone)

    def is_over(self, day: date) -> bool:
        """Whether something can have been reported for it."""
        return start_of(day, self.zone) <= self.now


def points_of(
    span: Span, days: Sequence[date], row: Mapping[str, Any] | None
) -> Sequence[CurvePoint]:
    """Points of days from sums of weight, and of weight times percent by number of the day; none
    where there is no weight.
    """
    if row is None or not row["weight"]:
        return ()
    weight = row["weight"]
    return [
        CurvePoint(
            day,
            row[f"planned_{number}"] / weight,
            row[f"actual_{number}"] / weight if span.is_over(day) else None,
        )
        for number, day in enumerate(days)
    ]
