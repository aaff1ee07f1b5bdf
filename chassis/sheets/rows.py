"""Kinds of the rows below a header: entries, totals, signatures and others. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from chassis.digits import are_numbers_of_columns
from chassis.sheets.cell import Cell, MergedAmount, is_blank, shown
from chassis.sheets.header_row import Header
from chassis.sheets.note import Note, note
from chassis.sheets.workbook import Sheet

SUBTOTAL = re.compile(r"(?:sub[\s-]*|grand\s+)?(?:total|jumlah)\b", re.IGNORECASE)
SIGNATURE = re.compile(
    r"\bNIP\b|\bmengetahui\b|\bmenyetujui\b|\bdisahkan\b|\bditetapkan di\b|\btanda tangan\b"
    r"|^(?:plt\.?\s+|a\.?n\.?\s+)?(?:kepala|sekretaris|bupati|wali ?kota|camat|direktur)\b"
    r"|^[A-Z][a-z]+(?: [A-Z][a-z]+)?,\s+\d{1,2}\s+[A-Za-z]+\s+\d{4}$",
    re.IGNORECASE,
)
CODE_WITH_DIGIT = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9._\-]*")
ANY_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]*")
ENOUGH = 3
NUMBER_MOST = 5
"""Characters of the number of a first column, such as (iii)."""
SHEET_IGNORED, SHEET_INCOMPLETE = "sheet-ignored", "sheet-incomplete"
UNREAD = (SHEET_IGNORED, SHEET_INCOMPLETE, "sheet-hidden")
"""The notes on sheets of which no row is read."""
LEFT_OUT = (*UNREAD, "rows-hidden", "columns-hidden", "table-incomplete")
"""The notes on what of a file is not read: sheets, tables, and what is hidden."""


class RowKind(StrEnum):
    """Kinds of rows. Only entries are read; the others, except blank rows, get a note."""

    ENTRY = "entry"
    BLANK = "blank"
    SUBTOTAL = "subtotal"
    REPEATED_HEADER = "repeated-header"
    COLUMN_NUMBERS = "column-numbers"
    SIGNATURE = "signature"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row below the header; `number` counts from 0."""

    number: int
    kind: RowKind
    cells: list[Cell]

    @property
    def text(self) -> str:
        """The row's cells as one text of at most 120 characters, for people."""
        return " | ".join(shown(cell) for cell in self.cells if not is_blank(cell))[:120]


def rows_below(
    sheet: Sheet, header: Header, end: int | None = None, code: re.Pattern[str] = CODE_WITH_DIGIT
) -> Iterator[SheetRow]:
    """Every row below the header, before row `end`, with merged cells filled downwards. `code` is
    what the code of an entry looks like: a row with one is none of remarks or totals.
    """
    end = len(sheet.rows) if end is None else end
    _fill_down(sheet, header, end)
    columns = tuple(place.column for place in header.places.values())
    required = tuple(
        header.places[column.field].column
        for column in header.table.required
        if column.field in header.places
    )
    for number in range(header.last_row + 1, end):
        cells = sheet.rows[number]
        yield SheetRow(number, _kind(cells, header, columns, required, code), cells)


def _fill_down(sheet: Sheet, header: Header, end: int) -> None:
    """Copy the value of a cell merged over several rows into each of them; an amount only where
    they are rows of one entry.
    """
    named = (*header.places.items(), *header.again)
    amounts = {at.column for name, at in named if name in header.table.amounts}
    keys = [at.column for name, at in named if name in header.table.keys]
    below = (one for one in sheet.merges if header.last_row < one.top < end)
    merges = [one for one in below if one.bottom > one.top]
    merges.sort(key=lambda one: one.left in amounts)
    for merge in merges:
        value = sheet.cell(merge.top, merge.left)
        rows = range(merge.top, merge.bottom + 1)
        if merge.left in amounts and not is_blank(value) and _are_several(sheet, rows, keys):
            value = MergedAmount(f"{shown(value)} ?")
        for row in rows:
            if merge.left < len(sheet.rows[row]) and (row, merge.left) not in sheet.mended:
                sheet.rows[row][merge.left] = value


def _are_several(sheet: Sheet, rows: Iterable[int], keys: Sequence[int]) -> bool:
    """Whether the rows are of more than one entry; one that names none continues the one above."""
    named = (tuple(shown(sheet.cell(row, column)) for column in keys) for row in rows)
    return len({one for one in named if any(one)}) > 1


def _kind(
    cells: list[Cell],
    header: Header,
    columns: tuple[int, ...],
    required: tuple[int, ...],
    code: re.Pattern[str],
) -> RowKind:
    width = len(cells)
    filled = sum(1 for c in required if c < width and not is_blank(cells[c]))
    first = required[0] if required else 0
    counts = first < width and len(shown(cells[first])) <= NUMBER_MOST
    if filled == len(required) and not counts and not header.is_repeated_at(cells):
        return RowKind.ENTRY
    here = [cells[column] for column in columns if column < width and not is_blank(cells[column])]
    if not here:
        return RowKind.BLANK
    if header.is_repeated_at(cells):
        return RowKind.REPEATED_HEADER
    if are_column_numbers(here):
        return RowKind.COLUMN_NUMBERS
    return _by_its_words(cells, here, header, filled, code)


def _by_its_words(
    cells: list[Cell], here: list[Cell], header: Header, filled: int, code: re.Pattern[str]
) -> RowKind:
    words = [shown(cell) for cell in cells if isinstance(cell, str) and not is_blank(cell)]
    place = header.places.get(header.table.required[0].field)
    has_code = (
        place is not None
        and place.column < len(cells)
        and code.fullmatch(shown(cells[place.column])) is not None
    )
    few = min(ENOUGH, len(header.table.required))
    if not has_code and filled < few and any(SUBTOTAL.match(word) for word in words):
        return RowKind.SUBTOTAL
    if filled >= few or (has_code and len(here) > 1):
        return RowKind.ENTRY
    if any(SIGNATURE.search(word) for word in words):
        return RowKind.SIGNATURE
    return RowKind.REMARK


def are_column_numbers(here: Sequence[Cell]) -> bool:
    """Whether the cells number the columns of a table, as `are_numbers_of_columns`."""
    return len(here) >= ENOUGH and are_numbers_of_columns([shown(cell) for cell in here])


def sheet_ignored(sheet: Sheet) -> Note:
    """The note on a sheet without any known header."""
    filled = sum(1 for cells in sheet.rows if any(not is_blank(cell) for cell in cells))
    return note(SHEET_IGNORED, sheet.name, sheet=sheet.name, rows=filled)


def sheet_incomplete(sheet: Sheet, header: Header, columns: str) -> Note:
    """The note on a sheet that is left out because it lacks these columns."""
    below = sheet.rows[header.last_row + 1 :]
    filled = sum(1 for cells in below if any(not is_blank(cell) for cell in cells))
    facts = {"sheet": sheet.name, "columns": columns, "rows": filled}
    return note(SHEET_INCOMPLETE, sheet.name, **facts)
