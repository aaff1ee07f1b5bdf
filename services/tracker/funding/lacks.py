"""What lacks before the money of an item is known in each of its years. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from tracker.funding.figure import MONTHS, Figure, Money, SubActivity
from tracker.funding.funding import Linked
from tracker.funding.months import by_unit


class Why(StrEnum):
    """Why money of a year is not known."""

    NOT_SENT = "not-sent"
    """Its realisation was not sent, or not up to the month."""
    CODE_GONE = "code-gone"
    """The agency's files of that year do not have the code."""
    NOT_LINKED = "not-linked"
    """The agency sent figures of that year, and none of its sub kegiatan is linked."""


class Lack(NamedTuple):
    """What lacks of a year."""

    year: int
    of: SubActivity | None
    """None where no sub kegiatan is linked."""
    why: Why
    work_unit: str = ""
    """The unit of the agency whose file lacks, where several send them."""


def lacking(
    linked: Linked,
    figures: Sequence[Figure],
    start: date,
    due: date,
    sent: Collection[tuple[str, int]] = (),
) -> Sequence[Lack]:
    """What lacks of realisation up to the last month that is said of any sub kegiatan linked, of
    years before it the whole; and each year from `start` to `due` of which an agency `sent` figures
    (agency, year) without one that is linked.
    """
    said: dict[int, int] = defaultdict(int)
    for one in figures:
        if (
            one.money is Money.SPENT
            and one.year >= start.year
            and one.of in linked.get(one.year, ())
        ):
            said[one.year] = max(said[one.year], one.last)
    latest = max(said, default=start.year - 1)
    wanted = {**said} | dict.fromkeys(range(start.year, latest), MONTHS)
    have = {(one.of, one.year) for one in figures}
    units = by_unit(figures, Money.SPENT)

    def in_year(year: int) -> Iterator[Lack]:
        is_sent = any(one == year for _, one in sent)
        those = linked.get(year, ())
        if not those and (year in wanted or year <= due.year) and (is_sent or year < latest):
            yield Lack(year, None, Why.NOT_LINKED if is_sent else Why.NOT_SENT)
        for of in sorted(those):
            gone = (of.agency, year) in sent and (of, year) not in have
            if gone and (year <= due.year or year in said):
                yield Lack(year, of, Why.CODE_GONE)
            elif year in wanted:
                for unit, months in sorted(units.get((year, of), {"": {}}).items()):
                    if wanted[year] not in months:
                        yield Lack(year, of, Why.NOT_SENT, unit)

    years = {*wanted, *(year for _, year in sent if year >= start.year)}
    return [lack for year in sorted(years) for lack in in_year(year)]
