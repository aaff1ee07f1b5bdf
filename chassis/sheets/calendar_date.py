"""Dates as people write them: 31 Desember 2023, 3 Agu 2024, 31/12/2023, 2023-12-31. Pure.

The day comes before the month unless the year comes first or the month is a word.
"""

import re
from datetime import date, datetime
from functools import lru_cache

from chassis.sheets.cell import Cell, Month, shown, visible_text
from chassis.sheets.footnote import without_footnote
from chassis.sheets.refusal import Unreadable

FIRST_YEAR, LAST_YEAR = 2000, 2100
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
SPELLINGS = (
    "januari jan january",
    "februari pebruari feb peb february",
    "maret mar mrt march",
    "april apr",
    "mei may",
    "juni jun june",
    "juli jul july",
    "agustus agu ags agt agust agus aug august",
    "september sep sept",
    "oktober okt oct october",
    "november nopember nov nop",
    "desember des december dec",
)
MONTH_OF = {word: n for n, words in enumerate(SPELLINGS, 1) for word in words.split()}
TIME = r"(?:[ T]+\d{1,2}[:.]\d{2}.*)?"
WEEKDAY = re.compile(r"^(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu)\s*,?\s+", re.IGNORECASE)
YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){TIME}", re.ASCII)
DAY_FIRST = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){TIME}", re.ASCII)
MONTH_WORD = re.compile(
    rf"(\d{{1,2}})[\s./-]*([A-Za-z]+)[\s.,/'’-]*(\d{{4}}|\d{{2}}){TIME}", re.ASCII
)
MONTH_WORD_FIRST = re.compile(rf"([A-Za-z]+)\.?\s+(\d{{1,2}}),?\s+(\d{{4}}){TIME}", re.ASCII)
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)
PERIOD = re.compile(
    r"(?:tw|triwulan|tri wulan|semester|caturwulan|bulan|tahun|minggu)\b.*|\d{4}|[IVX]+"
    r"|(?P<month>[A-Za-z]+)\.?[\s'-]*(?:\d{4}|\d{2})?",
    re.IGNORECASE,
)


def read_day(cell: Cell) -> date:
    """The date in a cell.

    Raises Unreadable: not-a-date, date-incomplete, two-dates, date-out-of-range.
    """
    if isinstance(cell, Month):
        raise Unreadable("date-incomplete", value=month_and_year(cell))
    if isinstance(cell, datetime):
        return _in_range(cell.date())
    if isinstance(cell, date):
        return _in_range(cell)
    if not isinstance(cell, str):
        raise Unreadable("not-a-date", value=shown(cell))
    return _in_range(_read_text(without_footnote(visible_text(cell))))


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unreadable("date-out-of-range", year=day.year, first=FIRST_YEAR, last=LAST_YEAR)
    return day


@lru_cache(maxsize=8192)
def _read_text(text: str) -> date:
    bare = WEEKDAY.sub("", text)
    if match := YEAR_FIRST.fullmatch(bare):
        return _day(text, int(match[1]), int(match[2]), int(match[3]))
    if match := DAY_FIRST.fullmatch(bare):
        return _day(text, _year(match[3]), int(match[2]), int(match[1]))
    if match := MONTH_WORD.fullmatch(bare):
        return _day(text, _year(match[3]), _month(match[2]), int(match[1]))
    if match := MONTH_WORD_FIRST.fullmatch(bare):
        return _day(text, int(match[3]), _month(match[1]), int(match[2]))
    raise Unreadable(_what_is_wrong(bare), value=text)


def _what_is_wrong(text: str) -> str:
    if len(YEAR.findall(text)) > 1:
        return "two-dates"
    period = PERIOD.fullmatch(text)
    is_period = period is not None and (period["month"] is None or _month(period["month"]) > 0)
    return "date-incomplete" if is_period else "not-a-date"


def _month(word: str) -> int:
    return MONTH_OF.get(word.casefold(), 0)


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _day(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable("not-a-date", value=text) from None


def month_and_year(day: date) -> str:
    """The month of a day in Indonesian: Desember 2023."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def long_date(day: date) -> str:
    """The date in Indonesian: 31 Desember 2023."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
