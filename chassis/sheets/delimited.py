"""Reading a .csv file into rows of cells, with its encoding and delimiter detected. Pure."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.refusal import FileRefused

DELIMITERS = (";", ",", "\t", "|")
LOOK_AT_ROWS = 60
WRAPPED_LEAST = 3
"""Cells of a line that is quoted as a whole."""
FEW = 20
"""One byte of so many may be of no encoding in what is still a text."""
NAME = "CSV"


def decoded(data: bytes) -> str:
    """The text, in UTF-8, UTF-16 with a BOM, or Windows-1252.

    Raises FileRefused: letters-unreadable for a text with some letters of none of them,
    not-a-workbook for other data.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    _refuse_letters(data)
    raise FileRefused.because("not-a-workbook")


def read_rows(data: bytes, limits: Limits = DEFAULT) -> list[list[str]]:
    """The rows, at most one more than the limit; row n is row n + 1 in a spreadsheet.

    Raises FileRefused: too-many-cells, cell-too-long, quote-not-closed, letters-unreadable,
    not-a-workbook.
    """
    text = decoded(data)
    declared, rest = _declared_delimiter(text)
    delimiter = declared or _likely_delimiter(rest)
    rows: list[list[str]] = [[]] if declared else []
    cells = 0
    csv.field_size_limit(limits.text)
    lines = _Lines(rest)
    row: list[str] = []
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if len(lines.taken) > 1:
                lines.demand_closed(delimiter, len(rows))
            lines.before = lines.taken
            lines.taken = []
            rows.append(row)
            cells += len(row)
            if len(rows) > limits.rows or len(row) > limits.columns:
                break
            if cells > limits.cells:
                raise FileRefused.because("too-many-cells", limit=limits.cells)
    except csv.Error as error:
        if "field larger" in str(error):
            facts = {"sheet": NAME, "row": len(rows) + 1, "limit": limits.text}
            raise FileRefused.because("cell-too-long", **facts) from error
        raise FileRefused.because("not-a-workbook") from error
    if lines.is_read:
        lines.taken = lines.before
        lines.demand_closed(delimiter, len(rows) - 1)
    return _unwrapped(rows, delimiter)


class _Lines:
    """The lines of a text, of which `taken` are those of the row that is read."""

    def __init__(self, text: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self.taken: list[str] = []
        self.before: list[str] = []
        self.is_read = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._lines.readline()
        if not line:
            self.is_read = True
            raise StopIteration
        self.taken.append(line)
        return line

    def demand_closed(self, delimiter: str, row: int) -> None:
        """Raise FileRefused(quote-not-closed) for a row, from 0, whose quotes do not close where a
        cell ends: one that is never closed ends at the next quote, or at the end of the file.
        """
        try:
            for _ in csv.reader(self.taken, delimiter=delimiter, strict=True):
                pass
        except csv.Error as error:
            if len(self.taken) > 1 or "unexpected end" in str(error):
                raise FileRefused.because("quote-not-closed", row=row + 1) from error


def _unwrapped(rows: list[list[str]], delimiter: str) -> list[list[str]]:
    """The rows, of which those that are one quoted text are read by the line in it: a program that
    took the whole line for one cell has quoted it.
    """
    alone = [number for number, row in enumerate(rows) if len(row) == 1 and _is_line(row[0])]
    if not alone:
        return rows
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        delimiter = _likely_delimiter("\n".join(rows[number][0] for number in alone[:LOOK_AT_ROWS]))
    inner = {number: _inner(rows[number][0], delimiter) for number in alone}
    widths.update(len(row) for row in inner.values())
    width, times = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
    if width >= WRAPPED_LEAST and times > 1:
        for number, row in inner.items():
            if len(row) == width:
                rows[number] = row
    return rows


def _is_line(text: str) -> bool:
    return any(one in text for one in DELIMITERS)


def _inner(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _refuse_letters(data: bytes) -> None:
    """Raise FileRefused(letters-unreadable) where only few bytes of a text are of no encoding."""
    text = data.decode("cp1252", "replace")
    first = text.find("\ufffd")
    if first >= 0 and "\0" not in text and text.count("\ufffd") * FEW < len(text):
        raise FileRefused.because("letters-unreadable", row=text.count("\n", 0, first) + 1)


def _declared_delimiter(text: str) -> tuple[str, str]:
    """The delimiter of Excel's first line, such as sep=; (or ""), and the text after that line."""
    first, _, rest = text.partition("\n")
    first = first.strip().strip('"')
    if len(first) == 5 and first.casefold().startswith("sep="):
        return first[4], rest
    return "", text


def _likely_delimiter(text: str) -> str:
    """The delimiter with which most of the first rows have the same number of cells, above one."""

    def agreement(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        widths: Counter[int] = Counter()
        try:
            for _, row in zip(range(LOOK_AT_ROWS), reader, strict=False):
                if len(row) > 1:
                    widths[len(row)] += 1
        except csv.Error:
            return 0, 0
        width, rows = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return rows, width

    return max(DELIMITERS, key=agreement)
