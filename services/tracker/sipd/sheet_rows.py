"""Reads the rows below the header of an export: entries, totals, and what is left out. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from chassis.digits import numbering
from chassis.http.problem import Fault
from chassis.sheets.cell import Cell, as_json, cell_address, is_blank, shortened, shown
from chassis.sheets.entry import CellFault
from chassis.sheets.hidden import Hidden
from chassis.sheets.key import header_key
from chassis.sheets.legible import legible
from chassis.sheets.phrases import phrase
from chassis.sheets.refusal import Unreadable
from chassis.sheets.rows import SIGNATURE, SUBTOTAL
from chassis.sheets.workbook import Sheet
from tracker.sipd.amount import Amount, Key, is_zero_mark, key_of, rupiah_in
from tracker.sipd.code import code_of, level_of
from tracker.sipd.column import Column, Measure, Part
from tracker.sipd.header import Header
from tracker.sipd.phrases import REFUSALS

NAME_MOST = 500
NUMBERS_LEAST = 3
LETTER = re.compile(r"[A-Za-z]")


class LeftOutKind(StrEnum):
    """Why rows or cells of a sheet are left out."""

    TITLE = "title"
    HEADER = "header"
    COLUMN_NUMBERS = "column-numbers"
    TOTAL = "total"
    SUBTOTAL = "subtotal"
    SIGNATURE = "signature"
    REMARK = "remark"
    HIDDEN_ROWS = "hidden-rows"
    HIDDEN_COLUMNS = "hidden-columns"
    RATIO_COLUMN = "ratio-column"
    OTHER_COLUMN = "other-column"
    BESIDE_TABLE = "beside-table"


@dataclass(frozen=True, slots=True)
class CodedRow:
    """A row with a code; `number` counts from 0."""

    number: int
    code: str
    code_cell: str
    name: str
    amounts: tuple[Amount, ...]
    versions: tuple[Amount, ...] = ()
    """Of a row of totals the amounts in columns that do not hold: the budget before its change."""


@dataclass(slots=True)
class Table:
    """The rows of a sheet, read."""

    sheet: str
    header: Header
    measure: Measure
    """Of the months whose header does not say it."""
    rows: list[CodedRow] = field(default_factory=list)
    uncoded: list[CodedRow] = field(default_factory=list)
    """Rows with money and no code."""
    totals: list[CodedRow] = field(default_factory=list)
    """Rows of totals after the last entry."""
    faults: list[CellFault] = field(default_factory=list)
    left_out: Counter[LeftOutKind] = field(default_factory=Counter)
    beside: list[str] = field(default_factory=list)
    """The cells with a value right of the table, in no column of it."""
    dashes: int = 0
    """Dashes that were read as zero."""

    def refuse(self, error: Unreadable, row: int, column: Column, cell: Cell) -> None:
        """Add a fault of the cell for which `error` was raised."""
        address = cell_address(row, column.column)
        fault = error.fault(column.part.value, address)
        self._add(fault, row, column, cell)

    def refuse_as(self, code: str, row: int, column: Column, cell: Cell, **facts: object) -> None:
        """Add a fault by its code."""
        facts = {"cell": cell_address(row, column.column), "value": shown(cell)[:100], **facts}
        self._add(Fault(column.part.value, code, phrase(REFUSALS, code, facts)), row, column, cell)

    def _add(self, fault: Fault, row: int, column: Column, cell: Cell) -> None:
        address = cell_address(row, column.column)
        value = as_json(shortened(cell)) if cell != "" else None
        self.faults.append(CellFault(fault, self.sheet, row + 1, column.header, address, value))


def table_of(sheet: Sheet, header: Header, hidden: Hidden, measure: Measure) -> Table:
    """The rows below the header."""
    table = Table(sheet.name, header, measure)
    codes = header.of(Part.CODE)
    merged = _merged_amounts(sheet, header)
    _fill_codes(sheet, header, codes)
    table.left_out[LeftOutKind.TITLE] = sum(map(_is_filled, sheet.rows[: header.first_row]))
    table.left_out[LeftOutKind.HEADER] = header.last_row - header.first_row + 1
    table.left_out[LeftOutKind.HIDDEN_COLUMNS] = header.hidden
    table.left_out[LeftOutKind.RATIO_COLUMN] = len(header.of(Part.RATIO))
    table.left_out[LeftOutKind.OTHER_COLUMN] = len(header.of(Part.OTHER))
    for number in range(header.last_row + 1, len(sheet.rows)):
        if not _is_filled(sheet.rows[number]):
            continue
        if number in hidden.rows:
            table.left_out[LeftOutKind.HIDDEN_ROWS] += 1
            continue
        _note_beside(table, sheet.rows[number], number, hidden)
        _read_row(table, sheet.rows[number], number, merged)
    table.left_out[LeftOutKind.BESIDE_TABLE] = len(table.beside)
    table.left_out[LeftOutKind.TOTAL] = len(table.totals)
    return table


def _is_filled(cells: Sequence[Cell]) -> bool:
    return any(not is_blank(cell) for cell in cells)


def _cell(cells: Sequence[Cell], column: int) -> Cell:
    return cells[column] if column < len(cells) else None


def _merged_amounts(sheet: Sheet, header: Header) -> frozenset[tuple[int, int]]:
    """The cells of money that are merged over several rows."""
    columns = {column.column for column in header.money}
    return frozenset(
        (merge.top, column)
        for merge in sheet.merges
        if merge.top > header.last_row and merge.bottom > merge.top
        for column in columns.intersection(range(merge.left, merge.right + 1))
    )


def _fill_codes(sheet: Sheet, header: Header, codes: Sequence[Column]) -> None:
    """Copy a code merged over several rows into each, except in the column of the lowest codes."""
    upper = {column.column for column in codes[:-1]}
    for merge in sheet.merges:
        if merge.top > header.last_row and merge.left == merge.right and merge.left in upper:
            value = sheet.cell(merge.top, merge.left)
            for row in range(merge.top + 1, min(merge.bottom + 1, len(sheet.rows))):
                if merge.left < len(sheet.rows[row]):
                    sheet.rows[row][merge.left] = value


def _note_beside(table: Table, cells: Sequence[Cell], number: int, hidden: Hidden) -> None:
    known = {column.column for column in table.header.columns} | hidden.columns
    table.beside += (
        cell_address(number, column)
        for column, cell in enumerate(cells)
        if column not in known and not is_blank(cell)
    )


def _read_row(
    table: Table, cells: Sequence[Cell], number: int, merged: frozenset[tuple[int, int]]
) -> None:
    header = table.header
    name = _name(table, cells, number)
    codes = header.of(Part.CODE)
    column, written = _lowest_code(cells, codes, header.name)
    known = (*codes, header.name, *header.money)
    here = [c for place in known if not is_blank(c := _cell(cells, place.column))]
    if not here:
        return
    if _are_column_numbers(here):
        table.left_out[LeftOutKind.COLUMN_NUMBERS] += 1
    elif _repeats_header(cells, header):
        table.left_out[LeftOutKind.HEADER] += 1
    elif _is_total(cells[: header.name.column + 1], written):
        amounts = tuple(_amounts(table, cells, number, merged))
        table.left_out[LeftOutKind.SUBTOTAL] += len(table.totals)
        address = cell_address(number, column.column)
        versions = tuple(_versions(table, cells, number))
        table.totals = [CodedRow(number, "", address, name or shown(written), amounts, versions)]
    else:
        _read_entry(table, cells, number, merged, (column, written, name))


def _read_entry(
    table: Table,
    cells: Sequence[Cell],
    number: int,
    merged: frozenset[tuple[int, int]],
    labels: tuple[Column, Cell, str],
) -> None:
    column, written, name = labels
    try:
        code = code_of(written)
    except Unreadable as error:
        table.refuse(error, number, column, written)
        return
    address = cell_address(number, column.column)
    has_money = any(not is_blank(_cell(cells, place.column)) for place in table.header.money)
    if code and level_of(code) and (name or has_money):
        table.left_out[LeftOutKind.SUBTOTAL] += len(table.totals)
        table.totals = []
        amounts = tuple(_amounts(table, cells, number, merged))
        table.rows.append(CodedRow(number, code, address, name, amounts))
    elif not has_money:
        words = " ".join(shown(cell) for cell in cells if isinstance(cell, str))
        is_signature = any(SIGNATURE.search(shown(c)) for c in cells if isinstance(c, str))
        kind = LeftOutKind.SIGNATURE if is_signature else LeftOutKind.REMARK
        table.left_out[kind] += bool(words)
    else:
        amounts = tuple(_amounts(table, cells, number, merged))
        table.uncoded.append(CodedRow(number, code, address, name, amounts))
        table.refuse_as("code-unknown" if code else "code-missing", number, column, written)


def _name(table: Table, cells: Sequence[Cell], number: int) -> str:
    """The name of a row; empty, and a fault, for a formula without a value."""
    column = table.header.name
    cell = _cell(cells, column.column)
    try:
        return shown(legible(cell))[:NAME_MOST]
    except Unreadable as error:
        table.refuse(error, number, column, cell)
        return ""


def _is_total(labels: Sequence[Cell], written: Cell) -> bool:
    """Whether a row without a code has a word such as Jumlah before its amounts."""
    words = (cell.strip() for cell in labels if isinstance(cell, str))
    return level_of(shown(written)) is None and any(SUBTOTAL.match(word) for word in words)


def _lowest_code(
    cells: Sequence[Cell], codes: Sequence[Column], name: Column
) -> tuple[Column, Cell]:
    """The last code of a row and its column: the ones before it are of the rows above."""
    for column in reversed(codes):
        if not is_blank(cell := _cell(cells, column.column)):
            return column, cell
    first = codes[0] if codes else name
    return first, _cell(cells, first.column)


def _are_column_numbers(here: Sequence[Cell]) -> bool:
    """Whether the cells are increasing numbers: 1, 2, 3."""
    numbers = [numbering(shown(cell)) for cell in here]
    return len(numbers) >= NUMBERS_LEAST and all(
        a is not None and b is not None and a < b for a, b in pairwise(numbers)
    )


def _repeats_header(cells: Sequence[Cell], header: Header) -> bool:
    """Whether two cells or more have the words of their own header."""
    own = 0
    for column in header.columns:
        cell = _cell(cells, column.column)
        if isinstance(cell, str) and LETTER.search(cell):
            own += header_key(column.header).endswith(header_key(cell))
    return own >= 2


def _amounts(
    table: Table, cells: Sequence[Cell], number: int, merged: frozenset[tuple[int, int]]
) -> Iterator[Amount]:
    for column in table.header.money:
        cell = _cell(cells, column.column)
        if (number, column.column) in merged:
            table.refuse_as("amount-merged", number, column, cell)
            continue
        try:
            rupiah = rupiah_in(cell)
        except Unreadable as error:
            table.refuse(error, number, column, cell)
            continue
        if rupiah is not None:
            table.dashes += is_zero_mark(cell)
            key: Key = key_of(column, table.measure)
            yield Amount(*key, rupiah, cell_address(number, column.column))


def _versions(table: Table, cells: Sequence[Cell], number: int) -> Iterator[Amount]:
    """What can be read in the columns of money that are left out."""
    for column in table.header.versions:
        with suppress(Unreadable):
            rupiah = rupiah_in(_cell(cells, column.column))
            if rupiah is not None:
                key = key_of(column, table.measure)
                yield Amount(*key, rupiah, cell_address(number, column.column))
