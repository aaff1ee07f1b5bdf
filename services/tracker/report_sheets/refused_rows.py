"""The refused rows of a spreadsheet of reports as a workbook, each with its reasons. Pure."""

from datetime import date
from typing import Any

from chassis.sheets.cell import Cell, Percent, shown
from chassis.sheets.column_rivals import RIVAL
from chassis.sheets.columns import Column
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import ColumnPlace
from chassis.sheets.money_header import scale_of
from chassis.sheets.period import read_period
from chassis.sheets.refusal import Unreadable
from chassis.sheets.refused_workbook import RefusedRow, given_cell, refused_workbook
from tracker.report_sheets.judging import REFUSED, JudgedSheet
from tracker.reporting.column_meaning import (
    FIGURES,
    MONEY,
    OF_THIS_MONTH,
    PHYSICAL,
    UP_TO,
    is_of_months,
    is_percent_of_budget,
)
from tracker.reporting.monthly import DOUBTFUL
from tracker.reporting.report_cells import MONEY_PERCENT

NAMES = {
    PHYSICAL: ("Fisik", "Realisasi Fisik Kumulatif"),
    MONEY: ("Realisasi Keuangan", "Akumulasi Realisasi Keuangan"),
}
"""Headers of the figures, and of those that say that they are cumulative."""
MONTH = "Bulan"
PERCENTS = {"physical_percent": "physical_percent", MONEY: MONEY_PERCENT}
"""Fields that may be in percent, and what was read of them."""
DOUBTS = frozenset(
    {
        *("percent-doubtful", "unit-unclear", "ambiguous-number", "date-two-ways"),
        *(RIVAL, DOUBTFUL),
    }
)
"""Codes of cells that may mean several things beside what else their file has."""


def refused_reports(sheet: JudgedSheet) -> bytes:
    """An .xlsx file: the refused rows in their own columns, and why. Once put right it can be sent
    as it is, and what was read for certain means the same.
    """
    rows = [RefusedRow(row.entry, row.faults) for row in sheet.rows if row.becomes == REFUSED]
    return refused_workbook([rows], _header, _cell)


def _header(column: Column, place: ColumnPlace | None) -> str:
    """As the prefilled workbook has it, with what the file's own header says beside: that there are
    months, the unit of money, and whether figures are up to the month.
    """
    if place is None:
        return column.header
    if column.field == "as_of" and is_of_months(place):
        return MONTH
    return _of_figures(column, place) if column.field in FIGURES else column.header


def _of_figures(column: Column, place: ColumnPlace) -> str:
    bare, cumulative = NAMES[column.field]
    unit = "Rp"
    if column.field != MONEY or is_percent_of_budget(place):
        unit = "%"
    elif scale := scale_of(place):
        unit = f"Rp {scale.name}"
    if UP_TO.search(place.wording):
        return f"{cumulative} ({unit})"
    return f"{bare} ({unit}{' bulan ini' if OF_THIS_MONTH.search(place.wording) else ''})"


def _cell(entry: Entry[Any], field: str) -> Cell:
    """As it was read where other rows decided how: a percentage with its sign, a month's day. What
    is doubtful is marked, as without the other rows and columns it may be no longer.
    """
    cell = given_cell(entry, field)
    if any(one.field == field and one.code in DOUBTS for one in entry.faults):
        return f"{shown(cell).replace('.', ',') if field in PERCENTS else shown(cell)} ?".lstrip()
    if field == "as_of" and field in entry.fields:
        return _day(cell, entry.fields[field])
    read = entry.fields.get(PERCENTS.get(field, ""))
    return cell if read is None else f"{shown(Percent(read))}"


def _day(cell: Cell, read: date) -> Cell:
    """A day, or a month with its year, so that it stays one."""
    if not isinstance(cell, str):
        return read
    for text in (cell, f"{cell} {read.year}"):
        try:
            if read_period(text).last == read:
                return text
        except Unreadable:
            continue
    return read
