"""Whether the amounts of months are of each month or cumulative, by their sums. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from tracker.sipd.column import YEAR_MONTHS, Measure
from tracker.sipd.sipd_file import MonthsAre, SipdRow

Months = Sequence[int]
CLEARLY = 20
"""One reading holds when it fits so many times as many rows as the other."""


def months_reading(rows: Sequence[SipdRow], measure: Measure) -> MonthsAre:
    """How the months of `measure` are to be understood.

    Where a total stands beside the months both readings are tried on every row. Without one, a
    falling month or a budget exceeded by the sum decides; otherwise it stays ambiguous.
    """
    series = [(row, _months(row, measure)) for row in rows]
    several = [(row, months) for row, months in series if len(months) > 1]
    if not several:
        return MonthsAre.NO_MONTHS
    each = cumulative = 0
    for row, months in several:
        if (total := _total(row, measure)) is not None and any(months):
            fits_each = abs(sum(months) - total) <= len(months)
            fits_cumulative = abs(months[-1] - total) <= 1
            each += fits_each and not fits_cumulative
            cumulative += fits_cumulative and not fits_each
    if each > CLEARLY * cumulative:
        return MonthsAre.PER_MONTH
    if cumulative > CLEARLY * each:
        return MonthsAre.CUMULATIVE
    return MonthsAre.AMBIGUOUS if each or cumulative else _without_total(several)


def _months(row: SipdRow, measure: Measure) -> list[int]:
    """The amounts of single months in order of the calendar."""
    found = {
        amount.months[0]: amount.rupiah
        for amount in row.amounts
        if amount.measure is measure and not amount.group and amount.months
        if amount.months[0] == amount.months[1]
    }
    return [found[month] for month in sorted(found)]


def _total(row: SipdRow, measure: Measure) -> int | None:
    """The total that covers just the row's months: that of the year needs all twelve of them."""
    found = {
        amount.months[0]
        for amount in row.amounts
        if amount.measure is measure and not amount.group and amount.months
        if amount.months[0] == amount.months[1]
    }
    span = (min(found), max(found))
    if len(found) < span[1] - span[0] + 1:
        return None
    totals = [row.rupiah(measure, span)]
    if measure is Measure.REALISATION:
        totals.append(row.rupiah(measure))
    if span == YEAR_MONTHS and measure is Measure.CASH_PLAN:
        totals.append(row.rupiah(Measure.BUDGET))
    return next((total for total in totals if total is not None), None)


def _without_total(several: Sequence[tuple[SipdRow, Months]]) -> MonthsAre:
    lowest = [(row, months) for row, months in several if row.is_leaf]
    falling = sum(any(b < a for a, b in pairwise(months)) for _, months in lowest)
    exceeding = sum(
        (budget := row.rupiah(Measure.BUDGET)) is not None and sum(months) > budget + len(months)
        for row, months in lowest
    )
    if falling and not exceeding:
        return MonthsAre.PER_MONTH
    return MonthsAre.CUMULATIVE if exceeding and not falling else MonthsAre.AMBIGUOUS
