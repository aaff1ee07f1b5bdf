"""The review of reports in MongoDB: each act as a fact, and on the report how far it has come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from pymongo import UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import Document, UnitOfWork, driver_session
from contracts.account import Scope
from tracker.items.documents import MARK, mark_of
from tracker.review.documents import (
    REPORT_FACTS,
    ReviewedReport,
    act_document,
    act_of,
    reached_in,
    reviewed_report,
    standing_document,
)
from tracker.review.review import ORDER, Act, Reached, ReviewState, Standing

OLDEST_FIRST = [("as_of", 1), ("item_id", 1)]
_WAITS = {"review.state": {"$exists": True}}


class ReviewRepository:
    """Collection `reviews`; on `reports` the field `review`, on `items` the field `reviewed`."""

    def __init__(self, database: Database) -> None:
        self._reviews = database["reviews"]
        self._reports = database["reports"]
        self._items = database["items"]
        self._history = database["plan_history"]
        self._agencies = database["agencies"]

    async def prepare(self) -> None:
        """Create the indexes: by report; and of the reports in review, which intake does not pay
        for, because a new report is in none.
        """
        await self._reviews.create_index([("report", 1), ("at", 1)])
        await self._reviews.create_index("item_id")
        await self._reports.create_index(
            [("agency", 1), ("review.state", 1), ("_id", 1)],
            partialFilterExpression=_WAITS,
        )

    async def reports(
        self, keys: Sequence[str], scope: Scope, unit: UnitOfWork | None = None
    ) -> dict[str, ReviewedReport]:
        """Those of the reports that are within the scope, with what was done with them."""
        wanted: Document = {"_id": {"$in": list(keys)}}
        for name in ("region", "agency"):
            if (value := getattr(scope, name)) is not None:
                wanted[name] = value
        session = driver_session(unit)
        rows = await self._reports.find(wanted, REPORT_FACTS, session=session).to_list(None)
        acts = await self._acts([row["_id"] for row in rows], unit)
        return {row["_id"]: reviewed_report(row, acts.get(row["_id"], ())) for row in rows}

    async def _acts(
        self, keys: Sequence[str], unit: UnitOfWork | None = None
    ) -> Mapping[str, Sequence[Act]]:
        acts: dict[str, list[Act]] = defaultdict(list)
        rows = self._reviews.find({"report": {"$in": list(keys)}}, session=driver_session(unit))
        async for row in rows:
            acts[row["report"]].append(act_of(row))
        return acts

    async def region_of(self, agency: str) -> str | None:
        """The region of an agency; None until it is known."""
        row = await self._agencies.find_one({"_id": agency}, {"region": 1})
        return row["region"] if row else None

    async def new(self, agency: str, since: date, by: str, limit: int) -> list[Document]:
        """Up to `limit` reports of an agency about days from `since` on that are in no review and
        were not corrected, the oldest day first; without those that `by` sent.
        """
        items = self._history.find({"terms.agency": agency}, {"_id": 1})
        wanted = {
            **_waiting(agency, since, by),
            "item_id": {"$in": [row["_id"] for row in await items.to_list(None)]},
            "review.state": {"$in": [None, ReviewState.RECORDED]},
        }
        return await self._reports.find(wanted).sort(OLDEST_FIRST).limit(limit).to_list(limit)

    async def in_state(
        self, agency: str, state: ReviewState, limit: int, since: date = date.min, by: str = ""
    ) -> list[Document]:
        """Up to `limit` reports of an agency in a state of review that were not corrected, the
        oldest day first; without those that `by` sent or reviewed last.
        """
        wanted = in_state(agency, state, since, by)
        return await self._reports.find(wanted).sort(OLDEST_FIRST).limit(limit).to_list(limit)

    async def reached(
        self, unit: UnitOfWork, item_ids: Sequence[str], keys: Sequence[str]
    ) -> Mapping[str, Mapping[str, Reached]]:
        """By item the reports that have passed a step, and those of `keys`, by key."""
        passed = {"review.reached": {"$in": list(ORDER)}}
        wanted = {
            "item_id": {"$in": list(item_ids)},
            "$or": [passed, {"_id": {"$in": list(keys)}}],
        }
        rows = self._reports.find(wanted, [*MARK, "review.reached"], session=driver_session(unit))
        found: dict[str, dict[str, Reached]] = defaultdict(dict)
        for row in await rows.to_list(None):
            found[row["item_id"]][row["_id"]] = (mark_of(row), reached_in(row))
        return found

    async def all_reached(
        self, unit: UnitOfWork | None, item_ids: Sequence[str]
    ) -> Mapping[str, Sequence[Reached]]:
        """By item all its reports, and how far each has come."""
        wanted = {"item_id": {"$in": list(item_ids)}}
        fields = [*MARK, "review.reached"]
        found: dict[str, list[Reached]] = {item_id: [] for item_id in item_ids}
        rows = self._reports.find(wanted, fields, session=driver_session(unit))
        for row in await rows.to_list(None):
            found[row["item_id"]].append((mark_of(row), reached_in(row)))
        return found

    def add(self, unit: UnitOfWork, acts: Iterable[tuple[ReviewedReport, Act, Standing]]) -> None:
        """Store acts, and how far their reports have come with them."""
        listed = list(acts)
        unit.insert(self._reviews, [act_document(report, act) for report, act, _ in listed])
        self.save_standings(unit, {report.key: stands for report, _, stands in listed})

    def save_standings(self, unit: UnitOfWork, stands: Mapping[str, Standing]) -> None:
        """Store on reports how far they have come."""
        unit.write(
            self._reports,
            [
                UpdateOne({"_id": key}, {"$set": {"review": standing_document(one)}})
                for key, one in stands.items()
            ],
        )

    def save_progress(
        self, unit: UnitOfWork, progress: Mapping[str, Mapping[str, float]], at: datetime
    ) -> None:
        """Store of each item the percent that its reports say which have passed a step, by step;
        none where no report was reviewed.
        """
        unit.write(
            self._items,
            [
                UpdateOne({"_id": item_id}, {"$set": {"reviewed": {**by_step, "at": at}}})
                if by_step
                else UpdateOne({"_id": item_id}, {"$unset": {"reviewed": ""}})
                for item_id, by_step in progress.items()
            ],
        )


def in_state(agency: str, state: ReviewState, since: date = date.min, by: str = "") -> Document:
    """The filter of `ReviewRepository.in_state`, which is served by an index."""
    waiting = _waiting(agency, since, by)
    return {**waiting, "review.state": state, "review.act.by": {"$ne": by}}


def _waiting(agency: str, since: date, by: str) -> Document:
    return {
        "agency": agency,
        "as_of": {"$gte": since.isoformat()},
        "corrected_by": None,
        "submitted_by": {"$ne": by},
    }
