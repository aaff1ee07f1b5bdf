"""Reads the rows below the header of an export: entries, totals, and what is left out. Pure."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from chassis.sheets.cell import Cell, cell_address, is_blank, shown
from chassis.sheets.hidden import Hidden
from chassis.sheets.key import header_key
from chassis.sheets.legible import legible
from chassis.sheets.refusal import Unreadable
from chassis.sheets.rows import SIGNATURE, SUBTOTAL, are_column_numbers
from chassis.sheets.workbook import Sheet
from tracker.sipd.amount import Amount, Key, is_zero_mark, key_of, rupiah_in
from tracker.sipd.code import code_of, level_of
from tracker.sipd.column import Column, Measure, Part
from tracker.sipd.header import Header
from tracker.sipd.left_out import cells_left_out, ranges_of
from tracker.sipd.table import CodedRow, LeftOutKind, Table

NAME_MOST = 500
LETTER = re.compile(r"[A-Za-z]")


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
            table.leave_out(number, LeftOutKind.HIDDEN_ROWS)
            continue
        _read_row(table, sheet.rows[number], number, merged)
    table.left_out[LeftOutKind.TOTAL] = len(table.totals)
    cells = cells_left_out(sheet, table, hidden)
    table.left_out[LeftOutKind.BESIDE_TABLE] = len(cells.get(LeftOutKind.BESIDE_TABLE, ()))
    table.cells = {kind: ranges_of(places) for kind, places in cells.items()}
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
    if are_column_numbers(here):
        table.leave_out(number, LeftOutKind.COLUMN_NUMBERS)
    elif _repeats_header(cells, header):
        table.leave_out(number, LeftOutKind.HEADER)
    elif _is_total(cells[: header.name.column + 1], written):
        amounts = tuple(_amounts(table, cells, number, merged))
        address = cell_address(number, column.column)
        versions = tuple(_versions(table, cells, number))
        table.set_totals(CodedRow(number, "", address, name or shown(written), amounts, versions))
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
        table.set_totals()
        amounts = tuple(_amounts(table, cells, number, merged))
        table.rows.append(CodedRow(number, code, address, name, amounts))
    elif not has_money:
        texts = [shown(cell) for cell in cells if isinstance(cell, str)]
        is_signature = any(map(SIGNATURE.search, texts))
        if texts:
            table.leave_out(number, LeftOutKind.SIGNATURE if is_signature else LeftOutKind.REMARK)
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
