"""Whether the days of a file are written day first or month first: 03/04/2026 is both. Pure.

A day above 12 proves it for all of them. Where nothing does, or both are proven, a day that can be
read both ways is refused. A spreadsheet program that reads day/month as month/day leaves those
above 12 as texts and turns the others around: beside such texts its dates are refused as well.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from chassis.sheets.calendar_date import DAY_FIRST, WEEKDAY, long_date, read_day
from chassis.sheets.cell import Cell, Month, visible_text
from chassis.sheets.footnote import without_footnote
from chassis.sheets.refusal import Unreadable

MONTHS = 12
WITHIN = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class DayOrder:
    """How the days of a file are written."""

    day_first: bool = False
    """Whether a day proves that it comes first."""
    month_first: str = ""
    """A day that proves that the month comes first."""
    turned: bool = False
    """Whether a spreadsheet program may have turned around the dates that are no texts."""

    def read(self, cell: Cell) -> date:
        """The day in a cell. Raises Unreadable as `read_day`, and date-two-ways."""
        numbers = _numbers(cell)
        if numbers is None:
            day = read_day(cell)
            is_date = isinstance(cell, date)
            if self.turned and is_date and day.day <= MONTHS and day.day != day.month:
                raise _two_ways(cell, day)
            return day
        first, second, text = numbers
        if max(first, second) <= MONTHS and first != second:
            if self.is_mixed:
                raise _two_ways(cell, read_day(text))
            return read_day(_turned(text)) if self.month_first else read_day(text)
        return read_day(_turned(text)) if first <= MONTHS < second else read_day(text)

    def in_words(self, text: str) -> str:
        """The text with the month of each such day as a word. Raises Unreadable(date-two-ways)."""
        if self == WRITTEN_DAY_FIRST:
            return text
        return WITHIN.sub(lambda day: long_date(self.read(day[0])), text)

    def is_doubtful(self, text: str) -> bool:
        """Whether a text of more than one day has one that may be read month first."""
        if self.day_first and not self.month_first:
            return False
        both = ((int(one[1]), int(one[2])) for one in WITHIN.finditer(text))
        return any(max(pair) <= MONTHS and pair[0] != pair[1] for pair in both)

    @property
    def is_mixed(self) -> bool:
        """Whether nothing proves which comes first, or both are proven."""
        return self.day_first == bool(self.month_first)


WRITTEN_DAY_FIRST = DayOrder(day_first=True)


def order_in(cells: Iterable[Cell]) -> DayOrder:
    """The order in which these cells are written."""
    day_first, month_first, both_ways = False, "", False
    dates: list[date] = []
    for cell in cells:
        if isinstance(cell, date) and not isinstance(cell, Month):
            dates.append(cell)
        elif (numbers := _numbers(cell)) is not None:
            first, second, text = numbers
            day_first = day_first or first > MONTHS >= second
            month_first = month_first or (text if first <= MONTHS < second else "")
            both_ways = both_ways or max(first, second) <= MONTHS
    turned = day_first and not both_ways and bool(dates) and all(d.day <= MONTHS for d in dates)
    return DayOrder(day_first, month_first, turned)


def days_within(text: str) -> list[str]:
    """The days in a text that are written with numbers alone, year last."""
    return [day[0] for day in WITHIN.finditer(text)]


def _numbers(cell: Cell) -> tuple[int, int, str] | None:
    """The first two numbers of a day that is written with numbers alone, year last."""
    if not isinstance(cell, str):
        return None
    text = WEEKDAY.sub("", without_footnote(visible_text(cell)))
    match = DAY_FIRST.fullmatch(text)
    return (int(match[1]), int(match[2]), text) if match else None


def _turned(text: str) -> str:
    match = DAY_FIRST.fullmatch(text)
    assert match  # noqa: S101 - it was matched
    return f"{match[2]}/{match[1]}/{match[3]}"


def _two_ways(cell: Cell, day: date) -> Unreadable:
    other = date(day.year, day.day, day.month)
    shown = cell.date() if isinstance(cell, datetime) else cell
    both = (long_date(day), long_date(other))
    facts = {"value": str(shown), "first": both[0], "second": both[1]}
    return Unreadable("date-two-ways", proposals=both, **facts)
