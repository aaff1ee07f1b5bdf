"""The tables of a plan in the sheets of a workbook, before their rows are read. Pure."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chassis.sheets.cell import Cell, is_blank
from chassis.sheets.columns import Column
from chassis.sheets.day_order import DayOrder, days_within, order_in
from chassis.sheets.figure import uses_decimal_point
from chassis.sheets.habits import Habits, cells_below
from chassis.sheets.header_row import Header, field_of, find_header
from chassis.sheets.note import Note, note
from chassis.sheets.rows import sheet_ignored, sheet_incomplete
from chassis.sheets.table_headers import headers_in
from chassis.sheets.workbook import Sheet
from planner.agencies.directory import AgencyDirectory
from planner.workbook.agency_rows import ROLES
from planner.workbook.budget_sources import with_sources
from planner.workbook.code_in_title import with_split_titles
from planner.workbook.code_levels import with_joined_codes
from planner.workbook.columns import AGENCIES, PLAN
from planner.workbook.item_rows import PERIOD
from planner.workbook.mending import Mending
from planner.workbook.sections import NO_SECTIONS, Sections, sections_of
from planner.workbook.sheet_office import office_of

LACKING_MOST = len(PLAN.required) // 2
"""Required columns that a table of the plan may lack; one that lacks more is none."""


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A table in a sheet, with what was said for all of its rows."""

    sheet: Sheet
    header: Header
    end: int
    """The row below its last one."""
    said: Mapping[str, str] = field(default_factory=dict)
    sections: Sections = NO_SECTIONS

    @property
    def missing(self) -> list[Column]:
        """Required columns that are missing, of which nothing was said and no section tells."""
        told = {*self.said, *(("pillar",) if self.sections else ())}
        return [column for column in self.header.missing if column.field not in told]


@dataclass(frozen=True, slots=True)
class PlanTables:
    """The tables of a file."""

    plans: list[PlanTable] = field(default_factory=list)
    agencies: list[PlanTable] = field(default_factory=list)
    incomplete: list[PlanTable] = field(default_factory=list)
    """Tables of a plan that lack required columns."""
    directory: AgencyDirectory = field(default_factory=lambda: AgencyDirectory([]))
    """The agencies that the tables may name."""


def tables_in(
    sheets: Collection[Sheet],
    mending: Mending,
    notes: list[Note],
    directory: Callable[[Sequence[PlanTable]], AgencyDirectory],
) -> PlanTables:
    """The tables of all sheets; `notes` is told which sheets and tables are left out. `directory`
    gives the agencies, once the tables of the file's agencies are known.
    """
    agencies_found: list[PlanTable] = []
    others = []
    for sheet in sheets:
        tables = _tables_of(sheet, mending, notes)
        listing = find_header(sheet, AGENCIES)
        is_plan = any(not _lacks_more(one, "agency") for one in tables)
        if not is_plan and listing is not None and _lists_agencies(listing):
            agencies_found.append(PlanTable(sheet, listing, len(sheet.rows)))
        else:
            others.append((sheet, tables))
    agencies = directory(agencies_found)
    found = PlanTables(agencies=agencies_found, directory=agencies)
    for sheet, without_office in others:
        tables = [_with_office(one, agencies, notes) for one in without_office]
        plans = [one for one in tables if not one.missing]
        lacking = [one for one in tables if one.missing]
        found.plans.extend(plans)
        likely = [one for one in lacking if len(one.missing) <= LACKING_MOST]
        found.incomplete.extend(likely)
        notes += _left_out(sheet, lacking if plans else likely, alone=len(tables) == 1)
        if not plans and not likely and any(sheet.rows):
            notes.append(sheet_ignored(sheet))
    return found


def _lacks_more(table: PlanTable, field: str) -> bool:
    """Whether a table lacks another required column than that of a field."""
    return any(column.field != field for column in table.missing)


def _with_office(table: PlanTable, agencies: AgencyDirectory, notes: list[Note]) -> PlanTable:
    """The table with the agency that its sheet names, where no column does."""
    if "agency" not in {column.field for column in table.missing}:
        return table
    office = office_of(table.sheet.name, table.header, agencies)
    if office is None:
        return table
    facts = {"column_name": PLAN.header("agency"), "value": office[0], "line": office[1]}
    notes.append(note("read-from-sheet", table.sheet.name, None, **facts))
    return replace(table, said={**table.said, "agency": office[0]})


def habits_of(tables: Sequence[PlanTable]) -> Habits:
    """How the numbers and days of a whole file are written. Days within texts, such as those of
    milestones, are not turned around by a spreadsheet program.
    """
    days = order_in(_cells_of(tables, ("start", "due")))
    texts = (c for c in _cells_of(tables, (PERIOD, "milestones")) if isinstance(c, str))
    within = order_in(day for text in texts for day in days_within(text))
    order = DayOrder(
        days.day_first or within.day_first, days.month_first or within.month_first, days.turned
    )
    return Habits(uses_decimal_point(_cells_of(tables, PLAN.amounts)), order)


def _cells_of(tables: Sequence[PlanTable], fields: Collection[str]) -> Iterator[Cell]:
    for one in tables:
        yield from cells_below(one.sheet, one.header, one.end, fields)


def _left_out(sheet: Sheet, tables: Sequence[PlanTable], *, alone: bool) -> list[Note]:
    columns = [", ".join(column.header for column in one.missing) for one in tables]
    named = list(zip(tables, columns, strict=True))
    if alone:
        return [sheet_incomplete(sheet, one.header, lacking) for one, lacking in named]
    return [_table_left_out(one, lacking) for one, lacking in named]


def _table_left_out(table: PlanTable, columns: str) -> Note:
    row = table.header.last_row + 1
    below = table.sheet.rows[row : table.end]
    facts = {
        "header_row": row,
        "rows": sum(1 for cells in below if any(not is_blank(cell) for cell in cells)),
        "columns": columns,
    }
    return note("table-incomplete", table.sheet.name, row, **facts)


def _tables_of(sheet: Sheet, mending: Mending, notes: list[Note]) -> list[PlanTable]:
    """Each table of a plan in a sheet, by its own header; `notes` is told how codes are joined."""
    all_ = headers_in(sheet, PLAN.called(mending.names))
    headers = [with_sources(_without_months(sheet, one)) for one in all_]
    if not headers:
        return []
    said = mending.said_of(sheet.name)
    of_sheet = NO_SECTIONS
    if "pillar" not in said and any(one.place_of("pillar") is None for one in headers):
        of_sheet = sections_of(sheet, headers[0])
    ends = [*(one.first_row for one in headers[1:]), len(sheet.rows)]
    return [
        PlanTable(
            sheet,
            with_joined_codes(sheet, with_split_titles(sheet, header, end, notes), end, notes),
            end,
            said,
            NO_SECTIONS if header.place_of("pillar") else of_sheet,
        )
        for header, end in zip(headers, ends, strict=True)
    ]


def _without_months(sheet: Sheet, header: Header) -> Header:
    """The header without its days where these are merged over several columns: months, ticked or
    shaded.
    """
    place = header.places.get(PERIOD)
    spans_months = place is not None and any(
        merge.left <= place.column <= merge.right and merge.right > merge.left
        for row in range(header.first_row, header.last_row + 1)
        for merge in sheet.merges_from(row)
    )
    if not spans_months:
        return header
    places = {name: place for name, place in header.places.items() if name != PERIOD}
    again = tuple((name, place) for name, place in header.again if name != PERIOD)
    unknown = tuple(
        one
        for one in header.unknown
        if all(field_of(header.table, text) != PERIOD for text in one.texts)
    )
    return replace(header, places=places, again=again, unknown=unknown)


def _lists_agencies(header: Header) -> bool:
    """A code and a name alone could be the columns of any list."""
    return not header.missing and any(name in header.places for name in ("aliases", *ROLES))
