"""One cell of a sheet, whatever the file was: blank, address, how it is shown. Pure."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import isfinite

Cell = str | int | float | bool | date | datetime | time | timedelta | None


class FormulaError(str):
    """What a formula that failed shows, where the file itself says that it did."""

    __slots__ = ()


class NoValue(str):
    """Shown for a cell that is not blank and whose value the file does not hold."""

    __slots__ = ()

    @property
    def code(self) -> str:
        """The code of its refusal."""
        return "formula-without-value" if self.startswith("=") else "value-not-held"


UNCALCULATED = NoValue("=?")
"""A formula that no spreadsheet program has calculated."""
NOT_HELD = NoValue("?")
"""A value that stands where no reader looks for it."""


class Percent(float):
    """A number whose own format shows percent: 56.0 where the cell shows 56 %."""

    __slots__ = ()


NOTHING = frozenset({"", "-", "--", "–", "—", "n/a", "na", "nihil"})
LONGEST_MARK = 20
LONGEST_SHOWN = 200
ERROR = re.compile(
    r"#(REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)|Err:\d{3}"
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ufffe\uffff]")


def is_blank(cell: Cell) -> bool:
    """Nothing in it, or only white space."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def has_no_value(cell: Cell) -> bool:
    """Blank, or one of the marks that people write for "none": a dash, n/a, nihil."""
    if isinstance(cell, str):
        return (len(cell) < LONGEST_MARK and cell.strip().casefold() in NOTHING) or cell.isspace()
    return cell is None


def is_error(cell: Cell) -> bool:
    """A formula error that the sheet shows instead of a value."""
    return isinstance(cell, FormulaError) or _looks_like_an_error(cell)


def _looks_like_an_error(cell: Cell) -> bool:
    return isinstance(cell, str) and cell[:1] in "#E" and bool(ERROR.fullmatch(cell.strip()))


def one_line(text: str) -> str:
    """Control characters dropped, all white space to single blanks, none at the ends."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(CONTROL.sub(" ", text).split())


def shown(cell: Cell) -> str:
    """The cell as a person sees it; whole numbers without a fraction."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Percent):
        return f"{float(cell):.15g}%".replace(".", ",")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return one_line(cell) if isinstance(cell, str) else str(cell)


def shortened(cell: Cell) -> Cell:
    """The cell, a long text with its end left out: to be shown in a fault."""
    if isinstance(cell, str) and len(cell) > LONGEST_SHOWN:
        return cell[:LONGEST_SHOWN] + "…"
    return cell


def as_json(cell: Cell) -> str | int | float | bool | None:
    """The cell for an answer in JSON: numbers stay numbers, days and times are ISO text.

    A number that JSON has not (a sheet may hold 1E999) is text too, and so is one with a
    percent sign. A value that the file does not hold is none.
    """
    if isinstance(cell, NoValue):
        return None
    if isinstance(cell, Percent):
        return shown(cell)
    if isinstance(cell, float) and not isfinite(cell):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if cell is None or isinstance(cell, str | int | float):
        return cell
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_address(row: int, column: int) -> str:
    """The cell's address as a spreadsheet shows it; both arguments count from 0."""
    return f"{column_letters(column)}{row + 1}"
