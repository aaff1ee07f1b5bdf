"""Queries that the planner's repositories share: a page of a list, a write gated by the version,
and a chunk of documents locked against change until the transaction ends.
"""

from collections.abc import Collection
from datetime import datetime

from pymongo import InsertOne, UpdateOne

from chassis.mongo.matching import matching
from chassis.mongo.unit_of_work import Collection as Documents
from chassis.mongo.unit_of_work import Document, UnitOfWork, Write, driver_session
from chassis.query import ScopedQuery

Codes = str | Collection[str]
"""These codes, or all codes after one."""


def versioned_write(document: Document) -> Write:
    """Insert the document at version 1, update it at any other. For `UnitOfWork.write`, which
    raises `OptimisticConflict` when the stored version is not the one before.
    """
    if document["version"] == 1:
        return InsertOne(document)
    gate = {"_id": document.pop("_id"), "version": document["version"] - 1}
    return UpdateOne(gate, {"$set": document})


async def page_of(
    collection: "Documents[Document]",
    query: ScopedQuery,
    after: str | None,
    limit: int,
    *,
    also: Document | None = None,
) -> list[Document]:
    """Up to `limit` documents in the order of their ids, after `after`, that match `also`, too."""
    wanted = matching(query) | (also or {})
    if after:
        wanted["_id"] = {"$gt": after}
    rows: list[Document] = await collection.find(wanted).sort("_id", 1).limit(limit).to_list(limit)
    return rows


async def held(
    collection: "Documents[Document]", unit: UnitOfWork, codes: Codes, limit: int, at: datetime
) -> list[Document]:
    """The first documents that match, by id. They are marked as republished `at`: this write locks
    them against change until the transaction ends, so that no older version is sent after a newer
    one.
    """
    which = {"$gt": codes} if isinstance(codes, str) else {"$in": list(codes)}
    matched = (
        collection.find({"_id": which}, session=driver_session(unit)).sort("_id", 1).limit(limit)
    )
    rows: list[Document] = await matched.to_list(limit)
    ids = [row["_id"] for row in rows]
    await collection.update_many(
        {"_id": {"$in": ids}}, {"$set": {"republished_at": at}}, session=driver_session(unit)
    )
    return rows
