"""Reads the cells of a sheet of reports, column by column, and says how they were read. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP
from typing import Any, ClassVar

from chassis.sheets.cell import Cell, Month, cell_address, has_no_value, shown
from chassis.sheets.code_cell import read_code
from chassis.sheets.day_numbers import as_digits, serial_day, with_marks
from chassis.sheets.day_order import WRITTEN_DAY_FIRST, DayOrder
from chassis.sheets.entry import Entry
from chassis.sheets.figure import Figure, as_number, read_figure
from chassis.sheets.footnote import without_footnote
from chassis.sheets.habits import USUAL, Habits
from chassis.sheets.header_row import Header
from chassis.sheets.legible import legible
from chassis.sheets.money_header import Unit, is_unit_doubtful, scale_of
from chassis.sheets.note import Note, note
from chassis.sheets.percent_column import PercentColumn, decide, figures_in
from chassis.sheets.period import read_period
from chassis.sheets.phrases import REFUSALS
from chassis.sheets.refusal import Unreadable
from chassis.sheets.rows import SheetRow
from chassis.text import Text
from contracts.report_content import COUNTS
from tracker.reporting.column_meaning import MONEY, is_of_months, is_percent_of_budget
from tracker.reporting.report_columns import REPORTS

MONEY_PERCENT = "budget_percent"
"""The money spent in percent of the item's budget."""
REQUIRED = frozenset(column.field for column in REPORTS.required)
HUGE = 10**12
"""Rupiah; an amount that a unit in the header makes as large as this is asked about."""
INCOMPLETE = frozenset({"date-incomplete", "not-a-date"})
Reader = Callable[[Cell], str | float | int | date]
NO_READERS: Mapping[str, Reader] = {}


class NotOfAReport(Unreadable):
    """A cell that cannot be taken for what its column says."""

    phrases: ClassVar[Mapping[str, Text]] = {
        **REFUSALS,
        "unit-doubtful": Text(
            "{value} dapat berarti Rp {small} atau Rp {large}; tulis misalnya 275 juta.",
            "{value} may mean Rp {small} or Rp {large}; write for example 275 juta.",
        ),
    }


class ReportCells:
    """The readers of one sheet's columns; `said`: texts by field for every row without its own."""

    def __init__(
        self,
        sheet: str,
        header: Header,
        rows: Sequence[SheetRow],
        said: Mapping[str, str],
        habits: Habits = USUAL,
    ) -> None:
        self._habits = habits
        self.notes: list[Note] = []
        self.periods = 0
        """How many days were read from a month or a longer period."""
        self.serials: dict[str, date] = {}
        """Days by the numbers that a spreadsheet counts them by."""
        self.without_year = False
        """Whether a month names no year, or its year was said."""
        self._sheet, self._header, self._rows, self._said = sheet, header, rows, said
        days = header.places.get("as_of")
        self._of_months = days is not None and is_of_months(days)
        self._year = _year(said.get("year", ""))
        self._percents = self._decided("physical_percent")
        place = header.places.get(MONEY)
        self._money_is_percent = place is not None and is_percent_of_budget(place)
        scale = scale_of(place) if place and not self._money_is_percent else None
        self._scale = scale.factor if scale else 1
        self._unit_is_doubtful = place is not None and is_unit_doubtful(place)
        if scale:
            self._say_scale(scale)
        if self._money_is_percent:
            self._money_percents = self._decided(MONEY)
            self._say("percent-of-budget", MONEY)
        self._readers: dict[str, Reader] = {
            "item_id": read_code,
            "as_of": lambda cell: self._day(cell, habits.order),
            "physical_percent": lambda c: as_number(self._percents.points(self._figure(c))),
            MONEY: self._money,
            **dict.fromkeys(COUNTS, self._count),
        }

        self._told: dict[str, Reader] = {"as_of": lambda c: self._day(c, WRITTEN_DAY_FIRST)}

    def entry(self, row: SheetRow) -> Entry[dict[str, Any]]:
        """The row with its fields, and a fault for each cell that cannot be read."""
        entry: Entry[dict[str, Any]] = Entry(
            self._sheet, row.number, self._header, row.cells, {}, given=dict(self._given())
        )
        for field, place in self._header.places.items():
            cell = row.cells[place.column] if place.column < len(row.cells) else None
            self._take(entry, field, cell, cell_address(row.number, place.column))
        for field, text in entry.given.items():
            self._take(entry, field, text, "", self._told)
        return entry

    def _given(self) -> Mapping[str, str]:
        return {
            name: text
            for name, text in self._said.items()
            if name in REQUIRED and text and name not in self._header.places
        }

    def _take(
        self,
        entry: Entry[dict[str, Any]],
        field: str,
        cell: Cell,
        at: str,
        readers: Mapping[str, Reader] = NO_READERS,
    ) -> None:
        in_percent = field == MONEY and self._money_is_percent
        try:
            cell = legible(cell)
            if not has_no_value(cell):
                reader = readers.get(field) or self._readers.get(field, _text)
                value = reader(cell)
                entry.fields[MONEY_PERCENT if in_percent else field] = value
            elif field in REQUIRED:
                raise Unreadable("missing")
        except Unreadable as error:
            entry.faults.append(error.fault(field, at))

    def _day(self, cell: Cell, order: DayOrder) -> date:
        """The day in a cell; of a month or a longer period its last one. In a column of months the
        first of a month is the month, which a spreadsheet program keeps so.
        """
        number = None if isinstance(cell, date) else serial_day(cell)
        if number is not None:
            self.serials.setdefault(shown(cell), number)
            cell = number
        elif isinstance(digits := as_digits(cell), str):
            cell = with_marks(digits)
        try:
            day = order.read(cell)
        except Unreadable as error:
            if error.code not in INCOMPLETE or not isinstance(cell, str | Month):
                raise
            return self._last_day(cell, error, order)
        if day.day == 1 and self._of_months:
            return self._last_day(Month(day.year, day.month, 1), Unreadable("not-a-date"), order)
        return day

    def _last_day(self, cell: str | Month, error: Unreadable, order: DayOrder) -> date:
        try:
            found = read_period(cell, self._year)
        except Unreadable as why:
            if why.code != "period-without-year":
                raise error from None
            self.without_year = True
            raise
        if isinstance(cell, str) and order.is_doubtful(cell):
            raise error
        self.without_year = self.without_year or self._year is not None
        self.periods += 1
        return found.last

    def _figure(self, cell: Cell, *, money: bool = False) -> Figure:
        return read_figure(cell, money=money, point=self._habits.point)

    def _count(self, cell: Cell) -> int:
        amount = self._figure(cell).amount
        if amount != amount.to_integral_value():
            raise Unreadable("not-whole", value=shown(cell))
        return int(amount)

    def _money(self, cell: Cell) -> int | float:
        if self._money_is_percent:
            return as_number(self._money_percents.points(self._figure(cell)))
        figure = self._figure(cell, money=True)
        if self._unit_is_doubtful and figure.amount and not figure.scaled:
            raise NotOfAReport("unit-unclear", value=shown(cell))
        if self._may_be_whole(figure):
            small, large = (f"{int(figure.amount * by):,}" for by in (1, self._scale))
            facts = {"small": small.replace(",", "."), "large": large.replace(",", ".")}
            raise NotOfAReport("unit-doubtful", value=shown(cell), **facts)
        amount = figure.amount if figure.scaled else figure.amount * self._scale
        return int(amount.to_integral_value(ROUND_HALF_UP))

    def _may_be_whole(self, figure: Figure) -> bool:
        """Whether an amount in a column of juta, say, may be in rupiah already."""
        if self._scale == 1 or figure.scaled:
            return False
        amount = abs(figure.amount)
        return amount * self._scale >= HUGE or (figure.rupiah and amount >= self._scale)

    def _decided(self, field: str) -> PercentColumn:
        place = self._header.places.get(field)
        if place is None:
            return decide(())
        cells = [r.cells[place.column] for r in self._rows if place.column < len(r.cells)]
        column = decide(figures_in(cells))
        if column.note:
            self._say(column.note, field)
        return column

    def _say_scale(self, scale: Unit) -> None:
        is_own = scale.text == self._header.places[MONEY].wording
        code = "scaled-by-header" if is_own else "scaled-by-title"
        self._say(code, MONEY, unit=scale.name, factor=scale.factor, line=scale.text)

    def _say(self, code: str, field: str, **facts: object) -> None:
        place = self._header.places[field]
        where = f"{place.header} {place.letters}"
        self.notes.append(note(code, self._sheet, None, where, **facts))


def _year(text: str) -> int | None:
    bare = text.strip()
    return int(bare) if len(bare) == 4 and bare.isascii() and bare.isdigit() else None


def _text(cell: Cell) -> str:
    return without_footnote(shown(cell))
