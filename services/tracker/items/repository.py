"""The tracker's MongoDB: items, reports, refusals, status_history, agencies.

Each index costs intake a write, so there is none that no query needs. Of the items: one by
`wake_at` for the clock loop, over the items that wake; the three of `tracker.items.listing`, which
also find the quick wins and what a summary is asked for. A change of status writes into those
three, a report that leaves the status as it is into none. Of the reports and the history: one
each, in the order in which an item shows them.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import Any

from pymongo import InsertOne, UpdateOne
from pymongo.errors import DuplicateKeyError

from chassis.mongo.database import Cursor, Database
from chassis.mongo.session import Collection, Session, Write, driven
from contracts import AgencyPublished, ProgressRecorded
from contracts.words import Status
from tracker.items.cache import KnownItems
from tracker.items.documents import (
    MARK,
    REPORT_IDS,
    STANDING,
    Document,
    agency_document,
    course_document,
    item_document,
    item_of,
    mark_of,
    plan_fields,
    plan_of,
    records_of,
    report_document,
    report_ids_of,
    standing_changes,
    standing_fields,
    status_document,
)
from tracker.items.item import Change, Item
from tracker.items.listing import LISTING_INDEXES, listing
from tracker.repair.rebuild import Records
from tracker.reporting.report import Report
from tracker.reporting.report_ids import Taken
from tracker.status.progress import Mark
from tracker.summary.counting import counting
from tracker.summary.summary import Sums, summed

_WITHOUT_PLAN = {"plan.version": 1, **dict.fromkeys(STANDING, 1)}
_OLDEST_FIRST = [("as_of", 1), ("submitted_at", 1), ("_id", 1)]
_NEWEST_FIRST = [(name, -1) for name, _ in _OLDEST_FIRST]
_BATCH = 200
"""How many documents are turned over before others get their turn."""

_RETIRED_INDEXES = {
    "items": [f"{first}_1__id_1" for first in ("region", "agency", "pillar", "status", "kind")],
    "reports": ["item_id_1_as_of_1"],
}
"""What earlier versions made and no query uses any more."""

_OLD_COURSE = {"$expr": {"$ne": ["$course.version", "$plan.version"]}}


class Store:
    """Every read and write of the tracker."""

    def __init__(self, database: Database) -> None:
        self._items = database["items"]
        self._reports = database["reports"]
        self._refusals = database["refusals"]
        self._history = database["status_history"]
        self._agencies = database["agencies"]
        self._known = KnownItems()

    async def prepare(self) -> None:
        """The indexes, and what earlier versions left without what this one counts by."""
        await self._items.create_index(
            "wake_at", partialFilterExpression={"wake_at": {"$gt": _EPOCH}}
        )
        for index in LISTING_INDEXES:
            await self._items.create_index(index)
        await self._reports.create_index([("item_id", 1), *_OLDEST_FIRST])
        await self._history.create_index([("item_id", 1), ("seq", 1)])
        for rows in (self._items, self._reports):
            found = await rows.index_information()
            for name in _RETIRED_INDEXES[rows.name]:
                if name in found:
                    await rows.drop_index(name)
        await self._have_courses()

    async def _have_courses(self) -> None:
        """Give each item whose `course` is missing, or of an older plan, the one of its plan.

        A version from before there were courses changes plans and leaves the course as it is.
        An item that is changed meanwhile is left to whoever changed it, and looked at again.
        """
        lacking = True
        while lacking:
            lacking, writes = False, list[UpdateOne]()
            found = self._items.find(_OLD_COURSE, {"rev": 1, "plan": 1}, batch_size=_BATCH)
            async for row in found:
                gate = {"_id": row["_id"], "rev": row["rev"]}
                writes.append(UpdateOne(gate, {"$set": {"course": course_document(plan_of(row))}}))
                if len(writes) == _BATCH:
                    await self._items.bulk_write(writes, ordered=False)
                    lacking, writes = True, []
            if writes:
                await self._items.bulk_write(writes, ordered=False)
                lacking = True

    async def items(
        self, item_ids: Iterable[str], session: Session | None = None, *, as_known: bool = False
    ) -> dict[str, Item]:
        """The items that there are, by id; `as_known`: as they were last committed here.

        Another may have changed one since: the gate that `save` sets finds out.
        """
        asked = set(item_ids)
        known = self._known.of(asked) if as_known else {}
        missing = list(asked - known.keys())
        if not missing:
            return known
        found = self._items.find({"_id": {"$in": missing}}, _WITHOUT_PLAN, session=driven(session))
        return known | await self._with_plans(found, session)

    def remember(self, items: Iterable[Item]) -> None:
        """These were committed. What was only read is not remembered: in a transaction that comes
        to nothing it may be what is undone when a primary loses its place.
        """
        self._known.remember(items)

    async def _with_plans(
        self, found: "Cursor[Document]", session: Session | None = None
    ) -> dict[str, Item]:
        """The items in rows that were read without their plans, in their order."""
        rows = await found.to_list(None)
        plans = {row["_id"]: self._known.plan(row["_id"], row["plan"]["version"]) for row in rows}
        if missing := [item_id for item_id, plan in plans.items() if plan is None]:
            wanted = {"_id": {"$in": missing}}
            async for row in self._items.find(wanted, {"plan": 1}, session=driven(session)):
                plans[row["_id"]] = plan_of(row)
        return {row["_id"]: item_of(row, plans[row["_id"]]) for row in rows}

    async def due(self, session: Session | None, now: datetime, limit: int) -> list[Item]:
        """Items whose status changes by itself at or before `now`, the longest due first."""
        wanted = {"wake_at": {"$lte": now, "$gt": _EPOCH}}
        found = self._items.find(wanted, _WITHOUT_PLAN, session=driven(session))
        return list(
            (await self._with_plans(found.sort("wake_at", 1).limit(limit), session)).values()
        )

    async def judged_after(self, instant: datetime) -> list[str]:
        """Items that bear the mark of a clock that was at or past `instant`: they changed, heard of
        a report or took over a plan by then, or are late of a day that ends later.

        No index serves it: it is asked at start, and when a clock went back.
        """
        later = {"$gt": instant}
        marks: list[Document] = [{name: later} for name in ("since", "heard_at", "planned_at")]
        # documents of before `planned_at`; no zone is a day from UTC
        due = {"$gte": (instant - timedelta(days=1)).date().isoformat()}
        marks.append({"status": Status.LATE, "plan.due": due})
        found = self._items.find({"$or": marks}, {"_id": 1}, sort=[("_id", 1)])
        return [row["_id"] async for row in found]

    async def next_wake(self) -> datetime | None:
        """The earliest instant at which a status changes by itself."""
        row = await self._items.find_one(
            {"wake_at": {"$gt": _EPOCH}}, {"wake_at": 1}, sort=[("wake_at", 1)]
        )
        return row["wake_at"] if row else None

    async def taken(self, reports: Sequence[Report], session: Session | None = None) -> Taken:
        """The reports that stand under the ids of these already."""
        wanted = {"_id": {"$in": sorted({key for report in reports for key in report.ids})}}
        found = self._reports.find(wanted, REPORT_IDS, session=driven(session))
        return Taken([report_ids_of(row) async for row in found])

    async def marks(self, session: Session, item_ids: Set[str]) -> dict[str, list[Mark]]:
        """All reports of some items, as far as counting goes."""
        marks: dict[str, list[Mark]] = defaultdict(list)
        if item_ids:
            wanted = {"item_id": {"$in": list(item_ids)}}
            async for row in self._reports.find(wanted, MARK, session=driven(session)):
                marks[row["item_id"]].append(mark_of(row))
        return marks

    def save(self, session: Session, changes: Sequence[Change], *, whole: bool = False) -> None:
        """Write items, gated by the revisions they were read at: what is another than before,
        or the `whole` of it, also what should stand there already.
        """
        revs: dict[str, int] = {}
        writes: list[Write] = []
        for change in changes:
            after = change.after
            if change.before is None:
                writes.append(InsertOne(item_document(after)))
                continue
            revs[after.item_id] = change.expected_rev
            changed = standing_fields(after)
            if not whole:
                changed = standing_changes(change.before, after)
            if after.plan is not change.before.plan:
                changed |= plan_fields(after.plan)
            writes.append(UpdateOne({"_id": after.item_id}, {"$set": changed}))
        session.gate(self._items, revs, otherwise=self._known.doubt)
        session.write(self._items, writes)
        told = [c.status_changed for c in changes if c.status_changed]
        rows = (status_document(change) for change in told)
        session.insert(self._history, rows, may_be_taken=False)

    def add_reports(
        self, session: Session, reports: Sequence[tuple[ProgressRecorded, str, str]]
    ) -> None:
        """Store new reports with the fingerprints of their content, and their keys."""
        session.insert(self._reports, [report_document(*report) for report in reports])

    async def refused(self, session: Session, keys: Sequence[str]) -> set[str]:
        """Which of the submissions by these keys were refused before."""
        if not keys:
            return set()
        wanted = {"_id": {"$in": list(keys)}}
        return {row["_id"] async for row in self._refusals.find(wanted, session=driven(session))}

    def remember_refused(self, session: Session, keys: Sequence[str], at: datetime) -> None:
        """These submissions are refused for good."""
        session.insert(self._refusals, [{"_id": key, "at": at} for key in keys])

    async def save_agencies(self, agencies: Iterable[AgencyPublished]) -> None:
        """Keep the newest version of each agency."""
        for agency in agencies:
            document = agency_document(agency)
            gate = {"_id": document.pop("_id"), "version": {"$lt": agency.version}}
            try:
                await self._agencies.update_one(gate, {"$set": document}, upsert=True)
            except DuplicateKeyError:
                continue  # known at this version or a newer one

    async def agencies(self) -> list[Document]:
        """All agencies: _id, region, name."""
        return [row async for row in self._agencies.find()]

    async def item(self, item_id: str) -> Item | None:
        """One item."""
        row = await self._items.find_one({"_id": item_id})
        return item_of(row) if row else None

    async def page(self, wanted: Mapping[str, Any], after: str | None, limit: int) -> list[Item]:
        """Up to `limit` items in the order of their ids, behind `after`."""
        query, index = listing(wanted)
        if after:
            query["_id"] = {"$gt": after}
        found = self._items.find(query, hint=index).sort("_id", 1)
        return [item_of(row) async for row in found.limit(limit)]

    async def counted(
        self, wanted: Mapping[str, Any], by: Sequence[str], now: datetime
    ) -> dict[tuple[str, ...], Sums]:
        """What the items that match come to at `now`, by the values of the fields `by`."""
        rows = self._items.aggregate(counting(wanted, by, now))
        return summed([row async for row in rows], by)

    async def every(self, wanted: Mapping[str, Any]) -> AsyncIterator[Item]:
        """All items that match, one after the other."""
        async for row in self._items.find(wanted, batch_size=_BATCH):
            yield item_of(row)

    async def every_id(self) -> set[str]:
        """Every item that is stored, or that a report or a status change names."""
        found = {row["_id"] async for row in self._items.find({}, {"_id": 1})}
        for rows in (self._reports, self._history):
            named = rows.aggregate([{"$sort": {"item_id": 1}}, {"$group": {"_id": "$item_id"}}])
            found |= {row["_id"] async for row in named}
        return found

    async def records(self, session: Session, item_ids: Sequence[str]) -> list[Records]:
        """All that is recorded of each of the items, as of one instant; no plan of the topic."""
        items = {row["_id"]: row for row in await self._of(self._items, "_id", item_ids, session)}
        reports, history = [
            _by_item(await self._of(rows, "item_id", item_ids, session))
            for rows in (self._reports, self._history)
        ]
        return [
            records_of(one, items.get(one), None, reports[one], history[one]) for one in item_ids
        ]

    @staticmethod
    async def _of(
        rows: "Collection[Document]", field: str, item_ids: Sequence[str], session: Session
    ) -> list[Document]:
        words = {"note": 0, "obstacle": 0, "follow_up": 0}
        found = rows.find({field: {"$in": list(item_ids)}}, words, session=driven(session))
        return [row async for row in found]

    async def reports_of(self, item_id: str, limit: int) -> list[Document]:
        """The latest reports of an item, newest first."""
        found = self._reports.find({"item_id": item_id}).sort(_NEWEST_FIRST)
        return [row async for row in found.limit(limit)]

    async def history_of(self, item_id: str, limit: int) -> list[Document]:
        """The latest status changes of an item, newest first."""
        found = self._history.find({"item_id": item_id}).sort("seq", -1)
        return [row async for row in found.limit(limit)]


def _by_item(rows: Iterable[Document]) -> Mapping[str, list[Document]]:
    found: dict[str, list[Document]] = defaultdict(list)
    for row in rows:
        found[row["item_id"]].append(row)
    return found


_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
