"""The tables of reports in the sheets of a file, before their rows are read. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chassis.sheets.cell import Cell
from chassis.sheets.column_rivals import Settled
from chassis.sheets.day_order import order_in
from chassis.sheets.figure import uses_decimal_point
from chassis.sheets.habits import Habits
from chassis.sheets.table_headers import headers_in
from chassis.sheets.workbook import Sheet
from tracker.reporting.column_choice import settled
from tracker.reporting.found_table import missing_of
from tracker.reporting.report_columns import REPORTS, called, named_in


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of reports in a sheet, with what was said for all of its rows."""

    sheet: Sheet
    found: Settled
    end: int
    """The row below its last one."""
    said: Mapping[str, str]

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields of required columns that it lacks."""
        return missing_of(self.found.header, self.said)

    def cells_of(self, fields: Collection[str]) -> Iterator[Cell]:
        """The cells of all columns that may be of these fields."""
        header, rivals = self.found.header, self.found.rivals
        places = [header.places[name] for name in fields if name in header.places]
        places += [one for name in fields for one in rivals.get(name, ())]
        for place in places:
            for row in range(header.last_row + 1, self.end):
                yield self.sheet.cell(row, place.column)


def tables_of(sheet: Sheet, names: Mapping[str, str], said: Mapping[str, str]) -> list[ReportTable]:
    """Each table of a sheet, by its own header; `names` are the headers that people named."""
    named = named_in(names)
    found = [settled(one, named) for one in headers_in(sheet, called(names))]
    ends = [*(one.header.first_row for one in found[1:]), len(sheet.rows)]
    return [ReportTable(sheet, *both, said) for both in zip(found, ends, strict=False)]


def habits_of(tables: Sequence[ReportTable]) -> Habits:
    """How the numbers and days of a whole file are written."""
    figures = (cell for one in tables for cell in one.cells_of(REPORTS.amounts))
    days = (cell for one in tables for cell in one.cells_of(("as_of",)))
    return Habits(uses_decimal_point(figures), order_in(days))
