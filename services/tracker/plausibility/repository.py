"""The marks of reports in MongoDB, and the reports that wait for theirs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import uuid4

from pymongo import UpdateMany, UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from chassis.mongo.unit_of_work import Document, UnitOfWork, driver_session
from contracts import PlanItemPublished
from contracts.account import Scope
from tracker.items.query import ItemQuery
from tracker.plausibility.documents import (
    HISTORY_MOST,
    REPORT_FIELDS,
    ItemHistory,
    MarkedReport,
    dismissal_document,
    facts_of,
    history_of,
    marked_report,
    marks_document,
    open_fields,
)
from tracker.plausibility.mark import PlausibilityRule, ReportFacts

ITEMS_AT_A_TIME, RECORDED_AT_A_TIME = 25, 250
ITEMS_MOST, SITTING_MOST = 500, 2_000
"""Of an agency: items, and reports on a period by one account."""
_NEWEST_FIRST = {"as_of": -1, "submitted_at": -1, "_id": -1}
_OPEN = {"open_count": {"$gt": 0}}
_FOR_HISTORY = ("plan", "region", "proof", "joined_reports", "joined_marks")


class MarkRepository:
    """Collection `report_marks`, one document for a report that has marks; on `reports` the field
    `marked`, the version of the rules by which it was looked at last.
    """

    def __init__(self, database: Database) -> None:
        self._marks = database["report_marks"]
        self._reports = database["reports"]
        self._items = database["items"]

    async def prepare(self) -> None:
        """Create the indexes: of the reports to look at, which costs intake a write; in the order
        in which an item shows its marks; and of what is open.
        """
        await self._reports.create_index("marked")
        await self._marks.create_index([("item_id", 1), ("as_of", 1), ("_id", 1)])
        await self._marks.create_index(
            [("region", 1), ("agency", 1)], partialFilterExpression=_OPEN
        )

    async def is_waiting(self, version: str) -> bool:
        """Whether some report is to be looked at."""
        wanted = {"marked": {"$ne": version}}
        return await self._reports.find_one(wanted, {"_id": 1}, hint="marked_1") is not None

    async def waiting(
        self, unit: UnitOfWork, version: str, limit: int, first: Sequence[str] = ()
    ) -> list[ReportFacts]:
        """Up to `limit` reports that were not looked at by this version of the rules, or have got
        evidence since; those with the keys of `first` before others.
        """
        session, wanted = driver_session(unit), {"marked": {"$ne": version}}
        found: list[Document] = []
        if first:
            asked = {"_id": {"$in": list(first)}, **wanted}
            found = await self._reports.find(asked, REPORT_FIELDS, session=session).to_list(limit)
        left = limit - len(found)
        if left > 0:
            rows = self._reports.find(wanted, REPORT_FIELDS, session=session)
            keys = {row["_id"] for row in found}
            others = await rows.hint("marked_1").limit(left).to_list(left)
            found += [row for row in others if row["_id"] not in keys]
        return [facts_of(row) for row in found]

    async def histories(
        self, unit: UnitOfWork | None, item_ids: Iterable[str]
    ) -> Mapping[str, ItemHistory]:
        """By item its latest reports, and the marks that are stored of them; some items at a time,
        and between them the event loop runs other tasks.
        """
        wanted, found = sorted(set(item_ids)), dict[str, ItemHistory]()
        for first in range(0, len(wanted), ITEMS_AT_A_TIME):
            stages = [
                {"$match": {"_id": {"$in": wanted[first : first + ITEMS_AT_A_TIME]}}},
                *_HISTORY,
            ]
            rows = self._items.aggregate(stages, session=driver_session(unit))
            found |= {row["_id"]: history_of(row) for row in await rows.to_list(None)}
        return found

    async def recorded(
        self, item_ids: Iterable[str], each: int
    ) -> Mapping[str, Sequence[ReportFacts]]:
        """By item its latest reports, at most so many `each`; many items at a time."""
        wanted, found = sorted(set(item_ids)), dict[str, Sequence[ReportFacts]]()
        latest = _joined("reports", "joined_reports", _latest_reports(each))
        for first in range(0, len(wanted), RECORDED_AT_A_TIME):
            some = {"$match": {"_id": {"$in": wanted[first : first + RECORDED_AT_A_TIME]}}}
            rows = self._items.aggregate([some, latest, {"$project": {"joined_reports": 1}}])
            for row in await rows.to_list(None):
                found[row["_id"]] = [facts_of(one) for one in row["joined_reports"]]
        return found

    async def sitting(
        self, unit: UnitOfWork, agency: str, by: str, first: date, last: date
    ) -> list[ReportFacts]:
        """What an account has reported for an agency on the days from `first` to `last`, without
        what was corrected.
        """
        session = driver_session(unit)
        items = self._items.find({"agency": agency}, {"_id": 1}, session=session)
        wanted = {
            "item_id": {"$in": [row["_id"] for row in await items.to_list(ITEMS_MOST)]},
            "as_of": {"$gte": first.isoformat(), "$lte": last.isoformat()},
            "agency": agency,
            "submitted_by": by,
            "corrected_by": None,
        }
        rows = self._reports.find(wanted, REPORT_FIELDS, session=session)
        return [facts_of(row) for row in await rows.to_list(SITTING_MOST)]

    def looked_at(self, unit: UnitOfWork, keys: Sequence[str], version: str) -> None:
        """Note by which version of the rules these reports were looked at."""
        done = UpdateMany({"_id": {"$in": list(keys)}}, {"$set": {"marked": version}})
        unit.write(self._reports, [done])

    def look_again(self, unit: UnitOfWork, item_ids: Iterable[str]) -> None:
        """Have these items looked at again, each by one report of it: with this one come the marks
        of all. Each time by a new word: one who is looking at it with what was known before is in
        conflict with it.
        """
        again = {"$set": {"marked": f"money/{uuid4().hex}"}}
        writes = [UpdateOne({"item_id": item_id}, again) for item_id in sorted(set(item_ids))]
        unit.write(self._reports, writes, each_matches=False)

    def save(
        self, unit: UnitOfWork, changed: Sequence[tuple[MarkedReport, PlanItemPublished]]
    ) -> None:
        """Store the marks of reports, as they were read in this unit; what was dismissed stays."""
        unit.write(
            self._marks,
            [
                UpdateOne(
                    {"_id": marked.key},
                    {
                        "$set": marks_document(marked, plan),
                        **({} if marked.dismissed else {"$setOnInsert": {"dismissed": {}}}),
                        "$inc": {"rev": 1},
                    },
                    upsert=True,
                )
                for marked, plan in changed
            ],
        )

    def dismiss(self, unit: UnitOfWork, marked: MarkedReport, rule: PlausibilityRule) -> None:
        """Store that a mark was dismissed, as `marked` says."""
        one = dismissal_document(marked.dismissed[rule])
        change = {f"dismissed.{rule.value}": one, **open_fields(marked)}
        write = UpdateOne({"_id": marked.key}, {"$set": change, "$inc": {"rev": 1}})
        unit.write(self._marks, [write])

    async def marked(
        self, keys: Iterable[str], scope: Scope, unit: UnitOfWork | None = None
    ) -> dict[str, MarkedReport]:
        """By key the marks of those of the reports that have some and are within the scope."""
        wanted = {"_id": {"$in": sorted(set(keys))}, **matching(ItemQuery(scope))}
        rows = self._marks.find(wanted, session=driver_session(unit))
        return {row["_id"]: marked_report(row) for row in await rows.to_list(None)}

    async def of_keys(self, unit: UnitOfWork, keys: Sequence[str]) -> Mapping[str, MarkedReport]:
        """The stored marks of reports by key, whosever they are."""
        rows = self._marks.find({"_id": {"$in": list(keys)}}, session=driver_session(unit))
        return {row["_id"]: marked_report(row) for row in await rows.to_list(None)}

    async def to_look_at(
        self, wanted: ItemQuery, by: Sequence[str] = ()
    ) -> Mapping[tuple[str, ...], int]:
        """How many reports have open marks, by the values of the fields `by`: region, agency,
        pillar, kind.
        """
        group = {"_id": {name: f"${name}" for name in by}, "reports": {"$sum": 1}}
        rows = self._marks.aggregate([{"$match": _open(wanted)}, {"$group": group}])
        return {tuple(row["_id"][name] for name in by): row["reports"] async for row in rows}

    async def open_by_rule(self) -> Mapping[tuple[str, str, str], int]:
        """How many open marks there are, by region, agency and rule."""
        names = ("region", "agency", "rule")
        group = {"_id": {"region": "$region", "agency": "$agency", "rule": "$open"}}
        stages: list[Document] = [
            {"$match": _OPEN},
            {"$unwind": "$open"},
            {"$group": {**group, "n": {"$sum": 1}}},
        ]
        found: dict[tuple[str, str, str], int] = defaultdict(int)
        async for row in self._marks.aggregate(stages):
            region, agency, rule = (row["_id"][name] for name in names)
            found[region, agency, rule] += row["n"]
        return found


def _open(wanted: ItemQuery) -> Document:
    return {**_OPEN, **matching(wanted)}


def _joined(collection: str, name: str, stages: Sequence[Document]) -> Document:
    return {
        "$lookup": {
            "from": collection,
            "localField": "_id",
            "foreignField": "item_id",
            "pipeline": list(stages),
            "as": name,
        }
    }


def _latest_reports(limit: int) -> Sequence[Document]:
    shown = {"$project": dict.fromkeys(REPORT_FIELDS, 1)}
    return [{"$sort": _NEWEST_FIRST}, {"$limit": limit}, shown]


_HISTORY: Sequence[Document] = [
    _joined("reports", "joined_reports", _latest_reports(HISTORY_MOST)),
    _joined(
        "report_marks",
        "joined_marks",
        [{"$sort": {"as_of": -1, "_id": -1}}, {"$limit": HISTORY_MOST}],
    ),
    {"$project": dict.fromkeys(_FOR_HISTORY, 1)},
]
