"""Reckons the money of items anew from the figures of their sub kegiatan."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from chassis.clock import Clock, to_millisecond
from chassis.mongo.database import Database
from chassis.mongo.parts import Parts, conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.recurring import keep_right
from tracker.funding.figure import Figure, SubActivity
from tracker.funding.funding import Funding, funding_of
from tracker.funding.linked import Link, linked_by_year, links_by_item, of_links
from tracker.funding.repository import FundingRepository
from tracker.items.item import Change
from tracker.items.repository import ItemRepository
from tracker.items.service import Items

AT_ONCE = 100
"""Items that are reckoned anew in one transaction."""
LookAgain = Callable[[UnitOfWork, Collection[str]], None]
"""Called with the items, in the transaction that changes their money."""


class Reckoning:
    """The money of items by the sub kegiatan that fund them."""

    def __init__(
        self,
        *,
        database: Database,
        rows: FundingRepository,
        items: Items,
        item_rows: ItemRepository,
        clock: Clock,
        look_again: LookAgain,
    ) -> None:
        """`look_again` has the reports of items looked at again, as what was spent on them on some
        day may be known otherwise.
        """
        self._database = database
        self._rows = rows
        self._items = items
        self._item_rows = item_rows
        self._clock = clock
        self._look_again = look_again
        self._parts = Parts()
        self.changed = asyncio.Event()
        """Set when items have to be reckoned anew."""

    async def reckon(
        self,
        unit: UnitOfWork,
        item_ids: Collection[str],
        now: datetime,
        *,
        new: Sequence[Figure] = (),
        without: str = "",
        relinked: Sequence[Link] = (),
    ) -> list[Change]:
        """The money of items as stored, with what the unit is about to write: new figures, those of
        a file that go, sub kegiatan that fund another item from a year on. Their reports are looked
        at again.
        """
        changes = await self._reckoned(
            unit, item_ids, now, new=new, without=without, relinked=relinked
        )
        self._look_again(unit, item_ids)
        return changes

    async def _reckoned(
        self,
        unit: UnitOfWork,
        item_ids: Collection[str],
        now: datetime,
        *,
        new: Sequence[Figure] = (),
        without: str = "",
        relinked: Sequence[Link] = (),
    ) -> list[Change]:
        self._rows.take_turns(unit, (), item_ids, now)
        found = await self.money_of(item_ids, unit, new=new, without=without, relinked=relinked)
        return await self._items.fund(unit, found, now)

    async def money_of(
        self,
        item_ids: Collection[str],
        unit: UnitOfWork | None = None,
        *,
        new: Sequence[Figure] = (),
        without: str = "",
        relinked: Sequence[Link] = (),
    ) -> Mapping[str, Funding | None]:
        """The same, and nothing is written."""
        stored = await self._rows.links_about(item_ids, unit)
        stored += await self._rows.decided_on({one.of for one in relinked}, unit)
        links = {(one.of, one.year): one for one in (*stored, *relinked)}.values()
        wanted = {one.of for one in links}
        figures: dict[SubActivity, list[Figure]] = defaultdict(list)
        for one in [*await self._rows.figures_of(wanted, unit), *new]:
            if one.file != without:
                figures[one.of].append(one)
        by_item = links_by_item(links)
        found: dict[str, Funding | None] = {}
        for item_id, item in (await self._item_rows.items(item_ids, unit)).items():
            those = by_item.get(item_id, [])
            of_item = of_links(those, figures)
            linked = linked_by_year(item_id, those, of_item)
            found[item_id] = funding_of(linked, of_item, item.plan.start, item.plan.time_zone)
        return found

    def replanned(self, _outcomes: object, changes: Sequence[Change], _now: datetime) -> None:
        """Of a plan that begins in another year, another year's money counts."""
        for one in changes:
            if one.before and one.before.plan.start.year != one.after.plan.start.year:
                self.changed.set()

    async def apply(self) -> int:
        """Reckon every linked item anew; returns how many changed. Idempotent. Raises
        `DatabaseTrouble`.
        """
        ids, count = sorted(await self._rows.linked_items()), 0
        for first in range(0, len(ids), AT_ONCE):
            count += sum(await self._parts.do(self._reckon_some, ids[first : first + AT_ONCE]))
        return count

    async def _reckon_some(self, item_ids: Sequence[str]) -> int:
        now = to_millisecond(self._clock.now())

        async def work(unit: UnitOfWork) -> list[Change]:
            changes = await self._reckoned(unit, item_ids, now)
            self._look_again(unit, [one.after.item_id for one in changes])
            return changes

        changes = await self._database.transaction(work, conflicts=conflicts_of(len(item_ids)))
        self._items.refolded(changes, now)
        return len(changes)

    async def run(self) -> None:
        """Keep linked items right until the service stops: at a start, when a plan begins in
        another year, and now and then.
        """
        await keep_right(self.apply, self.changed, "the money of items")
