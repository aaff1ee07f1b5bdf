"""All records of items in MongoDB, as of one instant."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import Collection, UnitOfWork, driver_session
from tracker.funding.figure import Figure, SubActivity
from tracker.funding.linked import links_by_item, of_links
from tracker.funding.repository import FundingRepository
from tracker.items.documents import Document
from tracker.repair.documents import records_of
from tracker.repair.rebuild import Records


class RecordRepository:
    """Collections `items`, `reports`, `status_history`, `reviews` and those of the money side, read
    only.
    """

    def __init__(self, database: Database) -> None:
        self._items = database["items"]
        self._reports = database["reports"]
        self._history = database["status_history"]
        self._reviews = database["reviews"]
        self._funding = FundingRepository(database)

    async def every_id(self) -> set[str]:
        """Every item that is stored, or that a report or a status change names."""
        item_ids = {row["_id"] async for row in self._items.find({}, {"_id": 1})}
        for collection in (self._reports, self._history):
            groups = collection.aggregate(
                [{"$sort": {"item_id": 1}}, {"$group": {"_id": "$item_id"}}]
            )
            item_ids |= {row["_id"] async for row in groups}
        return item_ids

    async def records(self, unit: UnitOfWork, item_ids: Sequence[str]) -> list[Records]:
        """All records of each of the items, as of one instant, without the topic's plan."""
        items = {row["_id"]: row for row in await self._of(self._items, "_id", item_ids, unit)}
        reports, history, reviews = [
            _by_item(await self._of(collection, "item_id", item_ids, unit))
            for collection in (self._reports, self._history, self._reviews)
        ]
        links = await self._funding.links_about(item_ids, unit)
        figures: dict[SubActivity, list[Figure]] = defaultdict(list)
        for figure in await self._funding.figures_of({link.of for link in links}, unit):
            figures[figure.of].append(figure)
        by_item = links_by_item(links)
        return [
            records_of(
                one,
                items.get(one),
                None,
                reports[one],
                history[one],
                reviews=reviews[one],
                links=by_item.get(one, ()),
                figures=of_links(by_item.get(one, ()), figures),
            )
            for one in item_ids
        ]

    @staticmethod
    async def _of(
        collection: "Collection[Document]", field: str, item_ids: Sequence[str], unit: UnitOfWork
    ) -> list[Document]:
        without = {"note": 0, "obstacle": 0, "follow_up": 0}
        wanted = {field: {"$in": list(item_ids)}}
        rows = collection.find(wanted, without, session=driver_session(unit))
        return [row async for row in rows]


def _by_item(rows: Iterable[Document]) -> Mapping[str, list[Document]]:
    by_item: dict[str, list[Document]] = defaultdict(list)
    for row in rows:
        by_item[row["item_id"]].append(row)
    return by_item
