"""Which tables a workbook of the plan has, and which of their columns are understood. Pure."""

from dataclasses import dataclass

from chassis.sheets.likely_header import likely_header
from chassis.sheets.workbook import Sheet
from planner.workbook.columns import PLAN
from planner.workbook.mending import WholePeriods
from planner.workbook.period_cells import PeriodCells
from planner.workbook.plan_tables import PlanTable


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


def found_table(
    table: PlanTable, days: PeriodCells | None = None, periods: WholePeriods | None = None
) -> FoundTable:
    """A table, with what its days say where they were read."""
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


def guessed_table(sheet: Sheet) -> FoundTable | None:
    """Of a sheet without a known header: the rows that look most like one, if there are any."""
    likely = likely_header(sheet)
    if likely is None:
        return None
    missing = tuple(column.field for column in PLAN.required)
    return FoundTable(sheet.name, likely.row + 1, (), tuple(likely.columns.values()), missing)
