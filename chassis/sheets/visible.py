"""A sheet without what it hides, and how much that is. Pure."""

from collections.abc import Iterable, Mapping

from chassis.sheets.cell import Cell, column_letters, is_blank
from chassis.sheets.hidden import NOTHING_HIDDEN, Hidden
from chassis.sheets.note import Note, note
from chassis.sheets.workbook import Merge, Sheet

NAMED_MOST = 10
"""Hidden rows and columns that a note names."""


def visible(
    sheets: Iterable[Sheet], hidden: Mapping[str, Hidden], notes: list[Note]
) -> list[Sheet]:
    """The sheets as they are seen, with the same places; `notes` is told what is left out."""
    seen = []
    for sheet in sheets:
        about = hidden.get(sheet.name, NOTHING_HIDDEN)
        if about.sheet:
            notes += _whole(sheet)
        else:
            notes += _parts(sheet, about)
            seen.append(_without(sheet, about) if about.rows or about.columns else sheet)
    return seen


def _whole(sheet: Sheet) -> list[Note]:
    filled = sum(1 for cells in sheet.rows if _is_filled(cells))
    facts = {"sheet": sheet.name, "rows": filled}
    return [note("sheet-hidden", sheet.name, **facts)] if filled else []


def _parts(sheet: Sheet, about: Hidden) -> list[Note]:
    rows = [n for n in sorted(about.rows) if n < len(sheet.rows) and _is_filled(sheet.rows[n])]
    columns = [
        column
        for column in sorted(about.columns)
        if any(column < len(cells) and not is_blank(cells[column]) for cells in sheet.rows)
    ]
    named = {
        "rows-hidden": [str(row + 1) for row in rows],
        "columns-hidden": [column_letters(column) for column in columns],
    }
    return [
        note(code, sheet.name, count=len(names), named=_listed(names))
        for code, names in named.items()
        if names
    ]


def _listed(names: list[str]) -> str:
    more = ["…"] if len(names) > NAMED_MOST else []
    return ", ".join([*names[:NAMED_MOST], *more])


def _is_filled(cells: list[Cell]) -> bool:
    return any(not is_blank(cell) for cell in cells)


def _without(sheet: Sheet, about: Hidden) -> Sheet:
    """Hidden cells are blank; a merged value stands in the first of its cells that is seen."""
    rows: list[list[Cell]] = [
        []
        if number in about.rows
        else [None if column in about.columns else cell for column, cell in enumerate(cells)]
        for number, cells in enumerate(sheet.rows)
    ]
    merges = []
    for merge in sheet.merges:
        left = _seen(merge.left, merge.right, about.columns)
        top = _seen(merge.top, merge.bottom, about.rows)
        if left is None or top is None:
            continue
        merges.append(Merge(top, left, merge.bottom, merge.right))
        if (top, left) != (merge.top, merge.left):
            cells = rows[top]
            cells.extend([None] * (left + 1 - len(cells)))
            cells[left] = sheet.cell(merge.top, merge.left)
    return Sheet(sheet.name, rows, merges)


def _seen(first: int, last: int, hidden: frozenset[int]) -> int | None:
    return next((number for number in range(first, last + 1) if number not in hidden), None)
