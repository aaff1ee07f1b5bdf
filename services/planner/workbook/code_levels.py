"""A code in several columns, one for each level: urusan, program, kegiatan. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from chassis.sheets.cell import Cell, UnclearCode, column_letters, has_no_value, is_blank, shown
from chassis.sheets.header_row import ColumnPlace, Header
from chassis.sheets.note import Note, note
from chassis.sheets.rows import are_column_numbers
from chassis.sheets.workbook import Sheet

CODE = "item_id"
PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,29}")
LEVEL = re.compile(r"[A-Za-z0-9]{1,4}")
UNNAMED_MOST = 8
"""Columns without a header beside that of the code."""


def with_joined_codes(sheet: Sheet, header: Header, end: int, notes: list[Note]) -> Header:
    """The header with one column of codes, in which those of several stand joined by points; what a
    row leaves blank of the upper levels is that of the row above it. A code whose levels are not
    certain is an `UnclearCode`. `notes` is told which columns are joined.
    """
    columns = _columns(sheet, header, end)
    if len(columns) < 2:
        return header
    place = header.places[CODE]
    _join(sheet, columns, range(header.last_row + 1, end))
    facts = {"column_name": place.header, "columns": ", ".join(map(column_letters, columns))}
    notes.append(note("code-joined", sheet.name, header.last_row + 1, place.header, **facts))
    used = {column for column in columns if column != place.column}
    again = tuple(one for one in header.again if one[1].column not in used)
    return replace(header, again=again)


def _columns(sheet: Sheet, header: Header, end: int) -> list[int]:
    """The columns of the levels, from the left; where the header names one, those without a header
    beside it, if only together their codes are different.
    """
    place = header.places.get(CODE)
    if place is None:
        return []
    offers = [place, *(at for name, at in header.again if name == CODE)]
    columns = sorted(at.column for at in offers)
    are_beside = columns == list(range(columns[0], columns[0] + len(columns)))
    if len(offers) > 1:
        return columns if are_beside and _is_one_header(offers) else []
    return _unnamed(sheet, header, place, end)


def _is_one_header(offers: Sequence[ColumnPlace]) -> bool:
    """Whether columns stand below one header, or below one group."""
    return len({at.texts for at in offers}) == 1 or (
        len({at.texts[0] for at in offers}) == 1 and all(len(at.texts) > 1 for at in offers)
    )


def _unnamed(sheet: Sheet, header: Header, place: ColumnPlace, end: int) -> list[int]:
    named = (*header.places.values(), *(at for _, at in header.again), *header.unknown)
    others = {at.column for at in named}
    columns = [place.column]
    while len(columns) <= UNNAMED_MOST and columns[-1] + 1 not in others:
        columns.append(columns[-1] + 1)
    rows = range(header.last_row + 1, end)
    columns = [one for one in columns if any(not is_blank(sheet.cell(row, one)) for row in rows)]
    if len(columns) < 2 or columns[0] != place.column:
        return []
    codes = [tuple(shown(sheet.cell(row, column)) for column in columns) for row in rows]
    full = [code for code in codes if sum(map(bool, code)) == len(columns)]
    alone = Counter(code[0] for code in full)
    are_levels = all(LEVEL.fullmatch(part) for code in full for part in code)
    is_certain = len(full) > 1 and len(set(full)) == len(full) and max(alone.values()) > 1
    return columns if are_levels and is_certain else []


def _join(sheet: Sheet, columns: Sequence[int], rows: range) -> None:
    padded = {column for column in columns if _has_zeros(sheet, column, rows)}
    above: list[str] = []
    for row in rows:
        if (row, columns[0]) in sheet.mended or are_column_numbers(_filled(sheet.rows[row])):
            continue
        cells = [sheet.cell(row, column) for column in columns]
        parts = ["" if has_no_value(cell) else shown(cell) for cell in cells]
        if not any(parts) or not all(PART.fullmatch(part) for part in parts if part):
            continue
        first = next(number for number, part in enumerate(parts) if part)
        last = max(number for number, part in enumerate(parts) if part)
        levels = [*above[:first], *parts[first : last + 1]]
        code = _code(parts[first : last + 1], levels)
        numbers = zip(columns, cells, strict=True)
        is_lossy = any(_may_lack(cell, padded=column in padded) for column, cell in numbers)
        is_unclear = is_lossy or len(levels) <= last or not all(levels)
        _put(sheet, row, columns[0], UnclearCode(" | ".join(parts)) if is_unclear else code)
        for column in columns[1:]:
            _put(sheet, row, column, None)
        above = levels if not is_unclear else []


def _code(parts: Sequence[str], levels: Sequence[str]) -> str:
    """The last part where each goes on from the one before it; else all levels."""
    goes_on = len(parts) > 1 and all(below.startswith(f"{one}.") for one, below in pairwise(parts))
    return parts[-1] if goes_on else ".".join(part.strip(".") for part in levels)


def _has_zeros(sheet: Sheet, column: int, rows: range) -> bool:
    cells = (sheet.cell(row, column) for row in rows)
    return any(isinstance(cell, str) and cell.strip().startswith("0") for cell in cells)


def _may_lack(cell: Cell, *, padded: bool) -> bool:
    """Whether a part is a number that may have lost a zero."""
    if isinstance(cell, str) or cell is None:
        return False
    return padded or not isinstance(cell, int | float) or not float(cell).is_integer()


def _filled(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if not is_blank(cell)]


def _put(sheet: Sheet, row: int, column: int, cell: Cell) -> None:
    cells = sheet.rows[row]
    cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = cell
