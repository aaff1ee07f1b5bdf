"""Money outside what is usual by its month. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from tracker.plausibility.mark import Figure, Known, Place, ReportFacts
from tracker.plausibility.money import day_of_money, money_percent, source
from tracker.plausibility.rule_set import PlausibilityRules

DAY = timedelta(days=1)


class Outside(NamedTuple):
    """Percent of the budget that is spent, and what is usual."""

    money: float
    low: float
    high: float

    @property
    def is_above(self) -> bool:
        """Whether more is spent than usual."""
        return self.money > self.high


def corridor(place: Place, rules: PlausibilityRules) -> Mapping[str, Figure] | None:
    """The money of an item that runs a whole year leaves what is usual by that month."""
    found, previous = _outside(place.report, place.known, rules), place.previous_with_money
    if found is None:
        return None
    was = _outside(previous, place.known, rules) if previous else None
    if was is not None and was.is_above == found.is_above:
        return None
    day = day_of_money(place.report)
    return {**found._asdict(), "as_of": day.isoformat(), **source(place.report)}


def _outside(report: ReportFacts, known: Known, rules: PlausibilityRules) -> Outside | None:
    """Money and corridor, where the one is outside the other."""
    limits, spent, plan = rules.corridor, money_percent(report, known), known.plan
    if limits is None or spent is None:
        return None
    day = day_of_money(report)
    year, month = day.year, day.month
    whole_year = {plan.start.year, plan.due.year} == {year}
    if not whole_year or plan.start.month > 1 or plan.due.month < 12:
        return None
    is_end = (day + DAY).month != month
    low = (
        limits.months[month - 1][0] if is_end else 0 if month == 1 else limits.months[month - 2][0]
    )
    high = limits.months[month - 1][1]
    if low - limits.tolerance <= spent <= high + limits.tolerance:
        return None
    return Outside(round(spent, 1), low, high)
