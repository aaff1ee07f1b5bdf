"""Which kind of export a sheet is, and why it is none. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from chassis.sheets.cell import is_blank
from chassis.sheets.hidden import Hidden
from chassis.sheets.phrases import phrase
from chassis.sheets.workbook import Sheet
from chassis.text import Text
from tracker.sipd.code import RANKS, Level, level_of
from tracker.sipd.column import Measure, Part, months_in
from tracker.sipd.header import Header, header_of, title_of, uncoded_texts
from tracker.sipd.phrases import REASONS
from tracker.sipd.same_figure import settled
from tracker.sipd.sheet_rows import table_of
from tracker.sipd.sipd_file import SheetKind
from tracker.sipd.table import Table
from tracker.sipd.title import Title, title_facts, unit_in, unit_of_columns

CODED_LEAST = 0.5
"""Share of the rows with money that must have a code of the hierarchy."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet, its kind, and its rows if it has a table at all."""

    name: str
    kind: SheetKind
    title: Title
    reason: Text | None = None
    table: Table | None = None
    remarks: tuple[Text, ...] = ()


def recognised(sheet: Sheet, hidden: Hidden) -> Recognised:
    """The sheet with its kind; REPEAT is not known before the other sheets are read."""
    if not any(not is_blank(cell) for cells in sheet.rows for cell in cells):
        return _unknown(sheet.name, Title(), "empty")
    if hidden.sheet:
        reason = phrase(REASONS, "hidden", {})
        return Recognised(sheet.name, SheetKind.HIDDEN, Title(), reason)
    first_lines = title_of(sheet, header_of(sheet, hidden, None))
    title = title_facts(first_lines)
    header = header_of(sheet, hidden, title.year)
    if header is None:
        return _unknown(sheet.name, title, "no-header")
    texts = [column.header for column in header.columns if column.part is Part.MONEY]
    said = [sheet.name, *first_lines, *uncoded_texts(sheet, header)]
    if unit := unit_in(said) or unit_of_columns(texts):
        return _unknown(sheet.name, title, "unit-not-rupiah", unit=unit)
    measure = _measure_of_months(header, title)
    columns = settled(sheet, header, measure or Measure.CASH_PLAN)
    table = table_of(sheet, columns.header, hidden, measure or Measure.CASH_PLAN)
    if columns.undecided and header.of(Part.CODE):
        return Recognised(sheet.name, SheetKind.UNKNOWN, title, columns.undecided)
    return replace(_judged(table, title, measure), remarks=columns.remarks)


def _judged(table: Table, title: Title, measure: Measure | None) -> Recognised:
    name = table.sheet
    if not table.header.of(Part.CODE):
        return _unknown(name, title, "no-code-column", table)
    if measure is None:
        return _unknown(name, title, "months-of-what", table)
    rows = len(table.rows) + len(table.uncoded)
    deep = [row for row in table.rows if _is_deep(level_of(row.code))]
    if not deep or len(table.rows) < CODED_LEAST * rows:
        return _unknown(name, title, "no-codes", table, coded=len(deep), rows=rows)
    kind = _kind(table.header, measure)
    if kind is None:
        return _unknown(name, title, "neither", table)
    return Recognised(name, kind, title, None, table)


def _is_deep(level: Level | None) -> bool:
    """Whether a level is below bidang: 1 and 1.1 are also what any list is numbered with."""
    return level is not None and level.rank > RANKS[Level.BIDANG] and level is not Level.KELOMPOK


def _kind(header: Header, measure: Measure) -> SheetKind | None:
    measures = [column.measure or measure for column in header.money if column.months]
    if Measure.CASH_PLAN in measures and any(
        column.is_month for column in header.money if column.measure is not Measure.REALISATION
    ):
        return SheetKind.CASH_PLAN
    stated = {column.measure for column in header.money}
    if {Measure.BUDGET, Measure.REALISATION} <= stated | set(measures):
        return SheetKind.REALISATION
    return None


def _measure_of_months(header: Header, title: Title) -> Measure | None:
    """What months without a word are: by the title, else by the total beside them; any measure
    will do where there are none.
    """
    if all(column.measure for column in header.money):
        return Measure.CASH_PLAN
    if title.measure:
        return title.measure
    stated = {column.measure for column in header.money if column.measure}
    if Measure.CASH_PLAN in stated:
        return Measure.CASH_PLAN
    return None


def _unknown(
    name: str, title: Title, code: str, table: Table | None = None, /, **facts: object
) -> Recognised:
    return Recognised(name, SheetKind.UNKNOWN, title, phrase(REASONS, code, facts), table)


def months_of(name: str, title: Title) -> tuple[int, int] | None:
    """The months of a report: those of its title, else those of its sheet's name."""
    return title.months or months_in(name)


def agency_of(title: Title, rows: Sequence[tuple[Level, str]]) -> str:
    """The agency that the title names, else the only organisasi among (level, name)."""
    names = {name for level, name in rows if level is Level.ORGANISASI}
    return title.agency or (names.pop() if len(names) == 1 else "")
