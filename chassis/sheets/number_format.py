"""Number formats that show percent, or of a day its month alone. Pure."""

import re
from collections.abc import Mapping
from enum import Enum

BRACKETS = re.compile(r"\[[^\]]*\]")
SPELT = re.compile(r'"[^"]*"|\\.|[_*].', re.DOTALL)


NO_MONTH = frozenset("dhs0#?")
"""Parts of formats that show a day, a time or a number."""


class Look(Enum):
    """The meaning of a number by its format."""

    HUNDREDFOLD = "hundredfold"
    """0%: the cell shows 56 % and holds 0.56."""
    AS_HELD = "as held"
    """0"%": the sign is only text after it; the cell shows 56 % and holds 56."""
    MONTH = "month"
    """mmm-yy: the cell shows Okt-26 and holds a day of it, mostly the first."""


BUILT_IN = {9: Look.HUNDREDFOLD, 10: Look.HUNDREDFOLD, 17: Look.MONTH}
"""The built-in formats 0%, 0.00% and mmm-yy, which files do not define."""


def look_of(number: int | None, codes: Mapping[int, str]) -> Look | None:
    """The look of a format by its number; `codes` are those that the file defines."""
    if number in BUILT_IN and number not in codes:
        return BUILT_IN[number]
    return look_in(codes.get(number, "")) if number is not None else None


def look_in(code: str) -> Look | None:
    """The look of a format code such as 0.0%; None when its numbers are what they show."""
    code = BRACKETS.sub("", code)
    bare = SPELT.sub("", code).casefold()
    if "%" in bare:
        return Look.HUNDREDFOLD
    if "%" in code:
        return Look.AS_HELD
    return Look.MONTH if "m" in bare and NO_MONTH.isdisjoint(bare) else None
