"""What python-calamine does not tell of a zipped workbook: how far each sheet reaches,
where formula errors stand (it shows them blank), and what an .ods file merges.

Read as a stream of XML elements, so that a cell in the last row of the last column
costs nothing; the grid itself is built only when the answer is within bounds. A sheet
of .xlsx in which neither can be is not read twice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from chassis.sheets.refusal import FileRefused
from chassis.sheets.zip_guard import Archive

REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?!\?xml[^>]*utf-16)", re.IGNORECASE)
ERROR_MARKS = (b't="e"', b"t='e'", b"<!DOCTYPE")
FAR = re.compile(rb""" r="(?:(?:[A-Z]{3}|[G-Z][A-Z])[0-9]|[A-Z]{0,2}(?:[5-9][0-9]{4}|[0-9]{6}))""")
"""A reference to a column from GA or a row from 50,000 on."""
ODD = (re.compile(rb"[\t\r\n][rt]\s*="), re.compile(rb""" [rt](?:\s*=\s*'|\s+=|=\s|="[^"<>]*&)"""))
"""References and types that are not written plainly."""
PREFIXED = (b":sheetData", b":c>", b":c ")
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"

Attributes = dict[str, str]
Place = tuple[int, int]


@dataclass(slots=True)
class SheetScan:
    """What was seen of one sheet; rows and columns count from 0."""

    name: str
    last_row: int = -1
    last_column: int = -1
    errors: dict[Place, str] = field(default_factory=dict)
    merges: list[tuple[Place, Place]] = field(default_factory=list)

    def reaches(self, row: int, column: int) -> None:
        """A value stands there."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


class Elements:
    """One pass over an XML file; names come without their prefix, and no DTD is let in."""

    def __init__(self) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self._refuse
        self._parser = parser

    def run(self, chunks: Iterable[bytes]) -> None:
        """Feed the file; FileRefused(not-a-workbook) when it is no well-formed XML."""
        try:
            for chunk in chunks:
                self._parser.Parse(chunk, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise FileRefused.because("not-a-workbook") from error

    def _refuse(self, *_: object) -> None:
        raise FileRefused.because("not-a-workbook")

    def _start(self, name: str, attributes: Attributes) -> None:
        self.start(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self.end(name.rpartition(":")[2])

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Text within an element."""


class _ExcelSheet(Elements):
    def __init__(self, scan: SheetScan) -> None:
        super().__init__()
        self._scan = scan
        self._row = -1
        self._at: Place = (-1, -1)
        self._is_error = False
        self._value = ""
        self._in_value = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            reference = attributes.get("r")
            beside = (self._row, self._at[1] + 1)
            self._at = _place(reference) if reference else beside
            self._is_error = attributes.get("t") == "e"
            self._value = ""
        elif name in {"v", "is"}:
            self._scan.reaches(*self._at)
            self._in_value = self._is_error
        elif name == "row":
            number = attributes.get("r", str(self._row + 2))
            if not number.isdecimal():
                raise FileRefused.because("not-a-workbook")
            self._row = int(number) - 1
            self._at = (self._row, -1)

    def end(self, name: str) -> None:
        if self._in_value and name == "v":
            self._in_value = False
            self._scan.errors[self._at] = self._value

    def text(self, data: str) -> None:
        if self._in_value:
            self._value += data


@lru_cache(maxsize=32768)
def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _place(reference: str) -> Place:
    found = REFERENCE.fullmatch(reference)
    if found is None:
        raise FileRefused.because("not-a-workbook")
    return int(found[2]) - 1, _column(found[1])


class _OpenDocument(Elements):
    """content.xml of an .ods file: sheets one after the other, repeats written as counts."""

    def __init__(self) -> None:
        super().__init__()
        self.scans: list[SheetScan] = []
        self._row = self._column = 0
        self._repeat = 1

    def start(self, name: str, attributes: Attributes) -> None:
        if name in {"table-cell", "covered-table-cell"} and self.scans:
            self._cell(attributes)
        elif name == "table-row":
            self._repeat = _count(attributes, "table:number-rows-repeated")
            self._column = 0
        elif name == "table":
            self.scans.append(SheetScan(attributes.get("table:name", "")))
            self._row = 0

    def end(self, name: str) -> None:
        if name == "table-row":
            self._row += self._repeat

    def _cell(self, attributes: Attributes) -> None:
        repeat = _count(attributes, "table:number-columns-repeated")
        down = _count(attributes, "table:number-rows-spanned")
        right = _count(attributes, "table:number-columns-spanned")
        here = (self._row, self._column)
        if down > 1 or right > 1:
            self.scans[-1].merges.append((here, (self._row + down - 1, self._column + right - 1)))
        self._column += repeat
        if "office:value-type" in attributes:
            self.scans[-1].reaches(self._row + self._repeat - 1, self._column - 1)
            if attributes.get("calcext:value-type") == "error":
                self.scans[-1].errors[here] = "#ERROR"


def _count(attributes: Attributes, name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdigit() and len(text) < 10 else 1


class _Named(Elements):
    """Collects the attributes of every element of one name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.found: list[Attributes] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == self._name:
            self.found.append({key.rpartition(":")[2]: value for key, value in attributes.items()})


def _attributes_of(archive: Archive, entry: str, element: str) -> list[Attributes]:
    named = _Named(element)
    named.run(archive.chunks(entry))
    return named.found


def scan_excel(archive: Archive) -> list[SheetScan]:
    """Every worksheet of an .xlsx file; every entry of the archive has then been counted."""
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in (
            _attributes_of(archive, RELATIONS, "Relationship") if RELATIONS in archive.names else ()
        )
    }
    sheets = {
        _entry(targets.get(sheet.get("id", ""), "")): sheet.get("name", "")
        for sheet in _attributes_of(archive, WORKBOOK, "sheet")
    }
    scans = []
    for name in archive.names:
        if name in sheets:
            scan = SheetScan(sheets[name])
            content = b"".join(archive.chunks(name))
            if _worth_reading(content):
                _ExcelSheet(scan).run((content,))
            scans.append(scan)
        elif name not in {WORKBOOK, RELATIONS}:
            archive.exhaust(name)
    return scans


def _worth_reading(content: bytes) -> bool:
    """Whether a sheet might hold an error or reach too far."""
    return (
        PLAIN.match(content) is None
        or any(mark in content for mark in ERROR_MARKS)
        or FAR.search(content) is not None
        or any(odd.search(content) for odd in ODD)
        or not _says_every_place(content)
    )


def _says_every_place(content: bytes) -> bool:
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
    content = _OpenDocument()
    for name in archive.names:
        if name == "content.xml":
            content.run(archive.chunks(name))
        else:
            archive.exhaust(name)
    return content.scans
