"""The tracker's database in memory, for its rules over `Items`: one transaction at a time."""

from collections import defaultdict
from copy import copy
from datetime import timedelta
from itertools import count

from chassis.clock import FixedClock
from chassis.mongo.unit_of_work import OptimisticConflict
from tests.unit.tracker.plans import NOON
from tracker.items.cache import ItemCache
from tracker.items.documents import item_document, mark_of, status_document
from tracker.items.service import Items
from tracker.repair.documents import records_of
from tracker.repair.rebuild import Records
from tracker.reporting.documents import report_document, report_ids_of
from tracker.reporting.report_ids import StoredIds
from tracker.status.clock_watch import ClockWatch, LatestInstant
from tracker.status.rule_set import read_rules

RULES = read_rules()
NUMBERS = count()


class MemoryStore:
    """What is stored, all in one page, so that a transaction is a copy of it."""

    def __init__(self, known) -> None:
        self.known = known
        self.item_by_id = {}
        self.report_by_id = {}
        self.refusals = {}
        self.history = {}
        self.outbox = []

    def page(self):
        """Everything that is stored, by name."""
        return {name: stored for name, stored in vars(self).items() if name != "known"}

    async def items(self, item_ids, unit=None, *, from_cache=False):
        known = self.known.of(item_ids) if from_cache else {}
        there = {i: self.item_by_id[i] for i in item_ids if i in self.item_by_id}
        return there | known

    def remember(self, items) -> None:
        self.known.remember(items)

    async def due(self, unit, now, limit):
        due = [i for i in self.item_by_id.values() if i.wake_at and i.wake_at <= now]
        return sorted(due, key=lambda item: item.wake_at)[:limit]

    async def judged_after(self, instant):
        marks = [(i.item_id, (i.since, i.heard_at, i.planned_at)) for i in self.item_by_id.values()]
        return [item_id for item_id, them in marks if any(one and one > instant for one in them)]

    async def stored_ids(self, reports, unit=None):
        known = self.report_by_id
        keys = {key for report in reports for key in report.ids if key in known}
        return StoredIds([report_ids_of(known[key]) for key in keys])

    async def marks(self, unit, item_ids):
        return {item_id: [mark_of(row) for row in self.reports_of(item_id)] for item_id in item_ids}

    def save(self, unit, changes, *, whole=False) -> None:
        for change in changes:
            item_id = change.after.item_id
            known = self.item_by_id.get(item_id)
            if (known.rev if known else 0) != change.expected_rev:
                self.known.suspend()
                raise OptimisticConflict(item_id)
            self.item_by_id[item_id] = change.after
            if change.status_changed:
                row = status_document(change.status_changed)
                assert row["_id"] not in self.history
                self.history[row["_id"]] = row

    def add_reports(self, unit, reports) -> None:
        for report, content, key in reports:
            if key in self.report_by_id:
                raise OptimisticConflict(key)
            self.report_by_id[key] = report_document(report, content, key)

    async def refused(self, unit, keys):
        return {key for key in keys if key in self.refusals}

    def remember_refused(self, unit, keys, at) -> None:
        for key in keys:
            assert key not in self.refusals
            self.refusals[key] = at

    def put(self, unit, events) -> None:
        """The outbox's own."""
        rows = defaultdict(list)
        for out in events:
            told = {"key": out.event.key(), "event_id": out.id, "event": out.event}
            rows[out.event.topic].append(told)
        for topic, of_topic in rows.items():
            self.outbox.append({"_id": next(NUMBERS), "topic": topic, "events": of_topic})

    def reports_of(self, item_id):
        return [row for row in self.report_by_id.values() if row["item_id"] == item_id]

    def changes_of(self, item_id):
        return [row for row in self.history.values() if row["item_id"] == item_id]


class Tracker:
    """A tracker without its edges: `Items` over a store in memory, and a clock that obeys."""

    def __init__(self, now=NOON) -> None:
        self.known = ItemCache()
        self.store = MemoryStore(self.known)
        self.clock = FixedClock(now)
        latest = LatestInstant()
        self.items = self.beside([latest.after_commit])
        self.watch = ClockWatch(self.items, latest)

    def beside(self, after_commit=()):
        """A replica on the same store."""
        return Items(
            database=self,
            items=self.store,
            reports=self.store,
            outbox=self.store,
            clock=self.clock,
            rules=RULES,
            after_commit=after_commit,
        )

    async def transaction(self, work, *, conflicts=None):
        """All or nothing, and once more when something was taken, like the real one; there is
        nobody to be overtaken by.
        """
        while True:
            before = {name: copy(value) for name, value in self.store.page().items()}
            try:
                return await work(None)
            except OptimisticConflict:
                vars(self.store).update(before)
            except BaseException:
                vars(self.store).update(before)
                raise

    async def passes(self, by: timedelta) -> None:
        """Time goes by, and the clock loop takes what is due."""
        self.clock.advance(by)
        while await self.watch.tick(self.clock.now(), 500):
            pass

    def records(self, item_id, plan) -> Records:
        """Everything recorded of an item whose newest snapshot on the topic is `plan`."""
        item = self.store.item_by_id.get(item_id)
        return records_of(
            item_id,
            item_document(item) if item else None,
            plan,
            self.store.reports_of(item_id),
            self.store.changes_of(item_id),
        )
