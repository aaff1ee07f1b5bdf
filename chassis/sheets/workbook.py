"""Reading the bytes of a .xlsx, .xls, .ods or .csv file into sheets of cells, also of HTML and XML
tables that are named .xls.

The format is detected from the bytes; the file name is not used.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from chassis.sheets.cell import Cell
from chassis.sheets.delimited import NAME, read_rows
from chassis.sheets.excel_scan import scan_excel
from chassis.sheets.grid import Grid
from chassis.sheets.limits import DEFAULT, MEGABYTE, Limits
from chassis.sheets.ods_scan import scan_open_document
from chassis.sheets.old_excel import scan_old_excel
from chassis.sheets.other_kinds import refuse_by_entries, refuse_by_start, refuse_by_stream
from chassis.sheets.refusal import FileRefused
from chassis.sheets.sheet_scan import GridPosition, SheetScan, within_merges
from chassis.sheets.written import written_grids
from chassis.sheets.zip_guard import Archive

MIMETYPE = "mimetype"
EXCEL, EXCEL_BINARY, OPEN_DOCUMENT = "xl/workbook.xml", "xl/workbook.bin", "content.xml"
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; all four count from 0 and are inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Sheet:
    """Cells by row and column, both from 0; a merged range has its value at its top left."""

    name: str
    rows: list[list[Cell]]
    merges: Sequence[Merge] = field(default_factory=tuple)
    mended: set[GridPosition] = field(default_factory=set)
    """Cells that were written by hand since the file was read: they are merged with no others."""
    _from_row: dict[int, list[Merge]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._from_row = {}
        for merge in self.merges:
            self._from_row.setdefault(merge.top, []).append(merge)

    def merges_from(self, row: int) -> Sequence[Merge]:
        """The merges whose first row is `row`."""
        return self._from_row.get(row, ())

    def cell(self, row: int, column: int) -> Cell:
        """The cell; None outside the sheet."""
        cells = self.rows[row] if row < len(self.rows) else ()
        return cells[column] if column < len(cells) else None


def read_sheets(data: bytes, limits: Limits = DEFAULT) -> list[Sheet]:
    """The visible and hidden worksheets, in order.

    Raises FileRefused: file-empty, file-too-large, file-expands-too-far, not-a-workbook,
    other-kind, password-protected, quote-not-closed, letters-unreadable, cell-too-long,
    merges-overlap, and too-many-: rows, columns, cells,
    sheets, merges, strings, parts.
    """
    if not data.strip():
        raise FileRefused.because("file-empty")
    within_bytes(len(data), limits)
    refuse_by_start(data)
    if data.startswith(ZIP):
        sheets = _zipped(data, limits)
    elif data.startswith(OLE):
        if ENCRYPTED in data:
            raise FileRefused.because("password-protected")
        refuse_by_stream(data)
        sheets = _sheets(data, lambda: scan_old_excel(data, limits), limits)
    else:
        grids = written_grids(data, limits)
        sheets = _of_grids(grids, limits) if grids else [_delimited(data, limits)]
    for sheet in sheets:
        _within_texts(sheet, limits)
    return sheets


def within_bytes(size: int, limits: Limits) -> None:
    """Raise FileRefused(file-too-large) for more bytes than the limit."""
    if size > limits.file_bytes:
        limit = limits.file_bytes // MEGABYTE
        raise FileRefused.because("file-too-large", size=-(-size // MEGABYTE), limit=limit)


def _of_grids(grids: Sequence[Grid], limits: Limits) -> list[Sheet]:
    cells = 0
    for one in grids:
        cells += _within(one.name, len(one.rows), max(map(len, one.rows), default=0), limits)
    _within_cells(cells, limits)
    return [Sheet(one.name, one.rows, _apart(one.name, one.rows, one.merges)) for one in grids]


def _delimited(data: bytes, limits: Limits) -> Sheet:
    rows: list[list[Cell]] = [list(row) for row in read_rows(data, limits)]
    _within(NAME, len(rows), max(map(len, rows), default=0), limits)
    return Sheet(NAME, rows)


def _zipped(data: bytes, limits: Limits) -> list[Sheet]:
    archive = Archive(data, limits)
    kinds = {EXCEL, EXCEL_BINARY, OPEN_DOCUMENT}.intersection(archive.names)
    if kinds == {EXCEL}:
        scans = scan_excel(archive)
    elif kinds == {OPEN_DOCUMENT}:
        refuse_by_entries((), archive.start_of(MIMETYPE))
        scans = scan_open_document(archive)
    else:
        refuse_by_entries(archive.names, b"")
        raise FileRefused.because("not-a-workbook")
    cells = 0
    for scan in scans:
        cells += _within(scan.name, scan.last_row + 1, scan.last_column + 1, limits)
    _within_cells(cells, limits)
    return _sheets(data, lambda: scans, limits)


def _sheets(
    data: bytes, scans_of: Callable[[], Sequence[SheetScan]], limits: Limits
) -> list[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return _read(book, scans_of, limits)
    except FileRefused:
        raise
    except PasswordError as error:
        raise FileRefused.because("password-protected") from error
    except (CalamineError, OSError, ValueError) as error:
        raise FileRefused.because("not-a-workbook") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # a bug of the reader, by a damaged file
            raise
        raise FileRefused.because("not-a-workbook") from error


def _by_name(names: Sequence[str], scans: Sequence[SheetScan]) -> dict[str, SheetScan]:
    """The scans by sheet name; those of an .xls file have no names, but the file's order."""
    if any(scan.name for scan in scans):
        return {scan.name: scan for scan in scans}
    if len(scans) != len(names):
        raise FileRefused.because("not-a-workbook")
    return dict(zip(names, scans, strict=True))


def _read(
    book: CalamineWorkbook, scans_of: Callable[[], Sequence[SheetScan]], limits: Limits
) -> list[Sheet]:
    names = [about.name for about in book.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
    if len(names) > limits.sheets:
        raise FileRefused.because("too-many-sheets", limit=limits.sheets)
    scans = _by_name(names, scans_of())
    sheets: list[Sheet] = []
    cells = 0
    for name in names:
        sheet = book.get_sheet_by_name(name)
        scan = scans.get(name) or SheetScan(name)
        height = sheet.total_height if sheet.end is None else sheet.end[0] + 1
        _, width = sheet.end or (0, 0)
        rows, columns = max(height, scan.last_row + 1), max(width, scan.last_column) + 1
        cells += _within(name, rows, columns, limits)
        _within_cells(cells, limits)
        sheets.append(_sheet(sheet, name, scan, limits))
    return sheets


def _sheet(sheet: CalamineSheet, name: str, scan: SheetScan, limits: Limits) -> Sheet:
    ranges: Sequence[tuple[GridPosition, GridPosition]] = sheet.merged_cell_ranges or scan.merges
    within_merges(name, len(ranges), limits)
    rows: list[list[Cell]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment]
    scan.apply(rows)
    return Sheet(name, rows, _apart(name, rows, ranges))


def _apart(
    name: str, rows: Sequence[Sequence[Cell]], ranges: Sequence[tuple[GridPosition, GridPosition]]
) -> tuple[Merge, ...]:
    """The merges within the sheet. Raises FileRefused(merges-overlap) when they cover more cells
    than there are, so that a loop over all merged cells visits at most every cell once.
    """
    bottom, right = len(rows) - 1, max(map(len, rows), default=0) - 1
    inside = [
        Merge(*first, min(last[0], bottom), min(last[1], right))
        for first, last in ranges
        if first[0] <= min(last[0], bottom) and first[1] <= min(last[1], right)
    ]
    covered = sum((m.bottom - m.top + 1) * (m.right - m.left + 1) for m in inside)
    if covered > (bottom + 1) * (right + 1):
        raise FileRefused.because("merges-overlap", sheet=name)
    return tuple(inside)


def _within(name: str, rows: int, columns: int, limits: Limits) -> int:
    """The number of cells. Raises FileRefused: too-many-rows, too-many-columns."""
    if rows > limits.rows:
        raise FileRefused.because("too-many-rows", sheet=name, rows=rows, limit=limits.rows)
    if columns > limits.columns:
        facts = {"sheet": name, "columns": columns, "limit": limits.columns}
        raise FileRefused.because("too-many-columns", **facts)
    return rows * columns


def _within_cells(cells: int, limits: Limits) -> None:
    if cells > limits.cells:
        raise FileRefused.because("too-many-cells", limit=limits.cells)


def _within_texts(sheet: Sheet, limits: Limits) -> None:
    for number, cells in enumerate(sheet.rows):
        for cell in cells:
            if isinstance(cell, str) and len(cell) > limits.text:
                facts = {"sheet": sheet.name, "row": number + 1, "limit": limits.text}
                raise FileRefused.because("cell-too-long", **facts)
