"""The cells with numbers of a sheet that are not read, and why. Pure."""

import re
from collections.abc import Iterator, Sequence

from chassis.sheets.cell import Cell, cell_address, is_blank
from chassis.sheets.hidden import Hidden
from chassis.sheets.workbook import Sheet
from tracker.sipd.column import Part
from tracker.sipd.table import LeftOutKind, Table

NUMBER = re.compile(r"\(?(?:rp\b\.?)?\s*[-+]?[\d.,]*\d[\d.,]*\s*%?\)?", re.IGNORECASE)
LONGEST_NUMBER = 40
"""Letters of a text that may be a number; a longer one takes long to look through."""
KIND_OF_PART = {Part.RATIO: LeftOutKind.RATIO_COLUMN, Part.OTHER: LeftOutKind.OTHER_COLUMN}
Place = tuple[int, int]
"""Row and column, from 0."""


def cells_left_out(sheet: Sheet, table: Table, hidden: Hidden) -> dict[LeftOutKind, list[Place]]:
    """The places of the numbers that are left out, by why; outside the table those of texts too."""
    kinds = _kinds_of_columns(table, hidden)
    codes = {column.column for column in table.header.of(Part.CODE)}
    found: dict[LeftOutKind, list[Place]] = {}
    for row, cells in enumerate(sheet.rows):
        if table.header.first_row <= row <= table.header.last_row:
            continue
        of_row = table.row_kinds.get(row)
        if row < table.header.first_row:
            of_row = LeftOutKind.TITLE
        is_whole = of_row in {LeftOutKind.TITLE, LeftOutKind.HIDDEN_ROWS}
        for column, cell in enumerate(cells):
            if column in codes:
                continue
            is_beside = column not in kinds and not is_whole
            kind = LeftOutKind.BESIDE_TABLE if is_beside else of_row or kinds.get(column)
            if kind and (is_number(cell) or (is_beside and not is_blank(cell))):
                found.setdefault(kind, []).append((row, column))
    return found


def _kinds_of_columns(table: Table, hidden: Hidden) -> dict[int, LeftOutKind | None]:
    """Why a column is left out; None for one that is read."""
    kinds: dict[int, LeftOutKind | None] = {
        column.column: KIND_OF_PART.get(column.part) for column in table.header.columns
    }
    return kinds | dict.fromkeys(hidden.columns, LeftOutKind.HIDDEN_COLUMNS)


def is_number(cell: Cell) -> bool:
    """Whether the cell has a number, or a text that is written as one."""
    if isinstance(cell, str):
        return len(cell) <= LONGEST_NUMBER and bool(NUMBER.fullmatch(cell.strip()))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def ranges_of(places: Sequence[Place]) -> tuple[str, ...]:
    """The cells as ranges, such as N4:N87, down columns or along rows, whichever are fewer."""
    down = sorted(places, key=lambda place: (place[1], place[0]))
    columns, rows = tuple(_runs(down, (1, 0))), tuple(_runs(sorted(places), (0, 1)))
    return columns if len(columns) <= len(rows) else rows


def _runs(places: Sequence[Place], step: Place) -> Iterator[str]:
    """The ranges of places that follow each other; `step` is (0, 1) along a row."""
    first = last = None
    for row, column in places:
        if last is not None and (row, column) == (last[0] + step[0], last[1] + step[1]):
            last = (row, column)
            continue
        if first and last:
            yield _range(first, last)
        first = last = (row, column)
    if first and last:
        yield _range(first, last)


def _range(first: Place, last: Place) -> str:
    start, end = cell_address(*first), cell_address(*last)
    return start if start == end else f"{start}:{end}"
