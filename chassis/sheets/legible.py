"""Whether a cell can be read at all, before anything is read from it. Pure."""

from chassis.sheets.cell import Cell, NoValue, is_error, shown
from chassis.sheets.refusal import Unreadable


def legible(cell: Cell) -> Cell:
    """The cell of a column that is used, as it is.

    Unreadable(cell-error, formula-without-value, value-not-held) for a cell that is neither
    blank nor holds a value.
    """
    if isinstance(cell, NoValue):
        raise Unreadable(cell.code)
    if is_error(cell):
        raise Unreadable("cell-error", value=shown(cell))
    return cell
