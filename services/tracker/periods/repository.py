"""The calendars of regions in MongoDB, and what periods are measured from."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime

from pymongo.errors import DuplicateKeyError

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import Document
from contracts import CalendarPublished
from contracts.account import Scope
from contracts.calendar import Period
from tracker.items.documents import MARK, mark_of
from tracker.periods.service_level import ItemFacts, Received
from tracker.plan_history.plan_term import PlanTerm, in_order
from tracker.plan_history.repository import term_of_document
from tracker.status.progress import fold

BATCH = 500
"""Items that are read at a time; between batches the event loop runs other tasks."""
_RECEIVED = ("item_id", "as_of", "received_at")
_TODAY = ("plan.version", "plan.region", "plan.agency", "plan.start", "plan.cancelled")
_ITEM = (*_TODAY, "planned_at", "done_at")


class PeriodRepository:
    """Collection `calendars`; `plan_history`, `items` and `reports`, read only."""

    def __init__(self, database: Database) -> None:
        self._calendars = database["calendars"]
        self._history = database["plan_history"]
        self._items = database["items"]
        self._reports = database["reports"]

    async def prepare(self) -> None:
        """Create the index of what wakes."""
        await self._calendars.create_index("wake_at")

    async def save_calendar(self, calendar: CalendarPublished, wake_at: datetime | None) -> None:
        """Store a calendar, unless this version or a newer one is there."""
        gate = {"_id": calendar.region, "version": {"$lt": calendar.version}}
        row = {
            "version": calendar.version,
            "calendar": calendar.model_dump(mode="json"),
            "wake_at": wake_at,
        }
        try:
            await self._calendars.update_one(gate, {"$set": row}, upsert=True)
        except DuplicateKeyError:
            return  # stored at this version or a newer one

    async def calendar(self, region: str) -> CalendarPublished | None:
        """The calendar of a region; None where none was published."""
        row = await self._calendars.find_one({"_id": region})
        return calendar_of(row) if row else None

    async def calendars(self, scope: Scope) -> list[CalendarPublished]:
        """The calendars of the regions of a scope, by region."""
        wanted = {"_id": scope.region} if scope.region else {}
        rows = self._calendars.find(wanted).sort("_id", 1)
        return [calendar_of(row) async for row in rows]

    async def due(self, now: datetime, limit: int) -> list[CalendarPublished]:
        """Calendars of which something begins or ends by itself at or before `now`."""
        rows = self._calendars.find({"wake_at": {"$lte": now}}).sort("wake_at", 1).limit(limit)
        return [calendar_of(row) async for row in rows]

    async def woken(self, calendar: CalendarPublished, wake_at: datetime | None) -> None:
        """Note when a calendar wakes next, unless a newer version has come."""
        version = {"_id": calendar.region, "version": calendar.version}
        await self._calendars.update_one(version, {"$set": {"wake_at": wake_at}})

    async def next_wake(self) -> datetime | None:
        """The earliest instant at which something of a calendar begins or ends by itself."""
        row = await self._calendars.find_one({"wake_at": {"$ne": None}}, sort=[("wake_at", 1)])
        return row["wake_at"] if row else None

    async def facts(
        self, scope: Scope, region: str, period: Period, at: datetime | None
    ) -> AsyncIterator[list[ItemFacts]]:
        """What is known of each item that ever was within the scope and region, in batches: its
        terms, its reports on the period, and when it was done; with `at`, as its reports until
        then say.
        """
        owner: Document = {"region": region}
        if scope.agency is not None:
            owner["agency"] = scope.agency
        if scope.region not in {None, region}:
            return
        rows = self._history.find({"terms": {"$elemMatch": owner}}, batch_size=BATCH)
        batch: dict[str, list[PlanTerm]] = {}
        async for row in rows:
            batch[row["_id"]] = [term_of_document(term) for term in row["terms"]]
            if len(batch) == BATCH:
                yield await self._facts_of(batch, period, at)
                batch = {}
        if batch:
            yield await self._facts_of(batch, period, at)

    async def _facts_of(
        self, terms: Mapping[str, Sequence[PlanTerm]], period: Period, at: datetime | None
    ) -> list[ItemFacts]:
        item_ids = list(terms)
        items = {
            row["_id"]: row
            async for row in self._items.find({"_id": {"$in": item_ids}}, dict.fromkeys(_ITEM, 1))
        }
        received = await self._received(item_ids, period)
        if at is None:
            done: Mapping[str, date | None] = {
                item_id: _day(row["done_at"]) for item_id, row in items.items()
            }
        else:
            done = await self._done_until(item_ids, at)
        return [
            ItemFacts(
                item_id,
                in_order([*terms[item_id], *_term_of_today(items.get(item_id))]),
                received.get(item_id, ()),
                done.get(item_id),
            )
            for item_id in item_ids
        ]

    async def _received(
        self, item_ids: Sequence[str], period: Period
    ) -> Mapping[str, Sequence[Received]]:
        within = {"$gte": period.first.isoformat(), "$lte": period.last.isoformat()}
        wanted = {"item_id": {"$in": list(item_ids)}, "as_of": within}
        received: dict[str, list[Received]] = defaultdict(list)
        async for row in self._reports.find(wanted, _RECEIVED):
            one = Received(date.fromisoformat(row["as_of"]), row["received_at"])
            received[row["item_id"]].append(one)
        return received

    async def _done_until(self, item_ids: Sequence[str], at: datetime) -> Mapping[str, date | None]:
        wanted = {"item_id": {"$in": list(item_ids)}, "received_at": {"$lte": at}}
        marks = defaultdict(list)
        async for row in self._reports.find(wanted, MARK):
            marks[row["item_id"]].append(mark_of(row))
        return {item_id: fold(those).done_at for item_id, those in marks.items()}

    async def titles(self, item_ids: Sequence[str]) -> Mapping[str, tuple[str, date | None]]:
        """Of these items the title, and the day of the last report."""
        fields = {"plan.title": 1, "latest.as_of": 1}
        rows = self._items.find({"_id": {"$in": list(item_ids)}}, fields)
        return {
            row["_id"]: (row["plan"]["title"], _day((row.get("latest") or {}).get("as_of")))
            async for row in rows
        }


def calendar_of(row: Document) -> CalendarPublished:
    """The calendar in a document."""
    return CalendarPublished.model_validate(row["calendar"])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _term_of_today(row: Document | None) -> Sequence[PlanTerm]:
    """The term of an item's plan as it is: its history lacks one that came by a replica of an
    earlier release.
    """
    if row is None:
        return ()
    plan = row["plan"]
    return (
        PlanTerm(
            plan["version"],
            row.get("planned_at"),
            plan["region"],
            plan["agency"],
            date.fromisoformat(plan["start"]),
            plan.get("cancelled", False),
        ),
    )
