"""The tracker's database in memory, for its rules over `Items`: one transaction at a time.

Each fake is a subclass of the real thing, so that its methods are held to the same signatures.
"""

from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Sequence, Set
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from chassis.clock import FixedClock
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import Document, OptimisticConflict, UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts import PlanItemPublished
from tests.unit.tracker.plans import NOON
from tracker.evidence.repository import EvidenceRepository, FilesOfReports
from tracker.items.cache import ItemCache
from tracker.items.documents import item_document, mark_of, status_document
from tracker.items.item import Change, Item
from tracker.items.repository import ItemRepository
from tracker.items.service import AfterCommit, Items
from tracker.repair.documents import records_of
from tracker.repair.rebuild import Records
from tracker.reporting.documents import report_document, report_ids_of
from tracker.reporting.report import Report
from tracker.reporting.report_ids import StoredIds
from tracker.reporting.repository import Record, ReportRepository
from tracker.status.clock_watch import ClockWatch, LatestInstant
from tracker.status.progress import Mark
from tracker.status.rule_set import read_rules

T = TypeVar("T")

RULES = read_rules()
NUMBERS = count()


@dataclass
class Entries:
    """Everything that is stored."""

    items: dict[str, Item] = field(default_factory=dict)
    reports: dict[str, Document] = field(default_factory=dict)
    refusals: dict[str, datetime] = field(default_factory=dict)
    history: dict[str, Document] = field(default_factory=dict)
    outbox: list[Document] = field(default_factory=list)

    def copy(self) -> "Entries":
        return Entries(**{name: copy(stored) for name, stored in vars(self).items()})

    def reports_of(self, item_id: str) -> list[Document]:
        return [row for row in self.reports.values() if row["item_id"] == item_id]

    def changes_of(self, item_id: str) -> list[Document]:
        return [row for row in self.history.values() if row["item_id"] == item_id]


class MemoryDatabase(Database):
    """All or nothing, and once more after a conflict, like the real one; a single process."""

    def __init__(self) -> None:
        self.entries = Entries()

    async def transaction(
        self,
        work: Callable[[UnitOfWork], Coroutine[Any, Any, T]],
        *,
        conflicts: int | None = None,
        meanwhile: Callable[[T], None] = lambda _: None,
    ) -> T:
        while True:
            before = self.entries
            self.entries = before.copy()
            try:
                done = await work(MemoryUnit())
                meanwhile(done)
                return done
            except OptimisticConflict:
                self.entries = before
            except BaseException:
                self.entries = before
                raise


class MemoryUnit(UnitOfWork):
    """Reads and writes at once, on the copy that its transaction has made."""

    def __init__(self) -> None:
        pass


class MemoryItems(ItemRepository):
    def __init__(self, database: MemoryDatabase, cache: ItemCache) -> None:
        self._memory = database
        self._cache = cache

    async def items(
        self, item_ids: Iterable[str], unit: UnitOfWork | None = None, *, from_cache: bool = False
    ) -> dict[str, Item]:
        asked = list(item_ids)
        cached = self._cache.of(asked) if from_cache else {}
        stored = self._memory.entries.items
        return {i: stored[i] for i in asked if i in stored} | cached

    async def due(self, unit: UnitOfWork | None, now: datetime, limit: int) -> list[Item]:
        stored = self._memory.entries.items.values()
        due = [(item.wake_at, item) for item in stored if item.wake_at and item.wake_at <= now]
        return [item for _, item in sorted(due, key=lambda one: one[0])[:limit]]

    async def judged_after(self, instant: datetime) -> list[str]:
        return [
            item.item_id
            for item in self._memory.entries.items.values()
            if any(one and one > instant for one in (item.since, item.heard_at, item.planned_at))
        ]

    def save(self, unit: UnitOfWork, changes: Sequence[Change], *, whole: bool = False) -> None:
        entries = self._memory.entries
        for change in changes:
            item_id = change.after.item_id
            stored = entries.items.get(item_id)
            if (stored.rev if stored else 0) != change.expected_rev:
                self._cache.suspend()
                raise OptimisticConflict(item_id)
            entries.items[item_id] = change.after
            if change.status_changed:
                row = status_document(change.status_changed)
                assert row["_id"] not in entries.history
                entries.history[row["_id"]] = row


class MemoryReports(ReportRepository):
    def __init__(self, database: MemoryDatabase) -> None:
        self._memory = database

    async def stored_ids(
        self, reports: Sequence[Report], unit: UnitOfWork | None = None
    ) -> StoredIds:
        stored = self._memory.entries.reports
        keys = {key for report in reports for key in report.ids_to_look_up if key in stored}
        return StoredIds([report_ids_of(stored[key]) for key in keys])

    async def marks(self, unit: UnitOfWork | None, item_ids: Set[str]) -> dict[str, list[Mark]]:
        entries = self._memory.entries
        return {
            item_id: [mark_of(row) for row in entries.reports_of(item_id)] for item_id in item_ids
        }

    def add_reports(self, unit: UnitOfWork, reports: Sequence[Record]) -> None:
        stored = self._memory.entries.reports
        for report, content, key, corrected in reports:
            if key in stored:
                raise OptimisticConflict(key)
            stored[key] = report_document(report, content, key, corrected)
            if corrected:
                stored[corrected] = {**stored[corrected], "corrected_by": key}

    async def refused(self, unit: UnitOfWork, keys: Sequence[str]) -> set[str]:
        return {key for key in keys if key in self._memory.entries.refusals}

    def remember_refused(self, unit: UnitOfWork, keys: Sequence[str], at: datetime) -> None:
        refusals = self._memory.entries.refusals
        for key in keys:
            assert key not in refusals
            refusals[key] = at


class MemoryEvidence(EvidenceRepository):
    """There is none."""

    def __init__(self) -> None:
        pass

    def of_reports(
        self, unit: UnitOfWork, reports: Sequence[Report], take: Callable[[FilesOfReports], None]
    ) -> None:
        take({})


class MemoryOutbox(Outbox):
    def __init__(self, database: MemoryDatabase) -> None:
        self._memory = database

    def put(self, unit: UnitOfWork, events: Iterable[Outgoing]) -> None:
        rows: dict[str, list[Document]] = defaultdict(list)
        for out in events:
            event = {"key": out.event.key(), "event_id": out.id, "event": out.event}
            rows[out.event.topic].append(event)
        for topic, of_topic in rows.items():
            row = {"_id": next(NUMBERS), "topic": topic, "events": of_topic}
            self._memory.entries.outbox.append(row)


class Tracker:
    """A tracker without its edges: `Items` over a store in memory, and a clock that obeys."""

    def __init__(self, now: datetime = NOON) -> None:
        self.cache = ItemCache()
        self.database = MemoryDatabase()
        self.clock = FixedClock(now)
        latest = LatestInstant()
        self.items = self.beside([latest.after_commit])
        self.watch = ClockWatch(self.items, latest)

    @property
    def store(self) -> Entries:
        """Everything that is stored now."""
        return self.database.entries

    def beside(self, after_commit: Sequence[AfterCommit] = ()) -> Items:
        """A replica on the same store."""
        return Items(
            database=self.database,
            items=MemoryItems(self.database, self.cache),
            reports=MemoryReports(self.database),
            evidence=MemoryEvidence(),
            outbox=MemoryOutbox(self.database),
            clock=self.clock,
            rules=RULES,
            after_commit=after_commit,
        )

    async def passes(self, by: timedelta) -> None:
        """Time goes by, and the clock loop takes what is due."""
        self.clock.advance(by)
        while await self.watch.tick(self.clock.now(), 500):
            pass

    def records(self, item_id: str, plan: PlanItemPublished | None) -> Records:
        """Everything recorded of an item whose newest snapshot on the topic is `plan`."""
        item = self.store.items.get(item_id)
        return records_of(
            item_id,
            item_document(item) if item else None,
            plan,
            self.store.reports_of(item_id),
            self.store.changes_of(item_id),
        )
