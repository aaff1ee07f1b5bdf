"""Rows that name the pillar of the rows below them, as in I | SMART GOVERNANCE. Pure."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence

from chassis.sheets.cell import Cell, is_blank, one_line
from chassis.sheets.header_row import Header
from chassis.sheets.refusal import Unreadable
from chassis.sheets.workbook import Sheet
from planner.workbook.words import PILLARS, read_word

NUMBER_MOST = 5
"""Characters of a text beside the pillar that may count the sections: I, IV., A, 1."""
NUMBERED = re.compile(
    r"(?:(?:pilar|dimensi)\b\s*)?(?:(?:[ivx]+|[a-z]|\d{1,2})\s*[.):–—-]+\s*|(?:[ivx]+|\d{1,2})\s+)?"
    r"(?:(?:pilar|dimensi)\b\s*[:–—-]?\s*)?(?P<words>.+)",
    re.IGNORECASE,
)


class Sections:
    """The pillars that rows of a sheet name, by the number of their row, from 0."""

    def __init__(self, pillars: Mapping[int, str]) -> None:
        self.pillars = dict(sorted(pillars.items()))
        self._rows = list(self.pillars)

    def __bool__(self) -> bool:
        return bool(self._rows)

    def pillar_of(self, row: int) -> str | None:
        """The pillar of a row: that of the latest section above it."""
        place = bisect_right(self._rows, row)
        return self.pillars[self._rows[place - 1]] if place else None


NO_SECTIONS = Sections({})


def sections_of(sheet: Sheet, header: Header) -> Sections:
    """The sections below the header. A row is one when it holds the name of a pillar, and beside
    it nothing but a number of the section, or sums.
    """
    found = {}
    for number in range(header.last_row + 1, len(sheet.rows)):
        pillar = _named(sheet.rows[number])
        if pillar is not None:
            found[number] = pillar
    return Sections(found)


def _named(cells: Sequence[Cell]) -> str | None:
    texts = {one_line(cell) for cell in cells if isinstance(cell, str) and not is_blank(cell)}
    pillars = {text: words for text in texts if (words := _pillar(text))}
    others = texts - set(pillars)
    if len(pillars) != 1 or any(len(text) > NUMBER_MOST for text in others):
        return None
    return next(iter(pillars.values()))


def _pillar(text: str) -> str | None:
    """The words that mean a pillar, without a number before them."""
    match = NUMBERED.fullmatch(text)
    for words in (text, match["words"] if match else text):
        try:
            read_word(words, PILLARS, ())
        except Unreadable:
            continue
        return words
    return None
