"""Finds the header of an export: up to three rows, with merged cells. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chassis.sheets.cell import Cell, is_blank, one_line
from chassis.sheets.header_row import HEIGHT_MOST, LONGEST_HEADER, column_texts
from chassis.sheets.hidden import Hidden
from chassis.sheets.workbook import Sheet
from tracker.sipd.column import Column, Measure, Part, column_of

WITHIN = 60
"""Rows in which the header is looked for."""
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
        yield _header(sheet, first, last, hidden, year)


def _may_be_header(cells: Sequence[Cell], *, is_first: bool) -> bool:
    """Whether a row has texts and no figure; the first row has two texts, a title has one."""
    filled = [cell for cell in cells if not is_blank(cell)]
    texts = [cell for cell in filled if isinstance(cell, str)]
    return (
        len(texts) == len(filled) >= (2 if is_first else 1)
        and not any(FIGURE.fullmatch(text) for text in texts)
        and all(len(text) <= LONGEST_HEADER for text in texts)
    )


def _header(sheet: Sheet, first: int, last: int, hidden: Hidden, year: int | None) -> Header:
    found: list[Column] = []
    skipped = 0
    for number, texts in enumerate(column_texts(sheet, first, last)):
        if not texts:
            continue
        if number in hidden.columns:
            skipped += 1
            continue
        column = _in_group(column_of(number, texts, year), found)
        found.append(_once(column, found))
    return Header(first, last, tuple(found), skipped)


def _in_group(column: Column, before: Sequence[Column]) -> Column:
    """A column of money without a group takes that of its neighbour, whose cell above is not
    merged; a second budget in the group would start another.
    """
    beside = before[-1] if before else None
    if (
        column.part is Part.MONEY
        and not column.group
        and beside is not None
        and beside.part is Part.MONEY
        and beside.column == column.column - 1
        and beside.measure is Measure.BUDGET
        and column.measure is Measure.REALISATION
    ):
        return replace(column, group=beside.group)
    return column


def _once(column: Column, before: Sequence[Column]) -> Column:
    """The column, or as another one if an earlier column says the same; codes may be several."""
    same = (column.part, column.measure, column.months, column.group)
    again = any(same == (c.part, c.measure, c.months, c.group) for c in before)
    if again and column.part in {Part.MONEY, Part.NAME}:
        return replace(column, part=Part.OTHER)
    return column


def _counts(header: Header) -> bool:
    return bool(header.of(Part.NAME) and header.money)


def _score(header: Header | None) -> tuple[int, int]:
    """More columns first, then fewer rows."""
    if header is None:
        return (0, 0)
    known = sum(1 for column in header.columns if column.part is not Part.OTHER)
    return (known, -(header.last_row - header.first_row))


def title_of(sheet: Sheet, header: Header | None) -> list[str]:
    """The texts above the header, one for each row; of a sheet without header its first rows."""
    last = header.first_row if header else min(WITHIN, len(sheet.rows))
    lines = (
        " ".join(one_line(c) for c in cells if isinstance(c, str) and not is_blank(c))
        for cells in sheet.rows[:last]
    )
    return [line for line in lines if line]
