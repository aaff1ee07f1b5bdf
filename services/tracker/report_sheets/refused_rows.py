"""The refused rows of a spreadsheet of reports as a workbook, each with its reasons. Pure."""

from typing import Any

from chassis.sheets.cell import Cell, Percent, shown
from chassis.sheets.columns import Column
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import IN_BRACKETS, ColumnPlace
from chassis.sheets.money_header import scale_of
from chassis.sheets.refused_workbook import RefusedRow, given_cell, refused_workbook
from tracker.report_sheets.judging import REFUSED, JudgedSheet
from tracker.reporting.column_choice import RIVAL
from tracker.reporting.column_meaning import MONEY, is_percent_of_budget
from tracker.reporting.report_cells import MONEY_PERCENT

PERCENTS = {"physical_percent": "physical_percent", MONEY: MONEY_PERCENT}
"""Fields that may be in percent, and what was read of them."""
DOUBTS = frozenset({"percent-doubtful", "unit-unclear", RIVAL})
"""Codes of cells that may mean several things beside what else their file has."""


def refused_reports(sheet: JudgedSheet) -> bytes:
    """An .xlsx file: the refused rows in their own columns, and why. Once put right it can be sent
    as it is, and what was read for certain means the same.
    """
    rows = [RefusedRow(row.entry, row.faults) for row in sheet.rows if row.becomes == REFUSED]
    return refused_workbook([rows], _header, _cell)


def _header(column: Column, place: ColumnPlace | None) -> str:
    """As the prefilled workbook has it, with the unit of money that the file's own header says."""
    if place is None or column.field != MONEY:
        return column.header
    bare = IN_BRACKETS.sub("", column.header).strip()
    if is_percent_of_budget(place):
        return f"{bare} (%)"
    scale = scale_of(place)
    return f"{bare} (Rp {scale.name})" if scale else column.header


def _cell(entry: Entry[Any], field: str) -> Cell:
    """As it was read where other rows decided how: a percentage with its sign, a month's day. What
    is doubtful is marked, as without the other rows and columns it may be no longer.
    """
    cell = given_cell(entry, field)
    if any(one.field == field and one.code in DOUBTS for one in entry.faults):
        return f"{shown(cell).replace('.', ',') if field in PERCENTS else shown(cell)} ?".lstrip()
    if field == "as_of" and field in entry.fields:
        day: Cell = entry.fields[field]
        return day
    read = entry.fields.get(PERCENTS.get(field, ""))
    return cell if read is None else f"{shown(Percent(read))}"
