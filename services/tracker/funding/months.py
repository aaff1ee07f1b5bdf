"""What figures add up to, month by month. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from tracker.funding.figure import Figure, Money, SubActivity


class Reached(NamedTuple):
    """Rupiah up to the end of a month, and when the file was sent that says it."""

    rupiah: int
    said_at: datetime


def up_to_months(figures: Iterable[Figure]) -> dict[int, Reached]:
    """What figures of one sub kegiatan, year and kind add up to, by the month up to whose end.

    A sum of months needs every one of them. Of figures that end with the same month the one that
    was said last counts, of one file the one from January on.
    """
    ending: dict[int, list[Figure]] = defaultdict(list)
    for one in figures:
        ending[one.last].append(one)
    reached = {0: Reached(0, datetime.min.replace(tzinfo=UTC))}
    for last in sorted(ending):
        possible = [one for one in ending[last] if one.first - 1 in reached]
        if possible:
            one = max(possible, key=_said)
            reached[last] = Reached(reached[one.first - 1].rupiah + one.rupiah, one.said_at)
    del reached[0]
    return reached


def _said(figure: Figure) -> tuple[datetime, str, int]:
    return figure.said_at, figure.file, -figure.first


Known = Mapping[SubActivity, Mapping[int, Reached]]
"""Rupiah up to the end of months, by sub kegiatan."""


def by_year(figures: Iterable[Figure], money: Money) -> dict[int, Known]:
    """What figures of one kind add up to, by year: the sum of all units of the agency, up to the
    months that are known of each.
    """
    found: dict[int, dict[SubActivity, Mapping[int, Reached]]] = defaultdict(dict)
    for (year, of), units in by_unit(figures, money).items():
        found[year][of] = _together([*units.values()])
    return dict(found)


def by_unit(
    figures: Iterable[Figure], money: Money
) -> dict[tuple[int, SubActivity], dict[str, dict[int, Reached]]]:
    """What figures of one kind add up to, by year and sub kegiatan for each unit that says it."""
    sorted_out: dict[tuple[int, SubActivity], list[Figure]] = defaultdict(list)
    plans: set[str] = set()
    for one in figures:
        if one.money is money:
            sorted_out[one.year, one.of].append(one)
        elif one.money is Money.PLANNED:
            plans.add(one.file)
    if money is Money.BUDGET:
        sorted_out = {key: _of_last_kind(those, plans) for key, those in sorted_out.items()}
    found: dict[tuple[int, SubActivity], dict[str, dict[int, Reached]]] = {}
    for key, those in sorted_out.items():
        units: dict[str, list[Figure]] = defaultdict(list)
        for one in those:
            units[one.work_unit].append(one)
        found[key] = {unit: up_to_months(of_unit) for unit, of_unit in units.items()}
    return found


def _of_last_kind(budgets: Sequence[Figure], plans: Collection[str]) -> list[Figure]:
    """Of budgets those of cash plans, or those of realisations, whichever was said last: one may be
    of the agency as a whole and the other of each of its units.
    """
    in_plan = max(budgets, key=_said).file in plans
    return [one for one in budgets if (one.file in plans) is in_plan]


def _together(units: Sequence[Mapping[int, Reached]]) -> Mapping[int, Reached]:
    months = set(units[0]).intersection(*units[1:])
    return {
        month: Reached(
            sum(one[month].rupiah for one in units), min(one[month].said_at for one in units)
        )
        for month in months
    }
