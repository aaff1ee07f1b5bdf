"""Days written as numbers: the serial number of a spreadsheet, 20261231, 31122026. Pure."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from chassis.sheets.calendar_date import FIRST_YEAR, LAST_YEAR, long_date
from chassis.sheets.cell import Cell, Percent, visible_text
from chassis.sheets.note import Note, note

EPOCH = date(1899, 12, 30)
"""The day before day 1 of a spreadsheet, as it counts from 1900-03-01 on."""
SERIALS = range((date(FIRST_YEAR, 1, 1) - EPOCH).days, (date(LAST_YEAR, 12, 31) - EPOCH).days + 1)
SERIAL = re.compile(r"\d{5}(?:[.,]\d{1,15})?", re.ASCII)
EIGHT = re.compile(r"\d{8}", re.ASCII)


def serial_day(cell: Cell) -> date | None:
    """The day of a serial number, which a cell shows that is not formatted as a day."""
    if isinstance(cell, str):
        text = visible_text(cell)
        return serial_day(int(text[:5])) if SERIAL.fullmatch(text) else None
    if isinstance(cell, bool | Percent) or not isinstance(cell, int | float):
        return None
    return EPOCH + timedelta(days=int(cell)) if SERIALS[0] <= cell < SERIALS[-1] + 1 else None


def as_digits(cell: Cell) -> Cell:
    """A number of eight digits as their text, as if it had been typed so: 20261231. Others stay."""
    if isinstance(cell, bool | Percent) or not isinstance(cell, int | float):
        return cell
    return f"{int(cell)}" if 10**7 <= cell < 10**8 and cell == int(cell) else cell


def with_marks(text: str) -> str:
    """Eight digits as a day with marks, where they can be one in one order of its parts; the same
    text otherwise.
    """
    digits = visible_text(text)
    if not EIGHT.fullmatch(digits):
        return text
    year_first = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    year_last = f"{digits[:2]}/{digits[2:4]}/{digits[4:]}"
    may_be_first = FIRST_YEAR <= int(digits[:4]) <= LAST_YEAR and int(digits[4:6]) <= 12
    may_be_last = FIRST_YEAR <= int(digits[4:]) <= LAST_YEAR
    if may_be_first:
        return year_first
    return year_last if may_be_last else text


def about_serials(sheet: str, serials: Mapping[str, date]) -> list[Note]:
    """What is said of cells of a sheet that were read by `serial_day`, the first as an example."""
    if not serials:
        return []
    text, day = next(iter(serials.items()))
    facts = {"count": len(serials), "value": text, "day": long_date(day)}
    return [note("serials-read", sheet, **facts)]
