"""Every header of a sheet, of which each is that of the rows below it, with its groups. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import islice

from chassis.sheets.cell import Cell, is_blank, one_line
from chassis.sheets.columns import Table
from chassis.sheets.header_row import (
    CANDIDATES_MOST,
    ENOUGH,
    Header,
    field_of,
    find_header,
    header_of,
    headers_at,
    score_of,
    stands_beside,
    without_titles,
)
from chassis.sheets.refusal import FileRefused
from chassis.sheets.workbook import Merge, Sheet

HEIGHT_MOST = 4
TABLES_MOST = 100
"""Of one sheet."""
LINES_MOST, LINE_MOST = 60, 300
"""Rows above a table that are read, and the characters of each of their texts."""
WIDE = 3
"""Cells of a row that is none of the lines between two tables."""
FIGURES_MOST, YEARS = 2, (1990, 2100)
"""Figures in a row of a header; years are none."""


def headers_in(sheet: Sheet, table: Table) -> list[Header]:
    """The headers from top to bottom; one that only repeats the one above it, as on printed pages,
    is none of them. Raises FileRefused(too-many-tables).
    """
    header = find_header(sheet, table)
    found: list[Header] = []
    while header is not None:
        header = with_groups(sheet, header)
        if len(found) == TABLES_MOST:
            facts = {"sheet": sheet.name, "limit": TABLES_MOST}
            raise FileRefused.because("too-many-tables", **facts)
        found.append(_with_lines(sheet, header, found[-1].last_row + 1 if found else 0))
        header = _next(sheet, header)
    return found


def _with_lines(sheet: Sheet, header: Header, first: int) -> Header:
    """The header with the texts above it, from row `first` on, and below the entries there."""
    lines: list[str] = []
    for row in range(header.first_row - 1, max(first, header.first_row - LINES_MOST) - 1, -1):
        filled = [cell for cell in sheet.rows[row] if not is_blank(cell)]
        if first and len(filled) >= WIDE:
            break
        lines += [cell[:LINE_MOST] for cell in reversed(filled) if isinstance(cell, str)]
    told = tuple(map(one_line, reversed(lines)))
    places = {name: replace(at, lines_above=told) for name, at in header.places.items()}
    again = tuple((name, replace(at, lines_above=told)) for name, at in header.again)
    return replace(header, places=places, again=again)


def _next(sheet: Sheet, above: Header) -> Header | None:
    """The header of a further table below, whose columns are others."""
    first = above.last_row + 1
    for row in islice(_likely(sheet, above.table, first), CANDIDATES_MOST):
        below = [one for one in headers_at(sheet, above.table, row) if one.first_row >= first]
        if not below:
            continue
        best = without_titles(sheet, max(below, key=score_of))
        if score_of(best)[0] < ENOUGH:
            continue
        if _columns(with_groups(sheet, best)) != _columns(above):
            return best
        first = best.last_row + 1  # no header has a repeated one in its midst
    return None


def _likely(sheet: Sheet, table: Table, first: int) -> Iterator[int]:
    """Rows from `first` on with a known header, that have several together with those beside them:
    the same word, such as the name of a book, may stand in every row of entries.
    """
    known: dict[str, str | None] = {}
    before: list[tuple[int, set[str]]] = []
    for row in range(first, len(sheet.rows)):
        fields = _fields_in(sheet.rows[row], table, known)
        before = [one for one in before if one[0] > row - HEIGHT_MOST]
        if fields:
            before.append((row, fields))
            if len({name for _, some in before for name in some}) >= ENOUGH:
                yield row


def _fields_in(cells: list[Cell], table: Table, known: dict[str, str | None]) -> set[str]:
    """The fields that texts of a row mean; none of a row with days or several figures."""
    figures = 0
    for cell in cells:
        if isinstance(cell, date):
            return set()
        figures += isinstance(cell, int | float) and not YEARS[0] <= cell <= YEARS[1]
    if figures > FIGURES_MOST:
        return set()
    fields = set()
    for text in cells:
        if isinstance(text, str) and text:
            if text not in known:
                known[text] = field_of(table, text)
            fields.add(known[text])
    return {name for name in fields if name}


def _columns(header: Header) -> list[tuple[int, tuple[str, ...]]]:
    places = [*header.places.values(), *(at for _, at in header.again), *header.unknown]
    return sorted((at.column, tuple(text.casefold() for text in at.texts)) for at in places)


def with_groups(sheet: Sheet, header: Header) -> Header:
    """The header with the rows of its groups above it, and of their parts below it."""
    if header.table.meaning is None:
        return header
    while _is_low(header) and _has_parts(sheet, header, header.last_row + 1):
        header = header_of(sheet, header.table, header.first_row, header.last_row + 1)
    while _is_low(header) and _has_groups(sheet, header, header.first_row - 1):
        header = header_of(sheet, header.table, header.first_row - 1, header.last_row)
    return header


def _is_low(header: Header) -> bool:
    return header.last_row - header.first_row + 1 < HEIGHT_MOST


def _has_parts(sheet: Sheet, header: Header, row: int) -> bool:
    """Whether a row below has the parts of groups, or units, and nothing of an entry."""
    if row >= len(sheet.rows):
        return False
    below = sheet.rows[row]
    filled = [column for column, cell in enumerate(below) if not is_blank(cell)]
    if not filled or not all(_may_be_part(below[column]) for column in filled):
        return False
    if _keys(header) & set(filled):
        return False
    above, below = _side_by_side(sheet, header.last_row)
    merged = any(
        sum(1 for column in filled if merge.left <= column <= merge.right) >= ENOUGH
        for merge in _wide(sheet, header.last_row)
    )
    beside = any(stands_beside(above, below, column) for column in filled if column)
    in_brackets = all(str(below[column]).strip().startswith(("(", "%")) for column in filled)
    return merged or beside or in_brackets


def _may_be_part(cell: Cell) -> bool:
    return isinstance(cell, str) and any(one.isalpha() or one == "%" for one in cell)


def _has_groups(sheet: Sheet, header: Header, row: int) -> bool:
    """Whether a row above groups some columns, and is no title above all of them."""
    if row < 0:
        return False
    keys = _keys(header)
    wide = _wide(sheet, row)
    if any(keys.isdisjoint(range(merge.left, merge.right + 1)) for merge in wide):
        return all(isinstance(cell, str) or is_blank(cell) for cell in sheet.rows[row])
    above, below = _side_by_side(sheet, row)
    filled = [column for column, cell in enumerate(above) if not is_blank(cell)]
    return (
        not wide
        and bool(filled)
        and min(filled) > min(keys, default=0)
        and all(isinstance(above[column], str) for column in filled)
        and any(stands_beside(above, below, column) for column in range(1, len(below)))
    )


def _side_by_side(sheet: Sheet, row: int) -> tuple[list[Cell], list[Cell]]:
    """A row and the one below it, equally wide."""
    width = max(len(cells) for cells in sheet.rows[row : row + 2])
    above, below = ([sheet.cell(at, n) for n in range(width)] for at in (row, row + 1))
    return above, below


def _wide(sheet: Sheet, row: int) -> list[Merge]:
    return [merge for merge in sheet.merges_from(row) if merge.right > merge.left]


def _keys(header: Header) -> set[int]:
    named = (*header.places.items(), *header.again)
    return {place.column for name, place in named if name in header.table.keys}
