"""The calendar that is proposed to a region which has saved none, as data. Pure but for reading its
file once.
"""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from contracts.calendar import Holiday, PeriodKind, ReviewStep
from planner.calendars.calendar import Draft, Rule, holidays_of, years_of
from planner.calendars.national_holidays import national_holidays
from planner.calendars.stored import StoredCalendar
from planner.regions.region import Region

PACKAGED = Path(__file__).parents[1] / "first_calendar.json"


def proposed(region: Region, today: date) -> StoredCalendar:
    """The proposal for a region on a day, at version 0: it begins with that day's year."""
    given = _given()
    draft = Draft(
        begins=date(today.year, 1, 1),
        workdays=tuple(given["workdays"]),
        periods=tuple(
            Rule(PeriodKind(one["kind"]), one["on_time_days"], one["window_days"])
            for one in given["periods"]
        ),
        steps=tuple(map(ReviewStep, given["steps"])),
        counts_from=ReviewStep(given["counts_from"]),
    )
    return StoredCalendar(draft, region.code, 0, region.time_zone, resulting(draft, today))


def resulting(draft: Draft, today: date) -> tuple[Holiday, ...]:
    """The holidays of a draft that is saved on a day."""
    return holidays_of(draft, national_holidays(years_of(draft.begins, today)))


@cache
def _given() -> dict[str, Any]:
    given: dict[str, Any] = json.loads(PACKAGED.read_text(encoding="utf-8"))
    return given
