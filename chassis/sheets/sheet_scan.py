"""Facts about one sheet that python-calamine does not return: its extent, cells that have no value
but are not blank (it returns them as blank: formula errors, formulas never calculated), cells that
show percent, a month or superscript, and merges. Pure.
"""

from array import array
from dataclasses import dataclass, field
from datetime import date

from chassis.sheets.cell import Cell, Month, Percent
from chassis.sheets.limits import Limits
from chassis.sheets.number_format import Look
from chassis.sheets.refusal import FileRefused

COLUMN_BITS = 14

GridPosition = tuple[int, int]
"""Row and column, from 0."""


@dataclass(slots=True)
class SheetScan:
    """The facts about one sheet; rows and columns count from 0."""

    name: str
    last_row: int = -1
    last_column: int = -1
    corrections: dict[GridPosition, str] = field(default_factory=dict)
    """Cells for which the reader returns another value: errors, values not held, texts."""
    looks: dict[Look, "array[int]"] = field(default_factory=dict)
    """The cells with a look of their own, with row and column packed into one number."""
    merges: list[tuple[GridPosition, GridPosition]] = field(default_factory=list)

    def reaches(self, row: int, column: int) -> None:
        """Extend the sheet to a cell that has a value."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    def correct(self, place: GridPosition, cell: str) -> None:
        """Set the correct content of a cell."""
        self.reaches(*place)
        self.corrections[place] = cell

    def shows(self, place: GridPosition, look: Look) -> None:
        """Mark a cell whose number, if it has one, means what its format shows."""
        packed = place[0] << COLUMN_BITS | place[1]
        self.looks.setdefault(look, array("Q")).append(packed)

    def apply(self, rows: list[list[Cell]]) -> None:
        """Put the looks and corrections into the cells of the reader."""
        for look, places in self.looks.items():
            for packed in places:
                row, column = packed >> COLUMN_BITS, packed & ((1 << COLUMN_BITS) - 1)
                if row < len(rows) and column < len(rows[row]):
                    rows[row][column] = seen_as(rows[row][column], look)
        for (row, column), cell in self.corrections.items():
            rows.extend([] for _ in range(row + 1 - len(rows)))
            rows[row].extend([None] * (column + 1 - len(rows[row])))
            rows[row][column] = cell


def seen_as(cell: Cell, look: Look) -> Cell:
    """The number or day of a cell as its format shows it."""
    if look is Look.MONTH:
        return Month(cell.year, cell.month, cell.day) if isinstance(cell, date) else cell
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    return Percent(f"{cell * 100:.15g}" if look is Look.HUNDREDFOLD else cell)


def within_merges(sheet: str, merges: int, limits: Limits) -> None:
    """Raise FileRefused(too-many-merges) when a sheet has more than the limit."""
    if merges > limits.merges:
        facts = {"sheet": sheet, "merges": merges, "limit": limits.merges}
        raise FileRefused.because("too-many-merges", **facts)
