"""What the page of an item shows, read in one query.

By concept it would be five, and each costs the service half a millisecond of processor time, as
much as all else on the page (`make bench PARTS=pages`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from contracts import EvidenceAdded, StatusChanged
from contracts.account import Scope
from tracker.alerts.repository import ToldContact, told_contact
from tracker.evidence.repository import evidence_of
from tracker.items.documents import Document, PlanChange, item_of, plan_change_of, status_of
from tracker.items.item import Item
from tracker.items.query import ItemQuery

SHOWN_MOST = 50
"""Of each list."""
_NEWEST_FIRST = {
    "reports": ("as_of", "submitted_at", "_id"),
    "status_history": ("seq",),
    "evidence": ("added_at", "_id"),
    "alerts": ("sent_at", "_id"),
    "plan_changes": ("version",),
}
"""By collection the fields of its order, which are those of its index after `item_id`."""

_OFFICE = {
    "$lookup": {
        "from": "agencies",
        "localField": "agency",
        "foreignField": "_id",
        "as": "joined.agencies",
    }
}


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """An item and what is known of it, each list the newest first."""

    item: Item
    agency: str
    """The name of the agency that is responsible; its code until the name is known."""
    reports: Sequence[Document]
    history: Sequence[StatusChanged]
    evidence: Sequence[EvidenceAdded]
    told: Sequence[ToldContact]
    plan_changes: Sequence[PlanChange]


class ItemPageRepository:
    """Reads the collections of all concepts of an item; writes none."""

    def __init__(self, database: Database) -> None:
        self._items = database["items"]

    async def facts_of(self, item_id: str, scope: Scope) -> ItemFacts | None:
        """The facts of an item; None when there is none of this id within the scope."""
        wanted = {"_id": item_id, **matching(ItemQuery(scope))}
        joins = [_newest(name, fields) for name, fields in _NEWEST_FIRST.items()]
        joins.append(_OFFICE)
        async for row in self._items.aggregate([{"$match": wanted}, *joins]):
            offices = row["joined"]["agencies"]
            return ItemFacts(
                agency=offices[0]["name"] if offices else row["agency"],
                item=item_of(row),
                reports=row["joined"]["reports"],
                history=[status_of(one) for one in row["joined"]["status_history"]],
                evidence=[evidence_of(one) for one in row["joined"]["evidence"]],
                told=[told_contact(one) for one in row["joined"]["alerts"]],
                plan_changes=[plan_change_of(one) for one in row["joined"]["plan_changes"]],
            )
        return None


def _newest(collection: str, fields: Sequence[str]) -> Document:
    return {
        "$lookup": {
            "from": collection,
            "localField": "_id",
            "foreignField": "item_id",
            "pipeline": [{"$sort": dict.fromkeys(fields, -1)}, {"$limit": SHOWN_MOST}],
            "as": f"joined.{collection}",
        }
    }
