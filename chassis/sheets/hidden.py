"""What a workbook hides: sheets, rows and columns. Pure."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from chassis.digits import whole_number
from chassis.sheets.excel_scan import WORKBOOK, sheet_entries
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.ods_hidden import HiddenInOpenDocument
from chassis.sheets.old_hidden import hidden_parts
from chassis.sheets.written import written_grids
from chassis.sheets.zip_guard import Archive

CONTENT = "content.xml"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true|on)["']""")
ROW = re.compile(rb"<(?:[A-Za-z0-9]+:)?row\s[^<>]*>")
COLUMN = re.compile(rb"<(?:[A-Za-z0-9]+:)?col\s[^<>]*>")
NUMBER = re.compile(rb"""\s(r|min|max)\s*=\s*["']([0-9]{1,7})["']""")


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is hidden of one sheet; rows and columns count from 0."""

    sheet: bool = False
    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


NOTHING_HIDDEN = Hidden()


def hidden_in(data: bytes, limits: Limits = DEFAULT) -> Mapping[str, Hidden]:
    """What is hidden, by the sheet's name, in a file that `read_sheets` has read.

    A .csv file hides nothing.
    """
    if not data.startswith((ZIP, OLE)):
        return {
            one.name: Hidden(
                one.is_hidden, frozenset(one.hidden_rows), frozenset(one.hidden_columns)
            )
            for one in written_grids(data, limits)
        }
    sheets = _sheets(data)
    hidden = {name: Hidden(sheet=True) for name, is_hidden in sheets.items() if is_hidden}
    if data.startswith(OLE):
        parts = hidden_parts(data, limits)
        if len(parts) == len(sheets):
            named = zip(sheets.items(), parts, strict=True)
            hidden |= {name: Hidden(is_hidden, *each) for (name, is_hidden), each in named}
        return hidden
    archive = Archive(data, limits)
    if WORKBOOK in archive.names:
        hidden |= dict(_of_excel(archive, set(hidden)))
    elif CONTENT in archive.names:
        hidden |= dict(_of_open_document(archive, set(hidden)))
    return hidden


def _sheets(data: bytes) -> dict[str, bool]:
    """The worksheets, and whether each is hidden."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            about = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    except (CalamineError, OSError, ValueError):
        return {}
    return {sheet.name: sheet.visible != SheetVisibleEnum.Visible for sheet in about}


def _of_open_document(archive: Archive, sheets: set[str]) -> Iterator[tuple[str, Hidden]]:
    found = HiddenInOpenDocument(archive.limits)
    found.run(archive.chunks(CONTENT))
    for name, rows in found.rows.items():
        yield name, Hidden(name in sheets, frozenset(rows), frozenset(found.columns[name]))


def _of_excel(archive: Archive, sheets: set[str]) -> Iterator[tuple[str, Hidden]]:
    for entry, about in sheet_entries(archive).items():
        if entry not in archive.names:
            continue
        name = about.get("name", "")
        content = b"".join(archive.chunks(entry))
        rows = frozenset(row for tag in _hidden_tags(ROW, content) for row in _row(tag))
        columns = frozenset(
            column
            for tag in _hidden_tags(COLUMN, content)
            for column in _columns(tag, archive.limits.columns)
        )
        yield name, Hidden(name in sheets, rows, columns)


def _hidden_tags(tag: re.Pattern[bytes], content: bytes) -> Iterator[bytes]:
    if b"hidden" in content:
        yield from (m[0] for m in tag.finditer(content) if HIDDEN.search(m[0]))


def _numbers(tag: bytes) -> dict[bytes, int]:
    found = ((name, whole_number(digits.decode())) for name, digits in NUMBER.findall(tag))
    return {name: number for name, number in found if number}


def _row(tag: bytes) -> Iterator[int]:
    number = _numbers(tag).get(b"r")
    if number:
        yield number - 1


def _columns(tag: bytes, most: int) -> range:
    numbers = _numbers(tag)
    first, last = numbers.get(b"min", 1), numbers.get(b"max", 0)
    return range(first - 1, min(last, most))
