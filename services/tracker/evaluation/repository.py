"""A region's items with their evidence and changes of status, up to the limits of a pack."""

from collections.abc import Sequence
from typing import NamedTuple

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from contracts import EvidenceAdded, StatusChanged
from tracker.decisions.decision import Decision
from tracker.decisions.documents import decision_of
from tracker.evidence.repository import evidence_of
from tracker.items.documents import item_of, status_of
from tracker.items.item import Item
from tracker.items.query import ItemQuery

CHUNK = 500
"""Items that are asked for at once."""


class SignedItem(NamedTuple):
    """An item, and the percent that its signed reports say; 0 where none is."""

    item: Item
    signed: float


class PackRepository:
    """Collections `items`, `evidence`, `status_history` and `decisions`, read only."""

    def __init__(self, database: Database) -> None:
        self._items = database["items"]
        self._evidence = database["evidence"]
        self._history = database["status_history"]
        self._decisions = database["decisions"]

    async def items(self, wanted: ItemQuery, limit: int) -> Sequence[SignedItem]:
        """Items that match, in the order of their codes."""
        rows = self._items.find(matching(wanted)).sort("_id", 1).limit(limit)
        return [
            SignedItem(item_of(row), (row.get("reviewed") or {}).get("signed", 0.0))
            async for row in rows
        ]

    async def evidence(self, item_ids: Sequence[str], limit: int) -> Sequence[EvidenceAdded]:
        """Evidence of some items, in the order of their codes, the oldest first."""
        found: list[EvidenceAdded] = []
        order = [("item_id", 1), ("added_at", 1), ("_id", 1)]
        for first in range(0, len(item_ids), CHUNK):
            wanted = {"item_id": {"$in": list(item_ids[first : first + CHUNK])}}
            rows = self._evidence.find(wanted).sort(order).limit(limit - len(found))
            found += [evidence_of(row) async for row in rows]
            if len(found) == limit:
                break
        return found

    async def minutes(self, region: str, limit: int) -> Sequence[Decision]:
        """Decisions of a region that have a file of their minutes, by the day of the meeting."""
        wanted = {"region": region, "minutes_file": {"$exists": True}}
        rows = self._decisions.find(wanted).sort([("met_on", 1), ("_id", 1)]).limit(limit)
        return [decision_of(row) async for row in rows]

    async def history(self, item_ids: Sequence[str], limit: int) -> Sequence[StatusChanged]:
        """Changes of status of some items, in the order of their codes, the first ones first."""
        found: list[StatusChanged] = []
        for first in range(0, len(item_ids), CHUNK):
            wanted = {"item_id": {"$in": list(item_ids[first : first + CHUNK])}}
            rows = self._history.find(wanted).sort([("item_id", 1), ("seq", 1)])
            found += [status_of(row) async for row in rows.limit(limit - len(found))]
            if len(found) == limit:
                break
        return found
