"""The unit of money that the header of a column says, or a line above its table. Pure."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from chassis.sheets.header_row import ColumnPlace


class Unit(NamedTuple):
    """A unit of money above one rupiah, and the text that names it."""

    name: str
    factor: int
    text: str


WORDS = (
    (re.compile(r"tril[iy]|rp\.?\s*t$", re.IGNORECASE), "triliun", 10**12),
    (re.compile(r"mil[iy]ar|rp\.?\s*m$", re.IGNORECASE), "miliar", 10**9),
    (re.compile(r"juta|jt|000[.,]000", re.IGNORECASE), "juta", 10**6),
    (re.compile(r"ribu|rb|000", re.IGNORECASE), "ribu", 10**3),
)
WORD = r"(?:(?:tril[iy]un|mil[iy]ar|juta|ribu)(?:an)?|jt|rb)\b"
ZEROS = r"000(?:[.,]000)?(?!\w|[.,/-]\d)"
"""Rp 000: the digits that are left out; those of 1.000 or of a code are none."""
LETTER = r"\(\s*rp\.?\s*[mt](?=\s*\))"
"""(Rp M): miliar; (Rp T): triliun."""
IN_HEADER = re.compile(
    rf"\b(?:tril[iy]un|mil[iy]ar|juta|jt|ribu|rb)|(?:\brp\.?\s*|(?<![\w.,/-])){ZEROS}|{LETTER}",
    re.IGNORECASE,
)
NO_AMOUNT = r"(?:(?<=\b20\d\d\s)|(?<![\d]\s)(?<![\w.,]))"
"""Before a unit: 750 juta rupiah is an amount, tahun 2031 juta rupiah is not."""
RUPIAH = r"(?:rp\.?|rupiah|idr)\s*"
ABOVE = re.compile(
    rf"\b(?:dalam|dlm\.?|satuan|unit)[\s:]+(?:satuan[\s:]*)?\(?\s*(?:{RUPIAH})?\(?\s*"
    rf"(?:{WORD}|{ZEROS})|{LETTER}"
    rf"|\b{RUPIAH}\(?\s*(?:{WORD}|{ZEROS})"
    rf"|(?:^|[(:;,=]|\b20\d\d\b)\s*(?:{WORD}|{ZEROS})\s*(?:rupiah|rp)\b"
    rf"|\(\s*(?:{WORD}|{ZEROS})\s*\)|^\s*{WORD}\s*$",
    re.IGNORECASE,
)
"""A unit beside a word that says so; an amount such as 5 juta rupiah is none."""


THOUSAND = r"1[.,]?000(?:[.,]000)?(?!\d|[.,]\d)"
MAY_BE = re.compile(
    rf"{NO_AMOUNT}(?:[x×]|dalam\b|dlm\b\.?|satuan\b)[\s:]*(?:{RUPIAH})?{THOUSAND}", re.IGNORECASE
)
MAY_BE_IN_HEADER = re.compile(rf"{MAY_BE.pattern}|\(\s*(?:{RUPIAH})?{THOUSAND}", re.IGNORECASE)
"""(x 1.000) or (Rp 1.000): a unit or an example."""


def _named(words: str, text: str) -> Unit:
    return next(Unit(name, factor, text) for word, name, factor in WORDS if word.search(words))


def unit_in(header: str) -> Unit | None:
    """The unit in the header of a column of money; None of rupiah."""
    match = IN_HEADER.search(header)
    return _named(match[0], header) if match else None


def unit_above(lines: Iterable[str]) -> list[Unit]:
    """The different units that lines above a table name; each by its first line."""
    found: dict[str, Unit] = {}
    for line in lines:
        if match := ABOVE.search(line):
            unit = _named(match[0], line)
            found.setdefault(unit.name, unit)
    return list(found.values())


def scale_of(place: ColumnPlace) -> Unit | None:
    """The unit of a column of money: that of its header, else the only one above its table."""
    above = unit_above(place.lines_above)
    return unit_in(place.wording) or (above[0] if len(above) == 1 else None)


def doubtful_unit(line: str) -> str:
    """What in a line above a table may say a unit, such as (x 1.000); else empty."""
    match = MAY_BE.search(line)
    return match[0].strip() if match else ""


def doubtful_unit_of_header(header: str) -> str:
    """The same in the header of a column of money, where (Rp 1.000) may be one as well."""
    match = MAY_BE_IN_HEADER.search(header)
    return match[0].strip() if match else ""


def is_unit_doubtful(place: ColumnPlace) -> bool:
    """Whether its header, or where that says nothing the lines above its table, may name a unit or
    several.
    """
    if unit_in(place.wording):
        return False
    may_be = any(doubtful_unit(line) for line in place.lines_above)
    in_header = bool(doubtful_unit_of_header(place.wording))
    return may_be or in_header or len(unit_above(place.lines_above)) > 1
