"""Reads a spreadsheet of reports into rows, with a fault for each unreadable cell. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.sheets.cell import Cell, has_no_value, shown
from chassis.sheets.column_rivals import refuse_rivals, told_apart
from chassis.sheets.day_numbers import about_serials
from chassis.sheets.entry import Entry
from chassis.sheets.habits import Habits
from chassis.sheets.header_row import Header
from chassis.sheets.hidden import hidden_in
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.note import Note, fewer, note
from chassis.sheets.refusal import FileRefused
from chassis.sheets.rows import (
    ANY_CODE,
    CODE_WITH_DIGIT,
    RowKind,
    SheetRow,
    rows_below,
    sheet_ignored,
)
from chassis.sheets.unnamed_columns import about_unnamed
from chassis.sheets.visible import visible
from chassis.sheets.workbook import Sheet, read_sheets
from tracker.reporting.column_meaning import OF_THIS_MONTH
from tracker.reporting.found_table import FoundTable, found_table, guessed_table
from tracker.reporting.monthly import (
    MonthlyFigures,
    doubt_below_last,
    doubt_falling,
    is_monthly,
    names_period,
    read_as_cumulative,
    unsaid,
)
from tracker.reporting.report_cells import ReportCells
from tracker.reporting.report_columns import (
    BESIDE,
    REPORTS,
    ROWS_MOST,
    is_prefilled,
)
from tracker.reporting.report_tables import ReportTable, habits_of, tables_of

LISTS = "Daftar Pilihan"
"""The sheet of what may be chosen in the prefilled workbook: it is no table."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a sender said of a file: the fields that headers mean, by `header_key`; and texts by
    sheet and field for every row, of which `year` is that of months without one.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    columns_may_lack: bool = False
    """Whether a file without the required columns is read as far as to name those it has."""


NOTHING = Asked()
WORDS = frozenset({RowKind.REMARK, RowKind.SIGNATURE})
"""Kinds of rows that are told by their words: the title of an item may be such words as well."""


@dataclass(slots=True)
class ReportFile:
    """The rows of a file, and the notes on how they were read."""

    entries: list[Entry[dict[str, Any]]]
    notes: list[Note]
    tables: list[FoundTable] = field(default_factory=list)
    unfilled: list[str] = field(default_factory=list)
    """Codes of rows in which nothing is reported, as in a prefilled workbook."""


@dataclass(slots=True)
class _Reading(ReportFile):
    monthly: list[MonthlyFigures] = field(default_factory=list)


def read_reports(data: bytes, limits: Limits = DEFAULT, asked: Asked = NOTHING) -> ReportFile:
    """The reports in a workbook. Raises FileRefused when it cannot be read or has none; where
    columns may lack, `tables` says then which there are.
    """
    read = _Reading([], [])
    foreign = []
    sheets = visible(read_sheets(data, limits), hidden_in(data, limits), read.notes)
    read.notes = [one for one in read.notes if one.sheet != LISTS]
    is_hidden = bool(read.notes)
    tables = [tables_of(sheet, asked.names, asked.said.get(sheet.name, {})) for sheet in sheets]
    all_ = [one for those in tables for one in those]
    habits = habits_of(all_)
    for sheet, those in zip(sheets, tables, strict=True):
        is_read = _read_tables(those, asked, habits, read)
        if not is_read and sheet.name != LISTS and any(sheet.rows):
            foreign.append(sheet)
    if habits.order.month_first and not habits.order.is_mixed:
        where = all_[0].sheet.name
        read.notes.append(note("days-month-first", where, value=habits.order.month_first))
    doubt_falling(read.monthly)
    _guess(foreign, asked, read)
    understood = read.entries or read.unfilled or (asked.columns_may_lack and read.tables)
    if not understood:
        columns = ", ".join(column.header for column in REPORTS.required)
        raise FileRefused.because("table-hidden" if is_hidden else "no-table", columns=columns)
    if len(read.entries) > ROWS_MOST:
        facts = {"sheet": REPORTS.name, "rows": len(read.entries), "limit": ROWS_MOST}
        raise FileRefused.because("too-many-rows", **facts)
    slim = [entry.slim() for entry in read.entries]
    return ReportFile(slim, fewer(read.notes), read.tables, read.unfilled)


def _guess(foreign: Sequence[Sheet], asked: Asked, read: _Reading) -> None:
    """Where no sheet has a known table, and that may be asked: which columns the others have."""
    may_ask = asked.columns_may_lack and not read.tables
    for sheet in foreign:
        table = guessed_table(sheet) if may_ask else None
        if table is not None:
            read.tables.append(table)
        else:
            read.notes.append(sheet_ignored(sheet))


def _read_tables(
    tables: Sequence[ReportTable], asked: Asked, habits: Habits, read: _Reading
) -> bool:
    """Read the tables of a sheet; whether there is any, or it may be asked for what lacks."""
    is_any = not all(one.missing for one in tables)
    for table in tables:
        if not table.missing:
            _read_table(table, habits, read)
            continue
        if asked.columns_may_lack:
            read.tables.append(found_table(table.sheet, table.found.header, table.said))
        if is_any:
            read.notes.append(_left_out(table))
    return is_any or (asked.columns_may_lack and bool(tables))


def _left_out(table: ReportTable) -> Note:
    header_row = table.found.header.last_row + 1
    below = table.sheet.rows[header_row : table.end]
    facts = {
        "header_row": header_row,
        "rows": sum(1 for cells in below if not all(map(has_no_value, cells))),
        "columns": ", ".join(map(REPORTS.header, table.missing)),
    }
    return note("table-incomplete", table.sheet.name, header_row, **facts)


def _read_table(table: ReportTable, habits: Habits, read: _Reading) -> None:
    sheet, found, said = table.sheet, table.found, table.said
    rows = []
    unfilled = []
    code = ANY_CODE if is_prefilled(found.header) else CODE_WITH_DIGIT
    for row in rows_below(sheet, found.header, table.end, code):
        if row.kind is RowKind.ENTRY:
            rows.append(row)
        elif row.kind in WORDS and _reports_nothing(row, found.header, said, code):
            unfilled.append(_code_in(row, found.header, said))
        elif row.kind is not RowKind.BLANK:
            read.notes.append(note(row.kind.value, sheet.name, row.number + 1, text=row.text))
    found = told_apart(found, rows)
    header = found.header
    cells = ReportCells(sheet.name, header, rows, said, habits)
    entries = [cells.entry(row) for row in rows]
    refuse_rivals(found, rows, entries)
    doubt_below_last(entries, header)
    by_row = is_monthly(header, cells.periods)
    figures = unsaid(header, monthly=by_row or names_period(sheet.name))
    of_month = {name for name in figures if OF_THIS_MONTH.search(header.places[name].wording)}
    read.monthly += [MonthlyFigures(name, entries, by_row or name in of_month) for name in figures]
    read.entries += entries
    read.unfilled += unfilled
    read.notes += [*cells.notes, *read_as_cumulative(sheet.name, header, figures)]
    read.notes += [*_about_columns(sheet.name, header), *about_unnamed(sheet, header, rows)]
    read.notes += about_serials(sheet.name, cells.serials)
    if cells.periods:
        read.notes.append(note("periods-as-last-day", sheet.name, count=cells.periods))
    if unfilled:
        read.notes.append(note("rows-not-filled", sheet.name, count=len(unfilled)))
    read.tables.append(found_table(sheet, header, said, without_year=cells.without_year))


def _reports_nothing(
    row: SheetRow, header: Header, said: Mapping[str, str], code: re.Pattern[str]
) -> bool:
    """Whether a row has a code, or in a sheet of one item a month, and nothing else of a report."""
    of = "item_id" if "item_id" in header.places else "as_of"
    if of == "as_of" and not said.get("item_id"):
        return False
    filled = {
        name for name, place in header.places.items() if not has_no_value(_cell(row, place.column))
    }
    is_code = of != "item_id" or code.fullmatch(_code_in(row, header, said))
    return filled == {of} and bool(is_code)


def _code_in(row: SheetRow, header: Header, said: Mapping[str, str]) -> str:
    place = header.places.get("item_id")
    return shown(_cell(row, place.column)) if place else said.get("item_id", "")


def _cell(row: SheetRow, column: int) -> Cell:
    return row.cells[column] if column < len(row.cells) else None


def _about_columns(name: str, header: Header) -> list[Note]:
    """Which columns are not used, and which of several is."""
    notes = [
        note("column-ignored", name, None, place.header, column_name=place.header)
        for place in header.unknown
        if BESIDE.isdisjoint(place.keys)
    ]
    for field_, place in header.again:
        facts = {"column_name": place.header, "used": header.places[field_].header}
        notes.append(note("column-instead", name, None, place.header, **facts))
    return notes
