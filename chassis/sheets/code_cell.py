"""Codes in cells, which a spreadsheet program may have made numbers or days. Pure."""

from chassis.sheets.cell import Cell, Percent, one_line, shown, visible_text
from chassis.sheets.footnote import without_footnote
from chassis.sheets.refusal import Unreadable

DIGITS_KEPT = 15
"""Digits of a number that a spreadsheet keeps."""


def read_code(cell: Cell) -> str:
    """A code; a whole number is its digits.

    Raises Unreadable: not-text for a day or the like, and code-from-number for a number that may
    have lost something: 1.1 may have been 1.10.
    """
    if isinstance(cell, str):
        return without_footnote(one_line(visible_text(cell)))
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        raise Unreadable("not-text", value=shown(cell))
    is_whole = not isinstance(cell, Percent) and float(cell).is_integer()
    if not is_whole or not 0 <= cell < 10**DIGITS_KEPT:
        raise Unreadable("code-from-number", value=shown(cell))
    return shown(cell)
