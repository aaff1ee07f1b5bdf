"""Facts about one sheet of an .xlsx file. A sheet that cannot contain such a case, in its usual
markup, is not parsed but searched by pattern. Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from chassis.digits import whole_number
from chassis.sheets.cell import NOT_HELD, UNCALCULATED, FormulaError
from chassis.sheets.elements import Attributes, Elements
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.number_format import Look
from chassis.sheets.plain_cells import formulas_are_plain, with_styles, with_texts, without_value
from chassis.sheets.refusal import FileRefused
from chassis.sheets.shared_texts import RichText
from chassis.sheets.sheet_scan import GridPosition, SheetScan

REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]*utf-16)", re.IGNORECASE)
MARKS = (b't="e"', b"t='e'", b"<!DOCTYPE", b"superscript")
NEAR = tuple(
    (rows, columns, re.compile(rb""" r="(?!(?:%b)?(?:%b)")""" % (letters, numbers)))
    for rows, numbers, columns, letters in (
        (49_999, b"[1-4]?[0-9]{1,4}", 26, b"[A-Z]"),
        (19_999, b"1?[0-9]{1,4}", 78, b"[AB]?[A-Z]"),
        (9_999, b"[0-9]{1,4}", 182, b"[A-F]?[A-Z]"),
    )
)
"""Rows, columns, and a pattern that matches every reference not certainly within them."""
ODD = (
    re.compile(rb"[\t\r\n][rst]\s*="),
    re.compile(rb""" [rst](?:\s*=\s*'|\s+=|=\s|="[^"<>]*&)"""),
)
"""Patterns of references, styles and types with unusual white space, quotes or entities."""
PREFIXED = (b":sheetData", b":c>", b":c ")


@dataclass(frozen=True, slots=True)
class BookFacts:
    """Facts of a workbook that apply to all of its sheets."""

    looks: Mapping[str, Look] = field(default_factory=dict)
    """The cell styles that say what a number means, by number."""
    raised: Mapping[str, str] = field(default_factory=dict)
    """The shared texts with superscript, by number."""
    recalculated: bool = False
    """Formulas are to be calculated when the workbook is opened."""


def scan_sheet(content: bytes, scan: SheetScan, book: BookFacts, limits: Limits) -> None:
    """Add the facts in a sheet's XML `content` to `scan`. Raises FileRefused."""
    if _worth_reading(content, limits) or "0" in book.looks:
        _ExcelSheet(scan, book, limits).run((content,))
        return
    for reference, cell in without_value(content, recalculated=book.recalculated):
        scan.correct(_place(reference), cell)
    for reference, text in with_texts(content, book.raised):
        scan.correct(_place(reference), text)
    for reference, style in with_styles(content, book.looks):
        scan.shows(_place(reference), book.looks[style])


class _ExcelSheet(Elements):
    def __init__(self, scan: SheetScan, book: BookFacts, limits: Limits) -> None:
        super().__init__()
        self._scan = scan
        self._book = book
        self._cells_left = limits.cells
        self._limits = limits
        self._row = -1
        self._at: GridPosition = (-1, -1)
        self._kind = self._style = ""
        self._has_formula = self._in_value = False
        self._value: str | None = None
        self._inline: RichText | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            reference = attributes.get("r")
            beside = (self._row, self._at[1] + 1)
            self._at = _place(reference) if reference else beside
            self._cells_left -= 1
            if self._cells_left < 0:
                raise FileRefused.because("too-many-cells", limit=self._limits.cells)
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._has_formula = False
            self._value = self._inline = None
        elif name == "f":
            self._has_formula = True
        elif name == "v":
            self._scan.reaches(*self._at)
            self._value, self._in_value = "", True
        elif name == "is":
            self._scan.reaches(*self._at)
            self._inline = RichText()
        elif name == "row":
            number = whole_number(attributes.get("r", str(self._row + 2)))
            if not number:
                raise FileRefused.because("not-a-workbook")
            self._row = number - 1
            self._at = (self._row, -1)
        elif self._inline is not None:
            self._inline.start(name, attributes)

    def end(self, name: str) -> None:
        if name == "v":
            self._in_value = False
        elif name == "c":
            self._judge()
        elif self._inline is not None:
            self._inline.end(name)

    def text(self, data: str) -> None:
        if self._in_value and self._value is not None:
            self._value += data
        elif self._inline is not None:
            self._inline.add(data)

    def _judge(self) -> None:
        """Note the facts about the cell that ends here."""
        if self._at[0] < 0:
            raise FileRefused.because("not-a-workbook")
        if self._kind == "e":
            self._scan.correct(self._at, FormulaError((self._value or "").strip() or "#ERROR"))
        elif self._has_formula and self._is_uncalculated():
            self._scan.correct(self._at, UNCALCULATED)
        elif self._kind == "inlineStr" and self._inline is None and (self._value or "").strip():
            self._scan.correct(self._at, NOT_HELD)
        elif self._inline is not None and self._inline.is_raised:
            self._scan.correct(self._at, self._inline.text)
        elif self._kind == "s" and (text := self._book.raised.get(self._value or "")):
            self._scan.correct(self._at, text)
        elif self._kind == "n" and self._value and self._style in self._book.looks:
            self._scan.shows(self._at, self._book.looks[self._style])
        self._inline = None

    def _is_uncalculated(self) -> bool:
        if self._value is None or self._kind != "n":
            return self._value is None and self._inline is None
        value = self._value.strip()
        return not value or (self._book.recalculated and value in {"0", "-0"})


@lru_cache(maxsize=32768)
def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _place(reference: str) -> GridPosition:
    match = REFERENCE.fullmatch(reference)
    if match is None or not int(match[2]):
        raise FileRefused.because("not-a-workbook")
    return int(match[2]) - 1, _column(match[1])


def _worth_reading(content: bytes, limits: Limits = DEFAULT) -> bool:
    """Whether a sheet must be parsed: it may contain an error, be too large, or have unusual
    markup.
    """
    return (
        PLAIN.match(content) is None
        or any(mark in content for mark in MARKS)
        or any(odd.search(content) for odd in ODD)
        or not _names_every_cell(content)
        or content.count(b"<c") > limits.cells
        or not _is_near(content, limits)
        or not formulas_are_plain(content)
    )


def _is_near(content: bytes, limits: Limits) -> bool:
    """Whether every reference has the usual form and the grid is certainly within the limits."""
    return any(
        rows <= limits.rows
        and columns <= limits.columns
        and rows * columns <= limits.cells
        and beyond.search(content) is None
        for rows, columns, beyond in NEAR
    )


def _names_every_cell(content: bytes) -> bool:
    """Whether each cell has a reference; without one it follows the cell before it."""
    first, last = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
    return (
        first >= 0
        and content.count(b"<c", first, last) == content.count(b'<c r="', first, last)
        and not any(mark in content for mark in PREFIXED)
    )
