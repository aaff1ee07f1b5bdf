"""The row of a sheet that looks most like a header, where none is known. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.sheets.header_row import LONGEST_HEADER, column_texts
from chassis.sheets.workbook import Sheet

WITHIN, LEAST = 30, 3
"""Rows in which a header is guessed, and the least texts it must have."""


@dataclass(frozen=True, slots=True)
class LikelyHeader:
    """A row, from 0, and its different texts by column, from 0."""

    row: int
    columns: Mapping[int, str]


def likely_header(sheet: Sheet) -> LikelyHeader | None:
    """The rows that look most like a header, if there are any. Where cells are merged, the row
    below belongs to it.
    """
    best = LikelyHeader(0, {})
    for first in range(min(WITHIN, len(sheet.rows))):
        last = min(first + 1, len(sheet.rows) - 1) if sheet.merges_from(first) else first
        columns: dict[int, str] = {}
        for column, texts in enumerate(column_texts(sheet, first, last)):
            if texts and _may_be_header(texts[-1]) and texts[-1] not in columns.values():
                columns[column] = texts[-1]
        if len(columns) > len(best.columns):
            best = LikelyHeader(first, columns)
    return best if len(best.columns) >= LEAST else None


def _may_be_header(text: str) -> bool:
    """Words, and not the numbers of columns such as (1) below a header."""
    return len(text) <= LONGEST_HEADER and any(letter.isalpha() for letter in text)
