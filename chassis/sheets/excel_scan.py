"""Facts about the sheets of an .xlsx file, and the count of every entry of its archive.

The XML is read as a stream, so that a cell in the last row of the last column costs no memory;
the grid is built only when its extent is within the limits.
"""

import re
from collections.abc import Mapping, Sequence

from chassis.sheets.cell_styles import CellStyles
from chassis.sheets.elements import Attributes, Elements
from chassis.sheets.excel_sheet import BookFacts, scan_sheet
from chassis.sheets.refusal import FileRefused
from chassis.sheets.shared_texts import RaisedTexts
from chassis.sheets.sheet_scan import SheetScan
from chassis.sheets.zip_guard import Archive

STRING = re.compile(rb"<(?:[^<>\s/]*:)?si[\s/>]")
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES, TEXTS, STRINGS = "styles", "sharedStrings", "xl/sharedstrings.xml"


def scan_excel(archive: Archive) -> list[SheetScan]:
    """Scan every worksheet of an .xlsx file, and count every entry of the archive."""
    relations = _relations(archive)
    sheets = {
        entry: sheet.get("name", "") for entry, sheet in _sheet_entries(archive, relations).items()
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
            scan_sheet(b"".join(archive.chunks(name)), scan, book, archive.limits)
            scans.append(scan)
        elif name == STRINGS != texts:
            _count_strings(archive, name)
        elif name not in {WORKBOOK, RELATIONS, styles, texts}:
            archive.exhaust(name)
    return scans


def sheet_entries(archive: Archive) -> dict[str, Attributes]:
    """The attributes of each sheet in the workbook, by the name of its entry in the archive."""
    return _sheet_entries(archive, _relations(archive))


def _sheet_entries(archive: Archive, relations: Sequence[Attributes]) -> dict[str, Attributes]:
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    return {
        _entry(targets.get(sheet.get("id", ""), "")): sheet
        for sheet in _of_workbook(archive, "sheet")
    }


def _facts_of(archive: Archive, styles: str, texts: str) -> BookFacts:
    looks = CellStyles()
    if styles in archive.names:
        looks.run(archive.chunks(styles))
    calculation = _of_workbook(archive, "calcPr")
    return BookFacts(
        looks.looks,
        _raised_texts(archive, texts) if texts in archive.names else {},
        any(about.get("fullCalcOnLoad") in {"1", "true"} for about in calculation),
    )


def _raised_texts(archive: Archive, name: str) -> Mapping[str, str]:
    """The shared texts with superscript; they are parsed only if there may be one."""
    texts = RaisedTexts()
    if _count_strings(archive, name):
        texts.run(archive.chunks(name))
    return texts.texts


def _count_strings(archive: Archive, name: str) -> bool:
    """Whether the shared texts contain superscript. Raises FileRefused(too-many-strings) before
    any of them is stored.
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


class _Named(Elements):
    """Collects the attributes of all elements of one name; raises `refusal` above `most`."""

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
    """The relationships of the workbook."""
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


def _entry(target: str) -> str:
    return (target.lstrip("/") if target.startswith("/") else f"xl/{target}").casefold()
