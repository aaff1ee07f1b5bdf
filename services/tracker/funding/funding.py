"""The money of an item: what SIPD says of the sub kegiatan that fund it. Pure.

Figures are facts: a later file adds new ones and changes none, and of those for the same months the
one that was said last counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

MONTHS = 12
MOST = 2**53
"""Whole rupiah; what lies beyond is a fault, and no reader of JSON keeps it."""


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
    linked: Collection[SubActivity], figures: Iterable[Figure], start: date, zone: str
) -> Funding | None:
    """What has been spent on an item since its first year, up to the last month that is known of
    every sub kegiatan linked to it, or the day (in `zone`) on which a file of that month was sent;
    None where no month is known, a whole year before it is not, or the sum is no amount of money.
    """
    return next(_latest_first(linked, figures, start, zone), None)


def spent_by_day(
    linked: Collection[SubActivity], figures: Iterable[Figure], start: date, zone: str
) -> Sequence[Funding]:
    """What has been spent on an item since its first year, up to each day up to which it is known;
    the oldest first. The last is that of `funding_of`.
    """
    found = [one for one in _latest_first(linked, figures, start, zone) if one is not None]
    return sorted(found, key=lambda one: one.as_of)


def _latest_first(
    linked: Collection[SubActivity], figures: Iterable[Figure], start: date, zone: str
) -> Iterator[Funding | None]:
    """By each month that is known; None where its sum is no amount of money."""
    years = _by_year(figures, Money.SPENT)
    for year in sorted((year for year in years if year >= start.year), reverse=True):
        whole = [_sum(linked, years.get(before, {}), MONTHS) for before in range(start.year, year)]
        if None in whole:
            continue
        for month in sorted(_months(linked, years[year]), reverse=True):
            spent = (_sum(linked, years[year], month) or 0) + sum(filter(None, whole))
            sent = min(years[year][of][month].said_at for of in linked).astimezone(ZoneInfo(zone))
            as_of = min(month_end(year, month), sent.date())
            yield Funding(as_of, spent) if 0 <= spent <= MOST else None


def lacking(
    linked: Collection[SubActivity], figures: Sequence[Figure], start: date
) -> Sequence[tuple[int, SubActivity]]:
    """By year the sub kegiatan whose realisation is not known up to the last month that is said of
    any, and those of a year before, of which the whole year is not.
    """
    years = _by_year(figures, Money.SPENT)
    said: dict[int, int] = defaultdict(int)
    for one in figures:
        if one.money is Money.SPENT and one.of in linked and one.year >= start.year:
            said[one.year] = max(said[one.year], one.last)
    if not said:
        return []
    latest = max(said)
    wanted = {**dict.fromkeys(range(start.year, latest), MONTHS), latest: said[latest]}
    return [
        (year, of)
        for year, month in wanted.items()
        for of in sorted(linked)
        if month not in years.get(year, {}).get(of, {})
    ]


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


def _months(linked: Collection[SubActivity], known: Known) -> Set[int]:
    """The months that are known of all."""
    shared = [set(known.get(of, {})) for of in linked]
    return set.intersection(*shared) if shared else set()


def _sum(linked: Collection[SubActivity], known: Known, month: int) -> int | None:
    """Rupiah up to the end of a month; None where it is not known of all."""
    sums = [known.get(of, {}).get(month) for of in linked]
    found = [one.rupiah for one in sums if one is not None]
    return sum(found) if found and len(found) == len(sums) else None


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // MONTHS, month % MONTHS + 1, 1)
    return date.fromordinal(following.toordinal() - 1)
