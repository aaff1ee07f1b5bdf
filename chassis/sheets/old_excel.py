"""Facts about an .xls file that python-calamine does not return: cells with a formula error or a
formula never calculated (it returns them as blank or 0), and cells that show percent or a month.

The file is a compound file (MS-CFB) whose stream Workbook is a sequence of records (MS-XLS).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from chassis.sheets.cell import UNCALCULATED, FormulaError
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.number_format import Look, look_of
from chassis.sheets.refusal import FileRefused
from chassis.sheets.sheet_scan import GridPosition, SheetScan

END_OF_CHAIN = 0xFFFFFFF0
"""Numbers from this value on are not sector numbers."""
STREAMS = ("workbook", "book")
BOF, EOF, SHEET, FORMAT, STYLE = 0x809, 0x0A, 0x85, 0x41E, 0xE0
UNCALCED, BLANKED, STRING = 0x5E, 0x205, 0x207
NUMBER, SMALL, SMALLS = 0x203, 0x27E, 0xBD
FORMULAS = frozenset({0x06, 0x206, 0x406})
BESIDE_A_FORMULA = frozenset({0x221, 0x236, 0x4BC, 0x3C})
"""Records of arrays, data tables and shared formulas, which come before a formula's text."""
OF_CELLS = FORMULAS | {BLANKED, NUMBER, SMALL, SMALLS, UNCALCED, BOF, EOF, STRING}
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A", 0x2B: "#GETTING_DATA",
}  # fmt: skip
TEXT, ERROR, NOTHING = 0, 2, 3
ON_LOAD = 2
"""Flag of a formula that is to be calculated when the file is opened."""


def scan_old_excel(data: bytes, limits: Limits = DEFAULT) -> list[SheetScan]:
    """Scan every worksheet of an .xls file, in order.

    Raises FileRefused: not-a-workbook, too-many-sheets, too-many-cells.
    """
    try:
        return _Book(stream_of(data), limits).scans()
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise FileRefused.because("not-a-workbook") from error


def stream_of(data: bytes) -> bytes:
    """The content of the stream Workbook of a compound file."""
    shift, small_shift = struct.unpack_from("<HH", data, 30)
    if not 7 <= shift <= 16 or not 4 <= small_shift <= shift:
        raise FileRefused.because("not-a-workbook")
    size, small_size = 1 << shift, 1 << small_shift
    directory_at, cutoff, small_fat_at = struct.unpack_from("<I4xII", data, 48)
    fat = _fat(data, size)
    directory = _chained(data, fat, directory_at, size, size)
    root = b""
    streams: dict[str, tuple[int, int]] = {}
    for at in range(0, len(directory) - 127, 128):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        start, bytes_ = struct.unpack_from("<II", directory, at + 116)
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if kind == 5:
            root = _chained(data, fat, start, size, size)[:bytes_]
        elif kind == 2:
            streams.setdefault(name.casefold(), (start, bytes_))
    for name in STREAMS:
        if name in streams:
            start, bytes_ = streams[name]
            if bytes_ >= cutoff:
                return _chained(data, fat, start, size, size)[:bytes_]
            small_fat = _numbers(_chained(data, fat, small_fat_at, size, size))
            return _chained(root, small_fat, start, small_size, 0)[:bytes_]
    raise FileRefused.because("not-a-workbook")


def _fat(data: bytes, size: int) -> tuple[int, ...]:
    """The FAT: for each sector, the next sector of its chain."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    more = struct.unpack_from("<I", data, 68)[0]
    for _ in range(len(data) // size):
        if more >= END_OF_CHAIN:
            break
        numbers = _numbers(data[(more + 1) * size : (more + 2) * size])
        sectors += numbers[:-1]
        more = numbers[-1]
    parts = [data[(n + 1) * size : (n + 2) * size] for n in sectors if n < len(data) // size]
    return _numbers(b"".join(parts[: len(data) // size]))


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chained(data: bytes, fat: tuple[int, ...], first: int, size: int, before: int) -> bytes:
    """The content of one chain of sectors; a cycle ends after as many sectors as the data has."""
    parts: list[bytes] = []
    at = first
    while at < len(fat) and len(parts) <= len(data) // size:
        parts.append(data[before + at * size : before + (at + 1) * size])
        at = fat[at]
    return b"".join(parts)


def records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Type, start and length of each record from `at`."""
    end = len(stream)
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length


@dataclass(slots=True)
class _Book:
    stream: bytes
    limits: Limits
    sheets: list[int] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    formats: list[int] = field(default_factory=list)
    looks: dict[int, Look] = field(default_factory=dict)
    cells: int = 0
    """Number of cell records so far; a cell written twice counts twice."""
    by_no_program: bool = False
    """No spreadsheet program has recorded an edit of the file: its formulas are not calculated."""

    def scans(self) -> list[SheetScan]:
        """The facts about each worksheet."""
        self._read_globals()
        looks = [look_of(number, self.codes) for number in self.formats]
        self.looks = {style: look for style, look in enumerate(looks) if look is not None}
        return [_SheetRecords(self, at).scan() for at in self.sheets]

    def count(self, cells: int) -> None:
        """Raise FileRefused(too-many-cells) when all sheets together have more than the limit."""
        self.cells += cells
        if self.cells > self.limits.cells:
            raise FileRefused.because("too-many-cells", limit=self.limits.cells)

    def _read_globals(self) -> None:
        length, version = struct.unpack_from("<HH", self.stream, 2)
        history = struct.unpack_from("<I", self.stream, 12)[0]
        self.by_no_program = length >= 16 and history == 0
        for kind, at, length in records(self.stream, 0):
            if kind == SHEET:
                offset, sort = struct.unpack_from("<IxB", self.stream, at)
                if sort == 0:
                    self.sheets.append(offset)
                    if len(self.sheets) > self.limits.sheets:
                        raise FileRefused.because("too-many-sheets", limit=self.limits.sheets)
            elif kind == FORMAT:
                number = struct.unpack_from("<H", self.stream, at)[0]
                self.codes[number] = self._text(at + 2, at + length, version)
            elif kind == STYLE:
                self.formats.append(struct.unpack_from("<H", self.stream, at + 2)[0])
            elif kind == EOF:
                return

    def _text(self, at: int, end: int, version: int) -> str:
        if version < 0x600:
            return self.stream[at + 1 : end].decode("latin-1")
        wide = self.stream[at + 2] & 1
        return self.stream[at + 3 : end].decode("utf-16-le" if wide else "latin-1", "replace")


class _SheetRecords:
    """The records of one worksheet; charts in it have their own BOF and EOF records."""

    def __init__(self, book: _Book, at: int) -> None:
        self._book = book
        self._stream = book.stream
        self._looks = book.looks
        self._at = at
        self._scan = SheetScan("")
        self._uncalculated = book.by_no_program
        self._awaits_text: GridPosition | None = None

    def scan(self) -> SheetScan:
        """The facts that the reader does not return."""
        depth = 0
        for kind, at, length in records(self._stream, self._at):
            if self._awaits_text is not None and kind not in BESIDE_A_FORMULA:
                if kind != STRING:
                    self._scan.correct(self._awaits_text, UNCALCULATED)
                self._awaits_text = None
            if kind not in OF_CELLS:
                continue
            if kind in {BOF, EOF}:
                depth += 1 if kind == BOF else -1
                if depth <= 0:
                    break
            elif depth == 1:
                self._book.count(max(1, (length - 6) // 6) if kind == SMALLS else 1)
                self._record(kind, at, length)
        return self._scan

    def _record(self, kind: int, at: int, length: int) -> None:
        if kind == UNCALCED:
            self._uncalculated = True
        elif kind in FORMULAS:
            self._formula(at)
        elif kind == BLANKED:
            row, column, code, is_error = struct.unpack_from("<HH2xBB", self._stream, at)
            if is_error:
                self._scan.correct((row, column), _error(code))
        elif self._looks and kind in {NUMBER, SMALL}:
            self._number(*struct.unpack_from("<HHH", self._stream, at))
        elif self._looks and kind == SMALLS:
            row, column = struct.unpack_from("<HH", self._stream, at)
            for n in range((length - 6) // 6):
                style = struct.unpack_from("<H", self._stream, at + 4 + 6 * n)[0]
                self._number(row, column + n, style)

    def _formula(self, at: int) -> None:
        row, column, style = struct.unpack_from("<HHH", self._stream, at)
        sort, code, mark = struct.unpack_from("<BxB3xH", self._stream, at + 6)
        flags = struct.unpack_from("<H", self._stream, at + 14)[0]
        uncertain = self._uncalculated or bool(flags & ON_LOAD)
        if mark != 0xFFFF:
            if uncertain and struct.unpack_from("<d", self._stream, at + 6)[0] == 0:
                self._scan.correct((row, column), UNCALCULATED)
            else:
                self._number(row, column, style)
        elif sort == ERROR:
            self._scan.correct((row, column), _error(code))
        elif sort == NOTHING and uncertain:
            self._scan.correct((row, column), UNCALCULATED)
        elif sort == TEXT:
            self._awaits_text = (row, column)

    def _number(self, row: int, column: int, style: int) -> None:
        look = self._looks.get(style)
        if look is not None:
            self._scan.shows((row, column), look)


def _error(code: int) -> FormulaError:
    return FormulaError(ERRORS.get(code, "#ERROR"))
