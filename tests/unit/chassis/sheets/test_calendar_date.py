from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.sheets.calendar_date import long_date, read_day
from chassis.sheets.refusal import Unreadable

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("31 Desember 2023", date(2023, 12, 31)),
        ("3 Agu 2024", date(2024, 8, 3)),
        ("3 Agt. 2024", date(2024, 8, 3)),
        ("10 NOPEMBER 2025", date(2025, 11, 10)),
        ("1 Pebruari 2026", date(2026, 2, 1)),
        ("Senin, 5 Januari 2026", date(2026, 1, 5)),
        ("Jum'at 9 Januari 2026", date(2026, 1, 9)),
        ("31-Des-23", date(2023, 12, 31)),
        ("31 Dec '23", date(2023, 12, 31)),
        ("December 31, 2023", date(2023, 12, 31)),
        ("31/12/2023", date(2023, 12, 31)),
        ("31.12.23", date(2023, 12, 31)),
        ("3-4-2026", date(2026, 4, 3)),
        ("2023-12-31", date(2023, 12, 31)),
        ("2023/1/5", date(2023, 1, 5)),
        ("2023-12-31T00:00:00", date(2023, 12, 31)),
        ("31/12/2023 08.00 WITA", date(2023, 12, 31)),
        ("31\u00a0Desember\u00a02023", date(2023, 12, 31)),
        ("29 Februari 2028", date(2028, 2, 29)),
        (date(2023, 12, 31), date(2023, 12, 31)),
        (datetime(2023, 12, 31, 23, 59), date(2023, 12, 31)),  # noqa: DTZ001 - as sheets give it
    ],
)
def test_a_day_is_read_as_people_write_it(written: Any, day: date) -> None:
    assert read_day(written) == day


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("kapan-kapan", "not-a-date"),
        ("31 Februari 2026", "not-a-date"),
        ("29 Februari 2026", "not-a-date"),
        ("12/31/2026", "not-a-date"),
        ("31 Smarch 2026", "not-a-date"),
        ("", "not-a-date"),
        (46000, "not-a-date"),
        (None, "not-a-date"),
        (True, "not-a-date"),
        (time(8, 0), "not-a-date"),
        (timedelta(days=3), "not-a-date"),
        ("Triwulan I", "date-incomplete"),
        ("TW II 2026", "date-incomplete"),
        ("Semester 2", "date-incomplete"),
        ("Agustus 2026", "date-incomplete"),
        ("Agustus", "date-incomplete"),
        ("2026", "date-incomplete"),
        ("IV", "date-incomplete"),
        ("1 Januari 2026 - 31 Maret 2026", "two-dates"),
        ("01/01/2026 s.d. 31/03/2026", "two-dates"),
        ("1 Januari 1999", "date-out-of-range"),
        (date(2101, 1, 1), "date-out-of-range"),
        (date(1900, 1, 1), "date-out-of-range"),
    ],
)
def test_what_is_not_one_day_is_refused_by_what_is_wrong_with_it(written: Any, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_day(written)

    assert refused.value.code == code
    refused.value.fault("start")  # every code has its sentence


@given(DAYS)
def test_every_day_reads_back_from_each_of_its_writings(day: date) -> None:
    for written in (long_date(day), day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}"):
        assert read_day(written) == day


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_refusal(text: str) -> None:
    try:
        read_day(text)
    except Unreadable as refused:
        refused.fault("start")
