"""What the files of a group of people call the columns of a table, where people said so once."""

from collections.abc import Mapping
from datetime import datetime

from chassis.mongo.database import Database
from chassis.sheets.key import header_key

NAMES_MOST = 200
"""Of one group."""


class ColumnNames:
    """A collection: of each group that shares its files' words, the field of each header, by
    `header_key`; "" for one that means nothing.
    """

    def __init__(self, database: Database, collection: str = "column_names") -> None:
        self._names = database[collection]

    async def of(self, group: str) -> dict[str, str]:
        """The field of each header that was named in the group."""
        row = await self._names.find_one({"_id": group})
        return {one["key"]: one["field"] for one in row["names"]} if row else {}

    async def remember(self, group: str, fields: Mapping[str, str], at: datetime, by: str) -> None:
        """Keep what these headers mean; of a header the last word counts, of all the latest
        `NAMES_MOST`.
        """
        given = [
            {"key": header_key(header), "header": header, "field": name, "at": at, "by": by}
            for header, name in fields.items()
        ]
        keys = [one["key"] for one in given]
        others = {
            "$filter": {
                "input": {"$ifNull": ["$names", []]},
                "cond": {"$not": [{"$in": ["$$this.key", {"$literal": keys}]}]},
            }
        }
        names = {"$slice": [{"$concatArrays": [others, {"$literal": given}]}, -NAMES_MOST]}
        await self._names.update_one({"_id": group}, [{"$set": {"names": names}}], upsert=True)
