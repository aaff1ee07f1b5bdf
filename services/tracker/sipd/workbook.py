"""Reads an export of SIPD: which sheet is what, its rows, and the figures that differ. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from chassis.sheets.hidden import NOTHING_HIDDEN, Hidden, hidden_in
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.phrases import phrase
from chassis.sheets.workbook import read_sheets
from tracker.sipd.amount import Amount, key_of
from tracker.sipd.code import Level, levels_of, parents_of
from tracker.sipd.column import Measure, Part
from tracker.sipd.months_reading import months_reading
from tracker.sipd.phrases import REASONS
from tracker.sipd.recognition import Recognised, agency_of, months_of, recognised
from tracker.sipd.reconciliation import Headers, differences_within, unchecked_sums
from tracker.sipd.repeats import (
    Pairs,
    amounts_for,
    differences_between,
    differences_by_group,
    differences_of_totals,
    has_same_amounts,
    pairs_of,
    repeats_rows,
)
from tracker.sipd.sipd_file import LeftOut, MonthsAre, SheetKind, SipdFile, SipdRow, SipdSheet
from tracker.sipd.table import CodedRow, Table
from tracker.sipd.work_unit import work_unit_of_rows

READ = frozenset({SheetKind.CASH_PLAN, SheetKind.REALISATION})
RANGES_MOST = 200
"""Ranges of numbers left out that are listed, of a kind and sheet."""


@dataclass(slots=True)
class _Sheet:
    """A sheet while the others are compared with it."""

    found: Recognised
    about: SipdSheet
    rows: list[SipdRow] = field(default_factory=list)
    readings: dict[Measure, MonthsAre] = field(default_factory=dict)

    @property
    def headers(self) -> Headers:
        """The header of each kind of amount."""
        table = self.found.table
        columns = table.header.money if table else ()
        measure = table.measure if table else Measure.CASH_PLAN
        return {key_of(column, measure): f"{column.header} {column.letters}" for column in columns}

    @property
    def totals(self) -> Sequence[CodedRow]:
        """Its rows of totals."""
        return self.found.table.totals if self.found.table else ()

    @property
    def all_rows(self) -> list[CodedRow]:
        """Its rows with and without a code, in order. A code of no known shape counts as none."""
        table = self.found.table
        if table is None:
            return []
        uncoded = [replace(row, code="") for row in table.uncoded]
        return sorted([*table.rows, *uncoded], key=lambda row: row.number)


def read_sipd(data: bytes, limits: Limits = DEFAULT, with_hidden: bool = False) -> SipdFile:
    """The cash plans and realisations in a workbook; a sheet that is neither says why.

    Hidden sheets, rows and columns are left out and counted, unless `with_hidden`.
    Raises FileRefused when the file cannot be read.
    """
    sheets = read_sheets(data, limits)
    hidden: Mapping[str, Hidden] = {} if with_hidden else hidden_in(data, limits)
    read = [_sheet(recognised(s, hidden.get(s.name, NOTHING_HIDDEN))) for s in sheets]
    file = SipdFile()
    for sheet in read:
        if sheet.about.kind in READ:
            _with_readings(sheet)
            file.differences += differences_within(
                sheet.rows, sheet.totals, sheet.headers, sheet.readings
            )
    _compare(read, file)
    _read_months_of_sheets(read)
    for sheet in read:
        _add(sheet, file)
    return file


def _sheet(found: Recognised) -> _Sheet:
    table = found.table
    about = SipdSheet(
        found.name,
        found.kind,
        found.reason,
        year=found.title.year,
        region=found.title.region,
        agency=found.title.agency,
        months=months_of(found.name, found.title),
        remarks=found.remarks,
    )
    if table is None or found.kind not in READ:
        return _Sheet(found, about)
    rows = list(_rows_of(table))
    header = (table.header.first_row + 1, table.header.last_row + 1)
    agency = agency_of(found.title, [(row.level, row.name) for row in rows])
    unit = found.title.work_unit or work_unit_of_rows((r.level, r.code, r.name) for r in rows)
    about = replace(about, agency=agency, work_unit=unit, header=header)
    about = replace(about, rows=len(rows), dashes=table.dashes)
    return _Sheet(found, about, rows)


def _rows_of(table: Table) -> Iterator[SipdRow]:
    """The rows with their levels and parents; a code twice below one parent is a fault."""
    levels = cast("list[Level]", levels_of([row.code for row in table.rows]))
    coded = [(level, row.code) for level, row in zip(levels, table.rows, strict=True)]
    parents = parents_of(coded)
    with_children = {parent for parent in parents if parent is not None}
    seen: dict[tuple[int | None, str], str] = {}
    for at, row in enumerate(table.rows):
        parent = parents[at]
        first = seen.setdefault((parent, row.code), row.code_cell)
        if first != row.code_cell:
            column = table.header.of(Part.CODE)[-1]
            table.refuse_as("code-twice", row.number, column, row.code, first=first)
        number = None if parent is None else table.rows[parent].number + 1
        yield SipdRow(
            table.sheet,
            row.number + 1,
            levels[at],
            row.code,
            row.name,
            number,
            at not in with_children,
            row.amounts,
        )


def _with_readings(sheet: _Sheet) -> None:
    measures = (Measure.CASH_PLAN, Measure.REALISATION)
    sheet.readings = {measure: months_reading(sheet.rows, measure) for measure in measures}
    own = Measure.CASH_PLAN if sheet.about.kind is SheetKind.CASH_PLAN else Measure.REALISATION
    unchecked = unchecked_sums(sheet.rows, sheet.totals)
    sheet.about = replace(sheet.about, months_are=sheet.readings[own], unchecked=unchecked)


def _compare(read: Sequence[_Sheet], file: SipdFile) -> None:
    """Find the repeats, and what differs between sheets."""
    for at, sheet in enumerate(read):
        others = [s for s in (read[:at] if sheet.rows else read) if s is not sheet and s.rows]
        rows = sheet.all_rows
        if not others or not rows:
            continue
        compared = [(pairs_of(rows, other.rows), other) for other in others]
        pairs, other = max(compared, key=lambda one: len(one[0]))
        if not repeats_rows(pairs, len(rows)):
            _compare_totals(sheet, others, file)
        elif not sheet.rows or _is_copy(sheet, other, pairs):
            _repeats(sheet, other, pairs, file)
        else:
            budgets = frozenset({Measure.BUDGET})
            name, beside = sheet.about.name, other.about.name
            file.differences += differences_between(name, pairs, sheet.headers, beside, budgets)
            file.differences += differences_by_group(name, pairs, other.headers, budgets)


def _is_copy(sheet: _Sheet, other: _Sheet, pairs: Pairs) -> bool:
    other_months = None not in (sheet.about.months, other.about.months) and (
        sheet.about.months != other.about.months
    )
    same_kind = sheet.about.kind is other.about.kind
    return same_kind and not other_months and has_same_amounts(pairs)


def _repeats(sheet: _Sheet, other: _Sheet, pairs: Pairs, file: SipdFile) -> None:
    name, beside = sheet.about.name, other.about.name
    facts = {"matched": len(pairs), "rows": len(sheet.all_rows), "sheet": beside}
    reason = phrase(REASONS, "repeats", facts)
    sheet.about = replace(sheet.about, kind=SheetKind.REPEAT, reason=reason, repeats=beside)
    sheet.rows = []
    measures = frozenset(Measure)
    file.differences = [d for d in file.differences if d.sheet != name]
    file.differences += differences_between(name, pairs, sheet.headers, beside, measures)
    _compare_totals(sheet, [other], file)


def _compare_totals(sheet: _Sheet, others: Sequence[_Sheet], file: SipdFile) -> None:
    for total in sheet.totals:
        for other in others:
            name, headers = sheet.about.name, sheet.headers
            file.differences += differences_of_totals(total, name, headers, other.rows)


def _read_months_of_sheets(read: Sequence[_Sheet]) -> None:
    """Of realisations with a sheet for each month: whether they are cumulative."""
    monthly = [
        sheet
        for sheet in read
        if sheet.about.kind is SheetKind.REALISATION
        and sheet.about.months_are is MonthsAre.NO_MONTHS
        and sheet.about.months is not None
        and sheet.about.months[0] == sheet.about.months[1]
    ]
    if len({sheet.about.months for sheet in monthly}) < 2:
        return
    reading = months_reading(list(_across(monthly)), Measure.REALISATION)
    for sheet in monthly:
        sheet.about = replace(sheet.about, months_are=reading)


def _across(monthly: Sequence[_Sheet]) -> Iterator[SipdRow]:
    """Each row of the first sheet with the realisation of every month."""
    paths: list[dict[tuple[str, ...], SipdRow]] = [_by_path(sheet.rows) for sheet in monthly]
    for path, row in paths[0].items():
        amounts = []
        for sheet, rows in zip(monthly, paths, strict=True):
            there = rows.get(path)
            added = amounts_for(there, (Measure.REALISATION, None, "")) if there else []
            if added:
                rupiah = sum(amount.rupiah for amount in added)
                months = sheet.about.months
                amounts.append(Amount(Measure.REALISATION, months, "", rupiah, added[0].cell))
        budgets = amounts_for(row, (Measure.BUDGET, None, ""))
        if budgets:
            rupiah = sum(amount.rupiah for amount in budgets)
            amounts.append(Amount(Measure.BUDGET, None, "", rupiah, budgets[0].cell))
        yield replace(row, amounts=tuple(amounts))


def _by_path(rows: Sequence[SipdRow]) -> dict[tuple[str, ...], SipdRow]:
    paths: dict[int | None, tuple[str, ...]] = {None: ()}
    for row in rows:
        paths[row.row] = (*paths[row.parent], row.code)
    return {paths[row.row]: row for row in rows}


def _add(sheet: _Sheet, file: SipdFile) -> None:
    """Add the sheet to the file; of a sheet that is not read only what it is."""
    file.sheets.append(sheet.about)
    table = sheet.found.table
    if table is None or sheet.about.kind not in READ:
        return
    file.rows += sheet.rows
    file.faults += table.faults
    for kind, count in table.left_out.items():
        if count:
            ranges = table.cells.get(kind, ())
            more = max(0, len(ranges) - RANGES_MOST)
            file.left_out.append(
                LeftOut(sheet.about.name, kind, count, tuple(ranges[:RANGES_MOST]), more)
            )
