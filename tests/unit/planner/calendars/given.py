"""A region's reporting calendar as the planner has it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from contracts.calendar import Extension, Holiday, PeriodKind
from planner.calendars.calendar import Draft, OwnHoliday, Rule
from planner.calendars.stored import StoredCalendar

NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)
ANNIVERSARY = OwnHoliday(date(2026, 9, 29), "Hari Jadi Kota", "SE Bupati 12/2026")
DRAFT = Draft(
    begins=date(2026, 1, 1),
    taken_over=date(2026, 6, 30),
    workdays=(1, 2, 3, 4, 5),
    periods=(Rule(PeriodKind.MONTH, 5, 10), Rule(PeriodKind.FOUR_MONTHS, 10)),
    own_holidays=(ANNIVERSARY,),
    worked_holidays=(date(2026, 12, 24),),
)
EXTENSION = Extension(
    agency="DINKES",
    kind=PeriodKind.MONTH,
    first=date(2026, 10, 1),
    until=date(2026, 12, 10),
    reason="Tanpa sinyal",
    granted_by="bappeda",
    granted_at=NOON,
)
STORED = StoredCalendar(
    DRAFT,
    "kukar",
    3,
    "Asia/Makassar",
    (Holiday(day=date(2026, 9, 29), name="Hari Jadi Kota", decree="SE Bupati 12/2026"),),
    (EXTENSION,),
)


def changed(**changes: Any) -> Draft:
    """DRAFT with other fields."""
    return replace(DRAFT, **changes)
