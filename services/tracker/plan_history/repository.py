"""What each version of an item's plan said, in MongoDB: a document for each item."""

from collections.abc import Iterable, Sequence
from datetime import date

from pymongo import UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import Document, UnitOfWork
from tracker.plan_history.plan_term import PlanTerm

Kept = tuple[str, Sequence[PlanTerm]]
"""An item, and terms of its plan."""


class PlanHistoryRepository:
    """Collection `plan_history`."""

    def __init__(self, database: Database) -> None:
        self._history = database["plan_history"]
        self._items = database["items"]

    async def prepare(self) -> None:
        """Create the index by region and agency, and begin the history of items that were planned
        before it was kept: with their plan of today, since their agency has had them.
        """
        await self._history.create_index([("terms.region", 1), ("terms.agency", 1)])
        kept = await self._history.estimated_document_count()
        if kept < await self._items.estimated_document_count():
            await self._items.aggregate(_BEGUN).to_list(None)

    def keep(self, unit: UnitOfWork, kept: Iterable[Kept]) -> None:
        """Add terms to items, each version once."""
        writes = [
            UpdateOne({"_id": item_id}, _with(list(map(term_document, terms))), upsert=True)
            for item_id, terms in kept
        ]
        unit.write(self._history, writes)


def _with(terms: Sequence[Document]) -> list[Document]:
    """The update that puts these terms in the place of those of their versions."""
    versions = [term["version"] for term in terms]
    others = {
        "$filter": {
            "input": {"$ifNull": ["$terms", []]},
            "cond": {"$not": {"$in": ["$$this.version", versions]}},
        }
    }
    return [{"$set": {"terms": {"$concatArrays": [others, {"$literal": list(terms)}]}}}]


_BEGUN: list[Document] = [
    {
        "$project": {
            "terms": [
                {
                    "version": "$plan.version",
                    "at": {"$ifNull": ["$had_since", {"$ifNull": ["$planned_at", None]}]},
                    "region": "$plan.region",
                    "agency": "$plan.agency",
                    "start": "$plan.start",
                    "cancelled": {"$ifNull": ["$plan.cancelled", False]},
                }
            ]
        }
    },
    {"$merge": {"into": "plan_history", "whenMatched": "keepExisting"}},
]


def term_document(term: PlanTerm) -> Document:
    """The document of a term."""
    return {**term._asdict(), "start": term.start.isoformat()}


def term_of_document(row: Document) -> PlanTerm:
    """The term in a document."""
    fields = {name: row[name] for name in PlanTerm._fields}
    return PlanTerm(**{**fields, "start": date.fromisoformat(row["start"])})
