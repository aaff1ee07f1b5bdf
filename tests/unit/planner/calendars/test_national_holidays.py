"""The national holidays as a region's calendar takes them over."""

from datetime import date

from contracts.calendar import Holiday
from planner.calendars.national_holidays import national_holidays

DAYS = {one.day: one for one in national_holidays([2026, 2027])}


def test_holidays_and_joint_leave_are_days_on_which_nobody_works() -> None:
    assert DAYS[date(2026, 8, 17)] == Holiday(
        day=date(2026, 8, 17), name="Hari Kemerdekaan Republik Indonesia"
    )
    assert DAYS[date(2026, 3, 23)].name == "Cuti Bersama Hari Raya Idul Fitri"


def test_an_estimated_day_is_provisional_and_its_name_does_not_say_so() -> None:
    estimated = [one for one in DAYS.values() if one.provisional]
    assert (
        Holiday(day=date(2027, 3, 10), name="Hari Raya Idul Fitri", provisional=True) in estimated
    )
    assert not [one for one in DAYS.values() if "perkiraan" in one.name]
    assert not [one for one in estimated if one.day.year == 2026]


def test_every_year_of_a_calendar_has_its_own_and_they_are_in_order() -> None:
    days = [one.day for one in national_holidays(range(2000, 2101))]
    assert days == sorted(set(days))
    assert {day.year for day in days} == set(range(2000, 2101))
    assert national_holidays([2027, 2026, 2026]) == tuple(DAYS.values())
