"""Reads the figures of a plan table: money with its unit, measures, weights. Pure."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP
from typing import Any

from chassis.sheets.cell import Cell, has_no_value, shown
from chassis.sheets.figure import Figure, as_number, read_figure
from chassis.sheets.header_row import ColumnPlace, Header
from chassis.sheets.key import header_key
from chassis.sheets.money_header import is_unit_doubtful, scale_of, unit_above
from chassis.sheets.note import Note, note
from chassis.sheets.percent_column import PercentColumn, decide, figures_in
from chassis.sheets.refusal import Unreadable
from chassis.sheets.rows import SheetRow
from planner.refusal import NotOfThePlan
from planner.workbook.cell_lists import weights_in

PERCENT_UNITS = frozenset(map(header_key, ("persen", "percent", "prosentase", "persentase"))) | {
    "%"
}
HUGE_NUMBER, HUGE_RUPIAH = 10**6, 10**12
"""A number as large as this, and an item as dear, is asked about."""
THOUSAND = 1_000
"""What a header such as (Rp 1.000) may multiply by."""
NOTES_MOST = 200
DOUBTED_NUMBER = re.compile(r"[0-9.,\s%-]+\?")
"""A target that was marked as doubtful is no text."""


def is_percent_unit(cell: Cell) -> bool:
    """Whether the unit of a row is percent."""
    text = shown(cell)
    return text in PERCENT_UNITS or header_key(text) in PERCENT_UNITS


class ItemFigures:
    """The figures of one table; how they were read is in `notes`."""

    def __init__(
        self,
        sheet: str,
        header: Header,
        entries: Sequence[SheetRow],
        *,
        point: bool,
        parts: Sequence[ColumnPlace] = (),
    ) -> None:
        """`point`: whether a point is a decimal mark in the file; `parts`: columns of money that
        are summed.
        """
        self.notes: list[Note] = []
        self._sheet, self._header, self._point = sheet, header, point
        self._percents = {
            "baseline": self._decided("baseline", self._percent_rows(entries, "baseline")),
            "target": self._decided("target", self._percent_rows(entries, "target")),
            "weight": self._weight_column(entries),
        }
        self.milestone_weights = decide(weights_in(self._column(entries, "milestones")))
        """The form of the weights in milestones."""
        self._say("milestones", self.milestone_weights)
        money = {at.column: at for at in (header.places.get("budget"), *parts) if at is not None}
        self._scales = {column: self._scale_of_money(at) for column, at in money.items()}
        self._doubtful = {column for column, at in money.items() if is_unit_doubtful(at)}

    def measure(self, field: str, cell: Cell, row: SheetRow) -> dict[str, Any]:
        """Baseline or target; a target that is more than a number keeps its text."""
        text = {"target_text": None} if field == "target" else {}
        if has_no_value(cell):
            return {field: None, **text}
        try:
            figure = read_figure(cell, point=self._point)
        except Unreadable as error:
            is_text = isinstance(cell, str) and not DOUBTED_NUMBER.fullmatch(cell.strip())
            if field == "target" and is_text and error.code == "not-a-number":
                return {"target": None, "target_text": cell}
            raise
        percent = self._is_percent(row.cells)
        amount = self._percents[field].points(figure) if percent else figure.amount
        return {field: as_number(amount), **text}

    def scale(self, place: ColumnPlace) -> int:
        """What the unit of a column of money multiplies by."""
        return self._scales[place.column]

    def budget(self, cell: Cell, row: int, place: ColumnPlace) -> int:
        """The money of an item in rupiah, of a column; `row` counts from 1."""
        figure = read_figure(cell, money=True, point=self._point)
        self._demand_unit(figure, cell, place)
        amount = figure.amount if figure.scaled else figure.amount * self.scale(place)
        whole = int(amount.to_integral_value(ROUND_HALF_UP))
        if whole != amount and abs(amount) < THOUSAND:
            raise NotOfThePlan("unit-missing", value=shown(cell))
        if figure.scaled:
            self._remark("scaled-by-word", row, place, value=shown(cell), amount=whole)
        elif whole != amount:
            self._remark("rounded", row, place, value=shown(cell), amount=whole)
        return whole

    def weight(self, cell: Cell) -> float:
        """The weight of an item."""
        figure = read_figure(cell, point=self._point)
        return as_number(self._percents["weight"].points(figure))

    def _demand_unit(self, figure: Figure, cell: Cell, place: ColumnPlace) -> None:
        is_doubtful = place.column in self._doubtful
        is_unclear = is_doubtful and bool(figure.amount) and not figure.scaled
        if is_unclear and len(unit_above(place.lines_above)) > 1:
            raise NotOfThePlan("unit-unclear", value=shown(cell))
        if is_unclear or _may_be_whole(figure, self.scale(place)):
            scale = THOUSAND if is_unclear else self.scale(place)
            small, large = (int(figure.amount * factor) for factor in (1, scale))
            raise NotOfThePlan("unit-doubtful", value=shown(cell), small=small, large=large)

    def _remark(self, code: str, row: int, place: ColumnPlace, **facts: object) -> None:
        if len(self.notes) < NOTES_MOST:
            where = f"{place.header} {place.letters}{row}"
            self.notes.append(note(code, self._sheet, row, where, **facts))

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

    def _scale_of_money(self, place: ColumnPlace) -> int:
        if (scale := scale_of(place)) is None:
            return 1
        where = f"{place.header} {place.letters}"
        code = "scaled-by-header" if scale.text == place.wording else "scaled-by-title"
        facts = {"unit": scale.name, "factor": scale.factor, "line": scale.text}
        self.notes.append(note(code, self._sheet, None, where, **facts))
        return scale.factor


def _may_be_whole(figure: Figure, scale: int) -> bool:
    """Whether an amount in a column of juta, say, may be in rupiah already: it is written with Rp
    and not small, or would come to more than any item costs.
    """
    if scale == 1 or figure.scaled:
        return False
    amount = abs(figure.amount)
    is_huge = amount >= HUGE_NUMBER and amount * scale >= HUGE_RUPIAH
    return is_huge or (figure.rupiah and amount >= scale)
