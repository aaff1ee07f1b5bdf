"""The hidden rows and columns of an .xls file, from the records of its sheets. Pure."""

import struct
from collections.abc import Sequence
from typing import NamedTuple

from chassis.sheets.limits import Limits
from chassis.sheets.old_excel import BOF, EOF, SHEET, records, stream_of

ROW, COLUMNS = 0x208, 0x7D
ROW_HIDDEN, COLUMNS_HIDDEN = 0x20, 0x01


class HiddenParts(NamedTuple):
    """Rows and columns of one sheet, both from 0."""

    rows: frozenset[int]
    columns: frozenset[int]


def hidden_parts(data: bytes, limits: Limits) -> Sequence[HiddenParts]:
    """Those of each worksheet in the file's order; none of a file that cannot be followed."""
    try:
        stream = stream_of(data)
        return [_of_sheet(stream, at, limits) for at in _sheets(stream, limits)]
    except (struct.error, IndexError):
        return ()


def _sheets(stream: bytes, limits: Limits) -> list[int]:
    found: list[int] = []
    for kind, at, _ in records(stream, 0):
        if kind == SHEET:
            offset, sort = struct.unpack_from("<IxB", stream, at)
            found += [offset] if sort == 0 and len(found) < limits.sheets else []
        elif kind == EOF:
            break
    return found


def _of_sheet(stream: bytes, start: int, limits: Limits) -> HiddenParts:
    rows: set[int] = set()
    columns: set[int] = set()
    depth = 0
    for kind, at, _ in records(stream, start):
        depth += (kind == BOF) - (kind == EOF)
        if depth == 0:
            break
        if kind == ROW and depth == 1:
            row, flags = struct.unpack_from("<H10xH", stream, at)
            rows |= {row} if flags & ROW_HIDDEN else set()
        elif kind == COLUMNS and depth == 1:
            first, last, flags = struct.unpack_from("<HH4xH", stream, at)
            if flags & COLUMNS_HIDDEN:
                columns.update(range(first, min(last + 1, limits.columns)))
    return HiddenParts(frozenset(rows), frozenset(columns))
