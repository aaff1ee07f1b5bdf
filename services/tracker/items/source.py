"""Where items are read from: as they are, or as they stood at an instant."""

from collections.abc import Sequence
from typing import Any

from chassis.mongo.database import Aggregated
from chassis.mongo.matching import all_of, matching
from chassis.mongo.unit_of_work import Collection, Document
from tracker.items.query import ItemQuery


class ItemSource:
    """Documents of items, each item once at most; their fields are those of `item_document`."""

    def __init__(
        self,
        collection: "Collection[Document]",
        within: Document | None = None,
        session: Any = None,
        item_id: str = "_id",
    ) -> None:
        """`within`: those of the collection that are meant; `item_id`: the field with its code."""
        self._collection = collection
        self._within = within or {}
        self._session = session
        self.item_id = item_id

    def matching(self, wanted: ItemQuery) -> Document:
        """The filter for the documents of a query."""
        return all_of([self._within, matching(wanted)])

    def aggregate(self, pipeline: Sequence[Document], **options: Any) -> "Aggregated[Document]":
        """What the pipeline makes of all documents of the collection: it begins with `matching`."""
        return self._collection.aggregate(list(pipeline), session=self._session, **options)
