"""Reading a .csv file into rows of cells, with its encoding and delimiter detected. Pure."""

import csv
import io
from collections import Counter

from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.refusal import FileRefused

DELIMITERS = (";", ",", "\t", "|")
LOOK_AT_ROWS = 60
NAME = "CSV"


def decoded(data: bytes) -> str:
    """The text, in UTF-8, UTF-16 with a BOM, or Windows-1252.

    Raises FileRefused(not-a-workbook) for other data.
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
    raise FileRefused.because("not-a-workbook")


def read_rows(data: bytes, limits: Limits = DEFAULT) -> list[list[str]]:
    """The rows, at most one more than the limit; row n is row n + 1 in a spreadsheet.

    Raises FileRefused: too-many-cells, cell-too-long, not-a-workbook.
    """
    text = decoded(data)
    declared, rest = _declared_delimiter(text)
    delimiter = declared or _likely_delimiter(rest)
    rows: list[list[str]] = [[]] if declared else []
    cells = 0
    csv.field_size_limit(limits.text)
    try:
        for row in csv.reader(io.StringIO(rest, newline=""), delimiter=delimiter):
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
    return rows


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
