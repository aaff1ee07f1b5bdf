"""A table that is written cell after cell, as in HTML, with merged cells, within limits. Pure."""

from dataclasses import dataclass, field

from chassis.sheets.cell import Cell
from chassis.sheets.limits import Limits
from chassis.sheets.refusal import FileRefused
from chassis.sheets.sheet_scan import GridPosition, within_merges


class CellCount:
    """How many cells all sheets of a file may still have."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.cells

    def take(self, cells: int) -> None:
        """Count cells. Raises FileRefused(too-many-cells)."""
        self._left -= cells
        if self._left < 0:
            raise FileRefused.because("too-many-cells", limit=self._limits.cells)


@dataclass(slots=True)
class Grid:
    """The rows of one sheet, the ranges that are merged in it, and what it hides; all from 0."""

    name: str
    limits: Limits
    count: CellCount
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[GridPosition, GridPosition]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    _covered: dict[int, int] = field(default_factory=dict)
    """By column the last row that a cell above covers."""

    @property
    def row(self) -> int:
        """The number of the row that is written."""
        return len(self.rows) - 1

    def start_row(self, number: int | None = None) -> None:
        """Begin the next row, or that with a number from 0 further below. Raises FileRefused."""
        number = len(self.rows) if number is None else number
        if number >= self.limits.rows:
            facts = {"sheet": self.name, "rows": number + 1, "limit": self.limits.rows}
            raise FileRefused.because("too-many-rows", **facts)
        while len(self.rows) <= number:
            self.count.take(1)
            self.rows.append([])

    def free_column(self) -> int:
        """The next column of the row that no cell covers."""
        column = len(self.rows[-1])
        while self._covered.get(column, -1) >= self.row:
            column += 1
        return column

    def place(self, column: int, cell: Cell, across: int, down: int) -> None:
        """Write a cell that covers further columns and rows, at least none. Raises FileRefused."""
        right = column + across
        if right >= self.limits.columns:
            facts = {"sheet": self.name, "columns": right + 1, "limit": self.limits.columns}
            raise FileRefused.because("too-many-columns", **facts)
        cells = self.rows[-1]
        self.count.take(right + 1 - len(cells))
        cells.extend([None] * (right + 1 - len(cells)))
        cells[column] = cell
        if across or down:
            bottom = min(self.row + down, self.limits.rows - 1)
            self.merges.append(((self.row, column), (bottom, right)))
            within_merges(self.name, len(self.merges), self.limits)
            for one in range(column, right + 1) if down else ():
                self._covered[one] = bottom
