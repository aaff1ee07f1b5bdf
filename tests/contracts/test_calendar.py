"""Periods, working days and limits of a reporting calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.calendar import Calendar, Holiday, Period, PeriodKind, PeriodRule
from contracts.wording import period_name

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
KINDS = st.sampled_from(PeriodKind)


def calendar(*, on_time: int = 5, window: int | None = 10, **fields: object) -> Calendar:
    rule = PeriodRule(kind=PeriodKind.MONTH, on_time_days=on_time, window_days=window)
    given = {"time_zone": "Asia/Makassar", "begins": date(2026, 1, 1), "periods": (rule,), **fields}
    return Calendar.model_validate(given)


@given(KINDS, DAYS)
def test_each_day_lies_in_one_period_of_a_kind(kind: PeriodKind, day: date) -> None:
    period = Period.of(kind, day)
    assert period.first <= day <= period.last
    assert period == Period.of(kind, period.first) == Period.of(kind, period.last)
    assert Period.of(kind, period.last + timedelta(days=1)).first == period.last + timedelta(days=1)
    assert Period.of_code(period.code) == period


@pytest.mark.parametrize(
    ("kind", "code", "name"),
    [
        (PeriodKind.MONTH, "2026-M11", "November 2026"),
        (PeriodKind.QUARTER, "2026-Q4", "Triwulan IV 2026"),
        (PeriodKind.FOUR_MONTHS, "2026-C3", "Caturwulan III 2026"),
        (PeriodKind.HALF_YEAR, "2026-S2", "Semester II 2026"),
        (PeriodKind.YEAR, "2026-Y1", "Tahun 2026"),
    ],
)
def test_a_period_has_the_code_and_the_name_of_its_kind(
    kind: PeriodKind, code: str, name: str
) -> None:
    period = Period.of(kind, date(2026, 11, 29))
    assert period.code == code
    assert period_name(period) == name


@pytest.mark.parametrize(
    "code",
    [
        *("", "2026", "2026-", "2026-M0", "2026-M13", "2026-M01", "2026-Q5", "2026-C4", "2026-Y2"),
        *("0001-M1", "1999-M12", "2101-M1", "9999-M12", "9999-Y1"),
        *("26-M1", "0000-M1", "2026-X1", "2026-M1 ", "٢٠٢٦-M1", "2026-M²", "2026-M-1"),
    ],
)
def test_what_is_no_code_of_a_period_is_none(code: str) -> None:
    assert Period.of_code(code) is None


def test_the_first_year_has_no_period_before_it() -> None:
    assert Period.of(PeriodKind.YEAR, date.min).before() is None


def test_working_days_leave_weekends_and_holidays_out() -> None:
    christmas = Holiday(day=date(2026, 12, 25), name="Hari Raya Natal")
    leave = Holiday(day=date(2026, 12, 24), name="Cuti bersama", provisional=True)
    ours = calendar(holidays=(christmas, leave))
    assert ours.workdays_after(date(2026, 12, 23), 0) == date(2026, 12, 23)
    assert ours.workdays_after(date(2026, 12, 23), 1) == date(2026, 12, 28)
    november = Period.of(PeriodKind.MONTH, date(2026, 11, 1))
    assert ours.on_time_until(november) == date(2026, 12, 7)
    assert ours.open_until(november) == date(2026, 12, 14)
    assert not ours.is_provisional(november)
    late = calendar(window=20, holidays=(leave,))
    assert late.is_provisional(november)


def test_limits_beyond_the_years_whose_holidays_are_known_may_move() -> None:
    christmas = Holiday(day=date(2026, 12, 25), name="Hari Raya Natal")
    anniversary = Holiday(day=date(2028, 9, 29), name="Hari Jadi Kota")
    november, december = (Period.of(PeriodKind.MONTH, date(2026, m, 1)) for m in (11, 12))
    ours = calendar(holidays=(christmas,))
    assert not ours.is_provisional(november)
    assert ours.is_provisional(december), "of 2027 no holiday is known"
    assert calendar(window=None, holidays=(christmas,)).is_provisional(december)
    more = (christmas, anniversary)
    assert not calendar(holidays=more).is_provisional(december)
    known = calendar(holidays=more, holidays_until=date(2026, 12, 31))
    assert known.is_provisional(december), "one of the region's own says nothing of the others"
    assert not calendar(holidays=more, holidays_until=date(2027, 12, 31)).is_provisional(december)
    assert calendar().is_provisional(november), "no holiday at all is known"


@given(DAYS, st.integers(0, 30), st.sets(DAYS, max_size=20))
def test_working_days_are_counted_one_by_one(day: date, count: int, off: set[date]) -> None:
    ours = calendar(holidays=tuple(Holiday(day=one, name="Libur") for one in off))
    last = ours.workdays_after(day, count)
    between = (day + timedelta(days=n + 1) for n in range((last - day).days))
    assert sum(one.weekday() < 5 and one not in off for one in between) == count
    assert not count or ours.is_workday(last)


def test_periods_are_counted_from_the_beginning_on() -> None:
    ours = calendar(begins=date(2026, 9, 1))
    months = list(ours.periods_of(PeriodKind.MONTH, date(2026, 11, 29)))
    assert [one.code for one in months] == ["2026-M11", "2026-M10", "2026-M9"]
    quarters = list(ours.periods_of(PeriodKind.QUARTER, date(2026, 11, 29)))
    assert [one.code for one in quarters] == ["2026-Q4"]


def test_no_period_closes_before_a_report_is_late() -> None:
    with pytest.raises(ValidationError, match="beyond window_days"):
        calendar(on_time=6, window=5)


def test_a_kind_that_the_region_does_not_have_has_no_limit() -> None:
    with pytest.raises(LookupError):
        calendar().on_time_until(Period.of(PeriodKind.YEAR, date(2026, 1, 1)))
