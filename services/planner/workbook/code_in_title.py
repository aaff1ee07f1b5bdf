"""Codes that stand before the titles of items, in one cell: 1.02.03 Posyandu digital. Pure."""

import re
from dataclasses import replace

from chassis.sheets.cell import is_blank, one_line, visible_text
from chassis.sheets.header_row import ColumnPlace, Header
from chassis.sheets.note import Note, note
from chassis.sheets.workbook import Sheet
from planner.workbook.code_levels import CODE

TITLE = "title"
BOTH = re.compile(
    r"(?:(?P<code>\d{1,4}(?:[.-][A-Za-z0-9]{1,6})+)\.?\s*(?:[-–—:|]\s*|\s)"
    r"|(?P<lettered>[A-Za-z]{1,6}[.-]?\d{1,6}(?:[.-][A-Za-z0-9]{1,6})*)\s*(?:\s[-–—]\s|[:|])\s*)"
    r"(?P<title>[^\W\d_].*)"
)
"""A code of numbers, or one with letters and a mark behind it, and words."""
LONGEST = 600


def with_split_titles(sheet: Sheet, header: Header, end: int, notes: list[Note]) -> Header:
    """The header with a column of codes beside its others, filled from the titles, where it has
    none and the title of every row with days begins with a code; `notes` is told.
    """
    place = header.places.get(TITLE)
    if CODE in header.places or place is None:
        return header
    rows = range(header.last_row + 1, end)
    days = [header.places[name].column for name in ("start", "due") if name in header.places]
    split = {row: match for row in rows if (match := _both(sheet, row, place))}
    dated = [row for row in rows if any(not is_blank(sheet.cell(row, day)) for day in days)]
    if not dated or not all(row in split for row in dated):
        return header
    named = (*header.places.values(), *(at for _, at in header.again), *header.unknown)
    column = max(at.column for at in named) + 1
    if any(
        not is_blank(sheet.cell(row, column)) for row in rows if (row, column) not in sheet.mended
    ):
        return header
    for row, match in split.items():
        sheet.rows[row][place.column] = match["title"]
        if (row, column) not in sheet.mended:
            cells = sheet.rows[row]
            cells.extend([None] * (column + 1 - len(cells)))
            cells[column] = match["code"] or match["lettered"]
    notes.append(note("code-in-title", sheet.name, header.last_row + 1, column_name=place.header))
    text = header.table.header(CODE)
    at = ColumnPlace(column, text, text, frozenset(), (text,), place.lines_above)
    return replace(header, places={CODE: at, **header.places})


def _both(sheet: Sheet, row: int, place: ColumnPlace) -> re.Match[str] | None:
    cell = sheet.cell(row, place.column)
    if not isinstance(cell, str) or len(cell) > LONGEST:
        return None
    return BOTH.fullmatch(one_line(visible_text(cell)))
