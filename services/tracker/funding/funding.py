"""The money of an item: what SIPD says of the sub kegiatan that fund it. Pure.

Figures are facts: a later file adds new ones and changes none, and of those for the same months the
one that was said last counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

MONTHS = 12


class Money(StrEnum):
    """What a figure says."""

    BUDGET = "budget"
    """Pagu, for the whole year."""
    PLANNED = "planned"
    """RAK: cash that is to be spent."""
    SPENT = "spent"
    """LRA: realisation."""


class SubActivity(NamedTuple):
    """A sub kegiatan of an agency, by its code; the same code is used by every agency."""

    agency: str
    code: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Whole rupiah of a sub kegiatan in the months `first` to `last` of a year, from 1."""

    of: SubActivity
    year: int
    money: Money
    first: int
    last: int
    rupiah: int
    said_at: datetime
    """When the file was sent."""
    file: str
    """Which file that was sent; the same one sent again is another."""


@dataclass(frozen=True, slots=True)
class Funding:
    """What has been spent on an item up to the end of a day, by the sub kegiatan that fund it."""

    as_of: date
    spent: int
    """Whole rupiah, since the item began."""


@dataclass(frozen=True, slots=True)
class Course:
    """Money of the sub kegiatan of an item in one year: rupiah up to the end of each month, from
    January; None where it is not known of all of them.
    """

    year: int
    budget: int | None
    planned: tuple[int | None, ...]
    spent: tuple[int | None, ...]


def up_to_months(figures: Iterable[Figure]) -> dict[int, int]:
    """What figures of one sub kegiatan, year and kind add up to, by the month up to whose end.

    A figure from January on comes before a sum of months; a sum needs every month.
    """
    latest: dict[tuple[int, int], Figure] = {}
    for one in figures:
        span = (one.first, one.last)
        if span not in latest or _said(one) > _said(latest[span]):
            latest[span] = one
    reached = {0: 0}
    for first, last in sorted(latest, key=lambda span: (span[1], span[0])):
        if first - 1 in reached and last not in reached:
            reached[last] = reached[first - 1] + latest[first, last].rupiah
    del reached[0]
    return reached


def _said(figure: Figure) -> tuple[datetime, str]:
    return figure.said_at, figure.file


Known = Mapping[SubActivity, Mapping[int, int]]
"""Rupiah up to the end of months, by sub kegiatan."""


def _by_year(figures: Iterable[Figure], money: Money) -> dict[int, Known]:
    sorted_out: dict[int, dict[SubActivity, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for one in figures:
        if one.money is money:
            sorted_out[one.year][one.of].append(one)
    return {
        year: {of: up_to_months(those) for of, those in sub_activities.items()}
        for year, sub_activities in sorted_out.items()
    }


def funding_of(
    linked: Collection[SubActivity], figures: Iterable[Figure], start: date
) -> Funding | None:
    """What has been spent on an item since its first year, up to the last month that is known of
    every sub kegiatan linked to it; None where no month is, or a whole year before it is not.
    """
    years = _by_year(figures, Money.SPENT)
    for year in sorted((year for year in years if year >= start.year), reverse=True):
        month = _last_month(linked, years[year])
        if month is None:
            continue
        whole = [_sum(linked, years.get(before, {}), MONTHS) for before in range(start.year, year)]
        if None in whole:
            continue
        spent = _sum(linked, years[year], month) or 0
        return Funding(month_end(year, month), spent + sum(filter(None, whole)))
    return None


def lacking(
    linked: Collection[SubActivity], figures: Iterable[Figure], start: date
) -> Sequence[tuple[int, SubActivity]]:
    """By year the sub kegiatan of which no realisation up to a month that the others have is known,
    and those of a year before, of which the whole year is not.
    """
    years = _by_year(figures, Money.SPENT)
    known = [year for year in years if year >= start.year]
    if not linked or not known:
        return []
    last, found = max(known), []
    for year in range(start.year, last):
        of_year = years.get(year, {})
        found += [(year, of) for of in sorted(linked) if MONTHS not in of_year.get(of, {})]
    if _last_month(linked, years[last]) is None:
        found += [(last, of) for of in sorted(linked) if not years[last].get(of)] or [
            (last, of) for of in sorted(linked)
        ]
    return found


def courses(linked: Collection[SubActivity], figures: Sequence[Figure]) -> Sequence[Course]:
    """The money of each year of which something is known, the latest year first."""
    budgets, plans, spent = (_by_year(figures, money) for money in Money)
    return [
        Course(
            year,
            _sum(linked, budgets.get(year, {}), MONTHS),
            tuple(_sum(linked, plans.get(year, {}), month) for month in range(1, MONTHS + 1)),
            tuple(_sum(linked, spent.get(year, {}), month) for month in range(1, MONTHS + 1)),
        )
        for year in sorted({*budgets, *plans, *spent}, reverse=True)
    ]


def _last_month(linked: Collection[SubActivity], known: Known) -> int | None:
    """The last month that is known of all."""
    shared = [set(known.get(of, {})) for of in linked]
    return max(set.intersection(*shared), default=None) if shared else None


def _sum(linked: Collection[SubActivity], known: Known, month: int) -> int | None:
    """Rupiah up to the end of a month; None where it is not known of all."""
    sums = [known.get(of, {}).get(month) for of in linked]
    return None if None in sums or not sums else sum(filter(None, sums))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // MONTHS, month % MONTHS + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
