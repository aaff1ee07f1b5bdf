"""Writes the refused rows of an import to a workbook, with the reasons. Pure."""

from collections.abc import Sequence
from typing import Any

from chassis.sheets.cell import Cell, shown
from chassis.sheets.columns import Column
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import IN_BRACKETS, ColumnPlace
from chassis.sheets.money_header import scale_of
from chassis.sheets.refused_workbook import RefusedRow, given_cell, refused_workbook
from planner.workbook.judging import JudgedPlan
from planner.workbook.outcome import Outcome, Verdict

DOUBTS = frozenset({"unit-doubtful", "unit-unclear"})
"""Codes of cells that may mean several things beside what else their file has."""


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
    """As the file has it. What is doubtful is marked, as without the other rows and columns it may
    be no longer.
    """
    cell = given_cell(entry, field)
    if any(one.field == field and one.code in DOUBTS for one in entry.faults):
        return f"{shown(cell)} ?"
    return cell
