"""A check that a cell has a readable value, before it is read. Pure."""

from chassis.sheets.cell import Cell, NoValue, is_error, shown
from chassis.sheets.refusal import Unreadable


def legible(cell: Cell) -> Cell:
    """The cell, unchanged.

    Raises Unreadable (cell-error, formula-without-value, value-not-held, amount-merged) for a cell
    that is not blank and has no value.
    """
    if isinstance(cell, NoValue):
        raise Unreadable(cell.code)
    if is_error(cell):
        raise Unreadable("cell-error", value=shown(cell))
    return cell
