"""Former versions of a collection's documents: what stood before each change, who wrote it, when.

The newest version stands in the collection itself, so that a new document costs one write.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime

from pymongo import ReplaceOne
from pymongo.client_session import ClientSession

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import Document, UnitOfWork, driver_session

Pair = tuple[Document | None, Document]
"""A version, after the one that it replaced; None for the first."""
BATCH = 500
"""Documents per batch; between batches the event loop runs other tasks."""
LATEST_FIRST = [("changed_at", -1), ("_id", -1)]


class FormerVersions:
    """Collection `former_<name>`: `_id` is code/version, `of` the code, and the document's fields.

    Versions that were replaced before a release with this collection are not there.
    """

    def __init__(self, database: Database, name: str) -> None:
        self._newest = database[name]
        self._former = database[f"former_{name}"]

    async def prepare(self) -> None:
        """Create the indexes: by document, and by the day of a change."""
        await self._former.create_index([("of", 1), ("version", 1)])
        for collection in (self._newest, self._former):
            await collection.create_index([("region", 1), ("changed_at", 1)])

    def keep(self, unit: UnitOfWork, codes: Iterable[str]) -> None:
        """Keep the documents as they are now, in the transaction that is about to replace them. A
        document that was restored from a backup leaves its versions anew.
        """
        wanted = list(codes)
        if not wanted:
            return
        newest, replaced = self._newest.delegate, list[Document]()

        def look(session: ClientSession) -> None:
            replaced.extend(newest.find({"_id": {"$in": wanted}}, session=session))

        unit.look(look)
        kept = (ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in map(_former, replaced))
        unit.write(self._former, kept, each_matches=False)

    async def of(
        self, codes: Sequence[str], unit: UnitOfWork | None = None
    ) -> AsyncIterator[Document]:
        """The former versions of these documents, those of each the oldest first."""
        wanted = {"of": {"$in": list(codes)}}
        rows = self._former.find(wanted, session=driver_session(unit), batch_size=BATCH)
        async for row in rows.sort([("of", 1), ("version", 1)]):
            yield _restored(row)

    async def latest(self, code: str, limit: int) -> list[Document]:
        """The former versions of one document, the latest first."""
        rows = self._former.find({"of": code}).sort("version", -1).limit(limit)
        return [_restored(row) async for row in rows]

    async def version(self, code: str, version: int) -> Document | None:
        """One former version; None where it is not known."""
        row = await self._former.find_one({"_id": _key(code, version)})
        return _restored(row) if row else None

    async def changed(
        self, region: str, since: datetime, until: datetime, limit: int
    ) -> list[Pair]:
        """The latest `limit` versions of a region that were written from `since` to before `until`,
        the latest first, each after the version that it replaced; None for the first of a document.
        A version whose predecessor is not known is left out.
        """
        within = {"region": region, "changed_at": {"$gte": since, "$lt": until}}
        newest = await self._newest.find(within).sort(LATEST_FIRST).limit(limit).to_list(limit)
        former = await self._former.find(within).sort(LATEST_FIRST).limit(limit).to_list(limit)
        versions = [*newest, *map(_restored, former)]
        versions.sort(key=lambda row: row["changed_at"], reverse=True)
        keys = [_key(row["_id"], row["version"] - 1) for row in versions[:limit]]
        before = {
            row["_id"]: _restored(row) async for row in self._former.find({"_id": {"$in": keys}})
        }
        pairs = ((before.get(key), row) for key, row in zip(keys, versions, strict=False))
        return [pair for pair in pairs if pair[0] is not None or pair[1]["version"] == 1]


def _key(code: str, version: int) -> str:
    return f"{code}/{version}"


def _former(row: Document) -> Document:
    return {**row, "_id": _key(row["_id"], row["version"]), "of": row["_id"]}


def _restored(row: Mapping[str, object]) -> Document:
    """The document as it was stored."""
    return {**{name: value for name, value in row.items() if name != "of"}, "_id": row["of"]}
