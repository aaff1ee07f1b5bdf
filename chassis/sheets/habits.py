"""How numbers and days are written in a whole file. Pure."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from chassis.sheets.cell import Cell
from chassis.sheets.day_order import WRITTEN_DAY_FIRST, DayOrder
from chassis.sheets.header_row import Header
from chassis.sheets.workbook import Sheet


@dataclass(frozen=True, slots=True)
class Habits:
    """How numbers and days are written in a whole file."""

    point: bool = False
    """Whether a point is a decimal mark."""
    order: DayOrder = WRITTEN_DAY_FIRST


USUAL = Habits()


def cells_below(sheet: Sheet, header: Header, end: int, fields: Collection[str]) -> Iterator[Cell]:
    """The cells of all columns of these fields below a header, before row `end`, but for those
    that were written by hand since the file was read.
    """
    named: Iterable[tuple[str, int]] = (
        *((name, place.column) for name, place in header.places.items()),
        *((name, place.column) for name, place in header.again),
    )
    columns = [column for name, column in named if name in fields]
    for row in range(header.last_row + 1, end):
        for column in columns:
            if (row, column) not in sheet.mended:
                yield sheet.cell(row, column)
