"""Percentages of one column: 5,6 or 0.056, decided for the whole column and said. Pure.

A percent sign in a cell decides for that cell. For the rest: a number above 1 makes the
column one of points (5,6 is 5.6 %); where all are from 0 to 1 they are the fractions that
a spreadsheet keeps behind a percent format (0.056 is 5.6 %).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from chassis.sheets.cell import Cell, is_error, says_nothing
from chassis.sheets.figure import Figure, read_figure
from chassis.sheets.refusal import Unreadable

Form = Literal["fraction", "points"]


@dataclass(frozen=True, slots=True)
class PercentColumn:
    """How a column writes percentages; None where no cell needs the decision."""

    form: Form | None

    def points(self, figure: Figure) -> Decimal:
        """The percentage that a figure of the column means."""
        if figure.percent or self.form != "fraction":
            return figure.amount
        return figure.amount * 100

    def doubts(self, figure: Figure) -> bool:
        """A fraction among points: read as it stands, and said."""
        return self.form == "points" and not figure.percent and 0 < abs(figure.amount) < 1


def decide(figures: Iterable[Figure]) -> PercentColumn:
    """The form of a column that holds these figures."""
    bare = [abs(figure.amount) for figure in figures if not figure.percent and figure.amount]
    if not bare:
        return PercentColumn(None)
    return PercentColumn("fraction" if max(bare) <= 1 else "points")


def figures_in(cells: Iterable[Cell]) -> Iterable[Figure]:
    """The cells that are figures; the others are somebody else's matter."""
    for cell in cells:
        if not says_nothing(cell) and not is_error(cell):
            try:
                yield read_figure(cell)
            except Unreadable:
                continue
