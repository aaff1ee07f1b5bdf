"""Compares every item with its records, and repairs those that differ."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from tracker.deeds import ITEMS_REPAIRED
from tracker.items.item import status_events
from tracker.items.repository import ItemRepository
from tracker.repair.plan_topic import Moved, PlanTopic
from tracker.repair.rebuild import Difference, Records, differences, repaired
from tracker.repair.repository import RecordRepository
from tracker.review.repository import ReviewRepository
from tracker.status.rule_set import RuleSet

CHUNK = 500
SETTLE_SECONDS = 2.0
BY = "aksi"
"""The command line, in the audit trail."""
OnDifference = Callable[[Difference], None]


@dataclass(slots=True)
class Counts:
    """How much was compared."""

    items: int = 0
    reports: int = 0
    status_changes: int = 0

    def add(self, records: Sequence[Records]) -> None:
        """Add these records."""
        self.items += len(records)
        self.reports += sum(len(one.marks) for one in records)
        self.status_changes += sum(len(one.history) for one in records)


class Rebuilding:
    """Reads each chunk of items at one instant, so that trackers may keep running."""

    def __init__(
        self,
        *,
        database: Database,
        items: ItemRepository,
        recorded: RecordRepository,
        outbox: Outbox,
        clock: Clock,
        rules: RuleSet,
        topic: PlanTopic,
        trail: Trail,
        reviews: ReviewRepository,
        after_repair: Callable[[], Awaitable[None]],
    ) -> None:
        """`after_repair` is called when items were repaired, for what is made from them."""
        self._after_repair = after_repair
        self._trail = trail
        self._reviews = reviews
        self._database = database
        self._items = items
        self._recorded = recorded
        self._outbox = outbox
        self._clock = clock
        self._rules = rules
        self._topic = topic

    async def differing(self, counts: Counts, moved: Moved) -> list[str]:
        """The items that differ, and still differ after the trackers had time to read the topic.

        Compared again while their number falls: work in progress in a tracker is no difference.
        """
        item_ids = sorted(await self._recorded.every_id() | set(self._topic.item_ids()))
        suspects = await self._suspects(item_ids, counts, moved)
        while suspects:
            await asyncio.sleep(SETTLE_SECONDS)
            again = await self._suspects(suspects, Counts(), moved)
            if len(again) == len(suspects):
                break
            suspects = again
        return suspects

    async def _suspects(self, item_ids: Sequence[str], counts: Counts, moved: Moved) -> list[str]:
        suspects: list[str] = []
        done = 0
        for chunk in _chunks(item_ids):
            records = await self._records(chunk)
            counts.add(records)
            suspects += [one.item_id for one in records if self._differences(one)]
            done += len(chunk)
            moved(done, len(item_ids))
        return suspects

    async def report_differences(self, item_ids: Sequence[str], on_difference: OnDifference) -> int:
        """Call `on_difference` for every difference of the items; returns how many there are."""
        count = 0
        for chunk in _chunks(item_ids):
            for records in await self._records(chunk):
                for difference in self._differences(records):
                    on_difference(difference)
                    count += 1
        return count

    async def repair(
        self, item_ids: Sequence[str], mended: OnDifference, left: OnDifference
    ) -> int:
        """Repair what can be repaired, each chunk in one transaction; returns how many differences
        remain.

        Status changes to be published are in the outbox afterwards; a running tracker publishes
        them. Idempotent. Raises `DatabaseTrouble`; the chunks before it stay repaired.
        """
        remaining = 0
        for chunk in _chunks(item_ids):
            before = await self._database.transaction(partial(self._mend, item_ids=chunk))
            after = {d for one in await self._records(chunk) for d in self._differences(one)}
            fields_left = {(d.item_id, d.field) for d in after}
            for difference in before:
                if (difference.item_id, difference.field) not in fields_left:
                    mended(difference)
            for difference in sorted(after, key=lambda d: (d.item_id, d.field)):
                left(difference)
            remaining += len(after)
        await self._after_repair()
        return remaining

    async def _mend(self, unit: UnitOfWork, item_ids: Sequence[str]) -> list[Difference]:
        now = self._clock.now()
        records = self._beside_the_plan(await self._recorded.records(unit, item_ids))
        on_difference = [difference for one in records for difference in self._differences(one)]
        mending = [repaired(one, now, self._rules) for one in records]
        changes = [change for change in mending if change is not None]
        self._items.save(unit, changes, whole=True)
        reviewed = self._mend_reviews(unit, records, now)
        self._outbox.put(unit, [out for change in changes for out in status_events(change)])
        if changes or reviewed:
            mended = {change.after.item_id for change in changes} | set(reviewed)
            told = {"items": sorted(mended)}
            self._trail.put(unit, Deed(ITEMS_REPAIRED, BY, "", told))
        return on_difference

    def _mend_reviews(
        self, unit: UnitOfWork, records: Sequence[Records], now: datetime
    ) -> Sequence[str]:
        """Store how far reports have come by their acts, where that differs; of which items."""
        mended: list[str] = []
        for one in records:
            fields = {difference.field for difference in self._differences(one)}
            if one.stored is None or not fields & {"review", "reviewed"}:
                continue
            mended.append(one.item_id)
            there = {mark.report_id for mark in one.marks}
            stands = {key: s for key, s in one.reviews.recomputed.items() if key in there}
            self._reviews.save_standings(unit, stands)
            progress = one.reviews.progress_of(one.marks)
            self._reviews.save_progress(unit, {one.item_id: progress}, now)
        return mended

    async def _records(self, item_ids: Sequence[str]) -> list[Records]:
        """Reads the topic after the items, so that no item is ahead of it because of the delay."""

        async def read(unit: UnitOfWork) -> list[Records]:
            return await self._recorded.records(unit, item_ids)

        stored = await self._database.transaction(read)
        await self._topic.catch_up()
        return self._beside_the_plan(stored)

    def _beside_the_plan(self, stored: Sequence[Records]) -> list[Records]:
        return [replace(one, plan=self._topic.plan(one.item_id)) for one in stored]

    def _differences(self, records: Records) -> list[Difference]:
        return differences(records, self._clock.now(), self._rules)


def _chunks(item_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(item_ids), CHUNK):
        yield item_ids[start : start + CHUNK]
