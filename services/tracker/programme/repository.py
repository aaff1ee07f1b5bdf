"""Quick wins that are due soon."""

from collections.abc import Sequence
from datetime import date

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from contracts.words import Status
from tracker.items.query import ItemQuery
from tracker.programme.agenda import DueItem

ENDED = (Status.DONE, Status.CANCELLED)


class DueRepository:
    """Collection `items`, read only."""

    def __init__(self, database: Database) -> None:
        self._items = database["items"]

    async def due(
        self, wanted: ItemQuery, first: date, last: date, limit: int
    ) -> Sequence[DueItem]:
        """Items that match, are not ended, and are due from a first to a last day, the next first,
        up to `limit`.
        """
        open_ones = {
            "status": {"$nin": [status.value for status in ENDED]},
            "plan.due": {"$gte": first.isoformat(), "$lte": last.isoformat()},
        }
        fields = {"plan.title": 1, "plan.due": 1, "agency": 1, "status": 1}
        rows = self._items.find({**matching(wanted), **open_ones}, fields)
        return [
            DueItem(
                row["_id"],
                row["plan"]["title"],
                row["agency"],
                Status(row["status"]) if row["status"] else None,
                date.fromisoformat(row["plan"]["due"]),
            )
            async for row in rows.sort([("plan.due", 1), ("_id", 1)]).limit(limit)
        ]
