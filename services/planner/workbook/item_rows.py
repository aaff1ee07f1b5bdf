"""Reads the rows of a plan table into fields of items. Pure."""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, cast

from chassis.sheets.cell import Cell, cell_address, has_no_value, is_blank, shown
from chassis.sheets.code_cell import read_code
from chassis.sheets.column_rivals import cell_of
from chassis.sheets.day_order import WRITTEN_DAY_FIRST, DayOrder
from chassis.sheets.entry import Entry
from chassis.sheets.habits import USUAL, Habits
from chassis.sheets.header_row import ColumnPlace, Header
from chassis.sheets.legible import legible
from chassis.sheets.note import Note
from chassis.sheets.refusal import Unreadable
from chassis.sheets.rows import SheetRow
from chassis.sheets.sheet_scan import GridPosition
from planner.agencies.directory import AgencyDirectory
from planner.items.item import DEFAULTS, Fields
from planner.refusal import NotOfThePlan
from planner.workbook.budget_sources import (
    BUDGET,
    SOURCE,
    demand_equal,
    filled,
    given_text,
    said_by,
)
from planner.workbook.cell_lists import (
    read_milestones,
    read_partners,
    read_responsible,
    read_supporting,
    supporting_in,
)
from planner.workbook.item_figures import ItemFigures
from planner.workbook.mending import WholePeriods
from planner.workbook.period_cells import PeriodCells
from planner.workbook.sections import NO_SECTIONS, Sections, read_pillar
from planner.workbook.words import (
    BOOK_NAMES,
    BOOKS,
    KIND_NAMES,
    KINDS,
    read_word,
    read_yes_no,
)

IGNORED, PERIOD = "remark", "period"
NOTHING: Mapping[str, str] = {}
NO_PERIODS = WholePeriods()
NONE_MENDED: Set[GridPosition] = frozenset()
NO_DAYS = frozenset({"missing", "not-a-period"})
"""Codes of cells in whose place the days said for the sheet may count: 6 bulan, or blank."""


class ItemReader:
    """Reads the entries of one sheet; its decisions about columns and figures are in `notes`."""

    def __init__(
        self,
        sheet: str,
        header: Header,
        entries: Sequence[SheetRow],
        agencies: AgencyDirectory,
        *,
        said: Mapping[str, str] = NOTHING,
        periods: WholePeriods = NO_PERIODS,
        sections: Sections = NO_SECTIONS,
        habits: Habits = USUAL,
        mended: Set[GridPosition] = NONE_MENDED,
        parts: Sequence[ColumnPlace] = (),
    ) -> None:
        """`said`: texts by field for every row that has no other; `periods`: how months without a
        day are read; `sections`: the pillars of rows that lack one; `habits`: how the file writes
        numbers and days, by which `mended` cells are not turned around; `parts`: columns of money
        that are summed, where there are such.
        """
        self._sections = sections
        self._said = {name: text for name, text in said.items() if name not in header.places}
        self._by_period = [name for name in ("start", "due") if name not in header.places]
        self.headings: dict[str, str] = {}
        """By cell the headings of which it is asked whether they name a pillar."""
        self.days = PeriodCells(periods)
        self._order, self._mended = habits.order, mended
        self._mended_order = DayOrder() if habits.order.month_first else habits.order
        self._sheet = sheet
        self._header = header
        self._agencies = agencies
        self._parts = parts
        self._figures = ItemFigures(sheet, header, entries, point=habits.point, parts=parts)
        self._readers: dict[str, Callable[[Cell], Any]] = {
            "item_id": read_code,
            "kind": lambda cell: read_word(cell, KINDS, KIND_NAMES.values()),
            "pillar": read_pillar,
            "book": lambda cell: read_word(cell, BOOKS, BOOK_NAMES.values()),
            "agency": lambda cell: read_responsible(cell, agencies),
            "supporting_agencies": lambda cell: read_supporting(cell, agencies),
            "partners": read_partners,
            "rural": read_yes_no,
            "start": self.days.start,
            "due": self.days.due,
            "milestones": lambda cell: read_milestones(
                cell, self._figures.milestone_weights, self.days.order
            ),
            "weight": self._figures.weight,
        }

    @property
    def notes(self) -> list[Note]:
        """How figures were read."""
        return self._figures.notes

    def read(self, row: SheetRow) -> Entry[Fields]:
        """The entry of a row; each cell that cannot be read is a fault of its own."""
        read: dict[str, Any] = {}
        entry = Entry(self._sheet, row.number, self._header, row.cells, cast(Fields, read))
        for field, place in self._header.places.items():
            if field == IGNORED:
                continue
            cell = row.cells[place.column] if place.column < len(row.cells) else None
            is_mended = (row.number, place.column) in self._mended
            self.days.order = self._mended_order if is_mended else self._order
            try:
                read |= self._read(field, legible(cell), row, entry)
            except Unreadable as error:
                where = cell_address(row.number, entry.at.get(field, place).column)
                entry.faults.append(error.fault(field, where))
        self.days.order = WRITTEN_DAY_FIRST
        self._add_supporting(row, entry)
        for field, text in self._without_column(row, read).items():
            entry.given[field] = text
            try:
                read[field] = self._value(field, legible(text))
            except Unreadable as error:
                why = self._heading_fault(row) if field == "pillar" else None
                entry.faults.append((why or error).fault(field))
        return entry

    def _read(self, field: str, cell: Cell, row: SheetRow, entry: Entry[Fields]) -> dict[str, Any]:
        if field in {"baseline", "target"}:
            return self._figures.measure(field, cell, row)
        if field == PERIOD:
            return self._period(cell)
        if field == BUDGET and self._parts:
            return self._summed(row, entry)
        if field == BUDGET and is_blank(cell):
            return {}  # what is unknown stays as it was
        if field == BUDGET and not has_no_value(cell):
            place = self._header.places[field]
            return {field: self._figures.budget(cell, row.number + 1, place)}
        return {field: self._value(field, cell)}

    def _summed(self, row: SheetRow, entry: Entry[Fields]) -> dict[str, Any]:
        """The money of several columns, and by source where no column says that."""
        cells = filled(row, self._parts)
        entry.given[BUDGET] = " + ".join(shown(cell) for _, cell in cells) + " ?"
        told = [(place, self._part(place, cell, row, entry)) for place, cell in cells]
        place = self._header.places[BUDGET]
        total = None if place in self._parts else cell_of(row, place)
        if is_blank(total):
            del entry.given[BUDGET]
            if not told:
                return {}  # what is unknown stays as it was
            amount = sum(each for _, each in told)
            entry.given[BUDGET] = given_text(amount, self._figures.scale(place))
        else:
            del entry.given[BUDGET]
            amount = self._part(place, None if has_no_value(total) else total, row, entry)
            if told and (row.number, place.column) not in self._mended:
                demand_equal(row, place, amount, told, self._figures.scale(place))
        text = said_by(told)
        if text is None or SOURCE in self._header.places:
            return {BUDGET: amount}
        entry.given[SOURCE] = text
        return {BUDGET: amount, SOURCE: text}

    def _add_supporting(self, row: SheetRow, entry: Entry[Fields]) -> None:
        """Those that the cell of the responsible agency names beside it."""
        place = self._header.places.get("agency")
        cell = cell_of(row, place) if place else None
        if place is None or not isinstance(cell, str) or "(" not in cell:
            return
        if "agency" not in entry.fields:
            return
        try:
            named = supporting_in(cell, self._agencies)
        except Unreadable as error:
            entry.faults.append(error.fault("agency", cell_address(row.number, place.column)))
            return
        if named:
            before = entry.fields.get("supporting_agencies", ())
            entry.fields["supporting_agencies"] = tuple(dict.fromkeys((*before, *named)))

    def _part(self, place: ColumnPlace, cell: Cell, row: SheetRow, entry: Entry[Fields]) -> int:
        try:
            cell = legible(cell)
            return 0 if cell is None else self._figures.budget(cell, row.number + 1, place)
        except Unreadable:
            entry.at[BUDGET] = place
            raise

    def _without_column(self, row: SheetRow, read: Mapping[str, Any]) -> dict[str, str]:
        """Texts by field that no cell of the row gives: those said for the sheet, and the pillar of
        its section; blank, which is refused, above the first one.
        """
        texts = {name: text for name, text in self._said.items() if name not in read}
        if self._sections:
            texts["pillar"] = self._sections.of(row.number)[0] or ""
        return texts

    def _heading_fault(self, row: SheetRow) -> Unreadable | None:
        """Why the row has no pillar, where the heading above it is not known to name one."""
        _, heading = self._sections.of(row.number) if self._sections else (None, None)
        if heading is None:
            return None
        self.headings[heading.cell] = heading.text
        return NotOfThePlan("section-unknown", value=heading.text, place=heading.cell)

    def _value(self, field: str, cell: Cell) -> Any:
        if has_no_value(cell):
            if field not in DEFAULTS:
                raise NotOfThePlan("missing")
            return DEFAULTS[field]
        reader = self._readers.get(field)
        return reader(cell) if reader else shown(cell)

    def _period(self, cell: Cell) -> dict[str, Any]:
        """The days that no column of their own gives."""
        if not self._by_period:
            return {}
        try:
            if has_no_value(cell):
                raise NotOfThePlan("missing")
            both = dict(zip(("start", "due"), self.days.both(cell), strict=True))
        except Unreadable as error:
            if error.code not in NO_DAYS or not set(self._by_period) <= set(self._said):
                raise
            self.days.instead += 1
            return {}
        return {name: both[name] for name in self._by_period}
