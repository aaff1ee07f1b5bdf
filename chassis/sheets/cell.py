"""One cell of a sheet of any file format: kinds of values, blanks, display, address. Pure."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import isfinite

Cell = str | int | float | bool | date | datetime | time | timedelta | None


class FormulaError(str):
    """The text of a formula error, for a cell that the file itself marks as an error."""

    __slots__ = ()


class NoValue(str):
    """Placeholder for a cell that is not blank but whose value is not in the file."""

    __slots__ = ()

    @property
    def code(self) -> str:
        """The code of its refusal."""
        return "formula-without-value" if self.startswith("=") else "value-not-held"


UNCALCULATED = NoValue("=?")
"""A formula that no spreadsheet program has calculated."""
NOT_HELD = NoValue("?")
"""A value stored in a place that readers ignore."""


class MergedAmount(NoValue):
    """The text of an amount that is merged over several entries: whose it is, nobody knows."""

    __slots__ = ()

    @property
    def code(self) -> str:
        """The code of its refusal."""
        return "amount-merged"


class UnclearCode(NoValue):
    """The parts of a code in several cells, of which it is not certain how they join."""

    __slots__ = ()

    @property
    def code(self) -> str:
        """The code of its refusal."""
        return "code-unclear"


class Percent(float):
    """A number whose number format shows percent: 56.0 for a cell that shows 56 %."""

    __slots__ = ()


class Month(date):
    """A day whose number format shows its month alone: what was meant is the month."""

    __slots__ = ()


NOTHING = frozenset({"", "-", "--", "–", "—", "n/a", "na", "nihil"})
NOTHING |= {f"{rupiah}{mark}" for rupiah in ("rp", "rp.", "rp ", "rp. ") for mark in "-–—"}
LONGEST_MARK = 20
LONGEST_SHOWN = 200
ERROR = re.compile(
    r"#(REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|GETTING_DATA|SPILL!|CALC!)|Err:\d{3}"
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ufffe\uffff]")


ESCAPED = re.compile(r"_x00(?:0[0-9A-Fa-f]|1[0-9A-Fa-f])_")
"""A control character as Excel writes it into a file: _x000D_ for a carriage return."""
BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " "))
INVISIBLE = re.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]")


def visible_text(text: str) -> str:
    """The text without characters that nobody sees, with plain blanks and none at the ends."""
    return text.strip() if text.isascii() else INVISIBLE.sub("", text.translate(BLANKS)).strip()


def is_blank(cell: Cell) -> bool:
    """Whether the cell is empty or has only white space."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def has_no_value(cell: Cell) -> bool:
    """Whether the cell is blank or has a mark for "none": a dash, n/a, nihil."""
    if isinstance(cell, str):
        return (len(cell) < LONGEST_MARK and cell.strip().casefold() in NOTHING) or cell.isspace()
    return cell is None


def is_error(cell: Cell) -> bool:
    """Whether the cell shows a formula error instead of a value."""
    return isinstance(cell, FormulaError) or _looks_like_an_error(cell)


def _looks_like_an_error(cell: Cell) -> bool:
    return isinstance(cell, str) and cell[:1] in "#E" and bool(ERROR.fullmatch(cell.strip()))


def one_line(text: str) -> str:
    """`text` without control characters, with single blanks and none at the ends."""
    if "_x00" in text:
        text = ESCAPED.sub(" ", text)
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join(CONTROL.sub(" ", text).split())


def shown(cell: Cell) -> str:
    """The cell as displayed text; whole numbers have no fraction."""
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
    """The cell for a fault: a text is cut after `LONGEST_SHOWN` characters."""
    if isinstance(cell, str) and len(cell) > LONGEST_SHOWN:
        return cell[:LONGEST_SHOWN] + "…"
    return cell


def as_json(cell: Cell) -> str | int | float | bool | None:
    """The cell for a JSON response: numbers stay numbers, dates and times are ISO text.

    A number that JSON does not have (a sheet may hold 1E999) is text, and so is one shown with a
    percent sign. A value that is not in the file is None.
    """
    if isinstance(cell, NoValue):
        return None if type(cell) is NoValue else str(cell)
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
    """The cell's address as in a spreadsheet, such as A1; both arguments count from 0."""
    return f"{column_letters(column)}{row + 1}"
