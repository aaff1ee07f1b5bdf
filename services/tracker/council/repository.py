"""What the council looks at, summed by MongoDB."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from contracts.calendar import ReviewStep
from contracts.words import Kind, Status
from tracker.council.changes import Moved, Replanned
from tracker.council.overview import District
from tracker.council.s_curve import CurveSums, DaySums, FundedItem, ReportedMoney, Span
from tracker.decisions.trouble import TROUBLED
from tracker.items.documents import Document, item_of, plan_change_of, plan_of, status_of
from tracker.items.item import Item
from tracker.items.query import ItemQuery
from tracker.items.source import ItemSource
from tracker.review.review import ORDER
from tracker.summary.repository import planned_percent

LONGEST_MS = 20_000
"""After so long the database gives up a query, as its reader has."""
MEASURED_BY = ["start", "due", "milestones", "weight", "budget", "agency", "cancelled"]
"""Fields of a plan by which progress and money are measured, and whose they are."""
_NOT_CANCELLED: Document = {"$match": {"status": {"$ne": Status.CANCELLED.value}}}


class CouncilRepository:
    """Collections `items`, `reports`, `status_history` and `plan_changes`, read only."""

    def __init__(self, database: Database) -> None:
        self._items = database["items"]
        self._now = ItemSource(self._items)
        self._history = database["status_history"]
        self._plan_changes = database["plan_changes"]

    async def prepare(self) -> None:
        """Create the index by which plans that changed within some time are found. Of changes of
        status there is none: each would cost intake, and a region has some ten thousand a year.
        """
        await self._plan_changes.create_index("at")

    async def time_zone(self, wanted: ItemQuery) -> ZoneInfo:
        """The time zone of the region of the items that match; UTC where there is none."""
        row = await self._items.find_one(matching(wanted), {"plan.time_zone": 1})
        return ZoneInfo(row["plan"]["time_zone"] if row else "UTC")

    async def worst(
        self, wanted: ItemQuery, limit: int, source: ItemSource | None = None
    ) -> Sequence[Item]:
        """Items that are late or critical: quick wins first, in each the late ones, those longest
        due first; of those in `source`, where one is given.
        """
        items = source or self._now
        rank = {"$indexOfArray": [[status.value for status in TROUBLED], "$status"]}
        is_action = {"$cond": [{"$eq": ["$kind", Kind.QUICK_WIN.value]}, 0, 1]}
        rows = items.aggregate(
            [
                {"$match": items.matching(wanted)},
                {"$match": {"status": {"$in": [status.value for status in TROUBLED]}}},
                {"$addFields": {"is_action": is_action, "rank": rank}},
                {"$sort": {"is_action": 1, "rank": 1, "plan.due": 1, items.item_id: 1}},
                {"$limit": limit},
            ]
        )
        return [item_of(row) async for row in rows]

    async def districts(
        self, wanted: ItemQuery, span: Span, source: ItemSource | None = None
    ) -> Sequence[District]:
        """The items that say in which kecamatan they are, by its name; of those in `source`, where
        one is given.
        """
        items = source or self._now
        weight, name = "$plan.weight", "$plan.location.kecamatan"
        troubled = {"$in": ["$status", [status.value for status in TROUBLED]]}
        done = {"$multiply": [weight, {"$ifNull": ["$latest.physical_percent", 0]}]}
        sums = {
            "_id": name,
            "items": {"$sum": 1},
            "troubled": {"$sum": {"$cond": [troubled, 1, 0]}},
            "weight": {"$sum": weight},
            "weight_done": {"$sum": done},
            "weight_planned": {"$sum": {"$multiply": [weight, planned_percent(span.now)]}},
        }
        named = {"$match": {"plan.location.kecamatan": {"$type": "string", "$ne": ""}}}
        pipeline = [{"$match": items.matching(wanted)}, _NOT_CANCELLED, named, {"$group": sums}]
        return [
            District(
                row["_id"],
                row["items"],
                row["troubled"],
                row["weight"],
                row["weight_done"] / 100,
                row["weight_planned"] / 100,
            )
            async for row in items.aggregate([*pipeline, {"$sort": {"_id": 1}}])
        ]

    async def moved(
        self, wanted: ItemQuery, after: datetime, until: datetime, limit: int
    ) -> Sequence[Moved]:
        """Items whose status is another than before the changes that hold from within this time, or
        became known in it, with the last of them, up to `limit`, the latest first.
        """
        window = {"$gte": _as_stored(after), "$lt": _as_stored(until)}
        within = {"$or": [{"since": window}, {"at": window}]}
        first_and_last = {
            "_id": "$item_id",
            "was": {"$first": "$from"},
            "last": {"$last": "$$ROOT"},
        }
        pipeline: list[Document] = [
            {"$match": within},
            {"$match": matching(wanted)},
            {"$sort": {"item_id": 1, "seq": 1}},
            {"$group": first_and_last},
            {"$match": {"$expr": {"$ne": ["$was", "$last.to"]}}},
            {"$sort": {"last.since": -1, "_id": 1}},
            {"$limit": limit},
        ]
        return [
            Moved(row["_id"], Status(row["was"]) if row["was"] else None, status_of(row["last"]))
            async for row in self._history.aggregate(pipeline, maxTimeMS=LONGEST_MS)
        ]

    async def replanned(
        self, wanted: ItemQuery, after: datetime, until: datetime, limit: int
    ) -> Sequence[Replanned]:
        """Versions of plans of the items that match that came within this time and change what
        their progress is measured by, up to `limit`, the latest first.
        """
        item = {
            "from": "items",
            "localField": "item_id",
            "foreignField": "_id",
            "pipeline": [
                {"$match": matching(wanted)},
                {"$project": {"agency": 1, "title": "$plan.title"}},
            ],
            "as": "item",
        }
        pipeline: list[Document] = [
            {"$match": {"at": {"$gte": after, "$lt": until}}},
            {"$match": {"differences.field": {"$in": MEASURED_BY}}},
            {"$sort": {"at": -1, "_id": 1}},
            {"$lookup": item},
            {"$match": {"item": {"$ne": []}}},
            {"$limit": limit},
        ]
        found = []
        async for row in self._plan_changes.aggregate(pipeline, maxTimeMS=LONGEST_MS):
            (item_row,), change = row["item"], plan_change_of(row)
            told = [one for one in change.differences if one.field in MEASURED_BY]
            found.append(
                Replanned(row["item_id"], item_row["title"], item_row["agency"], row["at"], told)
            )
        return found

    async def s_curve(
        self,
        wanted: ItemQuery,
        span: Span,
        days: Sequence[date],
        source: ItemSource | None = None,
    ) -> CurveSums | None:
        """Weighted progress and money at the ends of the days, by the plans of today, or of the
        items in `source`: what was planned, and what the reports say that hold for a day and count,
        whenever they came. None where no item matches.
        """
        items = source or self._now
        weight, sums = "$plan.weight", dict[str, Document]()
        for number, day in enumerate(days):
            planned = planned_percent(span.instant(day))
            sums[f"planned_{number}"] = {"$sum": {"$multiply": [weight, planned]}}
            sums[f"actual_{number}"] = {"$sum": {"$multiply": [weight, _said_until(day)]}}
            sums[f"spent_{number}"] = {"$sum": _field("rupiah", _money_until(day))}
        whole = {"weight": {"$sum": weight}, "budget": {"$sum": "$plan.budget"}}
        pipeline = [
            {"$match": items.matching(wanted)},
            _NOT_CANCELLED,
            _said(days, items.item_id),
            {"$group": {"_id": None, **whole, **sums}},
        ]
        async for row in items.aggregate(pipeline, maxTimeMS=LONGEST_MS):
            by_day = [
                DaySums(*(row[f"{name}_{number}"] for name in DaySums._fields))
                for number in range(len(days))
            ]
            return CurveSums(row["weight"], row["budget"], by_day)
        return None

    async def funded(
        self,
        wanted: ItemQuery,
        days: Sequence[date],
        limit: int,
        source: ItemSource | None = None,
    ) -> Sequence[FundedItem]:
        """Up to `limit` of the items that match and whose money SIPD says, with what reports say of
        it at the ends of the days; of those in `source`, where one is given.
        """
        items = source or self._now
        money = {"$map": {"input": [_money_until(day) for day in days], "in": "$$this"}}
        pipeline = [
            {"$match": items.matching(wanted)},
            _NOT_CANCELLED,
            {"$match": {"funding": {"$type": "object"}}},
            {"$limit": limit},
            _said(days, items.item_id),
            {"$project": {"plan": 1, "money": money}},
        ]
        return [
            FundedItem(
                plan_of(row),
                [
                    ReportedMoney(date.fromisoformat(one["as_of"]), one["rupiah"]) if one else None
                    for one in row["money"]
                ],
            )
            async for row in items.aggregate(pipeline, maxTimeMS=LONGEST_MS)
        ]


def _as_stored(instant: datetime) -> str:
    """The beginning of an instant as the status history has it, so that texts compare as instants
    do, with a fraction of a second and without.
    """
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat()


def _said(chosen: Sequence[date], item_id: str) -> Document:
    """`said`: of each of the days the last report since the one before, day and percent, and the
    last of them that gives the money, as `reached_progress` folds them (`tracker.review.review`).
    """
    days = [day.isoformat() for day in chosen]
    branches = [{"case": {"$lte": ["$as_of", day]}, "then": day} for day in days]
    reached = {"$ifNull": ["$review.reached", ReviewStep.RECORDED.value]}
    order = {name: f"${name}" for name in ("as_of", "submitted_at", "_id")}
    stated = {"$and": [{"$ifNull": ["$budget_stated", True]}, {"$isNumber": "$budget_realised"}]}
    money = {"$cond": [stated, {**order, "rupiah": "$budget_realised"}, None]}
    mark = {**order, "physical_percent": "$physical_percent", "money": money}
    is_corrected = {"$in": ["$$this._id", "$corrected"]}
    counting = {"$filter": {"input": "$marks", "cond": {"$not": [is_corrected]}}}
    return {
        "$lookup": {
            "from": "reports",
            "localField": item_id,
            "foreignField": "item_id",
            "let": {"steps": _steps_that_count()},
            "pipeline": [
                {"$match": {"$expr": {"$in": [reached, "$$steps"]}}},
                {
                    "$group": {
                        "_id": None,
                        "marks": {"$push": mark},
                        "corrected": {"$push": "$corrected"},
                    }
                },
                {"$project": {"marks": counting}},
                {"$unwind": "$marks"},
                {"$replaceRoot": {"newRoot": "$marks"}},
                {"$match": {"as_of": {"$lte": days[-1]}}},
                {"$sort": {"as_of": 1, "submitted_at": 1, "_id": 1}},
                {
                    "$group": {
                        "_id": {"$switch": {"branches": branches, "default": days[-1]}},
                        "percent": {"$last": "$physical_percent"},
                        "money": {"$max": "$money"},
                    }
                },
            ],
            "as": "said",
        }
    }


def _steps_that_count() -> Document:
    """The steps one of which a report has reached that makes its item's progress."""
    steps = [ReviewStep.RECORDED.value, *(step.value for step in ORDER)]
    first = {"$indexOfArray": [steps, {"$ifNull": ["$counts_from", steps[0]]}]}
    return {"$slice": [steps, first, len(steps)]}


def _said_until(day: date) -> Document:
    """The percent of the last day in `said` up to `day`; 0 before the first."""
    until = {"$lte": ["$$this._id", day.isoformat()]}
    later = {"$and": [until, {"$gte": ["$$this._id", "$$value._id"]}]}
    last = {
        "$reduce": {
            "input": "$said",
            "initialValue": {"_id": "", "percent": 0},
            "in": {"$cond": [later, "$$this", "$$value"]},
        }
    }
    return {"$getField": {"field": "percent", "input": last}}


def _money_until(day: date) -> Document:
    """The money in `said` that was last given up to `day`, with its day; null before the first."""
    until = {"$filter": {"input": "$said", "cond": {"$lte": ["$$this._id", day.isoformat()]}}}
    return {"$max": {"$map": {"input": until, "in": "$$this.money"}}}


def _field(name: str, of: Document) -> Document:
    """A number in a document; 0 where it is null."""
    return {"$ifNull": [{"$getField": {"field": name, "input": of}}, 0]}
