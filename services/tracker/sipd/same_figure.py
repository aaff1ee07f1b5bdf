"""Settles which of several columns of one figure is read, and says so. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.sheets.cell import is_blank
from chassis.sheets.phrases import phrase
from chassis.sheets.workbook import Sheet
from chassis.text import Text
from tracker.sipd.amount import Key, key_of
from tracker.sipd.column import Column, Measure, Part
from tracker.sipd.header import Header
from tracker.sipd.phrases import REASONS, REMARKS
from tracker.sipd.standing import Standing


@dataclass(frozen=True, slots=True)
class Settled:
    """A header with one column at most for each figure."""

    header: Header
    remarks: tuple[Text, ...] = ()
    undecided: Text | None = None
    """Two columns of one figure, where no word says which holds; neither is in the header."""


def settled(sheet: Sheet, header: Header, measure: Measure) -> Settled:
    """The header with the column of each figure that holds; the others are left out.

    `measure` is that of months whose header does not say it.
    """
    rivals: dict[Key, list[Column]] = {}
    for column in header.money:
        rivals.setdefault(key_of(column, measure), []).append(column)
    left_out: set[int] = set()
    remarks: list[Text] = []
    undecided: Text | None = None
    for columns in rivals.values():
        filled = _without_empty(sheet, header, columns)
        best = one_that_holds(filled)
        left_out |= {column.column for column in columns if column is not best}
        if best is None:
            undecided = undecided or phrase(REASONS, "same-figure", _both(filled))
        elif len(filled) > 1:
            others = [column for column in filled if column is not best]
            remarks.append(phrase(REMARKS, "column-holds", _facts(best, others)))
        elif best.standing is Standing.PART:
            remarks.append(phrase(REMARKS, "column-part", _facts(best, [])))
    return Settled(_without(header, left_out), tuple(remarks), undecided)


def _without_empty(sheet: Sheet, header: Header, columns: Sequence[Column]) -> Sequence[Column]:
    """The columns but for empty ones with the same header, as below a cell merged for its width."""
    empty = {
        column.column
        for column in columns
        if sum(column.header == other.header for other in columns) > 1
        and all(
            is_blank(sheet.cell(row, column.column))
            for row in range(header.last_row + 1, len(sheet.rows))
        )
    }
    return [column for column in columns if column.column not in empty] or columns[:1]


def one_that_holds(columns: Sequence[Column]) -> Column | None:
    """The one of the highest standing; None where several have it or no word gives it."""
    if len(columns) == 1:
        return columns[0]
    highest = max(column.standing for column in columns)
    best = [column for column in columns if column.standing is highest]
    return best[0] if len(best) == 1 and highest > Standing.PLAIN else None


def _without(header: Header, left_out: set[int]) -> Header:
    columns = (
        replace(column, part=Part.OTHER) if column.column in left_out else column
        for column in header.columns
    )
    return replace(header, columns=tuple(columns))


def _named(column: Column) -> str:
    return f"“{column.header}” {column.cell}"


def _both(columns: Sequence[Column]) -> dict[str, object]:
    """The two columns that rival most: those of the highest standing come first."""
    first, second, *_ = sorted(columns, key=lambda column: -column.standing)
    first, second = sorted((first, second), key=lambda column: column.column)
    return {"first": _named(first), "second": _named(second), "count": len(columns)}


def _facts(used: Column, others: Sequence[Column]) -> dict[str, object]:
    return {"used": _named(used), "others": ", ".join(map(_named, others))}
