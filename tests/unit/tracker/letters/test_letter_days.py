"""When a region's letter is made: its day and hour, holidays, weeks without the service."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Calendar, Holiday, PeriodKind, PeriodRule
from tracker.letters.letter_days import (
    LetterDay,
    LetterWeek,
    due_at,
    first_week,
    read_letter_days,
    week_due,
)

MONDAY_AT_SEVEN = LetterDay(weekday=1, hour=7)
W31 = LetterWeek("2026-W31")
DUE = datetime(2026, 7, 26, 23, tzinfo=UTC)
"""Seven o'clock on Monday, 27 July, in WITA."""
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def a_calendar(*holidays: date, workdays: tuple[int, ...] = (1, 2, 3, 4, 5)) -> Calendar:
    return Calendar(
        time_zone="Asia/Makassar",
        begins=date(2026, 1, 1),
        workdays=workdays,
        periods=(PeriodRule(kind=PeriodKind.MONTH, on_time_days=5),),
        holidays=tuple(Holiday(day=day, name="libur") for day in holidays),
    )


def test_the_packaged_day_is_monday_at_seven_for_every_region() -> None:
    days = read_letter_days()
    assert days.of("kukar") == days.of("paser") == MONDAY_AT_SEVEN


def test_a_region_may_have_a_day_of_its_own_or_no_letter() -> None:
    own = {"kukar": LetterDay(weekday=5, hour=15), "paser": None}
    days = read_letter_days().model_copy(update={"regions": own})
    assert (days.of("kukar"), days.of("paser")) == (LetterDay(weekday=5, hour=15), None)


def test_it_is_due_at_its_hour_in_the_regions_time_zone() -> None:
    assert due_at(W31, MONDAY_AT_SEVEN, a_calendar()) == DUE


@pytest.mark.parametrize(
    ("holidays", "days"),
    [([27], 1), ([27, 28], 2), ([27, 28, 29, 30, 31], 7)],  # after Friday comes Monday
)
def test_on_a_holiday_it_is_the_next_working_day(holidays: list[int], days: int) -> None:
    calendar = a_calendar(*(date(2026, 7, day) for day in holidays))
    assert due_at(W31, MONDAY_AT_SEVEN, calendar) == DUE + days * DAY


def test_a_day_on_which_nobody_works_is_put_off_as_well() -> None:
    sunday = LetterDay(weekday=7, hour=7)
    assert due_at(W31, sunday, a_calendar()) == DUE + WEEK


def test_the_first_letter_is_the_next_that_comes() -> None:
    calendar = a_calendar()
    assert first_week(DUE - timedelta(seconds=1), MONDAY_AT_SEVEN, calendar) == "2026-W31"
    assert first_week(DUE, MONDAY_AT_SEVEN, calendar) == "2026-W32"


@pytest.mark.parametrize(
    ("late", "week"),
    [
        (timedelta(), "2026-W31"),
        (3 * DAY, "2026-W31"),
        (6 * DAY - timedelta(hours=1), "2026-W31"),
        (6 * DAY + timedelta(hours=1), "2026-W32"),  # waits for the next, which is near
        (WEEK, "2026-W32"),
        (3 * WEEK + 2 * DAY, "2026-W34"),  # one letter of weeks without the service
    ],
)
def test_after_an_outage_it_is_one_letter_the_last(late: timedelta, week: str) -> None:
    assert week_due(W31, DUE + late, MONDAY_AT_SEVEN, a_calendar()) == week


def test_where_holidays_put_two_on_one_day_it_is_one_letter() -> None:
    calendar = a_calendar(*(date(2026, 7, day) for day in (27, 28, 29, 30, 31)))
    assert week_due(W31, DUE + WEEK, MONDAY_AT_SEVEN, calendar) == "2026-W32"


@given(st.dates(date(2000, 1, 3), date(2099, 12, 31)))
def test_weeks_follow_each_other_and_sort_as_texts(day: date) -> None:
    week = LetterWeek.of(day)
    assert week.monday <= day < week.following.monday == week.monday + WEEK
    assert week < week.following
    assert LetterWeek.of(week.monday) == week


@given(
    st.integers(1, 7),
    st.integers(0, 23),
    st.sets(st.dates(date(2026, 7, 1), date(2026, 9, 30))),
    st.integers(0, 60 * 24 * 60),
)
def test_no_week_has_two_letters_and_none_is_made_before_its_time(
    weekday: int, hour: int, holidays: set[date], minutes: int
) -> None:
    day, calendar = LetterDay(weekday=weekday, hour=hour), a_calendar(*holidays)
    now = DUE + timedelta(minutes=minutes)
    planned, made = first_week(DUE, day, calendar), []
    while now < DUE + 10 * WEEK:
        week = week_due(planned, now, day, calendar)
        if due_at(week, day, calendar) <= now:
            made.append(week)
            planned = week.following
        else:
            assert week >= planned
            planned = week
        now = max(now + timedelta(minutes=1), due_at(planned, day, calendar))
    assert made == sorted(set(made))
    assert all(due_at(week, day, calendar) <= now for week in made)
