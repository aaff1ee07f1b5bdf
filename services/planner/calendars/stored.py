"""A reporting calendar as stored. Pure."""

from dataclasses import dataclass
from functools import cached_property

from contracts.calendar import Calendar, Extension, Holiday, PeriodRule
from planner.calendars.calendar import Draft


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
            steps=draft.steps,
            counts_from=draft.counts_from,
            extensions=self.extensions,
        )
