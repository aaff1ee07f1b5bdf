"""Which sub kegiatan fund an item in a year, by what people decided. Pure.

Codes are given anew from year to year: a decision is of one year. It holds in other years as long
as the code stays with the same sub kegiatan.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.funding.figure import Figure, SubActivity
from tracker.funding.funding import Linked
from tracker.funding.linking import is_same_name, name_key

EVERY_YEAR = 0
"""Of links that were made before they were of a year: the earliest, so that any later one holds."""


@dataclass(frozen=True, slots=True)
class Link:
    """A sub kegiatan and the item that it funds from a year on."""

    of: SubActivity
    item_id: str
    """Blank: none."""
    by: str
    at: datetime
    year: int = EVERY_YEAR
    name: str = ""
    """Of the sub kegiatan in that year; blank where it is not known."""


Names = Mapping[SubActivity, Mapping[int, str]]
"""What sub kegiatan are called in each year that has figures of them."""


def holding(decided: Iterable[Link], year: int, name: str = "") -> Link | None:
    """Of what was decided of one sub kegiatan that which holds in a year: of that year, else of the
    nearest before it, else of the nearest after. None where it is called otherwise in that year:
    its code is another's by now.
    """
    by_year = {one.year: one for one in decided}
    if not by_year:
        return None
    before = [one for one in by_year if one <= year]
    found = by_year[max(before) if before else min(by_year)]
    if found.year == year or not found.name or not name or is_same_name(found.name, name):
        return found
    return None


def names_in(figures: Iterable[Figure]) -> Names:
    """The names of sub kegiatan by year, as the file says them that was sent last."""
    names: dict[SubActivity, dict[int, str]] = defaultdict(dict)
    for one in sorted(figures, key=lambda one: (one.said_at, one.file, one.name)):
        names[one.of][one.year] = one.name
    return names


def linked_by_year(
    item_id: str, links: Iterable[Link], figures: Iterable[Figure], years: Iterable[int] = ()
) -> Linked:
    """The sub kegiatan that fund an item, in each year of which there are figures, and in `years`.

    `links` is all that was decided of every sub kegiatan that ever funded it, `figures` all of
    those.
    """
    names, decided = names_in(figures), _by_code(links)
    every = {year for those in names.values() for year in those} | {*years}
    return {year: _linked_in(year, item_id, decided, names) for year in every}


def links_by_item(links: Iterable[Link]) -> Mapping[str, list[Link]]:
    """By item all that was decided of every sub kegiatan that ever funded it."""
    by_item: dict[str, list[Link]] = defaultdict(list)
    for those in _by_code(links).values():
        for item_id in {one.item_id for one in those if one.item_id}:
            by_item[item_id] += those
    return by_item


def of_links(
    links: Iterable[Link], figures: Mapping[SubActivity, Sequence[Figure]]
) -> list[Figure]:
    """The figures of the sub kegiatan of links."""
    return [one for of in {link.of for link in links} for one in figures.get(of, ())]


def _by_code(links: Iterable[Link]) -> Mapping[SubActivity, list[Link]]:
    by_code: dict[SubActivity, list[Link]] = defaultdict(list)
    for one in links:
        by_code[one.of].append(one)
    return by_code


def _linked_in(
    year: int, item_id: str, decided: Mapping[SubActivity, list[Link]], names: Names
) -> frozenset[SubActivity]:
    held = {
        of: found
        for of, those in decided.items()
        if (found := holding(those, year, names.get(of, {}).get(year, "")))
    }
    linked = {of for of, found in held.items() if found.item_id == item_id}
    return frozenset(
        of
        for of in linked
        if held[of].year == year
        or year in names.get(of, {})
        or not any(_has_taken_its_place(of, other, year, names) for other in linked)
    )


def _has_taken_its_place(of: SubActivity, other: SubActivity, year: int, names: Names) -> bool:
    """Whether another code is the same sub kegiatan in a year: of one agency and name, and never in
    one year with it.
    """
    name = name_key(names.get(other, {}).get(year, ""))
    own, others = (_years_called(name, names.get(one, {})) for one in (of, other))
    return bool(name and own and of.agency == other.agency and own.isdisjoint(others))


def _years_called(name: str, by_year: Mapping[int, str]) -> set[int]:
    return {year for year, called in by_year.items() if name_key(called) == name}
