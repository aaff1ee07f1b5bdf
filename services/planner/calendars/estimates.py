"""Estimated holidays beside which the region has one of its own: likely the decreed day. Pure.

Both are free until the region works on the estimated one: by its name alone nobody can tell
whether a decree is of the same holiday.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from contracts.calendar import Holiday
from planner.calendars.calendar import OwnHoliday

NEAR = timedelta(days=3)
"""Days by which a decree moves an estimate by the moon: one or two, seldom more."""


class NearEstimate(NamedTuple):
    """An estimated holiday that is still free, and one of the region's own near it."""

    estimate: Holiday
    own: OwnHoliday


def near_estimates(
    holidays: Iterable[Holiday], own_holidays: Iterable[OwnHoliday]
) -> list[NearEstimate]:
    """By the estimated days; `holidays` are the days on which nobody works."""
    own = sorted(own_holidays, key=lambda one: one.day)
    return [
        NearEstimate(estimate, one)
        for estimate in sorted(holidays, key=lambda one: one.day)
        if estimate.provisional
        for one in own
        if abs(one.day - estimate.day) <= NEAR
    ]
