"""Writes the refused rows of an import to a workbook, with the reasons. Pure."""

from collections.abc import Sequence
from typing import Any

from chassis.sheets.columns import Column
from chassis.sheets.header_row import IN_BRACKETS, ColumnPlace
from chassis.sheets.money_header import scale_of
from chassis.sheets.refused_workbook import RefusedRow, refused_workbook
from planner.workbook.judging import JudgedPlan
from planner.workbook.outcome import Outcome, Verdict


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
    return refused_workbook(refused, _header)


def _header(column: Column, place: ColumnPlace | None) -> str:
    """As an export has it, with the unit that the file's own header says."""
    bare = IN_BRACKETS.sub("", column.header).strip()
    if place and column.field == "budget" and (scale := scale_of(place)):
        return f"{bare} (Rp {scale.name})"
    if place and column.field == "weight" and "%" in place.wording:
        return f"{bare} (%)"
    return column.header
