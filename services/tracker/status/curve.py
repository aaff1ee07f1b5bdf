"""Planned progress of an item over time. Pure."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

Corner = tuple[datetime, float]
CurveStep = tuple[date, float]
"""A milestone: the day it is due, and its weight in percent."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def milliseconds(instant: datetime) -> int:
    """Whole milliseconds from the beginning of 1970 to `instant`."""
    return (instant - _EPOCH) // _MILLISECOND


def instant_of(since_1970: int) -> datetime:
    """The instant so many milliseconds from the beginning of 1970."""
    return _EPOCH + since_1970 * _MILLISECOND


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which `day` begins in `zone`, in UTC."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which `day` has ended in `zone`, in UTC."""
    return start_of(day + timedelta(days=1), zone)


@dataclass(frozen=True, slots=True)
class Leg:
    """A straight rise: `points` percentage points, gained evenly in the `lasts` milliseconds
    from `begins`, in milliseconds since 1970.
    """

    begins: int
    lasts: int
    points: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Planned progress: (instant, percent) corners, both rising, from 0 to 100."""

    corners: tuple[Corner, ...]
    _instants: tuple[datetime, ...] = field(init=False, repr=False, compare=False)
    _percents: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        instants, percents = zip(*self.corners, strict=True)
        object.__setattr__(self, "_instants", instants)
        object.__setattr__(self, "_percents", percents)

    def at(self, instant: datetime) -> float:
        """Planned percent at `instant`: flat outside the corners, straight between them."""
        after = bisect_right(self._instants, instant)
        if after == 0:
            return 0.0
        if after == len(self.corners):
            return 100.0
        (t0, p0), (t1, p1) = self.corners[after - 1], self.corners[after]
        return p0 + (p1 - p0) * ((instant - t0) / (t1 - t0))

    def reaches(self, percent: float) -> datetime:
        """About when planned progress is `percent`: to the microsecond, within float precision."""
        after = bisect_right(self._percents, percent)
        if after == 0:
            return self.corners[0][0]
        if after == len(self.corners):
            return self.corners[-1][0]
        (t0, p0), (t1, p1) = self.corners[after - 1], self.corners[after]
        return t0 + (t1 - t0) * ((percent - p0) / (p1 - p0))

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The same curve in a form that can be summed: at t it has reached the sum of points * (t -
        begins) / lasts, each limited to the range from 0 to its points.
        """
        return tuple(
            Leg(milliseconds(t0), milliseconds(t1) - milliseconds(t0), p1 - p0)
            for (t0, p0), (t1, p1) in pairwise(self.corners)
            if p1 > p0
        )


def _day(step: CurveStep) -> date:
    return step[0]


def curve_of(start: date, due: date, milestones: Iterable[CurveStep], zone: ZoneInfo) -> Curve:
    """From 0 percent as `start` begins, over each milestone's cumulative weight as its day ends, to
    100 percent as `due` ends. Milestones outside this time give no corner.
    """
    end = end_of(due, zone)
    begin = min(start_of(start, zone), end - timedelta(milliseconds=1))
    corners: list[Corner] = [(begin, 0.0)]
    done = 0.0
    for day, weight in sorted(milestones, key=_day):
        done = min(100.0, done + weight)
        reached = end_of(day, zone)
        if corners[-1][0] < reached < end:
            corners.append((reached, done))
        elif reached == corners[-1][0] and len(corners) > 1:
            corners[-1] = (reached, done)
    return Curve((*corners, (end, 100.0)))
