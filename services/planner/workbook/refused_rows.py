"""Writes the refused rows of an import to a workbook, with the reasons. Pure."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any

import xlsxwriter

from chassis.sheets.cell import Cell, Percent, shown
from chassis.sheets.entry import Entry
from planner.workbook.judging import JudgedPlan
from planner.workbook.outcome import Outcome, Verdict

REASON = "Alasan ditolak"
WIDTH, REASON_WIDTH = 18, 60


def write_refused(judged: JudgedPlan) -> bytes:
    """An .xlsx file with the refused rows of a plan, as `write_refused_of`."""
    return write_refused_of(judged.items, judged.agencies)


def write_refused_of(*tables: Sequence[Outcome[Any]]) -> bytes:
    """An .xlsx file: for each table its refused rows in its own columns, and why. Once
    repaired it can be imported as it is.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for outcomes in tables:
        refused = [one for one in outcomes if one.verdict is Verdict.REFUSED]
        if refused:
            _sheet(book, refused)
    if not book.worksheets():
        book.add_worksheet(REASON)
    book.close()
    return file.getvalue()


def _sheet(book: Any, refused: list[Outcome[Any]]) -> None:
    table = refused[0].entry.header.table
    columns = [
        column
        for column in table.columns
        if any(column.field in one.entry.header.places for one in refused)
    ]
    sheet = book.add_worksheet(table.name)
    bold = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    wrapped = book.add_format({"text_wrap": True})
    headers = [column.header for column in columns]
    for number, header in enumerate([*headers, REASON]):
        sheet.write_string(0, number, header, bold)
        sheet.set_column(number, number, REASON_WIDTH if number == len(columns) else WIDTH)
    for row, outcome in enumerate(refused, 1):
        for number, column in enumerate(columns):
            _write(sheet, (row, number), _cell(outcome.entry, column.field), day)
        sheet.write_string(row, len(columns), _why(outcome), wrapped)
    sheet.freeze_panes(1, 0)


def _cell(entry: Entry[Any], field: str) -> Cell:
    place = entry.header.places.get(field)
    if place is None or place.column >= len(entry.cells):
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
