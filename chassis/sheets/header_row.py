"""Finds the header of a table, at any row and with merged cells. Pure.

A header may have up to three rows: a merged parent above ("Waktu") and its children
below ("Mulai", "Selesai"), or one cell merged over all of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from chassis.sheets.cell import Cell, column_letters, is_blank, one_line
from chassis.sheets.columns import Column, Table
from chassis.sheets.footnote import SUPERSCRIPT
from chassis.sheets.key import header_key
from chassis.sheets.workbook import Sheet

HEIGHT_MOST = 3
ENOUGH = 2
IN_BRACKETS = re.compile(r"\([^()]*\)")
LONGEST_HEADER = 120
CANDIDATES_MOST = 200
"""Most rows of a sheet that are tried as its header: a sheet may have "Kode" in every row."""


@dataclass(frozen=True, slots=True)
class ColumnPlace:
    """The column of a field, and its header texts."""

    column: int
    header: str
    """The lowest of its texts: Mulai, below a merged Waktu."""
    wording: str = ""
    """All of its texts from top to bottom."""
    keys: frozenset[str] = frozenset()
    """`header_key` of each of its texts."""
    texts: tuple[str, ...] = ()
    """All of its texts from top to bottom."""
    lines_above: tuple[str, ...] = ()
    """The texts above its table."""

    @property
    def letters(self) -> str:
        """The column's letters, as in a spreadsheet."""
        return column_letters(self.column)


@dataclass(frozen=True, slots=True)
class Header:
    """A header of a table in a sheet; rows count from 0."""

    table: Table
    first_row: int
    last_row: int
    places: dict[str, ColumnPlace]
    again: tuple[tuple[str, ColumnPlace], ...]
    """Further columns of a field that an earlier column has: (field, place)."""
    unknown: tuple[ColumnPlace, ...]

    @property
    def missing(self) -> tuple[Column, ...]:
        """Required columns that are missing."""
        return tuple(c for c in self.table.required if self.place_of(c.field) is None)

    def place_of(self, field: str) -> ColumnPlace | None:
        """The column that shows a field, its own or one that gives it as well."""
        name = self.table.columns_of.get(field, field)
        return self.places.get(name) or self.places.get(self.table.given_by.get(name, ""))

    def is_repeated_at(self, cells: list[Cell]) -> bool:
        """Whether a row repeats the header, as on printed pages."""
        taken = 0
        for column in self.table.required:
            place = self.places.get(column.field)
            if place is None or place.column >= len(cells) or is_blank(cells[place.column]):
                continue
            cell = cells[place.column]
            if not isinstance(cell, str) or not self._is_header(column.field, place, cell):
                return False
            taken += 1
        return taken >= ENOUGH

    def _is_header(self, field: str, place: ColumnPlace, cell: str) -> bool:
        return header_key(cell) in place.keys or field_of(self.table, cell) == field


def find_header(sheet: Sheet, table: Table) -> Header | None:
    """The first header with the most columns; None when no row has two required columns."""
    best: Header | None = None
    likely = (row for row in range(len(sheet.rows)) if might_be(sheet.rows[row], table))
    for row in islice(likely, CANDIDATES_MOST):
        for header in headers_at(sheet, table, row):
            if score_of(header) > score_of(best):
                best = header
        if best is not None and not best.missing:
            break
    return best and without_titles(sheet, best)


def without_titles(sheet: Sheet, header: Header) -> Header:
    """The header without upper rows that add no column: a title above it, or a row of entries."""
    while header.first_row < header.last_row:
        lower = header_of(sheet, header.table, header.first_row + 1, header.last_row)
        if score_of(lower) < score_of(header):
            break
        header = lower
    return header


def score_of(header: Header | None) -> tuple[int, int]:
    """The more, the likelier it is the header: its required columns, and all that are known."""
    if header is None:
        return (ENOUGH - 1, 1_000)
    required = len(header.table.required) - len(header.missing)
    return (required, len(header.places))


def might_be(cells: list[Cell], table: Table) -> bool:
    """A cheap check: whether at least one text of the row is a known header."""
    return any(isinstance(cell, str) and field_of(table, cell) for cell in cells)


def headers_at(sheet: Sheet, table: Table, row: int) -> Iterator[Header]:
    """The possible headers of one to `HEIGHT_MOST` rows that include `row`."""
    yield header_of(sheet, table, row, row)
    for height in range(2, HEIGHT_MOST + 1):
        for first in range(max(0, row - height + 1), row + 1):
            if first + height <= len(sheet.rows):
                header = header_of(sheet, table, first, first + height - 1)
                if all(
                    _belongs(sheet, header, below) for below in range(first + 1, first + height)
                ):
                    yield header


def _belongs(sheet: Sheet, header: Header, row: int) -> bool:
    """Whether a lower row belongs to the header, and is not the first row of entries."""
    taken = {place.column for place in header.places.values()}
    taken |= {place.column for _, place in header.again}
    filled = [column for column, cell in enumerate(sheet.rows[row]) if not is_blank(cell)]
    return 2 * sum(1 for column in filled if column in taken) >= len(filled)


def header_of(sheet: Sheet, table: Table, first: int, last: int) -> Header:
    """The header in the rows from `first` to `last`."""
    places: dict[str, ColumnPlace] = {}
    again: list[tuple[str, ColumnPlace]] = []
    unknown: list[ColumnPlace] = []
    grouped = table.meaning is not None
    for column, texts in enumerate(column_texts(sheet, first, last, grouped=grouped)):
        if not texts:
            continue
        field = _meaning(table, texts)
        keys = frozenset(map(header_key, texts))
        place = ColumnPlace(column, texts[-1], " ".join(texts), keys, tuple(texts))
        if field is None:
            unknown.append(place)
        elif field in places:
            again.append((field, place))
        else:
            places[field] = place
    return Header(table, first, last, places, tuple(again), tuple(unknown))


def column_texts(sheet: Sheet, first: int, last: int, *, grouped: bool = False) -> list[list[str]]:
    """Of the rows from `first` to `last` the texts of each column, top to bottom; a merged text
    counts for all its columns, and with `grouped` also one beside which nothing stands, as files
    without merged cells have it.
    """
    width = max((len(cells) for cells in sheet.rows[first : last + 1]), default=0)
    grid = [[sheet.cell(row, column) for column in range(width)] for row in range(first, last + 1)]
    tops = range(first, last + 1) if last > first or grouped else ()
    for merge in (merge for top in tops for merge in sheet.merges_from(top)):
        value = sheet.cell(merge.top, merge.left)
        for row in range(merge.top, min(merge.bottom, last) + 1):
            for column in range(merge.left, min(merge.right + 1, width)):
                grid[row - first][column] = value
    if grouped:
        for above, below in pairwise(grid):
            for column in range(1, width):
                if stands_beside(above, below, column):
                    above[column] = above[column - 1]
    return [_shown_texts(cells) for cells in zip(*grid, strict=True)]


def stands_beside(above: Sequence[Cell], below: Sequence[Cell], column: int) -> bool:
    """Whether nothing stands above a text, and left of it a text of its own above another."""
    left = above[column - 1]
    return (
        is_blank(above[column])
        and _is_text(left)
        and _is_text(below[column])
        and _is_text(below[column - 1])
        and left != below[column - 1]
    )


def _is_text(cell: Cell) -> bool:
    return isinstance(cell, str) and not is_blank(cell)


def _shown_texts(cells: tuple[Cell, ...]) -> list[str]:
    texts = (one_line(cell) for cell in cells if isinstance(cell, str) and not is_blank(cell))
    return list(dict.fromkeys(texts))


def _meaning(table: Table, texts: list[str]) -> str | None:
    """The field of a column: by its lowest text, or by all its texts joined."""
    field = field_of(table, texts[-1]) or field_of(table, " ".join(texts))
    return table.meaning(tuple(texts), field) if table.meaning else field


def field_of(table: Table, text: str) -> str | None:
    """The field that one text of a header means; None when it is not known."""
    if len(text) > LONGEST_HEADER:
        return None
    text = SUPERSCRIPT.sub("", text)
    return table.fields.get(header_key(text)) or table.fields.get(
        header_key(IN_BRACKETS.sub("", text))
    )
