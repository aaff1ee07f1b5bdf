"""Writes the refused rows of spreadsheets to a workbook, with the reasons. Pure."""

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

import xlsxwriter

from chassis.sheets.cell import Cell, Percent, shown
from chassis.sheets.columns import Column
from chassis.sheets.entry import CellFault, Entry
from chassis.sheets.header_row import ColumnPlace

REASON = "Alasan ditolak"
"""The column of reasons."""
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
NAME_MOST = 31
WIDTH, REASON_WIDTH = 18, 60
HeaderOf = Callable[[Column, ColumnPlace | None], str]
CellOf = Callable[[Entry[Any], str], Cell]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is refused, and why."""

    entry: Entry[Any]
    faults: Sequence[CellFault]

    @property
    def why(self) -> str:
        """Each reason with its column and cell, in Indonesian."""
        return "; ".join(
            f"{one.header} ({one.cell or '-'}): {one.fault.message.indonesian}"
            for one in self.faults
        )


def given_cell(entry: Entry[Any], field: str) -> Cell:
    """The cell of a field as the file has it; what several cells give together as one text."""
    place = entry.header.places.get(field)
    if place is None or field in entry.given:
        return entry.given.get(field) or None
    if place.column >= len(entry.cells):
        return None
    return entry.cells[place.column]


def refused_workbook(
    tables: Iterable[Sequence[RefusedRow]], header_of: HeaderOf, cell_of: CellOf = given_cell
) -> bytes:
    """An .xlsx file: the refused rows of each sheet in its own columns, and why. `header_of` says
    the header of a column, which must mean what that of the file meant; `cell_of` the cell of a
    field.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for rows in tables:
        by_sheet: dict[str, list[RefusedRow]] = {}
        for one in rows:
            by_sheet.setdefault(one.entry.sheet, []).append(one)
        for refused in by_sheet.values():
            _sheet(book, refused, header_of, cell_of)
    if not book.worksheets():
        book.add_worksheet(REASON)
    book.close()
    return file.getvalue()


def _sheet(book: Any, refused: list[RefusedRow], header_of: HeaderOf, cell_of: CellOf) -> None:
    first = refused[0].entry
    table = first.header.table
    given = {name for one in refused for name in one.entry.given}
    columns = [
        column
        for column in table.columns
        if column.field in given or any(column.field in one.entry.header.places for one in refused)
    ]
    sheet = book.add_worksheet(_free_name(book, first.sheet or table.name))
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    wrapped = book.add_format({"text_wrap": True})
    headers = [header_of(column, first.header.places.get(column.field)) for column in columns]
    for number, header in enumerate([*headers, REASON]):
        sheet.write_string(0, number, header, bold)
        sheet.set_column(number, number, REASON_WIDTH if number == len(columns) else WIDTH)
    for row, one in enumerate(refused, 1):
        for number, column in enumerate(columns):
            _write(sheet, (row, number), cell_of(one.entry, column.field), day)
        sheet.write_string(row, len(columns), one.why, wrapped)
    sheet.freeze_panes(1, 0)


def _free_name(book: Any, wanted: str) -> str:
    """A name that Excel allows, and no sheet of the book has: of 31 letters at most."""
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    bare = NOT_IN_NAMES.sub(" ", wanted).strip(" '")[:NAME_MOST] or REASON
    names = (bare, *(f"{bare[: NAME_MOST - 4]} {number}" for number in range(2, 1_000)))
    return next(name for name in names if name.casefold() not in taken)


def _write(sheet: Any, at: tuple[int, int], cell: Cell, day: Any) -> None:
    """As what it was read: a number as text could be read as another one."""
    if isinstance(cell, datetime | date):
        sheet.write_datetime(*at, cell, day)
    elif isinstance(cell, int | float) and not isinstance(cell, bool | Percent) and isfinite(cell):
        sheet.write_number(*at, cell)
    elif cell is not None:
        sheet.write_string(*at, shown(cell))
