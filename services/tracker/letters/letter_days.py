"""On which day and hour a region's letter is made: versioned data, never code. Pure."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from contracts.calendar import Calendar
from contracts.words import RegionCode

DEFAULT = Path(__file__).with_name("letter_days.json")
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
PUT_OFF_MOST = 30
"""Days without work in a row after which it is made all the same."""


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LetterDay(_Data):
    """A weekday (ISO: 1 is Monday) and a full hour, in the region's time zone."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    hour: Annotated[int, Field(ge=0, le=23)]


class LetterDays(_Data):
    """One version of the days."""

    version: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    source: Annotated[str, Field(min_length=1, max_length=500)]
    usual: LetterDay
    regions: Annotated[Mapping[RegionCode, LetterDay | None], Field(max_length=600)]

    def of(self, region: str) -> LetterDay | None:
        """A region's day; None where it wants no letter."""
        return self.regions.get(region, self.usual)


def read_letter_days(path: Path | None = None) -> LetterDays:
    """The days in `path`, or the packaged ones. Raises `OSError`, `ValueError`."""
    return LetterDays.model_validate_json((path or DEFAULT).read_bytes())


class LetterWeek(str):
    """An ISO week, as 2026-W31: a region has at most one letter in it. Texts sort as weeks do."""

    __slots__ = ()

    @classmethod
    def of(cls, day: date) -> Self:
        """The week that a day lies in."""
        year, week, _ = day.isocalendar()
        return cls(f"{year:04}-W{week:02}")

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(int(self[:4]), int(self[6:]), 1)

    @property
    def following(self) -> "LetterWeek":
        """The week after it."""
        return LetterWeek.of(self.monday + _WEEK)


def due_at(week: LetterWeek, day: LetterDay, calendar: Calendar) -> datetime:
    """When the letter of a week is made: on its day, or on the next one on which people work."""
    first = wanted = week.monday + (day.weekday - 1) * _DAY
    while not calendar.is_workday(wanted) and (wanted - first).days < PUT_OFF_MOST:
        wanted += _DAY
    if not calendar.is_workday(wanted):
        wanted = first
    zone = ZoneInfo(calendar.time_zone)
    return datetime.combine(wanted, time(day.hour), zone).astimezone(UTC)


def first_week(now: datetime, day: LetterDay, calendar: Calendar) -> LetterWeek:
    """The first week whose letter is still to come."""
    week = LetterWeek.of(now.astimezone(ZoneInfo(calendar.time_zone)).date() - 5 * _WEEK)
    while due_at(week, day, calendar) <= now:
        week = week.following
    return week


def week_due(planned: LetterWeek, now: datetime, day: LetterDay, calendar: Calendar) -> LetterWeek:
    """The week whose letter is the one to make, of a region that waits for that of `planned`: it
    may be still to come. After weeks without the service it is the last that was due; where that
    was more than a day ago and the next is due within a day, it is the next.
    """
    week = max(planned, first_week(now, day, calendar))
    following = due_at(week, day, calendar)
    last = LetterWeek.of(week.monday - _WEEK)
    if week == planned or following - now <= _DAY < now - due_at(last, day, calendar):
        return week
    return last
