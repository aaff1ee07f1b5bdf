"""Bytes of a .xlsx, .xls, .ods or .csv file into sheets of cells.

What the file is, is seen from its bytes; its name says nothing that counts.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from chassis.sheets.cell import Cell
from chassis.sheets.delimited import read_rows
from chassis.sheets.grid_scan import Place, SheetScan, scan_excel, scan_open_document
from chassis.sheets.old_excel import scan_old_excel
from chassis.sheets.refusal import FileRefused
from chassis.sheets.zip_guard import MEGABYTE, Archive

FILE_MOST = 10 * MEGABYTE
ROWS_MOST = 50_000
COLUMNS_MOST = 200
EXCEL, EXCEL_BINARY, OPEN_DOCUMENT = "xl/workbook.xml", "xl/workbook.bin", "content.xml"
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Merge:
    """Merged cells; all four count from 0 and are inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """Cells by row and column, both from 0; a merged range holds its value at its top left."""

    name: str
    rows: list[list[Cell]]
    merges: Sequence[Merge] = field(default_factory=tuple)

    def cell(self, row: int, column: int) -> Cell:
        """The cell; None beyond what the sheet holds."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None


def read_sheets(data: bytes) -> list[Sheet]:
    """The visible and hidden worksheets in their order.

    FileRefused: file-empty, file-too-large, file-expands-too-far, not-a-workbook,
    password-protected, too-many-rows, too-many-columns.
    """
    if not data.strip():
        raise FileRefused.because("file-empty")
    if len(data) > FILE_MOST:
        size = -(-len(data) // MEGABYTE)
        raise FileRefused.because("file-too-large", size=size, limit=FILE_MOST // MEGABYTE)
    if data.startswith(ZIP):
        return _zipped(data)
    if data.startswith(OLE):
        if ENCRYPTED in data:
            raise FileRefused.because("password-protected")
        return _sheets(data, lambda: scan_old_excel(data))
    return [_delimited(data)]


def _delimited(data: bytes) -> Sheet:
    rows: list[list[Cell]] = [list(row) for row in read_rows(data, rows_most=ROWS_MOST)]
    _within("CSV", len(rows), max(map(len, rows), default=0))
    return Sheet("CSV", rows)


def _zipped(data: bytes) -> list[Sheet]:
    archive = Archive(data)
    kinds = {EXCEL, EXCEL_BINARY, OPEN_DOCUMENT}.intersection(archive.names)
    if kinds == {EXCEL}:
        scans = scan_excel(archive)
    elif kinds == {OPEN_DOCUMENT}:
        scans = scan_open_document(archive)
    else:
        raise FileRefused.because("not-a-workbook")
    for scan in scans:
        _within(scan.name, scan.last_row + 1, scan.last_column + 1)
    return _sheets(data, lambda: scans)


def _sheets(data: bytes, scans_of: Callable[[], Sequence[SheetScan]]) -> list[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            names = [
                about.name for about in book.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet
            ]
            scans = _by_name(names, scans_of())
            return [_sheet(book, name, scans.get(name)) for name in names]
    except FileRefused:
        raise
    except PasswordError as error:
        raise FileRefused.because("password-protected") from error
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefused.because("not-a-workbook") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's own bug, met by a broken file
            raise
        raise FileRefused.because("not-a-workbook") from error


def _by_name(names: Sequence[str], scans: Sequence[SheetScan]) -> dict[str, SheetScan]:
    """The scans by their sheets' names; those of an .xls file come without, in its order."""
    if any(scan.name for scan in scans):
        return {scan.name: scan for scan in scans}
    if len(scans) != len(names):
        raise FileRefused.because("not-a-workbook")
    return dict(zip(names, scans, strict=True))


def _sheet(book: CalamineWorkbook, name: str, scan: SheetScan | None) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    _, width = sheet.end or (0, 0)
    _within(name, sheet.total_height if sheet.end is None else sheet.end[0] + 1, width + 1)
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    ranges: Sequence[tuple[Place, Place]] = sheet.merged_cell_ranges or (
        scan.merges if scan else ()
    )
    if scan is not None:
        _within(name, scan.last_row + 1, scan.last_column + 1)
        scan.apply(rows)
    return Sheet(name, rows, tuple(Merge(*first, *last) for first, last in ranges))


def _within(name: str, rows: int, columns: int) -> None:
    if rows > ROWS_MOST:
        raise FileRefused.because("too-many-rows", sheet=name, rows=rows, limit=ROWS_MOST)
    if columns > COLUMNS_MOST:
        raise FileRefused.because(
            "too-many-columns", sheet=name, columns=columns, limit=COLUMNS_MOST
        )
