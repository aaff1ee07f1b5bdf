"""What the number format of a cell says of percent. Pure."""

import re
from collections.abc import Mapping
from enum import Enum

BUILT_IN = frozenset({9, 10})
"""The formats 0% and 0.00% that every spreadsheet program has without naming them."""
BRACKETS = re.compile(r"\[[^\]]*\]")
SPELT = re.compile(r'"[^"]*"|\\.|[_*].', re.DOTALL)


class Percentage(Enum):
    """How a format that shows a percent sign means its number."""

    HUNDREDFOLD = "hundredfold"
    """0%: the cell shows 56 % and holds 0.56."""
    AS_HELD = "as held"
    """0"%": the sign is only written behind; the cell shows 56 % and holds 56."""


def percentage_of(number: int | None, codes: Mapping[int, str]) -> Percentage | None:
    """What a format says that a file names by number; `codes` are those it defines itself."""
    if number in BUILT_IN and number not in codes:
        return Percentage.HUNDREDFOLD
    return percentage_in(codes.get(number, "")) if number is not None else None


def percentage_in(code: str) -> Percentage | None:
    """What a format code such as 0.0% says; None when it shows no percent sign."""
    code = BRACKETS.sub("", code)
    if "%" in SPELT.sub("", code):
        return Percentage.HUNDREDFOLD
    return Percentage.AS_HELD if "%" in code else None
