"""What a region may set as its reporting calendar, and the holidays that follow from it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from contracts.calendar import HOLIDAYS_MOST, Calendar, Holiday, PeriodKind, ReviewStep
from planner.calendars.calendar import (
    DAYS_MOST,
    NAME_MOST,
    OWN_MOST,
    Draft,
    OwnHoliday,
    Rule,
    changed_holidays,
    faults_of,
    faults_of_holidays,
    holidays_of,
    tidy,
    years_of,
)
from planner.calendars.documents import calendar_document, calendar_of
from planner.calendars.proposed import proposed
from planner.calendars.telling import LABELS, told
from planner.regions.region import read_regions
from tests.unit.planner.calendars.given import ANNIVERSARY, DRAFT, NOON, STORED, changed

RECORDED, VERIFIED, SIGNED = ReviewStep
CHRISTMAS = Holiday(day=date(2026, 12, 25), name="Hari Raya Natal")
LEAVE = Holiday(day=date(2026, 12, 24), name="Cuti Bersama", provisional=True)


def own(count: int) -> tuple[OwnHoliday, ...]:
    return tuple(OwnHoliday(date(2026, 1, 1) + timedelta(n), f"Libur {n}") for n in range(count))


def test_a_calendar_as_it_should_be_has_no_fault_and_is_one_that_is_published() -> None:
    assert faults_of(DRAFT) == []
    assert isinstance(STORED.calendar, Calendar)
    assert STORED.calendar.rule(PeriodKind.MONTH) is not None


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"begins": date(1999, 12, 31)}, "begins", "date-out-of-range"),
        ({"begins": date(2101, 1, 1)}, "begins", "date-out-of-range"),
        ({"taken_over": date(1, 1, 1)}, "taken_over", "date-out-of-range"),
        ({"workdays": ()}, "workdays", "no-workday"),
        ({"workdays": (0, 1)}, "workdays", "bad-weekday"),
        ({"workdays": (1, 1)}, "workdays", "bad-weekday"),
        ({"periods": ()}, "periods", "no-period"),
        ({"periods": (Rule(PeriodKind.MONTH, 1),) * 2}, "periods.month", "given-twice"),
        (
            {"periods": (Rule(PeriodKind.YEAR, 6, 5),)},
            "periods.year.window_days",
            "window-too-short",
        ),
        ({"periods": (Rule(PeriodKind.YEAR, -1),)}, "periods.year.on_time_days", "below-zero"),
        (
            {"periods": (Rule(PeriodKind.YEAR, 1, DAYS_MOST + 1),)},
            "periods.year.window_days",
            "too-large",
        ),
        ({"steps": (SIGNED, VERIFIED)}, "steps", "bad-steps"),
        ({"steps": (RECORDED, VERIFIED)}, "steps", "bad-steps"),
        ({"steps": (VERIFIED,), "counts_from": SIGNED}, "counts_from", "step-not-in-use"),
        ({"own_holidays": own(OWN_MOST + 1)}, "own_holidays", "too-many"),
        ({"own_holidays": (ANNIVERSARY, ANNIVERSARY)}, "own_holidays.1.day", "given-twice"),
        ({"own_holidays": (OwnHoliday(date(2026, 1, 2), " "),)}, "own_holidays.0.name", "missing"),
        (
            {"own_holidays": (OwnHoliday(date(2026, 1, 2), "x" * (NAME_MOST + 1)),)},
            "own_holidays.0.name",
            "text-too-long",
        ),
        (
            {"own_holidays": (OwnHoliday(date(2026, 1, 2), "x", "y" * 121),)},
            "own_holidays.0.decree",
            "text-too-long",
        ),
        ({"worked_holidays": (date(2026, 1, 1),) * 501}, "worked_holidays", "too-many"),
    ],
)
def test_what_breaks_a_rule_is_said_at_its_field(
    changes: dict[str, Any], field: str, code: str
) -> None:
    assert [(fault.field, fault.code) for fault in faults_of(changed(**changes))] == [(field, code)]


@pytest.mark.parametrize(
    "changes",
    [
        {"periods": (Rule(PeriodKind.MONTH, 5, 5), Rule(PeriodKind.YEAR, 0, 0))},
        {"steps": (), "counts_from": RECORDED},
        {"steps": (SIGNED,), "counts_from": SIGNED},
        {"own_holidays": own(OWN_MOST)},
        {"begins": date(2000, 1, 1), "taken_over": None},
    ],
)
def test_what_breaks_none_is_taken(changes: dict[str, Any]) -> None:
    assert faults_of(changed(**changes)) == []


def test_what_is_given_in_any_order_is_kept_in_one() -> None:
    given = changed(
        workdays=(5, 1),
        periods=tuple(reversed(DRAFT.periods)),
        own_holidays=(ANNIVERSARY, OwnHoliday(date(2026, 2, 1), "  Hari\n Ulang ", " SE  1 ")),
        worked_holidays=(date(2026, 3, 1), date(2026, 1, 1), date(2026, 3, 1)),
    )
    kept = tidy(given)
    assert kept.workdays == (1, 5)
    assert kept.periods == DRAFT.periods
    assert kept.own_holidays == (OwnHoliday(date(2026, 2, 1), "Hari Ulang", "SE 1"), ANNIVERSARY)
    assert kept.worked_holidays == (date(2026, 1, 1), date(2026, 3, 1))
    assert tidy(kept) == kept


def test_holidays_are_the_national_ones_without_those_worked_and_with_the_regions_own() -> None:
    decreed = OwnHoliday(date(2026, 12, 25), "Natal", "SKB 2026")
    draft = changed(own_holidays=(ANNIVERSARY, decreed))
    assert holidays_of(draft, [LEAVE, CHRISTMAS]) == (
        Holiday(day=ANNIVERSARY.day, name=ANNIVERSARY.name, decree=ANNIVERSARY.decree),
        Holiday(day=date(2026, 12, 25), name="Natal", decree="SKB 2026"),
    )
    both = holidays_of(changed(worked_holidays=(), own_holidays=()), [CHRISTMAS, LEAVE])
    assert both == (LEAVE, CHRISTMAS)


def test_the_years_of_a_calendar_end_with_the_next_one() -> None:
    assert list(years_of(date(2025, 7, 1), date(2026, 12, 31))) == [2025, 2026, 2027]
    assert list(years_of(date(2030, 1, 1), date(2026, 12, 31))) == [2030]


def test_more_holidays_than_are_published_are_refused() -> None:
    days = [Holiday(day=date(2026, 1, 1) + timedelta(n), name="x") for n in range(HOLIDAYS_MOST)]
    assert faults_of_holidays(days) == []
    (fault,) = faults_of_holidays([*days, CHRISTMAS])
    assert (fault.field, fault.code) == ("begins", "too-many-holidays")


def test_a_holiday_that_moves_goes_and_comes() -> None:
    decreed = LEAVE.model_copy(update={"provisional": False})
    assert changed_holidays([CHRISTMAS, LEAVE], [decreed, CHRISTMAS]) == ([LEAVE], [decreed])
    assert changed_holidays([CHRISTMAS], [CHRISTMAS]) == ([], [])


@pytest.mark.parametrize("draft", [DRAFT, changed(taken_over=None, steps=(), own_holidays=())])
def test_a_stored_calendar_is_read_back_as_it_was(draft: Draft) -> None:
    stored = replace(STORED, draft=draft)
    assert calendar_of(calendar_document(stored, NOON, "bappeda")) == stored


def test_a_calendar_knows_the_holidays_of_the_years_whose_national_ones_it_has() -> None:
    far = OwnHoliday(date(2029, 9, 29), "Hari Jadi Kota")
    given = replace(DRAFT, own_holidays=(far,))
    holidays = holidays_of(given, [CHRISTMAS, LEAVE])
    stored = replace(STORED, draft=given, holidays=holidays)
    assert stored.calendar.holidays_until == date(2026, 12, 31)
    assert replace(STORED, draft=given, holidays=holidays[-1:]).calendar.holidays_until is None


def test_a_calendar_is_told_part_by_part() -> None:
    assert told(STORED) == {
        "begins": "1 Januari 2026",
        "taken_over": "30 Juni 2026",
        "workdays": "Senin, Selasa, Rabu, Kamis, Jumat",
        "month": "tepat waktu 5 hari kerja, dibuka 10 hari kerja",
        "quarter": "",
        "four_months": "tepat waktu 10 hari kerja, tetap dibuka",
        "half_year": "",
        "year": "",
        "steps": "Terverifikasi, Ditandatangani",
        "counts_from": "Masuk",
        "own_holidays": "29 September 2026 Hari Jadi Kota (SE Bupati 12/2026)",
        "worked_holidays": "24 Desember 2026",
        "extensions": "DINKES, Oktober 2026: 10 Desember 2026",
    }
    assert told(STORED).keys() == LABELS.keys()


def test_what_is_proposed_to_a_region_breaks_no_rule() -> None:
    first = proposed(read_regions()["kukar"], date(2026, 11, 30))
    assert faults_of(first.draft) == []
    assert (first.version, first.draft.begins, first.draft.counts_from) == (
        *(0, date(2026, 1, 1), RECORDED),
    )
    assert {one.day.year for one in first.holidays} == {2026, 2027}
