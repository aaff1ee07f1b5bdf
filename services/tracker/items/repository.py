"""The tracker's items and their status history in MongoDB.

Each index costs intake a write, so there is none that no query needs: one by `wake_at` for the
clock loop, over the items that wake; and three for lists, which also serve the quick wins and the
summaries. A change of status writes to those three, a report that leaves the status unchanged to
none. The history has one index, in the order in which an item shows it.

Lists are in the order of ids. An index serves that order only where each field before `_id` is
given. Agency and region are given or open; kind, pillar and status are closed lists of words: where
a query leaves one open it asks for all its words, and the database merges the 2 x 6 x 7 = 84 ranges
of the index, each in the order of ids. So three indexes serve every combination, and a page reads
at most its own items and one more key for each range. The index of an agency has kind and pillar
behind the id: its lists merge the 7 ranges of the statuses, and one of a kind or pillar reads the
keys, but no documents, of the agency's others too.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pymongo import InsertOne, UpdateOne

from chassis.mongo.database import Database, DatabaseCursor
from chassis.mongo.matching import matching
from chassis.mongo.unit_of_work import UnitOfWork, Write, driver_session
from contracts.account import Scope
from contracts.calendar import ReviewStep
from contracts.words import Kind, Pillar, Status
from tracker.items.cache import ItemCache, ReadItems
from tracker.items.documents import (
    STATE_FIELDS,
    Document,
    changed_state_fields,
    course_document,
    item_document,
    item_of,
    plan_change_document,
    plan_fields,
    plan_of,
    state_fields,
    status_document,
)
from tracker.items.item import Change, Item
from tracker.items.query import ItemQuery
from tracker.plan_history.plan_term import term_of
from tracker.plan_history.repository import Kept, PlanHistoryRepository

Index = list[tuple[str, int]]

OPEN = (Status.LATE, Status.CRITICAL, Status.BEHIND, Status.ON_TRACK, Status.NOT_STARTED)
"""Statuses of items that are not ended, the worst first."""
WORDS: Mapping[str, type[StrEnum]] = {"kind": Kind, "pillar": Pillar, "status": Status}
_WITHOUT_PLAN = {"plan.version": 1, **dict.fromkeys(STATE_FIELDS, 1)}
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
PROOF_MOST = 1_000
"""Reports with evidence that an item remembers, the latest."""
_BATCH = 200
"""Documents per batch; between batches the event loop runs other tasks."""
_RETIRED_INDEXES = (
    *(f"{first}_1__id_1" for first in ("region", "agency", "pillar", "status", "kind")),
    "agency_1_kind_1_pillar_1_status_1__id_1",
)
"""Indexes of earlier versions that no query uses any more."""
_VERSION: Document = {"$project": {"rev": 1, "proof": {"$last": "$proof"}}}
_OLD_COURSE = {"$expr": {"$ne": ["$course.version", "$plan.version"]}}


def _index(*names: str) -> Index:
    return [(name, 1) for name in names]


_OF_AN_AGENCY = _index("agency", "status", "_id", "kind", "pillar")
_OF_A_REGION, _OF_ALL = _index("region", *WORDS, "_id"), _index(*WORDS, "_id")
LISTING_INDEXES = (_OF_AN_AGENCY, _OF_A_REGION, _OF_ALL)


@dataclass(frozen=True, slots=True)
class Proof:
    """A report of an item, by each id it may be stored under, has evidence since `at`."""

    item_id: str
    report_ids: Sequence[str]
    at: datetime


class ItemRepository:
    """Collections `items`, `status_history`, `plan_changes`, and the plan's history; caches."""

    def __init__(self, database: Database) -> None:
        self._items = database["items"]
        self._history = database["status_history"]
        self._plan_changes = database["plan_changes"]
        self._plan_history = PlanHistoryRepository(database)
        self._cache = ItemCache()
        self._read = ReadItems()

    async def prepare(self) -> None:
        """Create the indexes, drop retired ones, and add courses that earlier versions did not
        store.
        """
        await self._items.create_index(
            "wake_at", partialFilterExpression={"wake_at": {"$gt": _EPOCH}}
        )
        for index in LISTING_INDEXES:
            await self._items.create_index(index)
        await self._history.create_index([("item_id", 1), ("seq", 1)])
        await self._plan_changes.create_index([("item_id", 1), ("version", 1)])
        rows = await self._items.index_information()
        for name in _RETIRED_INDEXES:
            if name in rows:
                await self._items.drop_index(name)
        await self._have_courses()
        await self._plan_history.prepare()

    async def _have_courses(self) -> None:
        """Write the course of each item whose `course` is missing, or belongs to an older plan.

        A version from before courses existed changes plans and leaves the course unchanged. An item
        that changes meanwhile is not written, and is checked again in the next pass.
        """
        lacking = True
        while lacking:
            lacking, writes = False, list[UpdateOne]()
            rows = self._items.find(_OLD_COURSE, {"rev": 1, "plan": 1}, batch_size=_BATCH)
            async for row in rows:
                expected = {"_id": row["_id"], "rev": row["rev"]}
                writes.append(
                    UpdateOne(expected, {"$set": {"course": course_document(plan_of(row))}})
                )
                if len(writes) == _BATCH:
                    await self._items.bulk_write(writes, ordered=False)
                    lacking, writes = True, []
            if writes:
                await self._items.bulk_write(writes, ordered=False)
                lacking = True

    async def items(
        self, item_ids: Iterable[str], unit: UnitOfWork | None = None, *, from_cache: bool = False
    ) -> dict[str, Item]:
        """Those of the items that exist, by id; `from_cache`: as last committed by this process.

        Another process may have changed one since: `save` checks the expected revision.
        """
        asked = set(item_ids)
        cached = self._cache.of(asked) if from_cache else {}
        missing = list(asked - cached.keys())
        if not missing:
            return cached
        rows = self._items.find(
            {"_id": {"$in": missing}}, _WITHOUT_PLAN, session=driver_session(unit)
        )
        return cached | await self._with_plans(rows, unit)

    def remember(self, items: Iterable[Item]) -> None:
        """Cache these as committed. Items that were only read are not cached: what a transaction
        reads without committing may be rolled back when a primary steps down.
        """
        self._cache.remember(items)

    async def _with_plans(
        self, cursor: "DatabaseCursor[Document]", unit: UnitOfWork | None = None
    ) -> dict[str, Item]:
        """The items of rows that were read without their plans, in the order of the rows."""
        rows = await cursor.to_list(None)
        plans = {row["_id"]: self._cache.plan(row["_id"], row["plan"]["version"]) for row in rows}
        if missing := [item_id for item_id, plan in plans.items() if plan is None]:
            wanted = {"_id": {"$in": missing}}
            async for row in self._items.find(wanted, {"plan": 1}, session=driver_session(unit)):
                plans[row["_id"]] = plan_of(row)
        return {row["_id"]: item_of(row, plans[row["_id"]]) for row in rows}

    async def due(self, unit: UnitOfWork | None, now: datetime, limit: int) -> list[Item]:
        """Items whose status changes by itself at or before `now`, the longest due first."""
        wanted = {"wake_at": {"$lte": now, "$gt": _EPOCH}}
        rows = self._items.find(wanted, _WITHOUT_PLAN, session=driver_session(unit))
        return list((await self._with_plans(rows.sort("wake_at", 1).limit(limit), unit)).values())

    async def judged_after(self, instant: datetime) -> list[str]:
        """Ids of items judged by a clock ahead of `instant`: their status began, or their last
        report or plan came, after it; or they are late although their due day ends later.

        No index serves this query: it runs at start, and when a clock went back.
        """
        later = {"$gt": instant}
        marks: list[Document] = [{name: later} for name in ("since", "heard_at", "planned_at")]
        # for documents older than `planned_at`; no time zone is a whole day from UTC
        due = {"$gte": (instant - timedelta(days=1)).date().isoformat()}
        marks.append({"status": Status.LATE, "plan.due": due})
        rows = self._items.find({"$or": marks}, {"_id": 1}, sort=[("_id", 1)])
        return [row["_id"] async for row in rows]

    async def next_wake(self) -> datetime | None:
        """The earliest instant at which a status changes by itself."""
        row = await self._items.find_one(
            {"wake_at": {"$gt": _EPOCH}}, {"wake_at": 1}, sort=[("wake_at", 1)]
        )
        return row["wake_at"] if row else None

    def save(self, unit: UnitOfWork, changes: Sequence[Change], *, whole: bool = False) -> None:
        """Write each item's changed fields, or all fields of its state (`whole`), at its expected
        revision.
        """
        revisions: dict[str, int] = {}
        writes: list[Write] = []
        for change in changes:
            after = change.after
            if change.before is None:
                writes.append(InsertOne(item_document(after)))
                continue
            revisions[after.item_id] = change.expected_rev
            changed = state_fields(after)
            if not whole:
                changed = changed_state_fields(change.before, after)
            if after.plan is not change.before.plan:
                changed |= plan_fields(after.plan)
            writes.append(UpdateOne({"_id": after.item_id}, {"$set": changed}))
        unit.expect_revisions(self._items, revisions, on_conflict=self._cache.suspend)
        unit.write(self._items, writes)
        plan_changes = [
            plan_change_document(change.before.plan, change.after)
            for change in changes
            if change.before and change.before.plan.version != change.after.plan.version
        ]
        plan_rows = (
            UpdateOne({"_id": row["_id"]}, {"$set": row}, upsert=True) for row in plan_changes
        )
        unit.write(self._plan_changes, plan_rows)
        self._plan_history.keep(unit, filter(None, map(_replanned, changes)))
        status_changes = [c.status_changed for c in changes if c.status_changed]
        rows = (status_document(change) for change in status_changes)
        unit.insert(self._history, rows, conflict_if_taken=False)

    def add_proof(self, unit: UnitOfWork, proofs: Sequence[Proof]) -> None:
        """Note that reports of items have evidence; no revision of the items."""
        writes = [
            UpdateOne(
                {"_id": one.item_id, "proof": {"$ne": one.report_ids[0]}},
                {
                    "$push": {"proof": {"$each": list(one.report_ids), "$slice": -PROOF_MOST}},
                    "$set": {"proof_at": one.at},
                },
            )
            for one in proofs
        ]
        unit.write(self._items, writes, each_matches=False)

    async def counting_otherwise(self, region: str, step: ReviewStep) -> list[str]:
        """Ids of the region's items whose reports count from another step."""
        same = [step, None] if step is ReviewStep.RECORDED else [step]
        wanted = {"region": region, "counts_from": {"$nin": same}}
        return [row["_id"] async for row in self._items.find(wanted, {"_id": 1})]

    async def counting_from_review(self, besides: Sequence[str]) -> list[str]:
        """Ids of the items whose reports count from a review step, but for these regions. Reads
        every item of the others: it runs at a start and now and then.
        """
        counted = {"$nin": [ReviewStep.RECORDED, None]}
        wanted = {"region": {"$nin": list(besides)}, "counts_from": counted}
        return [row["_id"] async for row in self._items.find(wanted, {"_id": 1})]

    async def proof_of(self, item_ids: Sequence[str]) -> dict[str, frozenset[str]]:
        """The ids of the reports of these items that have evidence."""
        rows = self._items.find({"_id": {"$in": list(item_ids)}}, {"proof": 1})
        return {row["_id"]: frozenset(row.get("proof") or ()) async for row in rows}

    async def item(self, item_id: str) -> Item | None:
        """One item; None when there is none of this id."""
        row = await self._items.find_one({"_id": item_id})
        return item_of(row) if row else None

    async def owner(self, item_id: str) -> tuple[str, str] | None:
        """The region and the agency of an item; None when there is none of this id."""
        row = await self._items.find_one({"_id": item_id}, {"region": 1, "agency": 1})
        return (row["region"], row["agency"]) if row else None

    async def page(self, wanted: ItemQuery, after: str | None, limit: int) -> list[Item]:
        """Up to `limit` items in the order of their ids, after `after`."""
        query, index = listing(wanted)
        if after:
            query["_id"] = {"$gt": after}
        rows = self._items.find(query, hint=index).sort("_id", 1)
        return [item_of(row) async for row in rows.limit(limit)]

    async def most_urgent(
        self, wanted: ItemQuery, after: tuple[Status, str] | None, limit: int
    ) -> list[Item]:
        """Up to `limit` items that match and, unless a status is asked for, are not ended: the
        worst status first, in each the order of ids; after the one of that status and id.
        """
        items, _ = await self.most_urgent_beside(wanted, after, limit, ())
        return items

    async def most_urgent_beside(
        self,
        wanted: ItemQuery,
        after: tuple[Status, str] | None,
        limit: int,
        others: Sequence[Document],
    ) -> tuple[list[Item], list[Document]]:
        """As `most_urgent`, and the rows that the stages `others` add to the same query, which have
        no field `rev`.
        """
        stages = most_urgent_stages(wanted, after, limit)
        found = await self._items.aggregate([*stages, *others]).to_list(None)
        rows = [row for row in found if "rev" in row]
        others_found = [row for row in found if "rev" not in row]
        return await self._of_versions(rows, wanted.scope), others_found

    async def _of_versions(self, rows: Sequence[Document], scope: Scope) -> list[Item]:
        """The items of rows with `_VERSION`, in their order; only those that are not kept are
        read: eleven documents cost as much as all else on a page.
        """
        versions = {row["_id"]: (row["rev"], row.get("proof")) for row in rows}
        items = {item_id: self._read.of(item_id, versions[item_id]) for item_id in versions}
        if missing := [item_id for item_id, item in items.items() if item is None]:
            asked = {"_id": {"$in": missing}, **matching(ItemQuery(scope))}
            async for row in self._items.find(asked):
                item = items[row["_id"]] = item_of(row)
                self._read.keep((item.rev, (row.get("proof") or [None])[-1]), item)
        return [item for item in items.values() if item is not None]

    async def every(self, wanted: ItemQuery) -> AsyncIterator[Item]:
        """All items that match, one by one."""
        async for row in self._items.find(matching(wanted), batch_size=_BATCH):
            yield item_of(row)

    async def history_of(self, item_id: str, limit: int) -> list[Document]:
        """The latest status changes of an item, newest first."""
        rows = self._history.find({"item_id": item_id}).sort("seq", -1)
        return [row async for row in rows.limit(limit)]


def _replanned(change: Change) -> Kept | None:
    """The item with the terms of its new plan and of the one before; None without a new one."""
    before, after = change.before, change.after
    if before is not None and before.plan.version == after.plan.version:
        return None
    terms = [term_of(one.plan, one.planned_at) for one in (before, after) if one is not None]
    return after.item_id, terms


def _statuses(wanted: ItemQuery) -> Sequence[Status]:
    """The statuses of a list of the most urgent, in their order."""
    return (Status(wanted.status),) if wanted.status else OPEN


def most_urgent_stages(
    wanted: ItemQuery, after: tuple[Status, str] | None, limit: int
) -> list[Document]:
    """Of collection `items` the ids and versions of `ItemRepository.most_urgent`. No index is
    named: the database remembers its choice, and with a name it works the ranges out anew.
    """
    statuses = _statuses(wanted)
    first, last = after if after and after[0] in statuses else (statuses[0], "")
    parts: list[list[Document]] = []
    for status in statuses[statuses.index(first) :]:
        query, _ = listing(replace(wanted, status=status))
        if status is first and last:
            query["_id"] = {"$gt": last}
        parts.append([{"$match": query}, {"$sort": {"_id": 1}}, {"$limit": limit}])
    unions = [{"$unionWith": {"coll": "items", "pipeline": part}} for part in parts[1:]]
    return [*parts[0], *unions, {"$limit": limit}, _VERSION]


def listing(wanted: ItemQuery) -> tuple[Document, Index | None]:
    """The filter of a list in the order of ids, and the index that serves it best.

    No index for an empty filter: `_id` has its own. An agency belongs to one region, so its index
    also serves a query for both.
    """
    query = matching(wanted)
    if not query:
        return query, None
    named = {name for name, _ in wanted.equalities()}
    index = _OF_ALL
    if "agency" in named:
        index = _OF_AN_AGENCY
    elif "region" in named:
        index = _OF_A_REGION
    before_id = [name for name, _ in index[: index.index(("_id", 1))]]
    query["$and"] += [
        {name: {"$in": [str(word) for word in words]}}
        for name, words in WORDS.items()
        if name in before_id and name not in named
    ]
    return query, index
