"""Amounts of money in an export, in whole rupiah. Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP

from chassis.sheets.cell import Cell, has_no_value, is_blank
from chassis.sheets.figure import CURRENCY, read_figure
from chassis.sheets.legible import legible
from tracker.sipd.column import Column, Measure, Months
from tracker.sipd.refusal import NotOfSipd

RUPIAH_MOST = 10**15 - 1
ZERO_MARKS = frozenset({"-", "--", "–", "—", "nihil"})

Key = tuple[Measure, Months | None, str]
"""What an amount is of: measure, months, group of spending."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount and its cell."""

    measure: Measure
    months: Months | None
    """None where the header does not say which; the sheet may."""
    group: str
    rupiah: int
    cell: str

    @property
    def key(self) -> Key:
        """What it is of."""
        return (self.measure, self.months, self.group)


def rupiah_in(cell: Cell) -> int | None:
    """The amount in whole rupiah, halves up; None for a blank cell: unknown is not zero.

    A dash is zero, as accountants and number formats write it. Raises Unreadable: cell-error,
    formula-without-value, not-a-number, ambiguous-number, amount-too-large.
    """
    cell = legible(cell)
    if is_blank(cell):
        return None
    if is_zero_mark(cell):
        return 0
    if has_no_value(cell):
        return None
    amount = read_figure(cell, money=True).amount
    if abs(amount) > RUPIAH_MOST:
        raise NotOfSipd("amount-too-large", limit=RUPIAH_MOST)
    return int(amount.to_integral_value(ROUND_HALF_UP))


def is_zero_mark(cell: Cell) -> bool:
    """Whether the cell has a dash for zero, also after Rp."""
    if not isinstance(cell, str) or len(cell) > 20:
        return False
    text = CURRENCY.sub("", cell.replace("\u00a0", " ").strip())
    return text.rstrip(".").casefold() in ZERO_MARKS


def key_of(column: Column, measure: Measure) -> Key:
    """What the amounts of a column of money are of; `measure` for months without their own."""
    return (column.measure or measure, column.months, column.group)
