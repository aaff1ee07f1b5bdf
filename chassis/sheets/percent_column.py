"""Percentages of one column: 5,6 or 0.056, decided for the whole column, with a note. Pure.

A percent sign in a cell, written or from its number format, decides for that cell. For the
other cells: a number above 1 makes the column one of points (5,6 is 5.6 %); if all are below 1,
they are fractions, as a spreadsheet stores them with a percent format (0.056 is 5.6 %). A number
that is still ambiguous is refused: a fraction among points, and every number of a column whose
largest number is 1 (1 % or 100 %), or in which a cell with a percent sign is 1 % or less.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from chassis.sheets.cell import Cell, NoValue, is_blank, is_error
from chassis.sheets.figure import Figure, read_figure
from chassis.sheets.refusal import Unreadable

Form = Literal["fraction", "points", "either"]


@dataclass(frozen=True, slots=True)
class PercentColumn:
    """The form of the percentages in a column; None when no cell needs it."""

    form: Form | None

    def points(self, figure: Figure) -> Decimal:
        """The percentage of a figure of the column. Raises Unreadable(percent-doubtful)."""
        if self._doubts(figure):
            small, large = _written(figure.amount), _written(figure.amount * 100)
            raise Unreadable("percent-doubtful", value=small, small=small, large=large)
        if figure.percent or self.form != "fraction":
            return figure.amount
        return figure.amount * 100

    def _doubts(self, figure: Figure) -> bool:
        if figure.percent or not figure.amount:
            return False
        return self.form == "either" or (self.form == "points" and abs(figure.amount) < 1)

    @property
    def note(self) -> str | None:
        """The code of the note on how the column was read; None without one."""
        notes = {"fraction": "percent-as-fraction", "points": "percent-as-points"}
        return notes.get(self.form or "")


def _written(amount: Decimal) -> str:
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def decide(figures: Iterable[Figure]) -> PercentColumn:
    """The form of a column that holds these figures."""
    all_ = [figure for figure in figures if figure.amount]
    bare = [abs(figure.amount) for figure in all_ if not figure.percent]
    if not bare:
        return PercentColumn(None)
    if max(bare) > 1:
        return PercentColumn("points")
    little = any(figure.percent and abs(figure.amount) <= 1 for figure in all_)
    return PercentColumn("either" if little or max(bare) == 1 else "fraction")


def figures_in(cells: Iterable[Cell]) -> Iterable[Figure]:
    """The figures in `cells`; other cells are skipped."""
    for cell in cells:
        if not is_blank(cell) and not is_error(cell) and not isinstance(cell, NoValue):
            try:
                yield read_figure(cell)
            except Unreadable:
                continue
