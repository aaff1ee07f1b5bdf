"""The calendars of regions in MongoDB, and what periods are measured from."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence, Set
from datetime import date, datetime

from pymongo.errors import DuplicateKeyError

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from chassis.mongo.unit_of_work import Document
from contracts import CalendarPublished
from contracts.account import Scope
from contracts.calendar import Period, ReviewStep
from tracker.items.documents import MARK, mark_of
from tracker.items.query import ItemQuery
from tracker.periods.service_level import ItemFacts, Received
from tracker.plan_history.plan_term import PlanTerm, in_order
from tracker.plan_history.repository import term_of_document
from tracker.review.documents import act_of
from tracker.review.review import Act, standing_of, steps_from
from tracker.status.progress import fold

BATCH = 500
"""Items that are read at a time; between batches the event loop runs other tasks."""
_RECEIVED = ("item_id", "as_of", "received_at", "corrected_by")
_TODAY = ("plan.version", "plan.region", "plan.agency", "plan.start", "plan.cancelled")
_ITEM = (*_TODAY, "planned_at", "done_at")


class PeriodRepository:
    """Collection `calendars`; `plan_history`, `items`, `reports`, `reviews`, read only."""

    def __init__(self, database: Database) -> None:
        self._calendars = database["calendars"]
        self._history = database["plan_history"]
        self._items = database["items"]
        self._reports = database["reports"]
        self._reviews = database["reviews"]

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

    async def counts_from(self, regions: Iterable[str]) -> Mapping[str, ReviewStep]:
        """From which step reports count, of those of the regions that have a calendar."""
        rows = self._calendars.find({"_id": {"$in": list(regions)}}, {"calendar.counts_from": 1})
        found = await rows.to_list(None)
        return {row["_id"]: ReviewStep(row["calendar"]["counts_from"]) for row in found}

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
        self, scope: Scope, calendar: CalendarPublished, period: Period, at: datetime | None
    ) -> AsyncIterator[list[ItemFacts]]:
        """What is known of each item that ever was within the scope and the calendar's region, in
        batches: its terms, its reports on the period that count, and when it was done; with `at`,
        as its reports and their reviews until then say.
        """
        region, step = calendar.region, calendar.counts_from
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
                yield await self._facts_of(batch, period, step, at)
                batch = {}
        if batch:
            yield await self._facts_of(batch, period, step, at)

    async def _facts_of(
        self,
        terms: Mapping[str, Sequence[PlanTerm]],
        period: Period,
        step: ReviewStep,
        at: datetime | None,
    ) -> list[ItemFacts]:
        item_ids = list(terms)
        items = {
            row["_id"]: row
            async for row in self._items.find({"_id": {"$in": item_ids}}, dict.fromkeys(_ITEM, 1))
        }
        counting = await self._counting(item_ids, step, at)
        received = await self._received(period, counting, at)
        if at is None:
            done: Mapping[str, date | None] = {
                item_id: _day(row["done_at"]) for item_id, row in items.items()
            }
        else:
            done = await self._done_until(counting, at)
        return [
            ItemFacts(
                item_id,
                in_order([*_term_of_today(items.get(item_id)), *terms[item_id]]),
                received.get(item_id, ()),
                done.get(item_id),
            )
            for item_id in item_ids
        ]

    async def _counting(
        self, item_ids: Sequence[str], step: ReviewStep, at: datetime | None
    ) -> Document:
        """The filter for the reports of these items that count, at an instant or now."""
        of_items: Document = {"item_id": {"$in": list(item_ids)}}
        if step is ReviewStep.RECORDED:
            return of_items
        if at is None:
            return {**of_items, "review.reached": {"$in": list(steps_from(step))}}
        acts: dict[str, list[Act]] = defaultdict(list)
        async for row in self._reviews.find({**of_items, "at": {"$lte": at}}):
            acts[row["report"]].append(act_of(row))
        reached = {key: standing_of(those).reached for key, those in acts.items()}
        keys = [key for key, passed in reached.items() if passed in steps_from(step)]
        return {**of_items, "_id": {"$in": keys}}

    async def _received(
        self, period: Period, counting: Document, at: datetime | None
    ) -> Mapping[str, Sequence[Received]]:
        """By item the reports on the period that count, also those whose correction is about the
        period as well: it came when they came.
        """
        within = {"$gte": period.first.isoformat(), "$lte": period.last.isoformat()}
        rows = await self._reports.find({**counting, "as_of": within}, _RECEIVED).to_list(None)
        moved = await self._moved(rows, period, counting, at)
        received: dict[str, list[Received]] = defaultdict(list)
        for row in rows:
            if row["_id"] not in moved:
                one = Received(date.fromisoformat(row["as_of"]), row["received_at"])
                received[row["item_id"]].append(one)
        return received

    async def _moved(
        self, rows: Sequence[Document], period: Period, counting: Document, at: datetime | None
    ) -> Set[str]:
        """The reports that were corrected to be about another period, as known at an instant or
        now; a correction may be corrected in its turn.
        """
        heads = {row["_id"]: row["corrected_by"] for row in rows if "corrected_by" in row}
        days: dict[str, str] = {}
        while heads:
            known: Document = {"$and": [counting, {"_id": {"$in": list(set(heads.values()))}}]}
            if at is not None:
                known["received_at"] = {"$lte": at}
            found = {row["_id"]: row async for row in self._reports.find(known, _RECEIVED)}
            following: dict[str, str] = {}
            for key, head in heads.items():
                if head in found:
                    days[key] = found[head]["as_of"]
                    if "corrected_by" in found[head]:
                        following[key] = found[head]["corrected_by"]
            heads = following
        return {
            key
            for key, day in days.items()
            if not period.first <= date.fromisoformat(day) <= period.last
        }

    async def _done_until(self, counting: Document, at: datetime) -> Mapping[str, date | None]:
        wanted = {**counting, "received_at": {"$lte": at}}
        marks = defaultdict(list)
        async for row in self._reports.find(wanted, MARK):
            marks[row["item_id"]].append(mark_of(row))
        return {item_id: fold(those).done_at for item_id, those in marks.items()}

    async def titles(
        self, item_ids: Sequence[str], scope: Scope
    ) -> Mapping[str, tuple[str, date | None]]:
        """Of those of the items that are within the scope today the title, and the day of the last
        report.
        """
        fields = {"plan.title": 1, "latest.as_of": 1}
        wanted = {"_id": {"$in": list(item_ids)}, **matching(ItemQuery(scope))}
        rows = self._items.find(wanted, fields)
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
