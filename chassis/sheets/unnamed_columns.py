"""Columns of a table that have data, and no header: nothing of them is read. Pure."""

from collections.abc import Sequence

from chassis.sheets.cell import column_letters, is_blank
from chassis.sheets.header_row import Header, column_texts
from chassis.sheets.note import Note, note
from chassis.sheets.rows import SheetRow
from chassis.sheets.workbook import Sheet

NAMED_MOST = 10


def about_unnamed(sheet: Sheet, header: Header, rows: Sequence[SheetRow]) -> list[Note]:
    """The note on such columns, if there are any; `rows`: the entries of the table."""
    texts = column_texts(sheet, header.first_row, header.last_row, grouped=True)
    width = max((len(row.cells) for row in rows), default=0)
    known = {place.column for place in header.places.values()}
    named = {column for column, told in enumerate(texts) if told} | known
    found = [column for column in range(width) if column not in named and _has_data(rows, column)]
    if not found:
        return []
    more = ["…"] if len(found) > NAMED_MOST else []
    listed = ", ".join([*map(column_letters, found[:NAMED_MOST]), *more])
    return [
        note("columns-unnamed", sheet.name, header.last_row + 1, count=len(found), named=listed)
    ]


def _has_data(rows: Sequence[SheetRow], column: int) -> bool:
    return any(column < len(row.cells) and not is_blank(row.cells[column]) for row in rows)
