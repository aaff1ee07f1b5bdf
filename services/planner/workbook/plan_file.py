"""Reads a plan workbook into entries: which sheet is which table, and which rows count. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from chassis.sheets.cell import has_no_value
from chassis.sheets.column_rivals import Settled, refuse_rivals
from chassis.sheets.day_numbers import about_serials
from chassis.sheets.entry import Entry
from chassis.sheets.habits import Habits
from chassis.sheets.header_row import Header
from chassis.sheets.hidden import hidden_in
from chassis.sheets.key import header_key
from chassis.sheets.limits import DEFAULT, Limits
from chassis.sheets.note import Note, note
from chassis.sheets.refusal import FileRefused
from chassis.sheets.refused_workbook import REASON
from chassis.sheets.rows import (
    RowKind,
    SheetRow,
    rows_below,
)
from chassis.sheets.unnamed_columns import about_unnamed
from chassis.sheets.visible import visible
from chassis.sheets.workbook import read_sheets
from planner.agencies import agency
from planner.agencies.directory import AgencyDirectory
from planner.items import item
from planner.refusal import plan_fault
from planner.workbook.agency_rows import read_agency
from planner.workbook.budget_sources import BUDGET
from planner.workbook.column_choice import settled
from planner.workbook.columns import PLAN
from planner.workbook.found_table import FoundTable, found_table, guessed_table
from planner.workbook.hierarchy import without_parents
from planner.workbook.item_rows import ItemReader
from planner.workbook.mending import NONE, Mending, WholePeriods, mend
from planner.workbook.period_cells import PeriodCells
from planner.workbook.plan_tables import PlanTable, PlanTables, habits_of, tables_in
from planner.workbook.sums import doubt_sums

AGENCIES_MOST = 1_000
"""Each name of an agency is compared with every other; a regency has about sixty."""
SILENT = frozenset({RowKind.ENTRY, RowKind.BLANK})


@dataclass(slots=True)
class PlanFile:
    """The content of a workbook, row by row, not yet compared with what is stored."""

    agencies: list[Entry[agency.Fields]] = field(default_factory=list)
    items: list[Entry[item.Fields]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    tables: list[FoundTable] = field(default_factory=list)
    """The plan's tables, with their columns."""


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

    def directory_with(tables: Sequence[PlanTable]) -> AgencyDirectory:
        _read_agencies(tables, read)
        return directory_of(read.agencies)

    tables = tables_in(sheets, mending, read.notes, directory_with)
    read.tables += map(found_table, tables.incomplete)
    if mending.columns_may_lack and not (read.tables or tables.plans or tables.agencies):
        read.tables += filter(None, map(guessed_table, sheets))
    if not (mending.columns_may_lack and (tables.plans or read.tables)):
        _demand(tables, is_hidden=is_hidden)
    directory = tables.directory
    habits = habits_of(tables.plans)
    for table in tables.plans:
        _read_items(table, directory, mending.periods_of(table.sheet.name), habits, read)
    if habits.order.month_first and not habits.order.is_mixed:
        where = tables.plans[0].sheet.name
        read.notes.append(note("days-month-first", where, value=habits.order.month_first))
    return read


def _read_agencies(tables: Sequence[PlanTable], read: PlanFile) -> None:
    for table in tables:
        found, rows = _entries(table, read.notes)
        entries = [read_agency(table.sheet.name, found.header, row) for row in rows]
        refuse_rivals(found, rows, entries, table.sheet.mended)
        read.agencies += entries
        if len(read.agencies) > AGENCIES_MOST:
            facts = {"sheet": table.sheet.name, "rows": len(read.agencies)}
            raise FileRefused.because("too-many-rows", **facts, limit=AGENCIES_MOST)


def _read_items(
    table: PlanTable,
    directory: AgencyDirectory,
    periods: WholePeriods,
    habits: Habits,
    read: PlanFile,
) -> None:
    name = table.sheet.name
    headings = table.sections.pillars
    found, all_rows = _entries(table, read.notes, directory.knows)
    rows = [row for row in all_rows if row.number not in headings]
    reader = ItemReader(
        name,
        found.header,
        rows,
        directory,
        said=table.said,
        periods=periods,
        sections=table.sections,
        habits=habits,
        mended=table.sheet.mended,
        parts=found.parts.get(BUDGET, ()),
    )
    read.notes += _about_parts(name, found)
    entries = [reader.read(row) for row in rows]
    refuse_rivals(found, rows, entries, table.sheet.mended)
    doubt_sums(entries, table.sheet.mended)
    read.items += entries
    read.notes += [*reader.notes, *_about_periods(name, reader.days)]
    read.notes += [*_about_sections(table), *_about_remarks(table, rows)]
    told = found_table(replace(table, header=found.header), reader.days, periods)
    read.tables.append(replace(told, headings=tuple(reader.headings.items())))


def _about_periods(sheet: str, days: PeriodCells) -> list[Note]:
    counts = {
        "periods-read": days.count,
        "days-as-said": days.instead,
        "ranges-read": days.ranges,
    }
    notes = [note(code, sheet, count=count) for code, count in counts.items() if count]
    return [*notes, *about_serials(sheet, days.serials)]


def _about_sections(table: PlanTable) -> list[Note]:
    rows = [row for row in sorted(table.sections.pillars) if row < table.end]
    above = [row for row in rows if row <= table.header.last_row]
    pillars = [(row, table.sections.pillars[row]) for row in rows[max(0, len(above) - 1) :]]
    listed = ", ".join(f"{one.words} ({row + 1})" for row, one in pillars)
    facts = {"column_name": table.header.table.header("pillar"), "sections": listed}
    return [note("read-by-section", table.sheet.name, **facts)] if listed else []


def _about_parts(sheet: str, found: Settled) -> list[Note]:
    notes = []
    for name, parts in found.parts.items():
        place = found.header.places[name]
        listed = ", ".join(f"{one.header} ({one.letters})" for one in parts)
        code = "summed" if place in parts else "compared-with-parts"
        facts = {"column_name": found.header.table.header(name), "parts": listed}
        notes.append(note(code, sheet, None, place.header, total=place.letters, **facts))
    return notes


def _about_remarks(table: PlanTable, rows: Sequence[SheetRow]) -> list[Note]:
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


def _demand(tables: PlanTables, *, is_hidden: bool) -> None:
    incomplete = tables.incomplete
    if tables.plans or (tables.agencies and not incomplete):
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


def _entries(
    table: PlanTable, notes: list[Note], is_agency: Callable[[str], bool] | None = None
) -> tuple[Settled, list[SheetRow]]:
    """The rows that are entries, and the column of each field in them; every other row that is not
    blank gives a note. With `is_agency` rows that only stand above others are none.
    """
    name, header = table.sheet.name, table.header
    rows = list(rows_below(table.sheet, header, table.end))
    for row in rows:
        if row.kind not in SILENT:
            notes.append(note(row.kind.value, name, row.number + 1, text=row.text))
    entries = [row for row in rows if row.kind is RowKind.ENTRY]
    if is_agency is not None:
        levels = without_parents(name, header, rows, is_agency)
        entries = levels.items
        notes += levels.notes
    found = settled(header, entries)
    notes += _about_columns(name, found.header)
    notes += about_unnamed(table.sheet, found.header, entries)
    return found, entries


def _about_columns(name: str, header: Header) -> list[Note]:
    row = header.last_row
    notes = [
        note("column-ignored", name, row + 1, place.header, column_name=place.header)
        for place in header.unknown
    ]
    for field_, place in header.again:
        used = header.places.get(field_)
        if used is None:
            facts = {"column_name": f"{place.header} ({place.letters})"}
            notes.append(note("column-ignored", name, row + 1, place.header, **facts))
            continue
        facts = {
            "column_name": f"{place.header} ({place.letters})",
            "used": f"{used.header} ({used.letters})",
        }
        notes.append(note("column-instead", name, row + 1, place.header, **facts))
    return notes
