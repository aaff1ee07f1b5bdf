"""A reporting calendar as stored. Pure."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from contracts.calendar import Calendar, Extension, Holiday, PeriodRule
from planner.calendars.calendar import Draft
from planner.calendars.estimates import NearEstimate, near_estimates


@dataclass(frozen=True)
class StoredCalendar:
    """A region's calendar at `version`; at 0 it is proposed only: not saved, not published.

    Its holidays are those of when it was saved.
    """

    draft: Draft
    region: str
    version: int
    time_zone: str
    holidays: tuple[Holiday, ...]
    extensions: tuple[Extension, ...] = ()

    @property
    def holidays_until(self) -> date | None:
        """The last day of the years whose national holidays it has; None without any."""
        own = {one.day for one in self.draft.own_holidays}
        years = (one.day.year for one in self.holidays if one.day not in own)
        last = max(years, default=None)
        return None if last is None else date(last, 12, 31)

    @property
    def near_estimates(self) -> list[NearEstimate]:
        """The estimated holidays that are free besides one of the region's own near them."""
        return near_estimates(self.holidays, self.draft.own_holidays)

    @cached_property
    def calendar(self) -> Calendar:
        """What is computed with, and published."""
        draft = self.draft
        return Calendar(
            time_zone=self.time_zone,
            begins=draft.begins,
            taken_over=draft.taken_over,
            workdays=draft.workdays,
            periods=tuple(PeriodRule(**rule._asdict()) for rule in draft.periods),
            holidays=self.holidays,
            holidays_until=self.holidays_until,
            steps=draft.steps,
            counts_from=draft.counts_from,
            extensions=self.extensions,
        )
