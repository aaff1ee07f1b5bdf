"""Whole numbers in text from outside.

`str.isdigit` is also true for ², ① and ٣; `int` refuses the first two and reads the third. Pure.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from unicodedata import normalize

ENOUGH = 3
"""Numbers of columns that are told from the cells of an entry."""
LONGEST = 24
FORMULA = re.compile(r"(\d{1,3})\s*=[\d\s()+*/:x×÷%,.-]+", re.IGNORECASE | re.ASCII)
"""The number of a column with how it is reckoned: 7=5/6*100."""
LETTERS = re.compile(r"[a-z]{1,2}", re.IGNORECASE | re.ASCII)
ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE | re.ASCII)
UNITS = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
MARKS = "() .:"


def whole_number(text: str, digits_most: int = 9) -> int | None:
    """The number in a text of digits 0-9 only, at most `digits_most`; None for other texts."""
    plain = text.isascii() and text.isdigit() and len(text) <= digits_most
    return int(text) if plain else None


def numbering(text: str) -> int | None:
    """The number of a row or a column, written as 3, (3), ③ or ³; None for other texts."""
    return whole_number(normalize("NFKC", text).strip(MARKS), 3) if len(text) < 10 else None


def are_numbers_of_columns(texts: Sequence[str]) -> bool:
    """Whether texts number columns, each with a higher number than the one before it: 1, 2, 3, also
    (1), ① and 7=5+6; a, b, c; I, II, III.
    """
    if len(texts) < ENOUGH or any(len(text) > LONGEST for text in texts[:ENOUGH]):
        return False
    for number_of in (_column_number, _letter_number, _roman_number):
        if number_of(texts[0]) is not None and _are_rising([number_of(text) for text in texts]):
            return True
    return False


def _are_rising(numbers: Sequence[int | None]) -> bool:
    return all(a is not None and b is not None and a < b for a, b in pairwise(numbers))


def _column_number(text: str) -> int | None:
    number = numbering(text)
    if number is None and "=" in text and (match := FORMULA.fullmatch(text.strip(MARKS))):
        return int(match[1])
    return number


def _letter_number(text: str) -> int | None:
    bare = text.strip(MARKS).casefold()
    if not LETTERS.fullmatch(bare):
        return None
    number = 0
    for letter in bare:
        number = number * 26 + ord(letter) - 96
    return number


def _roman_number(text: str) -> int | None:
    bare = text.strip(MARKS).casefold()
    match = ROMAN.fullmatch(bare) if bare else None
    return 10 * len(match[1]) + UNITS[match[2]] if match else None
