"""What is known of the money of an agency's items, and of one item."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chassis.auth.auth import must_be
from chassis.clock import Clock
from contracts.account import OF_AN_AGENCY, Account
from tracker.funding.code_rows import CodePage, Wanted, page_of, rows_of
from tracker.funding.documents import Document
from tracker.funding.figure import Figure, SubActivity
from tracker.funding.funding import Course, Linked, courses
from tracker.funding.lacks import Lack, lacking
from tracker.funding.linked import Link, linked_by_year, links_by_item, names_in, of_links
from tracker.funding.repository import FundingRepository
from tracker.items.item import Item
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository


@dataclass(frozen=True, slots=True)
class AgencyMoney:
    """The money side of an agency in a year."""

    year: int
    years: Sequence[int]
    """Those with figures, the latest first."""
    codes: CodePage
    items: Sequence[Item]
    """Items that may be linked, by code: all of the agency's that are not cancelled."""
    files: Sequence[Document]
    lacking: Mapping[str, Sequence[Lack]]
    """What lacks before its money is known, by item that is due in the year or later."""


@dataclass(frozen=True, slots=True)
class FundedBy:
    """A sub kegiatan that funds an item."""

    of: SubActivity
    name: str
    years: Sequence[int]
    """In which it funds the item."""
    link: Link
    """What was decided last of it."""


@dataclass(frozen=True, slots=True)
class MoneyOfItem:
    """The money of one item by its sub kegiatan."""

    funded_by: Sequence[FundedBy]
    courses: Sequence[Course]
    lacking: Sequence[Lack]


class FundingOverview:
    """Reads the money of items by their sub kegiatan."""

    def __init__(self, rows: FundingRepository, item_rows: ItemRepository, clock: Clock) -> None:
        self._rows = rows
        self._item_rows = item_rows
        self._clock = clock

    async def of_agency(self, by: Account, wanted: Wanted) -> AgencyMoney:
        """The money side of the account's agency. Raises 403."""
        must_be(by, *OF_AN_AGENCY)
        agency = by.agency or ""
        years = await self._rows.years_of(agency)
        year = wanted.year or (years[0] if years else self._clock.now().year)
        items = await linkable(self._item_rows, by)
        titles = {one.item_id: one.plan.title for one in items}
        names = await self._rows.names_of(agency, year)
        decided = await self._rows.decided_of_agency(agency)
        by_item = links_by_item(decided)
        running = {
            item_id: item
            for item_id, item in (await self._item_rows.items(by_item)).items()
            if item.plan.due.year >= year
        }
        figures = await self._figures({one.of for item_id in running for one in by_item[item_id]})
        named = {SubActivity(agency, code): name for code, name in names.items()}
        rows = rows_of(year, named, decided, figures, titles=titles, running=running)
        sent = {(agency, one) for one in years}
        return AgencyMoney(
            year=year,
            years=years,
            codes=page_of(rows, wanted, titles),
            items=items,
            files=await self._rows.files_of(agency, year),
            lacking=_lack(running, by_item, figures, sent),
        )

    async def _figures(self, codes: set[SubActivity]) -> Mapping[SubActivity, list[Figure]]:
        figures: dict[SubActivity, list[Figure]] = defaultdict(list)
        for figure in await self._rows.figures_of(codes):
            figures[figure.of].append(figure)
        return figures

    async def of_item(self, item: Item) -> MoneyOfItem:
        """The money of an item by its sub kegiatan; who may see the item may see it."""
        links = await self._rows.links_about([item.item_id])
        figures = of_links(links, await self._figures({one.of for one in links}))
        sent = {
            (agency, year)
            for agency in {one.of.agency for one in links}
            for year in await self._rows.years_of(agency)
        }
        linked = _linked(item, links, figures, sent)
        if not any(linked.values()):
            return MoneyOfItem([], [], [])
        return MoneyOfItem(
            _funded_by(item, links, figures, linked),
            courses(linked, figures),
            lacking(linked, figures, item.plan.start, item.plan.due, sent),
        )


def _lack(
    items: Mapping[str, Item],
    by_item: Mapping[str, Sequence[Link]],
    figures: Mapping[SubActivity, Sequence[Figure]],
    sent: set[tuple[str, int]],
) -> Mapping[str, Sequence[Lack]]:
    found: dict[str, Sequence[Lack]] = {}
    for item_id, item in sorted(items.items()):
        those = of_links(by_item[item_id], figures)
        linked = _linked(item, by_item[item_id], those, sent)
        if any(linked.values()):
            found[item_id] = lacking(linked, those, item.plan.start, item.plan.due, sent)
    return {item_id: those for item_id, those in found.items() if those}


def _linked(
    item: Item, links: Iterable[Link], figures: Sequence[Figure], sent: set[tuple[str, int]]
) -> Linked:
    latest = max([year for _, year in sent] + [one.year for one in figures], default=0)
    return linked_by_year(item.item_id, links, figures, range(item.plan.start.year, latest + 1))


def _funded_by(
    item: Item, links: Sequence[Link], figures: Sequence[Figure], linked: Linked
) -> Sequence[FundedBy]:
    names = names_in(figures)
    own = sorted((one for one in links if one.item_id == item.item_id), key=lambda one: one.year)
    last = {one.of: one for one in own}
    years: dict[SubActivity, list[int]] = defaultdict(list)
    for year in sorted(linked):
        for of in linked[year]:
            if year >= item.plan.start.year:
                years[of].append(year)
    return [
        FundedBy(of, _last_name(names.get(of, {})) or last[of].name, those, last[of])
        for of, those in sorted(years.items())
    ]


def _last_name(by_year: Mapping[int, str]) -> str:
    return by_year[max(by_year)] if by_year else ""


async def linkable(items: ItemRepository, by: Account) -> list[Item]:
    """The items of the account's agency that are not cancelled, by code."""
    found = [item async for item in items.every(ItemQuery(by.scope)) if not item.plan.cancelled]
    return sorted(found, key=lambda item: item.item_id)
