"""What its sender repaired in a file without sending it again: cells, and the names of columns.
Pure.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chassis.sheets.limits import Limits
from chassis.sheets.workbook import Sheet

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
YEAR = re.compile(r"(?:20)?[0-9]{2}")
CELLS_MOST = 2_000
"""Repaired cells of one file; beyond that it is mended where it was made."""
TEXT_MOST = 1_000
"""Characters of a repaired cell."""
LETTERS = 26
FOR_EVERY_ROW = ("pillar", "agency", "start", "due")
"""Required fields that may be the same in a whole sheet, such as the pillar of one named so."""
WHOLE_PERIODS, OF_YEAR, YES, BY_CELL = "periods", "year", "ya", "sel"
"""Answers for a sheet: that a month without a day begins with its first and ends with its last, or
that each gets its day in its cell; and the year of those that name none.
"""


@dataclass(frozen=True, slots=True)
class Mending:
    """Texts by sheet and cell, such as G12, or field, such as pillar, for every row of a sheet that
    has no such column; and fields of the plan by `header_key` of a header.
    """

    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    columns_may_lack: bool = False
    """Whether a file without the plan's columns is read as far as to name those it has."""

    def said_of(self, sheet: str) -> dict[str, str]:
        """Text by field for every row of a sheet."""
        told = self.cells.get(sheet, {}).items()
        return {name: text for name, text in told if name in FOR_EVERY_ROW and text}

    def periods_of(self, sheet: str) -> "WholePeriods":
        """How months, quarters and years are read in a sheet."""
        told = self.cells.get(sheet, {})
        year = told.get(OF_YEAR, "").strip()
        return WholePeriods(
            told.get(WHOLE_PERIODS) == YES,
            2000 + int(year[-2:]) if YEAR.fullmatch(year) else None,
            told.get(WHOLE_PERIODS) == BY_CELL,
        )


@dataclass(frozen=True, slots=True)
class WholePeriods:
    """Whether months, quarters and years stand for their first and last days, and the year of those
    that name none.
    """

    may_be: bool = False
    year: int | None = None
    by_cell: bool = False
    """Whether each is to be given its day in its own cell."""


NONE = Mending()


def place_of(address: str) -> tuple[int, int] | None:
    """Row and column from 0 of a cell's address; None when it is none."""
    match = ADDRESS.fullmatch(address)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * LETTERS + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def mend(sheets: Sequence[Sheet], mending: Mending, limits: Limits) -> None:
    """Put the repaired texts into the sheets. A cell outside of a sheet's rows, or of the columns
    that a sheet may have, is none of the file's and is left.
    """
    for sheet in sheets:
        for address, text in mending.cells.get(sheet.name, {}).items():
            place = place_of(address)
            if place is None or place[0] >= len(sheet.rows) or place[1] >= limits.columns:
                continue
            cells = sheet.rows[place[0]]
            cells.extend([None] * (place[1] + 1 - len(cells)))
            cells[place[1]] = text or None
            sheet.mended.add(place)
