"""Writes the refused rows of an import to a workbook, with the reasons. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from chassis.sheets.calendar_date import long_date
from chassis.sheets.cell import Cell, shown
from chassis.sheets.column_rivals import RIVAL
from chassis.sheets.columns import Column
from chassis.sheets.day_order import days_within
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import IN_BRACKETS, ColumnPlace
from chassis.sheets.money_header import scale_of
from chassis.sheets.refused_workbook import RefusedRow, given_cell, refused_workbook
from planner.workbook.cell_lists import write_milestones
from planner.workbook.judging import JudgedPlan
from planner.workbook.outcome import Outcome, Verdict

DOUBTS = frozenset({RIVAL, "unit-doubtful", "unit-unclear", "ambiguous-number", "date-two-ways"})
"""Codes of cells that may mean several things beside what else their file has."""

DAYS = frozenset({"start", "due", "period", "milestones"})


def write_refused(judged: JudgedPlan) -> bytes:
    """An .xlsx file with the refused rows of a plan, as `write_refused_of`."""
    return write_refused_of(judged.items, judged.agencies)


def write_refused_of(*tables: Sequence[Outcome[Any]]) -> bytes:
    """An .xlsx file: the refused rows of each sheet in its own columns, and why. Once repaired it
    can be imported as it is, and means the same: columns of money keep their unit.
    """
    refused = (
        [RefusedRow(one.entry, one.faults) for one in rows if one.verdict is Verdict.REFUSED]
        for rows in tables
    )
    return refused_workbook(refused, _header, _cell)


def _header(column: Column, place: ColumnPlace | None) -> str:
    """As an export has it, with the unit that the file's own header says."""
    bare = IN_BRACKETS.sub("", column.header).strip()
    if place and column.field == "budget" and (scale := scale_of(place)):
        return f"{bare} (Rp {scale.name})"
    if place and column.field == "weight" and "%" in place.wording:
        return f"{bare} (%)"
    return column.header


def _cell(entry: Entry[Any], field: str) -> Cell:
    """As the file has it, but days as they were read. What is doubtful is marked: without the
    other rows and columns it may be no longer.
    """
    cell = given_cell(entry, field)
    if any(one.field == field and one.code in DOUBTS for one in entry.faults):
        return f"{shown(cell)} ?"
    return _with_days(entry.fields, field, cell) if isinstance(cell, str) else cell


def _with_days(read: Mapping[str, Any], field: str, cell: str) -> Cell:
    """A text in whose place its days stand as they were read, where it has days of numbers alone:
    which of these comes first is proven by the rest of the file.
    """
    if field not in DAYS or not days_within(cell):
        return cell
    if field == "period" and {"start", "due"} <= read.keys():
        return f"{long_date(read['start'])} s.d. {long_date(read['due'])}"
    if field == "milestones" and field in read:
        return write_milestones(read[field])
    day = read.get(field)
    return day if isinstance(day, date) else cell
