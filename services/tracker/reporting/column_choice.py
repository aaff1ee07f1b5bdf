"""Which of several columns that mean one field counts, and where nobody can tell. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chassis.sheets.cell import Cell, has_no_value, shortened, shown
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import ColumnPlace, Header
from chassis.sheets.refusal import sheet_fault
from chassis.sheets.rows import SheetRow
from contracts.report_content import TEXTS
from tracker.reporting.column_meaning import (
    FIGURES,
    MONEY,
    UP_TO,
    is_named,
    is_of_months,
    is_percent,
)
from tracker.reporting.report_columns import REPORTS

RIVAL = "columns-rival"


@dataclass(frozen=True, slots=True)
class Settled:
    """A header with one column for each field, and the fields for which others fit as well."""

    header: Header
    rivals: Mapping[str, Sequence[ColumnPlace]]
    """All columns of such a field, from the left."""


def settled(header: Header, named: frozenset[str]) -> Settled:
    """The header with the right column for each field: of money, rupiah come before percent of the
    budget; a figure up to the month before the month's own, since reports are cumulative; and a day
    before a month. A header that people named comes before no other.
    """
    offers: dict[str, list[ColumnPlace]] = {name: [at] for name, at in header.places.items()}
    for name, place in header.again:
        offers[name].append(place)
    places: dict[str, ColumnPlace] = {}
    again: list[tuple[str, ColumnPlace]] = []
    rivals: dict[str, Sequence[ColumnPlace]] = {}
    for name, all_ in offers.items():
        best = min(all_, key=lambda one: (*_rank(name, one), one.column))
        equal = _equal(name, all_, best, named)
        places[name] = best
        if len(equal) > 1:
            rivals[name] = equal
        again += [
            (name, one) for one in all_ if one is not best and one not in rivals.get(name, ())
        ]
    return Settled(replace(header, places=places, again=tuple(again)), rivals)


def _equal(
    field: str, offers: Sequence[ColumnPlace], best: ColumnPlace, named: frozenset[str]
) -> list[ColumnPlace]:
    """Those that fit as well as the best; of remarks only what somebody named is in doubt."""
    if any(is_named(one.header, named) for one in offers):
        return sorted(offers, key=lambda one: one.column)
    if field in TEXTS and field != "corrects":
        return [best]
    return [one for one in offers if _rank(field, one) == _rank(field, best)]


def _rank(field: str, place: ColumnPlace) -> tuple[bool, bool]:
    """The lower, the better."""
    if field == "as_of":
        return False, is_of_months(place)
    if field not in FIGURES:
        return False, False
    return field == MONEY and is_percent(place), not UP_TO.search(place.wording)


def told_apart(found: Settled, rows: Sequence[SheetRow]) -> Settled:
    """The same without rivals that are empty in these rows, or say the same in each of them."""
    places, again, rivals = dict(found.header.places), list(found.header.again), {}
    for name, columns in found.rivals.items():
        filled = [one for one in columns if any(not has_no_value(_cell(r, one)) for r in rows)]
        places[name] = (filled or columns)[0]
        if any(len({shown(_cell(row, one)) for one in filled}) > 1 for row in rows):
            rivals[name] = filled
        others = (one for one in columns if one is not places[name])
        again += [(name, one) for one in others if one not in rivals.get(name, ())]
    return Settled(replace(found.header, places=places, again=tuple(again)), rivals)


def refuse_rivals(found: Settled, rows: Iterable[SheetRow], entries: Sequence[Entry[Any]]) -> None:
    """Refuse the rows in which columns of one field say different things."""
    for row, entry in zip(rows, entries, strict=True):
        for name, columns in found.rivals.items():
            cells = [shown(shortened(_cell(row, one))) for one in columns]
            if len(set(cells)) > 1:
                said = [
                    f"{one.header} ({one.letters}): {cell or '-'}"
                    for one, cell in zip(columns, cells, strict=True)
                ]
                facts = {"column": REPORTS.header(name), "said": "; ".join(said)}
                entry.faults.append(sheet_fault(RIVAL, name, **facts))


def _cell(row: SheetRow, place: ColumnPlace) -> Cell:
    return row.cells[place.column] if place.column < len(row.cells) else None
