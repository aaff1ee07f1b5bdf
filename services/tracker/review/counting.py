"""Lets the reports of a region count from the step that its calendar says."""

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog

from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.parts import Parts, conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.recurring import keep_right
from contracts.account import EVERYTHING
from contracts.calendar import ReviewStep
from tracker.items.item import Change
from tracker.items.repository import ItemRepository
from tracker.items.service import Items
from tracker.periods.repository import PeriodRepository
from tracker.review.repository import ReviewRepository

log = structlog.get_logger()

AT_ONCE = 200
"""Items that are counted anew in one transaction."""


class Counting:
    """Counts items anew whose reports count from another step than their region's calendar says,
    from recording where it has none:
    when a calendar changes, at a start, and now and then, for an item that changed its region.
    """

    def __init__(
        self,
        *,
        database: Database,
        items: Items,
        item_rows: ItemRepository,
        reviews: ReviewRepository,
        periods: PeriodRepository,
        clock: Clock,
    ) -> None:
        self._database = database
        self._items = items
        self._item_rows = item_rows
        self._reviews = reviews
        self._periods = periods
        self._clock = clock
        self._parts = Parts()
        self.changed = asyncio.Event()

    async def apply(self) -> int:
        """Count those that differ; returns how many. Idempotent. Raises `DatabaseTrouble`."""
        steps = {one.region: one.counts_from for one in await self._periods.calendars(EVERYTHING)}
        counted = 0
        for region, step in steps.items():
            ids = await self._item_rows.counting_otherwise(region, step)
            counted += await self._count_all(ids, step)
        others = await self._item_rows.counting_from_review(besides=list(steps))
        return counted + await self._count_all(others, ReviewStep.RECORDED)

    async def _count_all(self, item_ids: Sequence[str], step: ReviewStep) -> int:
        for first in range(0, len(item_ids), AT_ONCE):
            await self._parts.do(partial(self._count, step), item_ids[first : first + AT_ONCE])
        if item_ids:
            log.info("reports count from another step", items=len(item_ids), step=step)
        return len(item_ids)

    async def _count(self, step: ReviewStep, item_ids: Sequence[str]) -> None:
        now = self._clock.now()

        async def work(unit: UnitOfWork) -> list[Change]:
            reports = await self._reviews.all_reached(unit, item_ids)
            return await self._items.refold(unit, reports, now, step)

        changes = await self._database.transaction(work, conflicts=conflicts_of(len(item_ids)))
        self._items.refolded(changes, now)

    async def run(self) -> None:
        """Apply the calendars until the service stops."""
        await keep_right(self.apply, self.changed, "the steps from which reports count")
