"""Items that a region shows to everybody, with the percent that was signed."""

from collections.abc import Sequence
from datetime import date, datetime

from chassis.mongo.database import Database
from contracts.words import Kind, Pillar, Status
from tracker.items.documents import Document
from tracker.public.shown import PublicItem
from tracker.summary.repository import planned_percent

SHOWN_MOST = 20_000
"""More than any region plans; what is beyond is not in the files."""


class PublicItemRepository:
    """Collection `items`, read only."""

    def __init__(self, database: Database) -> None:
        self._items = database["items"]

    async def items(self, region: str, kinds: Sequence[Kind], now: datetime) -> list[PublicItem]:
        """The items of these kinds that are not cancelled, by pillar and due day, up to
        `SHOWN_MOST`.
        """
        wanted: Document = {
            "region": region,
            "kind": {"$in": [kind.value for kind in kinds]},
            "status": {"$ne": Status.CANCELLED.value},
        }
        shown = {
            "title": "$plan.title",
            "kind": 1,
            "pillar": 1,
            "agency": 1,
            "status": 1,
            "due": "$plan.due",
            "planned": planned_percent(now),
            "reported": {"$ifNull": ["$latest.physical_percent", 0]},
            "signed": {"$ifNull": ["$reviewed.signed", 0]},
            "as_of": "$latest.as_of",
        }
        order = {"pillar": 1, "plan.due": 1, "_id": 1}
        rows = self._items.aggregate(
            [{"$match": wanted}, {"$sort": order}, {"$limit": SHOWN_MOST}, {"$project": shown}]
        )
        return [_item(row) async for row in rows]


def _item(row: Document) -> PublicItem:
    return PublicItem(
        row["_id"],
        row["title"],
        Kind(row["kind"]),
        Pillar(row["pillar"]),
        row["agency"],
        Status(row["status"]) if row["status"] else None,
        date.fromisoformat(row["due"]),
        round(row["planned"], 4),
        row["reported"],
        row["signed"],
        date.fromisoformat(row["as_of"]) if row.get("as_of") else None,
    )
