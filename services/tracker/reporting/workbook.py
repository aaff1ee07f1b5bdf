"""Reads a spreadsheet of reports into rows, with a fault for each unreadable cell. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.sheets.cell import Cell, has_no_value, shown
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import Header, find_header
from chassis.sheets.hidden import hidden_in
from chassis.sheets.key import header_key
from chassis.sheets.likely_header import likely_header
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.note import Note, fewer, note
from chassis.sheets.refusal import FileRefused
from chassis.sheets.rows import CODE_WITH_DIGIT, RowKind, SheetRow, rows_below, sheet_ignored
from chassis.sheets.visible import visible
from chassis.sheets.workbook import Sheet, read_sheets
from tracker.reporting.monthly import doubt_falling, read_as_cumulative
from tracker.reporting.report_cells import ReportCells
from tracker.reporting.report_columns import BESIDE, REPORTS, ROWS_MOST, called, settled

LISTS = "Daftar Pilihan"
"""The sheet of what may be chosen in the prefilled workbook: it is no table."""
SAMPLES = 3
SAMPLE_MOST = 60
"""Samples of a column that is not known, and the letters of each."""
FOR_EVERY_ROW = ("item_id", "as_of")
"""Required fields that may be the same in a whole sheet, such as the item of a monthly sheet."""


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


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table in a sheet: which of its columns are understood."""

    sheet: str
    row: int
    """The row of its header, from 1."""
    known: tuple[tuple[str, str], ...]
    """Header and field."""
    unknown: tuple[tuple[str, tuple[str, ...]], ...]
    """Header and samples of its cells."""
    missing: tuple[str, ...]
    """Fields of required columns that it lacks, and of which nothing was said."""
    said: Mapping[str, str] = field(default_factory=dict)
    without_year: bool = False
    """Whether a month names no year, or its year was said."""


@dataclass(slots=True)
class ReportFile:
    """The rows of a file, and the notes on how they were read."""

    entries: list[Entry[dict[str, Any]]]
    notes: list[Note]
    tables: list[FoundTable] = field(default_factory=list)
    unfilled: list[str] = field(default_factory=list)
    """Codes of rows in which nothing is reported, as in a prefilled workbook."""


def read_reports(data: bytes, limits: Limits = DEFAULT, asked: Asked = NOTHING) -> ReportFile:
    """The reports in a workbook. Raises FileRefused when it cannot be read or has none; where
    columns may lack, `tables` says then which there are.
    """
    read = ReportFile([], [])
    foreign = []
    sheets = visible(read_sheets(data, limits), hidden_in(data, limits), read.notes)
    read.notes = [one for one in read.notes if one.sheet != LISTS]
    is_hidden = bool(read.notes)
    for sheet in sheets:
        header = find_header(sheet, called(asked.names))
        said = asked.said.get(sheet.name, {})
        if header is not None:
            header = settled(header)
        if header is not None and not _missing(header, said):
            _read_sheet(sheet, header, said, read)
        elif header is not None and asked.columns_may_lack:
            read.tables.append(_found(sheet, header, said))
        elif sheet.name != LISTS and any(sheet.rows):
            foreign.append(sheet)
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


def _missing(header: Header, said: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        column.field
        for column in header.missing
        if not (column.field in FOR_EVERY_ROW and said.get(column.field))
    )


def _guess(foreign: Sequence[Sheet], asked: Asked, read: ReportFile) -> None:
    """Where no sheet has a known table, and that may be asked: which columns the others have."""
    may_ask = asked.columns_may_lack and not read.tables
    for sheet in foreign:
        table = _guessed(sheet) if may_ask else None
        if table is not None:
            read.tables.append(table)
        else:
            read.notes.append(sheet_ignored(sheet))


def _read_sheet(sheet: Sheet, header: Header, said: Mapping[str, str], read: ReportFile) -> None:
    rows = []
    unfilled = []
    for row in rows_below(sheet, header):
        if row.kind is RowKind.ENTRY:
            rows.append(row)
        elif row.kind in WORDS and _reports_nothing(row, header, said):
            unfilled.append(_code_in(row, header, said))
        elif row.kind is not RowKind.BLANK:
            read.notes.append(note(row.kind.value, sheet.name, row.number + 1, text=row.text))
    cells = ReportCells(sheet.name, header, rows, said)
    entries = [cells.entry(row) for row in rows]
    doubt_falling(entries, header)
    read.entries += entries
    read.unfilled += unfilled
    read.notes += [*cells.notes, *read_as_cumulative(sheet.name, header)]
    read.notes += _about_columns(sheet.name, header)
    if cells.periods:
        read.notes.append(note("periods-as-last-day", sheet.name, count=cells.periods))
    if unfilled:
        read.notes.append(note("rows-not-filled", sheet.name, count=len(unfilled)))
    read.tables.append(_found(sheet, header, said, without_year=cells.without_year))


def _reports_nothing(row: SheetRow, header: Header, said: Mapping[str, str]) -> bool:
    """Whether a row has a code, or in a sheet of one item a month, and nothing else of a report."""
    of = "item_id" if "item_id" in header.places else "as_of"
    if of == "as_of" and not said.get("item_id"):
        return False
    filled = {
        name for name, place in header.places.items() if not has_no_value(_cell(row, place.column))
    }
    is_code = of != "item_id" or CODE_WITH_DIGIT.fullmatch(_code_in(row, header, said))
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


def _found(
    sheet: Sheet, header: Header, said: Mapping[str, str], *, without_year: bool = False
) -> FoundTable:
    unknown = {
        place.header: place.column for place in header.unknown if BESIDE.isdisjoint(place.keys)
    }
    return FoundTable(
        sheet.name,
        header.last_row + 1,
        tuple((place.header, name) for name, place in header.places.items()),
        tuple((text, _samples(sheet, header.last_row, at)) for text, at in unknown.items()),
        _missing(header, said),
        dict(said),
        without_year,
    )


def _guessed(sheet: Sheet) -> FoundTable | None:
    likely = likely_header(sheet)
    if likely is None:
        return None
    unknown = tuple(
        (text, _samples(sheet, likely.row, column))
        for column, text in likely.columns.items()
        if header_key(text) not in BESIDE
    )
    missing = tuple(column.field for column in REPORTS.required)
    return FoundTable(sheet.name, likely.row + 1, (), unknown, missing)


def _samples(sheet: Sheet, header_row: int, column: int) -> tuple[str, ...]:
    """The first different values below a header."""
    found: dict[str, None] = {}
    for cells in sheet.rows[header_row + 1 :]:
        cell = cells[column] if column < len(cells) else None
        if not has_no_value(cell):
            found[shown(cell)[:SAMPLE_MOST]] = None
        if len(found) == SAMPLES:
            break
    return tuple(found)
