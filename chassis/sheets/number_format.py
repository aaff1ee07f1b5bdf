"""Number formats that show percent. Pure."""

import re
from collections.abc import Mapping
from enum import Enum

BUILT_IN = frozenset({9, 10})
"""The built-in formats 0% and 0.00%, which files do not define."""
BRACKETS = re.compile(r"\[[^\]]*\]")
SPELT = re.compile(r'"[^"]*"|\\.|[_*].', re.DOTALL)


class Percentage(Enum):
    """The meaning of a number whose format shows a percent sign."""

    HUNDREDFOLD = "hundredfold"
    """0%: the cell shows 56 % and holds 0.56."""
    AS_HELD = "as held"
    """0"%": the sign is only text after it; the cell shows 56 % and holds 56."""


def percentage_of(number: int | None, codes: Mapping[int, str]) -> Percentage | None:
    """The percentage of a format by its number; `codes` are those that the file defines."""
    if number in BUILT_IN and number not in codes:
        return Percentage.HUNDREDFOLD
    return percentage_in(codes.get(number, "")) if number is not None else None


def percentage_in(code: str) -> Percentage | None:
    """The percentage of a format code such as 0.0%; None when it shows no percent sign."""
    code = BRACKETS.sub("", code)
    if "%" in SPELT.sub("", code):
        return Percentage.HUNDREDFOLD
    return Percentage.AS_HELD if "%" in code else None
