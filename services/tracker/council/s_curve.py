"""Progress and money of many items over a year, at the ends of its months. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contracts import PlanItemPublished
from tracker.funding.funding import Funding
from tracker.status.curve import end_of, start_of

MONTHS = 12


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Weighted progress at the end of a day, and money spent of the budget, in percent; None for
    days to come, and of money where there is no budget or it is not known.
    """

    day: date
    planned: float
    actual: float | None
    money: float | None = None


class DaySums(NamedTuple):
    """At the end of a day, weight times percent as planned and as reported, and whole rupiah spent
    as reports say.
    """

    planned: float
    actual: float
    spent: int


class CurveSums(NamedTuple):
    """Sums of many items, and of each day."""

    weight: float
    budget: int
    days: Sequence[DaySums]


class ReportedMoney(NamedTuple):
    """Whole rupiah spent as a report says, for its day."""

    as_of: date
    rupiah: int


class FundedItem(NamedTuple):
    """An item that sub kegiatan fund, and what reports say of its money at the end of each day."""

    plan: PlanItemPublished
    reported: Sequence[ReportedMoney | None]


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
    span: Span, days: Sequence[date], sums: CurveSums | None, by_sipd: Sequence[int] | None
) -> Sequence[CurvePoint]:
    """Points of days from their sums; none where there is no weight. `by_sipd`: of each day the
    rupiah that are spent beside those of reports; None where that is not known.
    """
    if sums is None or not sums.weight:
        return ()
    return [
        CurvePoint(
            day,
            one.planned / sums.weight,
            one.actual / sums.weight if span.is_over(day) else None,
            100 * (one.spent + by_sipd[number]) / sums.budget
            if by_sipd is not None and sums.budget and span.is_over(day)
            else None,
        )
        for number, (day, one) in enumerate(zip(days, sums.days, strict=True))
    ]


def spent_by_sipd(
    items: Sequence[FundedItem], spent: Mapping[str, Sequence[Funding]], days: Sequence[date]
) -> Sequence[int]:
    """Of each day how much more is spent on the items than their reports say: what SIPD says of a
    day up to it counts instead, unless a report says it for a later one (`Item.is_funded`).
    """
    more = [0] * len(days)
    for item in items:
        known = spent.get(item.plan.item_id, ())
        for number, day in enumerate(days):
            funding = max(
                (one for one in known if one.as_of <= day), key=attrgetter("as_of"), default=None
            )
            said = item.reported[number]
            if funding is not None and (said is None or funding.as_of >= said.as_of):
                more[number] += funding.spent - (said.rupiah if said else 0)
    return more
