"""What python-calamine does not tell of a zipped workbook: how far each sheet reaches,
which cells hold no value though they are not blank (it shows them blank: formula errors,
formulas never calculated), which show percent or superscript, and what an .ods file merges.

Read as a stream of XML elements, so that a cell in the last row of the last column
costs nothing; the grid itself is built only when the answer is within bounds. A sheet
of .xlsx in which neither can be is not read twice.
"""

import re
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from chassis.digits import whole_number
from chassis.sheets.cell import NOT_HELD, UNCALCULATED, Cell, FormulaError, Percent
from chassis.sheets.cell_styles import CellStyles
from chassis.sheets.elements import Attributes, Elements
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.number_format import Percentage
from chassis.sheets.ods_cells import OpenDocumentCell, OpenDocumentStyles
from chassis.sheets.plain_cells import formulas_are_plain, with_styles, with_texts, without_value
from chassis.sheets.refusal import FileRefused
from chassis.sheets.shared_texts import RaisedTexts, RichText
from chassis.sheets.zip_guard import Archive

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
"""Rows and columns, and what finds any reference that is not plainly within them."""
ODD = (
    re.compile(rb"[\t\r\n][rst]\s*="),
    re.compile(rb""" [rst](?:\s*=\s*'|\s+=|=\s|="[^"<>]*&)"""),
)
"""References, styles and types that are not written plainly."""
PREFIXED = (b":sheetData", b":c>", b":c ")
STRING = re.compile(rb"<(?:[^<>\s/]*:)?si[\s/>]")
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES, TEXTS, STRINGS = "styles", "sharedStrings", "xl/sharedstrings.xml"
COLUMN_BITS = 14
CELLS = frozenset({"table-cell", "covered-table-cell"})

GridPosition = tuple[int, int]


@dataclass(slots=True)
class SheetScan:
    """What was seen of one sheet; rows and columns count from 0."""

    name: str
    last_row: int = -1
    last_column: int = -1
    corrections: dict[GridPosition, str] = field(default_factory=dict)
    """What stands in a cell and is not what the reader gives: errors, values not held, texts."""
    percents: dict[Percentage, "array[int]"] = field(default_factory=dict)
    """The cells that show percent, row and column in one number."""
    merges: list[tuple[GridPosition, GridPosition]] = field(default_factory=list)

    def reaches(self, row: int, column: int) -> None:
        """A value stands there."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)

    def correct(self, place: GridPosition, cell: str) -> None:
        """What stands there."""
        self.reaches(*place)
        self.corrections[place] = cell

    def shows_percent(self, place: GridPosition, percentage: Percentage) -> None:
        """The number there, if it is one, is shown with a percent sign."""
        packed = place[0] << COLUMN_BITS | place[1]
        self.percents.setdefault(percentage, array("Q")).append(packed)

    def apply(self, rows: list[list[Cell]]) -> None:
        """Put into the cells that the reader gave what it does not tell."""
        for percentage, places in self.percents.items():
            for packed in places:
                row, column = packed >> COLUMN_BITS, packed & ((1 << COLUMN_BITS) - 1)
                if row < len(rows) and column < len(rows[row]):
                    rows[row][column] = _with_percent(rows[row][column], percentage)
        for (row, column), cell in self.corrections.items():
            rows.extend([] for _ in range(row + 1 - len(rows)))
            rows[row].extend([None] * (column + 1 - len(rows[row])))
            rows[row][column] = cell


def _with_percent(cell: Cell, percentage: Percentage) -> Cell:
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return cell
    return Percent(f"{cell * 100:.15g}" if percentage is Percentage.HUNDREDFOLD else cell)


@dataclass(frozen=True, slots=True)
class BookFacts:
    """What a workbook says for all of its sheets."""

    percentages: Mapping[str, Percentage] = field(default_factory=dict)
    """The cell styles that show percent, by number."""
    raised: Mapping[str, str] = field(default_factory=dict)
    """The shared texts with superscript, by number."""
    recalculated: bool = False
    """A program asks that formulas be calculated when the workbook is opened."""


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
        """What the cell that ends here says beside its value."""
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
        elif self._kind == "n" and self._value and self._style in self._book.percentages:
            self._scan.shows_percent(self._at, self._book.percentages[self._style])
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
    found = REFERENCE.fullmatch(reference)
    if found is None or not int(found[2]):
        raise FileRefused.because("not-a-workbook")
    return int(found[2]) - 1, _column(found[1])


class _OpenDocument(Elements):
    """content.xml of an .ods file: sheets one after the other, repeats written as counts."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self._limits = limits
        self.scans: list[SheetScan] = []
        self._looks = OpenDocumentStyles()
        self._row = self._column = 0
        self._repeat = 1
        self._columns = range(0)
        self._marks_left = limits.cells
        self._cell: OpenDocumentCell | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name in CELLS and self.scans:
            self._begin_cell(attributes)
        elif self._cell is not None:
            self._cell.start(name, attributes)
        elif name == "table-row":
            self._repeat = _count(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name == "table":
            self.scans.append(SheetScan(attributes.get("table:name", "")))
            if len(self.scans) > self._limits.sheets:
                raise FileRefused.because("too-many-sheets", limit=self._limits.sheets)
            self._row = 0
        elif not self.scans:
            self._looks.start(name, attributes)

    def end(self, name: str) -> None:
        if name in CELLS and self._cell is not None:
            self._end_cell(self._cell)
        elif self._cell is not None:
            self._cell.end(name)
        elif name == "table-row":
            self._row += self._repeat
        elif not self.scans:
            self._looks.end(name)

    def text(self, data: str) -> None:
        if self._cell is not None:
            self._cell.add(data)
        elif not self.scans:
            self._looks.add(data)

    def _begin_cell(self, attributes: Attributes) -> None:
        repeat = _count(attributes, "table:number-columns-repeated")
        down = _count(attributes, "table:number-rows-spanned")
        right = _count(attributes, "table:number-columns-spanned")
        here = (self._row, self._column)
        if down > 1 or right > 1:
            self.scans[-1].merges.append((here, (self._row + down - 1, self._column + right - 1)))
            within_merges(self.scans[-1].name, len(self.scans[-1].merges), self._limits)
        self._column += repeat
        self._cell = OpenDocumentCell(attributes, self._looks)
        if self._cell.says_something:
            self.scans[-1].reaches(self._row + self._repeat - 1, self._column - 1)
        self._columns = range(here[1], min(self._column, self._limits.columns))

    def _end_cell(self, cell: OpenDocumentCell) -> None:
        self._cell = None
        correction, percentage = cell.correction(), cell.percentage
        if correction is None and percentage is None:
            return
        rows = range(self._row, min(self._row + self._repeat, self._limits.rows))
        self._marks_left -= len(rows) * len(self._columns)
        if self._marks_left < 0:
            raise FileRefused.because("too-many-cells", limit=self._limits.cells)
        for row in rows:
            for column in self._columns:
                if correction is not None:
                    self.scans[-1].correct((row, column), correction)
                elif percentage is not None:
                    self.scans[-1].shows_percent((row, column), percentage)


def _count(attributes: Attributes, name: str) -> int:
    return whole_number(attributes.get(name, "1")) or 1


def within_merges(sheet: str, merges: int, limits: Limits) -> None:
    """FileRefused(too-many-merges) when a sheet holds more than the limit."""
    if merges > limits.merges:
        facts = {"sheet": sheet, "merges": merges, "limit": limits.merges}
        raise FileRefused.because("too-many-merges", **facts)


class _Named(Elements):
    """Collects the attributes of every element of one name; `refusal` when there are too many."""

    def __init__(self, name: str, most: int, refusal: FileRefused) -> None:
        super().__init__()
        self._name = name
        self._most = most
        self._refusal = refusal
        self.found: list[Attributes] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == self._name:
            self.found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})
            if len(self.found) > self._most:
                raise self._refusal


def _relations(archive: Archive) -> list[Attributes]:
    """The parts that the workbook names."""
    most = archive.limits.parts
    refusal = FileRefused.because("too-many-parts", parts=f"> {most}", limit=most)
    named = _Named("Relationship", most, refusal)
    if RELATIONS in archive.names:
        named.run(archive.chunks(RELATIONS))
    return named.found


def _of_workbook(archive: Archive, element: str) -> list[Attributes]:
    most = archive.limits.sheets
    named = _Named(element, most, FileRefused.because("too-many-sheets", limit=most))
    named.run(archive.chunks(WORKBOOK))
    return named.found


def scan_excel(archive: Archive) -> list[SheetScan]:
    """Every worksheet of an .xlsx file; every entry of the archive has then been counted."""
    relations = _relations(archive)
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    sheets = {
        _entry(targets.get(sheet.get("id", ""), "")): sheet.get("name", "")
        for sheet in _of_workbook(archive, "sheet")
    }
    of_kind = {
        relation.get("Type", "").rpartition("/")[2]: _entry(relation.get("Target", ""))
        for relation in relations
    }
    styles, texts = (of_kind.get(kind, _entry(f"{kind}.xml")) for kind in (STYLES, TEXTS))
    book = _facts_of(archive, styles, texts)
    scans = []
    for name in archive.names:
        if name in sheets:
            scan = SheetScan(sheets[name])
            _scan_sheet(b"".join(archive.chunks(name)), scan, book, archive.limits)
            scans.append(scan)
        elif name == STRINGS != texts:
            _count_strings(archive, name)
        elif name not in {WORKBOOK, RELATIONS, styles, texts}:
            archive.exhaust(name)
    return scans


def _facts_of(archive: Archive, styles: str, texts: str) -> BookFacts:
    looks = CellStyles()
    if styles in archive.names:
        looks.run(archive.chunks(styles))
    calculation = _of_workbook(archive, "calcPr")
    return BookFacts(
        looks.percentages,
        _raised_texts(archive, texts) if texts in archive.names else {},
        any(about.get("fullCalcOnLoad") in {"1", "true"} for about in calculation),
    )


def _raised_texts(archive: Archive, name: str) -> Mapping[str, str]:
    """The shared texts are read only where one has superscript in it."""
    texts = RaisedTexts()
    if _count_strings(archive, name):
        texts.run(archive.chunks(name))
    return texts.texts


def _count_strings(archive: Archive, name: str) -> bool:
    """FileRefused(too-many-strings), before a single one of them is kept; whether there is
    superscript among them.
    """
    most = archive.limits.strings
    left, rest, found = most, b"", False
    for chunk in archive.chunks(name):
        text = rest + chunk
        end = max(text.rfind(b">") + 1, 0)
        left -= sum(1 for _ in STRING.finditer(text, 0, end))
        if left < 0:
            raise FileRefused.because("too-many-strings", limit=most)
        found = found or b"superscript" in text
        rest = text[end:]
    return found


def _scan_sheet(content: bytes, scan: SheetScan, book: BookFacts, limits: Limits) -> None:
    if _worth_reading(content, limits) or "0" in book.percentages:
        _ExcelSheet(scan, book, limits).run((content,))
        return
    for reference, cell in without_value(content, recalculated=book.recalculated):
        scan.correct(_place(reference), cell)
    for reference, text in with_texts(content, book.raised):
        scan.correct(_place(reference), text)
    for reference, style in with_styles(content, book.percentages):
        scan.shows_percent(_place(reference), book.percentages[style])


def _worth_reading(content: bytes, limits: Limits = DEFAULT) -> bool:
    """Whether a sheet might hold an error, reach too far, hold too many cells, or is not written
    plainly.
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
    """Whether every reference is written plainly and the grid is certainly within the limits."""
    return any(
        rows <= limits.rows
        and columns <= limits.columns
        and rows * columns <= limits.cells
        and beyond.search(content) is None
        for rows, columns, beyond in NEAR
    )


def _names_every_cell(content: bytes) -> bool:
    """Whether each cell has a reference; one without stands beside the cell before it."""
    first, last = content.find(b"<sheetData"), content.rfind(b"</sheetData>")
    return (
        first >= 0
        and content.count(b"<c", first, last) == content.count(b'<c r="', first, last)
        and not any(mark in content for mark in PREFIXED)
    )


def _entry(target: str) -> str:
    return (target.lstrip("/") if target.startswith("/") else f"xl/{target}").casefold()


def scan_open_document(archive: Archive) -> list[SheetScan]:
    """Every sheet of an .ods file; every entry of the archive has then been counted."""
    content = _OpenDocument(archive.limits)
    for name in archive.names:
        if name == "content.xml":
            content.run(archive.chunks(name))
        else:
            archive.exhaust(name)
    return content.scans
