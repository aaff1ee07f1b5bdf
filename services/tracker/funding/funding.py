"""The money of an item: what SIPD says of the sub kegiatan that fund it. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from tracker.funding.figure import MONTHS, Figure, Money, SubActivity, month_end
from tracker.funding.months import Known, by_year

MOST = 2**53
"""Whole rupiah; what lies beyond is a fault, and no reader of JSON keeps it."""


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


Linked = Mapping[int, Collection[SubActivity]]
"""By year the sub kegiatan that fund an item."""


def funding_of(linked: Linked, figures: Iterable[Figure], start: date, zone: str) -> Funding | None:
    """What has been spent on an item since its first year: of each year what the sub kegiatan say
    that fund it in that year, up to the last month that is known of all, or the day (in `zone`) on
    which a file of that month was sent. None where no month is known, a whole year before it is
    not, or the sum is no amount of money.
    """
    return next(_latest_first(linked, figures, start, zone), None)


def spent_by_day(
    linked: Linked, figures: Iterable[Figure], start: date, zone: str
) -> Sequence[Funding]:
    """What has been spent on an item since its first year, up to each day up to which it is known;
    the oldest first. The last is that of `funding_of`.
    """
    found = [one for one in _latest_first(linked, figures, start, zone) if one is not None]
    return sorted(found, key=lambda one: one.as_of)


def _latest_first(
    linked: Linked, figures: Iterable[Figure], start: date, zone: str
) -> Iterator[Funding | None]:
    """By each month that is known; None where its sum is no amount of money."""
    years = by_year(figures, Money.SPENT)
    for year in sorted((year for year in years if year >= start.year), reverse=True):
        those = linked.get(year, ())
        whole = [
            _sum(linked.get(before, ()), years.get(before, {}), MONTHS)
            for before in range(start.year, year)
        ]
        if None in whole:
            continue
        for month in sorted(_shared_months(those, years[year]), reverse=True):
            spent = (_sum(those, years[year], month) or 0) + sum(filter(None, whole))
            said_at = min(years[year][of][month].said_at for of in those)
            as_of = min(month_end(year, month), said_at.astimezone(ZoneInfo(zone)).date())
            yield Funding(as_of, spent) if 0 <= spent <= MOST else None


def courses(linked: Linked, figures: Sequence[Figure]) -> Sequence[Course]:
    """The money of each year of which something is known, the latest year first."""
    budgets, plans, spent = (by_year(figures, money) for money in Money)
    said = {(one.year, one.of) for one in figures}
    found: list[Course] = []
    for year in sorted({*budgets, *plans, *spent}, reverse=True):
        those = linked.get(year, ())
        if any((year, of) in said for of in those):
            found.append(
                Course(
                    year,
                    _sum(those, budgets.get(year, {}), MONTHS),
                    _months(those, plans.get(year, {})),
                    _months(those, spent.get(year, {})),
                )
            )
    return found


def _months(linked: Collection[SubActivity], known: Known) -> tuple[int | None, ...]:
    return tuple(_sum(linked, known, month) for month in range(1, MONTHS + 1))


def _shared_months(linked: Collection[SubActivity], known: Known) -> set[int]:
    """The months that are known of all."""
    shared = [set(known.get(of, {})) for of in linked]
    return set.intersection(*shared) if shared else set()


def _sum(linked: Collection[SubActivity], known: Known, month: int) -> int | None:
    """Rupiah up to the end of a month; None where it is not known of all."""
    sums = [known.get(of, {}).get(month) for of in linked]
    found = [one.rupiah for one in sums if one is not None]
    return sum(found) if found and len(found) == len(sums) else None
