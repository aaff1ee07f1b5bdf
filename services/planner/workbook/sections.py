"""Rows that name the pillar of the rows below them, as in I | SMART GOVERNANCE. Pure."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chassis.sheets.cell import Cell, cell_address, is_blank, one_line, visible_text
from chassis.sheets.header_row import Header
from chassis.sheets.key import header_key
from chassis.sheets.refusal import Unreadable
from chassis.sheets.rows import SIGNATURE, SUBTOTAL
from chassis.sheets.workbook import Sheet
from contracts.wording import SMART_PILLARS as PILLAR_NAMES
from contracts.words import Pillar
from planner.agencies.plain_name import without_number
from planner.workbook.words import PILLARS, read_word

LONGEST = 80
"""Characters of the text that heads a section."""
NUMBER = re.compile(r"(?:[ivx]+|[a-h]|\d{1,2})\s*[.):]?", re.IGNORECASE)
"""What may stand beside it: the number of the section."""
NUMBERED = re.compile(
    r"(?:(?:[ivx]+|\d{1,2})(?:\.\d{1,2})*\s*[.):–—-]+\s*|[a-h][.)]\s*|(?:[ivx]+|\d{1,2}(?:\.\d{1,2})*)\s+)?"
    r"(?:(?:pilar|dimensi)\b\s*(?:(?:[ivx]+|\d{1,2})\b\s*)?[.:–—-]?\s*)?(?P<words>.+)",
    re.IGNORECASE,
)
PARTS = re.compile(r"[/()–—:,]")
NAMES_ITSELF = re.compile(r"\b(?:smart|pilar|dimensi)\b", re.IGNORECASE)


class Heading(NamedTuple):
    """A row that holds one text and nothing else but its number and sums: the cell's address, the
    text, and its words without a number.
    """

    cell: str
    text: str
    words: str


class Sections:
    """The headings of a sheet by the number of their row, from 0: those that name a pillar, and
    others, of which nobody knows whether they name one or stand below one.
    """

    def __init__(self, pillars: Mapping[int, Heading], others: Mapping[int, Heading]) -> None:
        self.pillars = pillars
        self._others = others
        self._rows = sorted({*pillars, *others})

    def __bool__(self) -> bool:
        return bool(self.pillars)

    def of(self, row: int) -> tuple[str | None, Heading | None]:
        """The words of the pillar of a row; or the heading of which it is not known."""
        place = bisect_right(self._rows, row)
        if not place:
            return None, None
        heading = self._rows[place - 1]
        if heading in self.pillars:
            return self.pillars[heading].words, None
        return None, self._others[heading]


NO_SECTIONS = Sections({}, {})


def sections_of(sheet: Sheet, header: Header) -> Sections:
    """The headings below the header. Where one says Smart, Pilar or Dimensi, only those that say so
    name a pillar: Lingkungan may be a heading of anything.
    """
    pillars: dict[int, Heading] = {}
    others: dict[int, Heading] = {}
    for number in range(header.last_row + 1, len(sheet.rows)):
        cells = sheet.rows[number]
        if heading := _heading(number, cells):
            of = pillars if pillar_in(heading.words) else others
            of[number] = heading
        elif heading := _among_others(number, cells, header):
            others[number] = heading
    named = {row: one for row, one in pillars.items() if NAMES_ITSELF.search(one.text)}
    if named:
        others |= {row: one for row, one in pillars.items() if row not in named}
        pillars = named
    return Sections(pillars, others)


def _heading(number: int, cells: Sequence[Cell]) -> Heading | None:
    texts: dict[str, int] = {}
    for column, cell in enumerate(cells):
        if is_blank(cell):
            continue
        if not isinstance(cell, str):
            if isinstance(cell, bool) or not isinstance(cell, int | float):
                return None  # a day: a row of the plan
            continue
        if len(cell) > LONGEST:
            return None
        text = one_line(cell)
        if not NUMBER.fullmatch(text):
            texts.setdefault(text, column)
            if len(texts) > 1:
                return None
    for text, column in texts.items():
        match = NUMBERED.fullmatch(text)
        is_other = SUBTOTAL.match(text) or SIGNATURE.search(text)
        if match and not is_other and any(letter.isalpha() for letter in match["words"]):
            return Heading(cell_address(number, column), text, match["words"])
    return None


def _among_others(number: int, cells: Sequence[Cell], header: Header) -> Heading | None:
    """A row with a text that says Smart and names a pillar, among other texts, which is no row of
    the plan: nobody answers for it, and it has no day.
    """
    for field in ("agency", "start", "due"):
        place = header.place_of(field)
        if place and place.column < len(cells) and not is_blank(cells[place.column]):
            return None
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) <= LONGEST and NAMES_ITSELF.search(cell):
            text = one_line(cell)
            if pillar_in(text):
                return Heading(cell_address(number, column), text, text)
    return None


def pillar_in(words: str) -> Pillar | None:
    """The one pillar that a heading names: by all its words, or by a part that begins with Smart,
    as in Tata Kelola Cerdas (Smart Governance).
    """
    parts = [part for part in PARTS.split(words) if header_key(part).startswith("smart")]
    for some in ([words], parts):
        found = {pillar for text in some if (pillar := _pillar(text.strip()))}
        if len(found) == 1:
            return found.pop()
    return None


def _pillar(text: str) -> Pillar | None:
    try:
        return read_word(text, PILLARS, ())
    except Unreadable:
        return None


def read_pillar(cell: Cell) -> Pillar:
    """The pillar of a cell, also with a number or Pilar before it: 2. Smart Economy, Pilar 3: Smart
    Living. Raises Unreadable(unknown-word).
    """
    try:
        return read_word(cell, PILLARS, PILLAR_NAMES.values())
    except Unreadable:
        if not isinstance(cell, str) or len(cell) > LONGEST:
            raise
        match = NUMBERED.fullmatch(without_number(one_line(visible_text(cell))))
        words = match["words"].strip() if match else ""
        named = {found for part in PARTS.split(words) if (found := _pillar(part.strip()))}
        if not words or len(named) > 1 or (pillar := pillar_in(words)) is None:
            raise
        return pillar
