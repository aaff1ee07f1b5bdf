"""Periods as sheets write them: a month, a quarter, a year, or from one to another."""

from datetime import UTC, date, datetime

import pytest

from chassis.sheets.cell import Cell
from chassis.sheets.period import Period, read_period
from chassis.sheets.refusal import Unreadable

WHOLE = [
    ("Maret 2027", "2027-03-01", "2027-03-31"),
    ("Februari 2028", "2028-02-01", "2028-02-29"),
    ("bulan Pebruari 2027", "2027-02-01", "2027-02-28"),
    ("Mar-27", "2027-03-01", "2027-03-31"),
    ("Juni '27", "2027-06-01", "2027-06-30"),
    ("03/2027", "2027-03-01", "2027-03-31"),
    ("2027-03", "2027-03-01", "2027-03-31"),
    ("TW I 2027", "2027-01-01", "2027-03-31"),
    ("TW I-2027", "2027-01-01", "2027-03-31"),
    ("Q1 - 2027", "2027-01-01", "2027-03-31"),
    ("Semester 1–2027", "2027-01-01", "2027-06-30"),
    ("Triwulan ke-2 tahun 2027", "2027-04-01", "2027-06-30"),
    ("tri wulan III/2027", "2027-07-01", "2027-09-30"),
    ("Q4 2027", "2027-10-01", "2027-12-31"),
    ("Caturwulan 2 2027", "2027-05-01", "2027-08-31"),
    ("Semester II 2027", "2027-07-01", "2027-12-31"),
    ("Tahun 2027", "2027-01-01", "2027-12-31"),
    (2027, "2027-01-01", "2027-12-31"),
    (2027.0, "2027-01-01", "2027-12-31"),
    ("Januari - Maret 2027", "2027-01-01", "2027-03-31"),
    ("Januari–Maret 2027", "2027-01-01", "2027-03-31"),
    ("Jan-Mar 2027", "2027-01-01", "2027-03-31"),
    ("November 2026 s.d. Februari 2027", "2026-11-01", "2027-02-28"),
    ("Nov 2026 sampai dengan Feb 2027", "2026-11-01", "2027-02-28"),
    ("TW I - III 2027", "2027-01-01", "2027-09-30"),
    ("TW I s/d TW II 2027", "2027-01-01", "2027-06-30"),
    ("2026-2027", "2026-01-01", "2027-12-31"),
]
EXACT = [
    ("1 Februari 2027", "2027-02-01", "2027-02-01"),
    ("1 s.d. 15 Mei 2027", "2027-05-01", "2027-05-15"),
    ("1-15 Mei 2027", "2027-05-01", "2027-05-15"),
    ("1 Januari hingga 31 Maret 2027", "2027-01-01", "2027-03-31"),
    ("1 Jan 2027 - 31 Mar 2027", "2027-01-01", "2027-03-31"),
    ("01/02/2027 – 03/04/2027", "2027-02-01", "2027-04-03"),
    ("01-02-2027 - 03-04-2027", "2027-02-01", "2027-04-03"),
    ("2027-01-02 - 2027-03-04", "2027-01-02", "2027-03-04"),
    (date(2027, 5, 6), "2027-05-06", "2027-05-06"),
    (datetime(2027, 5, 6, 7, 8, tzinfo=UTC), "2027-05-06", "2027-05-06"),
]


@pytest.mark.parametrize(
    ("cell", "first", "last", "exact"),
    [*((*one, False) for one in WHOLE), *((*one, True) for one in EXACT)],
)
def test_a_period_is_read_from_its_first_day_to_its_last(
    cell: Cell, first: str, last: str, exact: bool
) -> None:
    read = Period(date.fromisoformat(first), date.fromisoformat(last), exact)
    assert read_period(cell) == read


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("Maret", "2027-03-01", "2027-03-31"),
        ("TW I s.d. TW III", "2027-01-01", "2027-09-30"),
        ("Maret 2026", "2026-03-01", "2026-03-31"),
        ("Nov 2026 - Feb", "2026-11-01", "2027-02-28"),
        ("3 Mei - 27 Juni", "2027-05-03", "2027-06-27"),
        ("Mei-27", "2027-05-01", "2027-05-31"),
    ],
)
def test_a_year_that_was_said_is_that_of_a_period_without_one(
    cell: str, first: str, last: str
) -> None:
    assert read_period(cell, 2027)[:2] == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Maret", "period-without-year"),
        ("TW IV", "period-without-year"),
        ("Januari - Maret", "period-without-year"),
        ("Nov - Feb 2027", "period-turned"),
        ("3 Mei 2027 s.d. 1 Mei 2027", "period-turned"),
        ("Desember 1999", "date-out-of-range"),
        ("awal Maret 2027", "not-a-period"),
        ("Minggu III Maret 2027", "not-a-period"),
        ("Agustus 17", "period-without-year"),
        ("3 Mei - 27 Juni", "period-without-year"),
        (float("inf"), "not-a-period"),
        (float("nan"), "not-a-period"),
        ("TW V 2027", "not-a-period"),
        ("Semester III 2027", "not-a-period"),
        ("31 Februari 2027", "not-a-period"),
        ("13/2027", "not-a-period"),
        ("sepanjang tahun", "not-a-period"),
        ("sd Maret 2027", "not-a-period"),
        ("Desember 2027 sd", "not-a-period"),
        ("Januari s.d. Maret 2027, TW II", "not-a-period"),
        ("Januari - Maret - Mei 2027", "not-a-period"),
        ("12", "not-a-period"),
        (46_000, "not-a-period"),
        (1.5, "not-a-period"),
        (True, "not-a-period"),
        (None, "not-a-period"),
        ("Maret 2027 " + "- " * 500, "not-a-period"),
    ],
)
def test_what_is_no_period_or_may_be_several_is_refused(cell: Cell, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_period(cell)
    assert refused.value.code == code


@pytest.mark.parametrize("cell", ["Mei-27", "1-2", "1/2"])
def test_where_another_year_was_said_a_number_may_be_a_day(cell: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_period(cell, 2028)
    assert refused.value.code == "not-a-period"
