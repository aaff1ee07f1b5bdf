"""Stretches of items in MongoDB, kept by months, and what they are made from.

A month is made when it is first asked for: a region looks at few of them. Its stretches are the
documents of items as they stood, so one range of the index finds each item once at an instant, and
what sums and lists items does it with these as well. What came since is told by the instants that
items carry already: nothing is written for it while reports are recorded.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from pymongo import DeleteMany, ReturnDocument, UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import Collection, Document, UnitOfWork, driver_session
from contracts.calendar import ReviewStep
from tracker.as_of.as_of import AsOf, Month
from tracker.as_of.documents import PastRows, past_of
from tracker.as_of.past import Past, Sent
from tracker.funding.figure import SubActivity
from tracker.funding.linked import links_by_item
from tracker.funding.repository import FundingRepository
from tracker.items.documents import MARK, item_of
from tracker.items.item import Item
from tracker.items.query import ItemQuery
from tracker.items.source import ItemSource

_ACT = ("report", "item_id", "step", "number", "action", "by", "at", "words")
_CAME = (*MARK, "received_at")
_EVIDENCE = ("item_id", "report_id", "agency", "added_at")


class Made(NamedTuple):
    """How far a month is made: by which rules, and what had come until when; None: not wholly."""

    rules: str
    until: datetime | None
    items: int
    of: int


class AsOfRepository:
    """Collections `item_stretches` and `stretch_months`; what was said of items, read only."""

    def __init__(self, database: Database) -> None:
        self._stretches = database["item_stretches"]
        self._months = database["stretch_months"]
        self._items = database["items"]
        self._plan_changes = database["plan_changes"]
        self._plan_history = database["plan_history"]
        self._reports = database["reports"]
        self._reviews = database["reviews"]
        self._evidence = database["evidence"]
        self._turns = database["funding_turns"]
        self._funding = FundingRepository(database)

    async def prepare(self) -> None:
        """Create the indexes: by instant, and by item."""
        await self._stretches.create_index([("month", 1), ("begins", 1), ("ends", 1)])
        await self._stretches.create_index([("month", 1), ("item_id", 1), ("begins", 1)])

    async def made(self, month: Month) -> Made | None:
        """How far a month is made; None where it never was asked for."""
        row = await self._months.find_one({"_id": month.key})
        return Made(row["rules"], row["until"], row["items"], row["of"]) if row else None

    async def take_over(self, month: Month, rules: str, of: int, *, anew: bool) -> int:
        """The number of a new turn at making a month: what was begun before writes no more."""
        fields: Document = {"rules": rules, "items": 0, "of": of}
        row = await self._months.find_one_and_update(
            {"_id": month.key},
            {"$inc": {"turn": 1}, "$set": {**fields, "until": None} if anew else fields},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return int(row["turn"])

    def write(
        self,
        unit: UnitOfWork,
        month: Month,
        turn: int,
        item_ids: Sequence[str],
        stretches: Iterable[Document],
    ) -> None:
        """Replace the stretches of these items in a month, in this turn only."""
        in_turn = {"_id": month.key, "turn": turn}
        unit.write(self._months, [UpdateOne(in_turn, {"$inc": {"items": len(item_ids)}})])
        earlier = {"month": month.key, "item_id": {"$in": list(item_ids)}}
        unit.write(self._stretches, [DeleteMany(earlier)], each_matches=False)
        unit.insert(self._stretches, stretches)

    async def is_in_turn(self, unit: UnitOfWork, month: Month, turn: int) -> bool:
        """Whether no other turn has begun."""
        in_turn = {"_id": month.key, "turn": turn}
        row = await self._months.find_one(in_turn, {"_id": 1}, session=driver_session(unit))
        return row is not None

    async def finish(self, month: Month, turn: int, until: datetime) -> None:
        """A month holds what had come until then."""
        in_turn = {"_id": month.key, "turn": turn}
        await self._months.update_one(in_turn, {"$set": {"until": until}})

    async def every_item(self) -> list[str]:
        """The code of every item."""
        rows = self._items.find({}, {"_id": 1}).sort("_id", 1)
        return [row["_id"] async for row in rows]

    async def changed_since(self, instant: datetime) -> list[str]:
        """Items of which something came since. No index serves this: it reads the items once."""
        later = {"$gte": instant}
        fields = ("heard_at", "planned_at", "reviewed.at", "proof_at")
        changed: Document = {"$or": [{name: later} for name in fields]}
        found = {row["_id"] async for row in self._items.find(changed, {"_id": 1})}
        found |= {row["_id"] async for row in self._turns.find({"at": later}, {"_id": 1})}
        return sorted(found)

    async def pasts(
        self,
        unit: UnitOfWork | None,
        item_ids: Sequence[str],
        steps: Mapping[str, ReviewStep],
    ) -> Mapping[str, Past]:
        """All that was ever said of those of the items that exist; `steps`: by region the step from
        which reports count, from recording where it names none.
        """
        items = await self._of(self._items, "_id", item_ids, unit)
        parts = [
            _by_item(await self._of(collection, "item_id", item_ids, unit, fields))
            for collection, fields in (
                (self._plan_changes, None),
                (self._reports, _CAME),
                (self._reviews, _ACT),
                (self._evidence, _EVIDENCE),
            )
        ]
        changes, reports, acts, evidence = parts
        history = await self._of(self._plan_history, "_id", item_ids, unit)
        terms = {row["_id"]: row["terms"] for row in history}
        links = links_by_item(await self._funding.links_about(item_ids, unit))
        figures: dict[SubActivity, list[Sent]] = defaultdict(list)
        funding = {link.of for those in links.values() for link in those}
        for figure, withdrawn_at in await self._funding.figures_ever(funding, unit):
            figures[figure.of].append(Sent(figure, withdrawn_at))
        return {
            row["_id"]: past_of(
                PastRows(
                    row,
                    changes[row["_id"]],
                    terms.get(row["_id"], ()),
                    reports[row["_id"]],
                    acts[row["_id"]],
                    evidence[row["_id"]],
                    links.get(row["_id"], ()),
                    [
                        one
                        for of in {link.of for link in links.get(row["_id"], ())}
                        for one in figures[of]
                    ],
                ),
                steps.get(row["region"], ReviewStep.RECORDED),
            )
            for row in items
        }

    async def page(
        self, source: ItemSource, wanted: ItemQuery, after: str | None, limit: int
    ) -> list[Item]:
        """Up to `limit` items of a source in the order of their codes, after `after`."""
        pipeline: list[Document] = [{"$match": source.matching(wanted)}]
        if after:
            pipeline.append({"$match": {source.item_id: {"$gt": after}}})
        rows = source.aggregate([*pipeline, {"$sort": {source.item_id: 1}}, {"$limit": limit}])
        return [item_of(row) async for row in rows]

    async def forget(self) -> None:
        """Make every month anew when it is asked for next."""
        await self._months.delete_many({})

    def source(self, as_of: AsOf, session: Any) -> ItemSource:
        """The items as they stood, of a month that is made."""
        instant = as_of.instant
        then = {
            "month": as_of.month.key,
            "begins": {"$lte": instant},
            "ends": {"$gt": instant},
        }
        return ItemSource(self._stretches, then, session, "item_id")

    @staticmethod
    async def _of(
        collection: "Collection[Document]",
        field: str,
        item_ids: Sequence[str],
        unit: UnitOfWork | None,
        fields: Sequence[str] | None = None,
    ) -> list[Document]:
        wanted = {field: {"$in": list(item_ids)}}
        rows = collection.find(wanted, fields, session=driver_session(unit))
        return await rows.to_list(None)


def _by_item(rows: Iterable[Document]) -> Mapping[str, list[Document]]:
    by_item: dict[str, list[Document]] = defaultdict(list)
    for row in rows:
        by_item[row["item_id"]].append(row)
    return by_item
