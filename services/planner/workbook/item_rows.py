"""Reads the rows of a plan table into fields of items. Pure."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP
from typing import Any, cast

from chassis.sheets.cell import Cell, cell_address, has_no_value, shown
from chassis.sheets.code_cell import read_code
from chassis.sheets.entry import Entry
from chassis.sheets.figure import Figure, as_number, read_figure
from chassis.sheets.header_row import Header
from chassis.sheets.key import header_key
from chassis.sheets.legible import legible
from chassis.sheets.money_header import is_unit_doubtful, scale_of, unit_above
from chassis.sheets.note import Note, note
from chassis.sheets.percent_column import PercentColumn, decide, figures_in
from chassis.sheets.refusal import Unreadable
from chassis.sheets.rows import SheetRow
from contracts.wording import SMART_PILLARS as PILLAR_NAMES
from planner.agencies.directory import AgencyDirectory
from planner.items.item import DEFAULTS, Fields
from planner.refusal import NotOfThePlan
from planner.workbook.cell_lists import (
    read_milestones,
    read_partners,
    read_responsible,
    read_supporting,
    weights_in,
)
from planner.workbook.mending import WholePeriods
from planner.workbook.period_cells import PeriodCells
from planner.workbook.sections import NO_SECTIONS, Sections
from planner.workbook.words import (
    BOOK_NAMES,
    BOOKS,
    KIND_NAMES,
    KINDS,
    PILLARS,
    read_word,
    read_yes_no,
)

PERCENT_UNITS = frozenset(map(header_key, ("persen", "percent", "prosentase", "persentase"))) | {
    "%"
}
IGNORED, PERIOD = "remark", "period"
HUGE_NUMBER, HUGE_RUPIAH = 10**6, 10**12
"""A number as large as this, and an item as dear, is asked about."""
THOUSAND = 1_000
"""What a header such as (Rp 1.000) may multiply by."""
NOTES_MOST = 200
NOTHING: Mapping[str, str] = {}
NO_PERIODS = WholePeriods()
NO_DAYS = frozenset({"missing", "not-a-period"})
"""Codes of cells in whose place the days said for the sheet may count: 6 bulan, or blank."""


def is_percent_unit(cell: Cell) -> bool:
    """Whether the unit of a row is percent."""
    text = shown(cell)
    return text in PERCENT_UNITS or header_key(text) in PERCENT_UNITS


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
    ) -> None:
        """`said`: texts by field for every row that has no other; `periods`: how months without a
        day are read; `sections`: the pillars of rows that lack one.
        """
        self._sections = sections
        self._said = {name: text for name, text in said.items() if name not in header.places}
        self._by_period = [name for name in ("start", "due") if name not in header.places]
        self.headings: dict[str, str] = {}
        """By cell the headings of which it is asked whether they name a pillar."""
        self.days = PeriodCells(periods)
        self._sheet = sheet
        self._header = header
        self._agencies = agencies
        self.notes: list[Note] = []
        self._percents = {
            "baseline": self._decided("baseline", self._percent_rows(entries, "baseline")),
            "target": self._decided("target", self._percent_rows(entries, "target")),
            "milestones": decide(weights_in(self._column(entries, "milestones"))),
            "weight": self._weight_column(entries),
        }
        self._say("milestones", self._percents["milestones"])
        self._scale = self._header_scale()
        money = header.places.get("budget")
        self._unit_is_doubtful = money is not None and is_unit_doubtful(money)
        self._row = 0
        self._readers: dict[str, Callable[[Cell], Any]] = {
            "item_id": read_code,
            "kind": lambda cell: read_word(cell, KINDS, KIND_NAMES.values()),
            "pillar": lambda cell: read_word(cell, PILLARS, PILLAR_NAMES.values()),
            "book": lambda cell: read_word(cell, BOOKS, BOOK_NAMES.values()),
            "agency": lambda cell: read_responsible(cell, agencies),
            "supporting_agencies": lambda cell: read_supporting(cell, agencies),
            "partners": read_partners,
            "rural": read_yes_no,
            "start": self.days.start,
            "due": self.days.due,
            "milestones": lambda cell: read_milestones(cell, self._percents["milestones"]),
            "budget": self._budget,
            "weight": self._weight,
        }

    def read(self, row: SheetRow) -> Entry[Fields]:
        """The entry of a row; each cell that cannot be read is a fault of its own."""
        self._row = row.number + 1
        read: dict[str, Any] = {}
        entry = Entry(self._sheet, row.number, self._header, row.cells, cast(Fields, read))
        percent = self._is_percent(row.cells)
        for field, place in self._header.places.items():
            if field == IGNORED:
                continue
            cell = row.cells[place.column] if place.column < len(row.cells) else None
            try:
                cell = legible(cell)
                if field in {"baseline", "target"}:
                    read |= self._measure(field, cell, percent=percent)
                elif field == PERIOD:
                    read |= self._period(cell)
                else:
                    read[field] = self._value(field, cell)
            except Unreadable as error:
                where = cell_address(row.number, place.column)
                entry.faults.append(error.fault(field, where))
        for field, text in self._without_column(row, read).items():
            entry.given[field] = text
            try:
                read[field] = self._value(field, legible(text))
            except Unreadable as error:
                why = self._heading_fault(row) if field == "pillar" else None
                entry.faults.append((why or error).fault(field))
        return entry

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

    def _measure(self, field: str, cell: Cell, *, percent: bool) -> dict[str, Any]:
        """Baseline or target; a target that is more than a number keeps its text."""
        text = {"target_text": None} if field == "target" else {}
        if has_no_value(cell):
            return {field: None, **text}
        try:
            figure = read_figure(cell)
        except Unreadable:
            if field == "target" and isinstance(cell, str):
                return {"target": None, "target_text": cell}
            raise
        amount = self._percents[field].points(figure) if percent else figure.amount
        return {field: as_number(amount), **text}

    def _budget(self, cell: Cell) -> int:
        figure = read_figure(cell, money=True)
        is_unclear = self._unit_is_doubtful and bool(figure.amount) and not figure.scaled
        if is_unclear and len(unit_above(self._header.places["budget"].lines_above)) > 1:
            raise NotOfThePlan("unit-unclear", value=shown(cell))
        if is_unclear or self._may_be_whole(figure):
            scale = THOUSAND if is_unclear else self._scale
            small, large = (int(figure.amount * factor) for factor in (1, scale))
            raise NotOfThePlan("unit-doubtful", value=shown(cell), small=small, large=large)
        amount = figure.amount if figure.scaled else figure.amount * self._scale
        whole = int(amount.to_integral_value(ROUND_HALF_UP))
        if figure.scaled:
            self._remark("scaled-by-word", "budget", value=shown(cell), amount=whole)
        elif whole != amount:
            self._remark("rounded", "budget", value=shown(cell), amount=whole)
        return whole

    def _may_be_whole(self, figure: Figure) -> bool:
        """Whether an amount in a column of juta, say, may be in rupiah already: it is written with
        Rp and not small, or would come to more than any item costs.
        """
        if self._scale == 1 or figure.scaled:
            return False
        amount = abs(figure.amount)
        is_huge = amount >= HUGE_NUMBER and amount * self._scale >= HUGE_RUPIAH
        return is_huge or (figure.rupiah and amount >= self._scale)

    def _weight(self, cell: Cell) -> float:
        return as_number(self._percents["weight"].points(read_figure(cell)))

    def _remark(self, code: str, field: str, **facts: object) -> None:
        if len(self.notes) < NOTES_MOST:
            column = f"{self._header.places[field].header} {self._header.places[field].letters}"
            where = f"{column}{self._row}" if self._row else column
            self.notes.append(note(code, self._sheet, self._row or None, where, **facts))

    def _is_percent(self, cells: list[Cell]) -> bool:
        place = self._header.places.get("unit")
        return (
            place is not None and place.column < len(cells) and is_percent_unit(cells[place.column])
        )

    def _column(self, entries: Sequence[SheetRow], field: str) -> list[Cell]:
        place = self._header.places.get(field)
        if place is None:
            return []
        return [row.cells[place.column] for row in entries if place.column < len(row.cells)]

    def _percent_rows(self, entries: Sequence[SheetRow], field: str) -> list[Cell]:
        return self._column([row for row in entries if self._is_percent(row.cells)], field)

    def _decided(self, field: str, cells: list[Cell]) -> PercentColumn:
        column = decide(figures_in(cells))
        self._say(field, column)
        return column

    def _weight_column(self, entries: Sequence[SheetRow]) -> PercentColumn:
        """Weights are bare numbers unless the header says percent."""
        place = self._header.places.get("weight")
        if place is None or "%" not in place.wording:
            return PercentColumn(None)
        return self._decided("weight", self._column(entries, "weight"))

    def _say(self, field: str, column: PercentColumn) -> None:
        if column.note:
            place = self._header.places[field]
            where = f"{place.header} {place.letters}"
            self.notes.append(note(column.note, self._sheet, None, where))

    def _header_scale(self) -> int:
        place = self._header.places.get("budget")
        if place is None or (scale := scale_of(place)) is None:
            return 1
        where = f"{place.header} {place.letters}"
        code = "scaled-by-header" if scale.text == place.wording else "scaled-by-title"
        facts = {"unit": scale.name, "factor": scale.factor, "line": scale.text}
        self.notes.append(note(code, self._sheet, None, where, **facts))
        return scale.factor
