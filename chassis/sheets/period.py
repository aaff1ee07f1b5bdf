"""Periods as people write them: Maret 2027, TW I 2027, Semester 2 2027, 2027, and from one to
another: Januari - Maret 2027, 1 s.d. 15 Mei 2027. Pure.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from chassis.sheets.calendar_date import FIRST_YEAR, LAST_YEAR, MONTH_OF, month_and_year, read_day
from chassis.sheets.cell import Cell, Month, shown, visible_text
from chassis.sheets.footnote import without_footnote
from chassis.sheets.refusal import Unreadable

LONGEST = 80
MONTHS_OF = {
    "tw": 3, "triwulan": 3, "tri wulan": 3, "kuartal": 3, "q": 3,
    "caturwulan": 4, "catur wulan": 4, "cawu": 4,
    "semester": 6, "smt": 6, "sem": 6,
}  # fmt: skip
"""Months of a part of the year, by its word."""
NUMBERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
YEAR = r"(?:\s*[,/'–-]?\s*(?:(?:tahun|th\.?|thn\.?|ta\.?)\s*)?(?P<year>\d{4}))?"
PART = re.compile(
    rf"(?P<word>{'|'.join(MONTHS_OF)})\.?[\s-]*(?:ke[\s-]*)?(?P<number>[1-4]|iv|i{{1,3}}){YEAR}",
    re.IGNORECASE | re.ASCII,
)
MONTH = re.compile(
    r"(?:bulan\s+)?(?P<month>[a-z]+)\.?(?:[\s,/'’–-]*(?P<year>\d{4})|\s?[-/'’](?P<short>\d{2}))?",
    re.IGNORECASE | re.ASCII,
)
MONTH_NUMBER = re.compile(r"(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4})", re.ASCII)
MONTH_OF_YEAR = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})", re.ASCII)
WHOLE_YEAR = re.compile(r"(?:tahun\s+)?(?P<year>\d{4})", re.IGNORECASE | re.ASCII)
BETWEEN = re.compile(
    r"\s*(?:[–—]|\bs\s*[./]?\s*d\b\.?|\bsampai(?:\s+dengan)?\b|\bhingga\b|-)\s*", re.IGNORECASE
)
WORD = re.compile(r"[a-z]{3}", re.IGNORECASE)
DAY = re.compile(r"\d{1,2}", re.ASCII)
LEAP_YEAR = 2024
"""Tried to tell a period without a year from what is none."""


class Period(NamedTuple):
    """From a day to a day, both of them in it; `exact` where the days themselves are written."""

    first: date
    last: date
    exact: bool


def read_period(cell: Cell, year: int | None = None) -> Period:
    """The period in a cell; `year` is that of a period that names none.

    Raises Unreadable: not-a-period, period-without-year, period-turned, date-out-of-range.
    """
    if isinstance(cell, Month):
        cell = month_and_year(cell)
    if isinstance(cell, date):
        day = read_day(cell)
        return Period(day, day, True)
    if isinstance(cell, float | int) and not isinstance(cell, bool) and float(cell).is_integer():
        cell = str(int(cell))
    if not isinstance(cell, str):
        raise Unreadable("not-a-period", value=shown(cell))
    text = " ".join(without_footnote(visible_text(cell)).split())
    found = _found(text, year)
    if found is None:
        is_lacking = year is None and _found(text, LEAP_YEAR) is not None
        raise Unreadable("period-without-year" if is_lacking else "not-a-period", value=text)
    for day in found[:2]:
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Unreadable("date-out-of-range", year=day.year, first=FIRST_YEAR, last=LAST_YEAR)
    if found.last < found.first:
        raise Unreadable("period-turned", value=text)
    return found


@lru_cache(maxsize=8192)
def _found(text: str, year: int | None) -> Period | None:
    """The one period that a text means; None where it means none, or may mean several."""
    if len(text) > LONGEST:
        return None
    if one := _one(text, year):
        return one
    ranges = {one for one in _ranges(text, year) if one is not None}
    return ranges.pop() if len(ranges) == 1 else None


def _ranges(text: str, year: int | None) -> Iterator[Period | None]:
    for between in BETWEEN.finditer(text):
        yield _range(text[: between.start()], text[between.end() :], year)


def _range(left: str, right: str, year: int | None) -> Period | None:
    """From the one to the other; what the left does not say, the right says, and the word of a
    part of the year the other way: TW I - III 2027.
    """
    part = PART.fullmatch(left)
    last = _one(right, year) or (_one(f"{part['word']} {right}", year) if part else None)
    if last is None:
        return None
    first = _one(left, last.first.year) or _day(left, last)
    return Period(first.first, last.last, first.exact and last.exact) if first else None


def _day(text: str, last: Period) -> Period | None:
    """A day of which the month or the year is that of a later day."""
    if not last.exact:
        return None
    month = f" {last.last.month}" if DAY.fullmatch(text) else ""
    return _written_day(f"{text}{month} {last.last.year}")


def _written_day(text: str) -> Period | None:
    try:
        day = read_day(text)
    except Unreadable:
        return None
    return Period(day, day, True)


def _one(text: str, year: int | None) -> Period | None:
    """A day, a month, a part of a year or a year."""
    of_year = f"{text} {year}" if year and WORD.search(text) else text
    day = _written_day(text) or _written_day(of_year)
    return day or _part(text, year) or _with_its_year(text) or _month(text, year)


def _part(text: str, year: int | None) -> Period | None:
    match = PART.fullmatch(text)
    if match is None:
        return None
    months = MONTHS_OF[" ".join(match["word"].casefold().split())]
    number = NUMBERS.get(match["number"].casefold()) or int(match["number"])
    return _months(match["year"], year, (number - 1) * months + 1, months)


def _with_its_year(text: str) -> Period | None:
    if match := WHOLE_YEAR.fullmatch(text):
        return _months(match["year"], None, 1, 12)
    if match := MONTH_OF_YEAR.fullmatch(text) or MONTH_NUMBER.fullmatch(text):
        return _months(match["year"], None, int(match["month"]), 1)
    return None


def _month(text: str, year: int | None) -> Period | None:
    match = MONTH.fullmatch(text)
    if match is None:
        return None
    written = f"20{match['short']}" if match["short"] else match["year"]
    if match["short"] and year not in {None, int(written)}:
        return None  # its number may be a day
    return _months(written, year, MONTH_OF.get(match["month"].casefold(), 0), 1)


def _months(written: str | None, year: int | None, first: int, count: int) -> Period | None:
    """The months from `first`, of the year that is written, or else of `year`."""
    of = int(written) if written else year
    last = first + count - 1
    if of is None or of < 1 or not 1 <= first <= last <= 12:
        return None
    return Period(date(of, first, 1), date(of, last, monthrange(of, last)[1]), False)
