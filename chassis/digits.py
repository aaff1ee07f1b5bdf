"""Whole numbers in foreign text.

`str.isdigit` is true for ², ① and ٣ as well, which `int` refuses or reads. Pure.
"""

from unicodedata import normalize


def whole_number(text: str, digits_most: int = 9) -> int | None:
    """The number that a text of plain digits 0-9 is; None for every other text."""
    plain = text.isascii() and text.isdigit() and len(text) <= digits_most
    return int(text) if plain else None


def numbering(text: str) -> int | None:
    """The number that counts a row or a column, as people write it: 3, (3), ③ or ³."""
    return whole_number(normalize("NFKC", text).strip("() "), 3) if len(text) < 10 else None
