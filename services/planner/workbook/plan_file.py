"""Reads a plan workbook into entries: which sheet is which table, and which rows count. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chassis.sheets.cell import cell_address, has_no_value
from chassis.sheets.columns import Column
from chassis.sheets.entry import Entry
from chassis.sheets.header_row import Header, find_header
from chassis.sheets.hidden import hidden_in
from chassis.sheets.key import header_key
from chassis.sheets.likely_header import likely_header
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.note import Note, note
from chassis.sheets.refusal import FileRefused
from chassis.sheets.refused_workbook import REASON
from chassis.sheets.rows import (
    RowKind,
    SheetRow,
    rows_below,
    sheet_ignored,
    sheet_incomplete,
)
from chassis.sheets.visible import visible
from chassis.sheets.workbook import Sheet, read_sheets
from planner.agencies import agency
from planner.agencies.directory import AgencyDirectory
from planner.items import item
from planner.refusal import plan_fault
from planner.workbook.agency_rows import ROLES, read_agency
from planner.workbook.columns import AGENCIES, PLAN
from planner.workbook.item_rows import PERIOD, ItemReader
from planner.workbook.mending import NONE, Mending, WholePeriods, mend
from planner.workbook.period_cells import PeriodCells
from planner.workbook.sections import NO_SECTIONS, Sections, sections_of

AGENCIES_MOST = 1_000
"""Each name of an agency is compared with every other; a regency has about sixty."""
SILENT = frozenset({RowKind.ENTRY, RowKind.BLANK})


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table of the plan in a sheet: which of its columns are understood."""

    sheet: str
    row: int
    """The row of its header, from 1."""
    known: tuple[tuple[str, str], ...]
    """Header and field."""
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    """The fields of required columns that it lacks."""
    said: tuple[tuple[str, str], ...] = ()
    """Of those that it lacked: field, and what was said for every row."""
    periods: WholePeriods | None = None
    """How months without a day are read; None where the sheet has none."""
    without_year: bool = False
    """Whether a month names no year, or its year was said."""
    without_days: bool = False
    """Whether a column that should give both days has cells that give none, such as 6 bulan."""

    headings: tuple[tuple[str, str], ...] = ()
    """Cell and text of headings that name no known pillar, with rows below them."""

    @property
    def asks_periods(self) -> bool:
        """Whether it is still to be said how months without a day are read, or their year."""
        said = self.periods
        if said is None or said.by_cell:
            return False
        return not said.may_be or (self.without_year and said.year is None)


@dataclass(slots=True)
class PlanFile:
    """The content of a workbook, row by row, not yet compared with what is stored."""

    agencies: list[Entry[agency.Fields]] = field(default_factory=list)
    items: list[Entry[item.Fields]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    tables: list[FoundTable] = field(default_factory=list)
    """The plan's tables, with their columns."""


@dataclass(frozen=True, slots=True)
class _SheetTable:
    sheet: Sheet
    header: Header
    said: Mapping[str, str] = field(default_factory=dict)
    sections: Sections = NO_SECTIONS

    @property
    def missing(self) -> list[Column]:
        """Required columns that are missing, of which nothing was said and no section tells."""
        told = {*self.said, *(("pillar",) if self.sections else ())}
        return [column for column in self.header.missing if column.field not in told]


def read_plan(
    data: bytes,
    directory_of: Callable[[Sequence[Entry[agency.Fields]]], AgencyDirectory],
    limits: Limits = DEFAULT,
    mending: Mending = NONE,
) -> PlanFile:
    """The entries of a file; `directory_of` gives the directory once the file's agencies are read.

    Raises FileRefused when the file cannot be read or holds neither of the two tables; where
    columns may lack, `tables` says then which there are.
    """
    read = PlanFile()
    sheets = visible(read_sheets(data, limits), hidden_in(data, limits), read.notes)
    is_hidden = bool(read.notes)
    mend(sheets, mending, limits)
    plans, agencies, incomplete = _tables(sheets, mending, read.notes)
    read.tables += map(_found, incomplete)
    if mending.columns_may_lack and not read.tables and not plans and not agencies:
        read.tables += filter(None, map(_guessed, sheets))
    if not (mending.columns_may_lack and (plans or read.tables)):
        _demand(plans, agencies, incomplete, is_hidden=is_hidden)
    for table in agencies:
        rows = _entries(table, read.notes)
        read.agencies += [read_agency(table.sheet.name, table.header, row) for row in rows]
        if len(read.agencies) > AGENCIES_MOST:
            facts = {"sheet": table.sheet.name, "rows": len(read.agencies)}
            raise FileRefused.because("too-many-rows", **facts, limit=AGENCIES_MOST)
    directory = directory_of(read.agencies)
    for table in plans:
        name = table.sheet.name
        headings = table.sections.pillars
        rows = [row for row in _entries(table, read.notes) if row.number not in headings]
        periods = mending.periods_of(name)
        reader = ItemReader(
            name,
            table.header,
            rows,
            directory,
            said=table.said,
            periods=periods,
            sections=table.sections,
        )
        read.items += map(reader.read, rows)
        read.notes += [*reader.notes, *_about_periods(name, reader.days)]
        read.notes += [*_about_sections(table), *_about_remarks(table, rows)]
        found = _found(table, reader.days, periods)
        read.tables.append(replace(found, headings=tuple(reader.headings.items())))
    return read


def _about_periods(sheet: str, days: PeriodCells) -> list[Note]:
    counts = {"periods-read": days.count, "days-as-said": days.instead}
    return [note(code, sheet, count=count) for code, count in counts.items() if count]


def _about_sections(table: _SheetTable) -> list[Note]:
    pillars = table.sections.pillars.items()
    listed = ", ".join(f"{one.words} ({row + 1})" for row, one in pillars)
    facts = {"column_name": table.header.table.header("pillar"), "sections": listed}
    return [note("read-by-section", table.sheet.name, **facts)] if listed else []


def _about_remarks(table: _SheetTable, rows: Sequence[SheetRow]) -> list[Note]:
    """What its senders wrote beside the plan is not kept: they have to know."""
    place = table.header.places.get("remark")
    if place is None or header_key(place.header) == header_key(REASON):
        return []
    cells = (row.cells[place.column] for row in rows if place.column < len(row.cells))
    count = sum(1 for cell in cells if not has_no_value(cell))
    if not count:
        return []
    facts = {"column_name": place.header, "count": count}
    return [note("remarks-not-kept", table.sheet.name, None, place.header, **facts)]


def _found(
    table: _SheetTable, days: PeriodCells | None = None, periods: WholePeriods | None = None
) -> FoundTable:
    header = table.header
    is_asked = days is not None and days.asked
    return FoundTable(
        table.sheet.name,
        header.last_row + 1,
        tuple((place.header, name) for name, place in header.places.items()),
        tuple(dict.fromkeys(place.header for place in header.unknown)),
        tuple(column.field for column in table.missing),
        tuple((name, text) for name, text in table.said.items() if name not in header.places),
        periods if is_asked else None,
        days is not None and (days.without_year or bool(periods and periods.year)),
        days is not None and days.unreadable,
    )


def _guessed(sheet: Sheet) -> FoundTable | None:
    """Of a sheet without a known header: the rows that look most like one, if there are any."""
    likely = likely_header(sheet)
    if likely is None:
        return None
    missing = tuple(column.field for column in PLAN.required)
    return FoundTable(sheet.name, likely.row + 1, (), tuple(likely.columns.values()), missing)


def _tables(
    sheets: Collection[Sheet], mending: Mending, notes: list[Note]
) -> tuple[list[_SheetTable], list[_SheetTable], list[_SheetTable]]:
    table_of_plan = PLAN.called(mending.names)
    plans: list[_SheetTable] = []
    agencies: list[_SheetTable] = []
    incomplete: list[_SheetTable] = []
    for sheet in sheets:
        header, listing = find_header(sheet, table_of_plan), find_header(sheet, AGENCIES)
        plan = _plan_table(sheet, header, mending) if header else None
        if plan is not None and not plan.missing:
            plans.append(plan)
        elif listing is not None and _lists_agencies(listing):
            agencies.append(_SheetTable(sheet, listing))
        elif plan is not None and len(plan.missing) <= len(PLAN.required) // 2:
            incomplete.append(plan)
        elif any(sheet.rows):
            notes.append(sheet_ignored(sheet))
    for table in incomplete:
        columns = ", ".join(column.header for column in table.missing)
        notes.append(sheet_incomplete(table.sheet, table.header, columns))
    return plans, agencies, incomplete


def _spans_months(sheet: Sheet, header: Header) -> bool:
    """Whether the header of the days is merged over several columns: months, ticked or shaded."""
    place = header.places.get(PERIOD)
    return place is not None and any(
        merge.left <= place.column <= merge.right and merge.right > merge.left
        for row in range(header.first_row, header.last_row + 1)
        for merge in sheet.merges_from(row)
    )


def _plan_table(sheet: Sheet, header: Header, mending: Mending) -> _SheetTable:
    if _spans_months(sheet, header):
        places = {name: place for name, place in header.places.items() if name != PERIOD}
        header = replace(header, places=places)
    said = mending.said_of(sheet.name)
    told = "pillar" in said or header.place_of("pillar") is not None
    sections = NO_SECTIONS if told else sections_of(sheet, header)
    return _SheetTable(sheet, header, said, sections)


def _lists_agencies(header: Header) -> bool:
    """A code and a name alone could be the columns of any list."""
    return not header.missing and any(name in header.places for name in ("aliases", *ROLES))


def _demand(
    plans: list[_SheetTable],
    agencies: list[_SheetTable],
    incomplete: list[_SheetTable],
    *,
    is_hidden: bool,
) -> None:
    if plans or (agencies and not incomplete):
        return
    if incomplete:
        best = min(incomplete, key=lambda table: len(table.missing))
        facts = {"sheet": best.sheet.name, "header_row": best.header.last_row + 1}
        raise FileRefused(
            *(
                plan_fault("column-missing", column.header, column=column.header, **facts)
                for column in best.missing
            )
        )
    columns = ", ".join(column.header for column in PLAN.required)
    raise FileRefused.because("table-hidden" if is_hidden else "no-table", columns=columns)


def _entries(table: _SheetTable, notes: list[Note]) -> list[SheetRow]:
    """The rows that are entries; every other row that is not blank gives a note."""
    name, header = table.sheet.name, table.header
    notes += _about_columns(name, header)
    entries = []
    for row in rows_below(table.sheet, header):
        if row.kind is RowKind.ENTRY:
            entries.append(row)
        elif row.kind not in SILENT:
            notes.append(note(row.kind.value, name, row.number + 1, text=row.text))
    return entries


def _about_columns(name: str, header: Header) -> list[Note]:
    row = header.last_row
    notes = [
        note("column-ignored", name, row + 1, place.header, column_name=place.header)
        for place in header.unknown
    ]
    for field_, place in header.again:
        other = cell_address(row, place.column)
        facts = {"column_name": header.places[field_].header, "other": other}
        notes.append(note("column-twice", name, row + 1, other, **facts))
    return notes
