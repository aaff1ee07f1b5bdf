"""Whole numbers in text from outside.

`str.isdigit` is also true for ², ① and ٣; `int` refuses the first two and reads the third. Pure.
"""

from unicodedata import normalize


def whole_number(text: str, digits_most: int = 9) -> int | None:
    """The number in a text of digits 0-9 only, at most `digits_most`; None for other texts."""
    plain = text.isascii() and text.isdigit() and len(text) <= digits_most
    return int(text) if plain else None


def numbering(text: str) -> int | None:
    """The number of a row or a column, written as 3, (3), ③ or ³; None for other texts."""
    return whole_number(normalize("NFKC", text).strip("() "), 3) if len(text) < 10 else None
