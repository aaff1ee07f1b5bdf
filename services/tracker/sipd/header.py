"""Finds the header of an export: up to five rows, with merged cells. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chassis.sheets.cell import Cell, cell_address, is_blank, one_line
from chassis.sheets.header_row import LONGEST_HEADER, column_texts
from chassis.sheets.hidden import Hidden
from chassis.sheets.workbook import Sheet
from tracker.sipd.amount import is_zero_mark
from tracker.sipd.column import Column, Measure, Part, column_of, says_version

WITHIN = 60
"""Rows in which the header is looked for."""
HEIGHT_MOST = 5
WORD = re.compile(r"[A-Za-z]{2}")
FIGURE = re.compile(r"[\W\d_]*\d[\W\d_]*")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table; rows count from 0."""

    first_row: int
    last_row: int
    columns: tuple[Column, ...]
    hidden: int = 0
    """Columns with a header that are hidden and left out."""

    def of(self, part: Part) -> tuple[Column, ...]:
        """The columns of one part."""
        return tuple(column for column in self.columns if column.part is part)

    @property
    def money(self) -> tuple[Column, ...]:
        """The columns of money."""
        return self.of(Part.MONEY)

    @property
    def versions(self) -> tuple[Column, ...]:
        """The columns of money that are left out, because another one of the figure holds."""
        return tuple(column for column in self.of(Part.OTHER) if column.measure)

    @property
    def name(self) -> Column:
        """The column of names."""
        return self.of(Part.NAME)[0]


def header_of(sheet: Sheet, hidden: Hidden, year: int | None) -> Header | None:
    """The header with the most columns; None when no rows name a column of names and of money."""
    best: Header | None = None
    for first in range(min(WITHIN, len(sheet.rows))):
        for header in _headers_at(sheet, first, hidden, year):
            if _counts(header) and _score(header) > _score(best):
                best = header
    return best


def _headers_at(sheet: Sheet, first: int, hidden: Hidden, year: int | None) -> Iterator[Header]:
    last_possible = min(first + HEIGHT_MOST, len(sheet.rows))
    for last in range(first, last_possible):
        if not _may_be_header(sheet.rows[last], is_first=last == first):
            return
        header = _header(sheet, first, last, hidden, year)
        if not _goes_on(sheet, header, last + 1):
            yield header


def _may_be_header(cells: Sequence[Cell], *, is_first: bool) -> bool:
    """Whether a row has texts and no figure; the first row has two texts, a title has one."""
    filled = [cell for cell in cells if not is_blank(cell)]
    texts = [cell for cell in filled if isinstance(cell, str)]
    return len(texts) == len(filled) >= (2 if is_first else 1) and all(
        len(text) <= LONGEST_HEADER and not FIGURE.fullmatch(text) for text in texts
    )


def _goes_on(sheet: Sheet, header: Header, row: int) -> bool:
    """Whether a row below says more of the columns of money: Fisik, Keuangan below Realisasi."""
    if row >= len(sheet.rows) or not _may_be_header(sheet.rows[row], is_first=False):
        return False
    known = {column.column for column in header.columns}
    places = {column.column for column in header.money}
    places |= {place + 1 for place in places} - known
    below = (sheet.cell(row, place) for place in places)
    return any(isinstance(c, str) and WORD.search(c) and not is_zero_mark(c) for c in below)


def _header(sheet: Sheet, first: int, last: int, hidden: Hidden, year: int | None) -> Header:
    found: list[Column] = []
    skipped = 0
    for number, texts in enumerate(_texts(sheet, first, last)):
        if not texts:
            continue
        if number in hidden.columns:
            skipped += 1
            continue
        cell = cell_address(_lowest_text(sheet, first, last, number), number)
        column = _in_group(column_of(number, texts, year, cell), found)
        found.append(_named_once(column, found))
    return Header(first, last, tuple(found), skipped)


def _texts(sheet: Sheet, first: int, last: int) -> list[list[str]]:
    """The texts of each column; a merged text counts for all its columns, in a single row too.

    A text that only tells figures apart, such as Keuangan beside Fisik, has what stands above its
    neighbour, whose cell above is not merged.
    """
    texts = column_texts(sheet, first, last)
    for merge in sheet.merges_from(first) if first == last else ():
        for column in range(merge.left + 1, min(merge.right + 1, len(texts))):
            texts[column] = texts[merge.left]
    for column in range(1, len(texts)):
        if not is_blank(sheet.cell(last, column)) and says_version(texts[column]):
            beside = texts[column - 1]
            texts[column] = [*beside[: len(beside) - 1], *texts[column]]
    return texts


def _lowest_text(sheet: Sheet, first: int, last: int, column: int) -> int:
    """The row of the column's lowest text; the last one for a text of a merged cell beside it."""
    filled = (row for row in range(last, first - 1, -1) if not is_blank(sheet.cell(row, column)))
    return next(filled, last)


def _in_group(column: Column, before: Sequence[Column]) -> Column:
    """A column of money without a group takes that of its neighbour, whose cell above is not
    merged: a realisation beside its budget, and the same figure in other words.
    """
    beside = before[-1] if before else None
    if (
        column.part is Part.MONEY
        and not column.group
        and beside is not None
        and beside.part is Part.MONEY
        and beside.column == column.column - 1
        and _is_of_one_group(beside, column)
    ):
        return replace(column, group=beside.group)
    return column


def _is_of_one_group(beside: Column, column: Column) -> bool:
    """Whether they are a budget and its realisation, or one figure in two versions; a second
    budget without a word starts another group.
    """
    if beside.measure is column.measure:
        return beside.standing is not column.standing
    return beside.measure is Measure.BUDGET and column.measure is Measure.REALISATION


def _named_once(column: Column, before: Sequence[Column]) -> Column:
    """The column; as another one if an earlier column has the names."""
    if column.part is Part.NAME and any(c.part is Part.NAME for c in before):
        return replace(column, part=Part.OTHER)
    return column


def _counts(header: Header) -> bool:
    return bool(header.of(Part.NAME) and header.money)


def _score(header: Header | None) -> tuple[int, int, int]:
    """More figures first, then fewer columns of one figure in the same words, then fewer rows."""
    if header is None:
        return (0, 0, 0)
    known = [c for c in header.columns if c.part in {Part.CODE, Part.NAME, Part.RATIO}]
    money = {(c.measure, c.months, c.group) for c in header.money}
    worded = {(c.measure, c.months, c.group, c.standing) for c in header.money}
    alike = len(header.money) - len(worded)
    return (len(known) + len(money), -alike, header.first_row - header.last_row)


def title_of(sheet: Sheet, header: Header | None) -> list[str]:
    """The texts above the header, one for each row; of a sheet without header its first rows."""
    last = header.first_row if header else min(WITHIN, len(sheet.rows))
    lines = (
        " ".join(one_line(c) for c in cells if isinstance(c, str) and not is_blank(c))
        for cells in sheet.rows[:last]
    )
    return [line for line in lines if line]


def uncoded_texts(sheet: Sheet, header: Header) -> Iterator[str]:
    """The texts of the rows below the header without a code: remarks, rows of units."""
    codes = [column.column for column in header.of(Part.CODE)]
    for row in range(header.last_row + 1, len(sheet.rows)):
        if all(is_blank(sheet.cell(row, column)) for column in codes):
            yield from (one_line(c) for c in sheet.rows[row] if isinstance(c, str) and c)
