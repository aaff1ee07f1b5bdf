"""What is known of the money of an agency's items, and of one item."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.auth.auth import must_be
from contracts.account import OF_AN_AGENCY, Account
from tracker.funding.documents import Document, Link
from tracker.funding.funding import Course, Figure, SubActivity, courses, lacking
from tracker.funding.linking import proposed, words_of
from tracker.funding.repository import FundingRepository
from tracker.items.item import Item
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A sub kegiatan of an agency: its name, the item that it funds, and the one whose title is
    like its name.
    """

    code: str
    name: str
    item_id: str
    proposed: str | None


@dataclass(frozen=True, slots=True)
class AgencyMoney:
    """The money side of an agency."""

    codes: Sequence[CodeRow]
    items: Sequence[Item]
    """Items that may be linked, by code: all of the agency's that are not cancelled."""
    files: Sequence[Document]
    lacking: Mapping[str, Sequence[tuple[int, SubActivity]]]
    """By item what lacks before its money is known."""


@dataclass(frozen=True, slots=True)
class MoneyOfItem:
    """The money of one item by its sub kegiatan."""

    links: Sequence[Link]
    names: Mapping[SubActivity, str]
    courses: Sequence[Course]
    lacking: Sequence[tuple[int, SubActivity]]


class FundingOverview:
    """Reads the money of items by their sub kegiatan."""

    def __init__(self, rows: FundingRepository, item_rows: ItemRepository) -> None:
        self._rows = rows
        self._item_rows = item_rows

    async def of_agency(self, by: Account) -> AgencyMoney:
        """The money side of the account's agency. Raises 403."""
        must_be(by, *OF_AN_AGENCY)
        agency = by.agency or ""
        items, names = await linkable(self._item_rows, by), await self._rows.names_of(agency)
        decided = await self._rows.decided_of_agency(agency)
        links = [one for one in decided if one.item_id]
        linked = {one.of.code: one.item_id for one in decided}
        titles = words_of({one.item_id: one.plan.title for one in items})
        rows = [
            CodeRow(
                code,
                names.get(code, ""),
                linked.get(code, ""),
                None if code in linked else proposed(names[code], titles),
            )
            for code in sorted({*names, *(code for code, item in linked.items() if item)})
        ]
        return AgencyMoney(rows, items, await self._rows.files_of(agency), await self._lack(links))

    async def _lack(self, links: Sequence[Link]) -> Mapping[str, Sequence[tuple[int, SubActivity]]]:
        by_item: dict[str, set[SubActivity]] = defaultdict(set)
        for one in links:
            by_item[one.item_id].add(one.of)
        figures: dict[SubActivity, list[Figure]] = defaultdict(list)
        for figure in await self._rows.figures_of({one.of for one in links}):
            figures[figure.of].append(figure)
        items = await self._item_rows.items(by_item)
        found = {
            item_id: lacking(
                by_item[item_id],
                [figure for of in by_item[item_id] for figure in figures[of]],
                item.plan.start,
            )
            for item_id, item in items.items()
        }
        return {item_id: those for item_id, those in found.items() if those}

    async def of_item(self, item: Item) -> MoneyOfItem:
        """The money of an item by its sub kegiatan; who may see the item may see it."""
        links = await self._rows.links_to([item.item_id])
        linked = {one.of for one in links}
        figures = await self._rows.figures_of(linked)
        names: dict[SubActivity, str] = {}
        for agency in {of.agency for of in linked}:
            known = await self._rows.names_of(agency)
            names |= {of: known.get(of.code, "") for of in linked if of.agency == agency}
        return MoneyOfItem(
            sorted(links, key=lambda one: one.of),
            names,
            courses(linked, figures),
            lacking(linked, figures, item.plan.start),
        )


async def linkable(items: ItemRepository, by: Account) -> list[Item]:
    """The items of the account's agency that are not cancelled, by code."""
    found = [item async for item in items.every(ItemQuery(by.scope)) if not item.plan.cancelled]
    return sorted(found, key=lambda item: item.item_id)
