"""Columns that mean one field and fit equally: where they differ, none is taken. Pure."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any

from chassis.http.problem import Fault
from chassis.sheets.cell import Cell, has_no_value, shortened, shown
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import ColumnPlace, Header
from chassis.sheets.refusal import sheet_fault
from chassis.sheets.rows import SheetRow
from chassis.sheets.sheet_scan import GridPosition

RIVAL = "columns-rival"
NONE: Set[GridPosition] = frozenset()


@dataclass(frozen=True, slots=True)
class Settled:
    """A header with one column for each field, and the fields for which others fit as well."""

    header: Header
    rivals: Mapping[str, Sequence[ColumnPlace]]
    """All columns of such a field, from the left."""
    parts: Mapping[str, Sequence[ColumnPlace]] = field(default_factory=dict)
    """Columns of a field whose amounts are summed; that of the sum, if there is one, is none."""


def told_apart(found: Settled, rows: Sequence[SheetRow]) -> Settled:
    """The same without rivals that are empty in these rows, or say the same in each of them."""
    places, again, rivals = dict(found.header.places), list(found.header.again), {}
    for name, columns in found.rivals.items():
        filled = [one for one in columns if any(not has_no_value(cell_of(r, one)) for r in rows)]
        places[name] = (filled or columns)[0]
        if any(len({shown(cell_of(row, one)) for one in filled}) > 1 for row in rows):
            rivals[name] = filled
        others = (one for one in columns if one is not places[name])
        again += [(name, one) for one in others if one not in rivals.get(name, ())]
    header = replace(found.header, places=places, again=tuple(again))
    return replace(found, header=header, rivals=rivals)


def refuse_rivals(
    found: Settled,
    rows: Iterable[SheetRow],
    entries: Sequence[Entry[Any]],
    mended: Set[GridPosition] = NONE,
) -> None:
    """Refuse the rows in which columns of one field say different things; a cell that was written
    by hand since the file was read holds.
    """
    for row, entry in zip(rows, entries, strict=True):
        for name, columns in found.rivals.items():
            cells = [shown(shortened(cell_of(row, one))) for one in columns]
            is_mended = (row.number, found.header.places[name].column) in mended
            if len(set(cells)) > 1 and not is_mended:
                said = [
                    f"{one.header} ({one.letters}): {cell or '-'}"
                    for one, cell in zip(columns, cells, strict=True)
                ]
                facts = {"column": found.header.table.header(name), "said": "; ".join(said)}
                why = sheet_fault(RIVAL, name, **facts)
                offered = tuple(dict.fromkeys(filter(None, cells)))
                entry.faults.append(Fault(name, why.code, why.message, offered))


def cell_of(row: SheetRow, place: ColumnPlace) -> Cell:
    """The cell of a row in a column; None beyond its end."""
    return row.cells[place.column] if place.column < len(row.cells) else None
