"""Writes the refused rows of an import to a workbook, with the reasons. Pure."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any

import xlsxwriter

from chassis.sheets.cell import Cell, Percent, shown
from chassis.sheets.columns import Column
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import IN_BRACKETS, ColumnPlace
from planner.workbook.item_rows import scale_of
from planner.workbook.judging import JudgedPlan
from planner.workbook.outcome import Outcome, Verdict
from planner.workbook.plan_file import REASON

NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
NAME_MOST = 31
WIDTH, REASON_WIDTH = 18, 60


def write_refused(judged: JudgedPlan) -> bytes:
    """An .xlsx file with the refused rows of a plan, as `write_refused_of`."""
    return write_refused_of(judged.items, judged.agencies)


def write_refused_of(*tables: Sequence[Outcome[Any]]) -> bytes:
    """An .xlsx file: the refused rows of each sheet in its own columns, and why. Once repaired it
    can be imported as it is, and means the same: columns of money keep their unit.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for outcomes in tables:
        by_sheet: dict[str, list[Outcome[Any]]] = {}
        for one in outcomes:
            if one.verdict is Verdict.REFUSED:
                by_sheet.setdefault(one.entry.sheet, []).append(one)
        for refused in by_sheet.values():
            _sheet(book, refused)
    if not book.worksheets():
        book.add_worksheet(REASON)
    book.close()
    return file.getvalue()


def _sheet(book: Any, refused: list[Outcome[Any]]) -> None:
    table = refused[0].entry.header.table
    given = {name for one in refused for name in one.entry.given}
    columns = [
        column
        for column in table.columns
        if column.field in given or any(column.field in one.entry.header.places for one in refused)
    ]
    sheet = book.add_worksheet(_free_name(book, refused[0].entry.sheet or table.name))
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    wrapped = book.add_format({"text_wrap": True})
    places = refused[0].entry.header.places
    headers = [_header(column, places.get(column.field)) for column in columns]
    for number, header in enumerate([*headers, REASON]):
        sheet.write_string(0, number, header, bold)
        sheet.set_column(number, number, REASON_WIDTH if number == len(columns) else WIDTH)
    for row, outcome in enumerate(refused, 1):
        for number, column in enumerate(columns):
            _write(sheet, (row, number), _cell(outcome.entry, column.field), day)
        sheet.write_string(row, len(columns), _why(outcome), wrapped)
    sheet.freeze_panes(1, 0)


def _header(column: Column, place: ColumnPlace | None) -> str:
    """As an export has it, with the unit that the file's own header says."""
    bare = IN_BRACKETS.sub("", column.header).strip()
    if place and column.field == "budget" and (scale := scale_of(place)):
        return f"{bare} (Rp {scale[0]})"
    if place and column.field == "weight" and "%" in place.wording:
        return f"{bare} (%)"
    return column.header


def _free_name(book: Any, wanted: str) -> str:
    """A name that Excel allows, and no sheet of the book has: of 31 letters at most."""
    taken = {sheet.get_name().casefold() for sheet in book.worksheets()}
    bare = NOT_IN_NAMES.sub(" ", wanted).strip(" '")[:NAME_MOST] or REASON
    names = (bare, *(f"{bare[: NAME_MOST - 4]} {number}" for number in range(2, 1_000)))
    return next(name for name in names if name.casefold() not in taken)


def _cell(entry: Entry[Any], field: str) -> Cell:
    place = entry.header.places.get(field)
    if place is None:
        return entry.given.get(field) or None
    if place.column >= len(entry.cells):
        return None
    return entry.cells[place.column]


def _write(sheet: Any, at: tuple[int, int], cell: Cell, day: Any) -> None:
    """As what it was read: a number as text could be read as another one."""
    if isinstance(cell, datetime | date):
        sheet.write_datetime(*at, cell, day)
    elif isinstance(cell, int | float) and not isinstance(cell, bool | Percent) and isfinite(cell):
        sheet.write_number(*at, cell)
    elif cell is not None:
        sheet.write_string(*at, shown(cell))


def _why(outcome: Outcome[Any]) -> str:
    return "; ".join(_reasons(outcome))


def _reasons(outcome: Outcome[Any]) -> Iterable[str]:
    for fault in outcome.faults:
        yield f"{fault.header} ({fault.cell or '-'}): {fault.fault.message.indonesian}"
