"""Everything that MongoDB has recorded of items, as of one instant."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from chassis.mongo.database import Database
from chassis.mongo.session import Collection, Session, driven
from tracker.items.documents import Document
from tracker.repair.documents import records_of
from tracker.repair.rebuild import Records


class RecordRepository:
    """Collections `items`, `reports` and `status_history`, read only."""

    def __init__(self, database: Database) -> None:
        self._items = database["items"]
        self._reports = database["reports"]
        self._history = database["status_history"]

    async def every_id(self) -> set[str]:
        """Every item that is stored, or that a report or a status change names."""
        found = {row["_id"] async for row in self._items.find({}, {"_id": 1})}
        for rows in (self._reports, self._history):
            named = rows.aggregate([{"$sort": {"item_id": 1}}, {"$group": {"_id": "$item_id"}}])
            found |= {row["_id"] async for row in named}
        return found

    async def records(self, session: Session, item_ids: Sequence[str]) -> list[Records]:
        """All that is recorded of each of the items, as of one instant; no plan of the topic."""
        items = {row["_id"]: row for row in await self._of(self._items, "_id", item_ids, session)}
        reports, history = [
            _by_item(await self._of(rows, "item_id", item_ids, session))
            for rows in (self._reports, self._history)
        ]
        return [
            records_of(one, items.get(one), None, reports[one], history[one]) for one in item_ids
        ]

    @staticmethod
    async def _of(
        rows: "Collection[Document]", field: str, item_ids: Sequence[str], session: Session
    ) -> list[Document]:
        words = {"note": 0, "obstacle": 0, "follow_up": 0}
        found = rows.find({field: {"$in": list(item_ids)}}, words, session=driven(session))
        return [row async for row in found]


def _by_item(rows: Iterable[Document]) -> Mapping[str, list[Document]]:
    found: dict[str, list[Document]] = defaultdict(list)
    for row in rows:
        found[row["item_id"]].append(row)
    return found
