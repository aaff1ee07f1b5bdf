"""Which of several columns that mean one field of the plan counts, if any. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.sheets.cell import MergedAmount, has_no_value
from chassis.sheets.column_rivals import Settled, cell_of, told_apart
from chassis.sheets.figure import read_figure
from chassis.sheets.header_row import ColumnPlace, Header
from chassis.sheets.key import header_key
from chassis.sheets.refusal import Unreadable
from chassis.sheets.rows import SheetRow
from planner.workbook.budget_sources import BUDGET, parts_of, source_in

TITLE, IGNORED = "title", "remark"
LOWEST = frozenset(map(header_key, ("sub kegiatan", "nama sub kegiatan")))
HIGHEST = frozenset(map(header_key, ("program", "nama program")))
"""Levels of a plan: an item is called after its lowest one."""


def settled(header: Header, rows: Sequence[SheetRow]) -> Settled:
    """The header with one column for each field in these rows. Several fit equally, but for those
    of titles, of which the lowest level counts, and columns of amounts in which no figure stands.
    """
    offers: dict[str, list[ColumnPlace]] = {name: [at] for name, at in header.places.items()}
    for name, place in header.again:
        offers[name].append(place)
    places, again = dict(header.places), []
    rivals: dict[str, Sequence[ColumnPlace]] = {}
    parts: dict[str, Sequence[ColumnPlace]] = {}
    for name, all_ in offers.items():
        if len(all_) == 1:
            continue
        if name == BUDGET and (summed := _summed(all_, rows)):
            parts[name], total = summed
            places[name] = total or parts[name][0]
            used = (total, *parts[name])
            again += [(name, one) for one in all_ if one not in used]
            continue
        if name == BUDGET and _are_ticks(all_, rows):
            del places[name]
            again += [(name, one) for one in all_]
            continue
        fit = _fit(header, name, all_, rows)
        places[name] = fit[0]
        again += [(name, one) for one in all_ if one not in fit]
        if len(fit) > 1:
            rivals[name] = fit
    found = Settled(replace(header, places=places, again=tuple(again)), rivals, parts)
    _fill_titles(found.header, rows)
    _fill_from_rivals(found, rows)
    return told_apart(found, rows)


def _fit(
    header: Header, field: str, offers: Sequence[ColumnPlace], rows: Sequence[SheetRow]
) -> list[ColumnPlace]:
    """Those that fit best, from the left."""
    if field == IGNORED:
        return [offers[0]]
    if field == TITLE:
        lowest = min(map(_level, offers))
        return [one for one in offers if _level(one) == lowest]
    if field in header.table.amounts:
        of_figures = [one for one in offers if any(_has_figure(row, one) for row in rows)]
        return of_figures or list(offers)
    return list(offers)


def _summed(
    offers: Sequence[ColumnPlace], rows: Sequence[SheetRow]
) -> tuple[list[ColumnPlace], ColumnPlace | None] | None:
    return parts_of([one for one in offers if any(_has_figure(row, one) for row in rows)])


def _are_ticks(offers: Sequence[ColumnPlace], rows: Sequence[SheetRow]) -> bool:
    """Whether columns of sources say which there are, and no money."""
    return all(map(source_in, offers)) and not any(
        _has_figure(row, one) for row in rows for one in offers
    )


def _level(place: ColumnPlace) -> int:
    key = header_key(place.header)
    return 0 if key in LOWEST else 2 if key in HIGHEST else 1


def _has_figure(row: SheetRow, place: ColumnPlace) -> bool:
    cell = cell_of(row, place)
    if has_no_value(cell):
        return False
    if isinstance(cell, MergedAmount):
        return True
    try:
        read_figure(cell, money=True)
    except Unreadable as error:
        return error.code != "not-a-number"
    return True


def _fill_titles(header: Header, rows: Sequence[SheetRow]) -> None:
    """Where the lowest level has no title, the one above it is the row's."""
    others = sorted((one for name, one in header.again if name == TITLE), key=_level)
    for row in rows if others else ():
        _fill(row, header.places[TITLE], others)


def _fill_from_rivals(found: Settled, rows: Sequence[SheetRow]) -> None:
    """Where one alone of several columns is filled, as in titles that are indented by columns, it
    holds for the row; of amounts the others may mean none.
    """
    for name, columns in found.rivals.items():
        if name in found.header.table.amounts:
            continue
        for row in rows:
            filled = [one for one in columns if not has_no_value(cell_of(row, one))]
            if len(filled) == 1:
                for one in columns:
                    _fill(row, one, filled)


def _fill(row: SheetRow, place: ColumnPlace, others: Sequence[ColumnPlace]) -> None:
    if not has_no_value(cell_of(row, place)):
        return
    value = next((cell_of(row, one) for one in others if not has_no_value(cell_of(row, one))), None)
    row.cells.extend([None] * (place.column + 1 - len(row.cells)))
    row.cells[place.column] = value
