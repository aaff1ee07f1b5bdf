"""Contents of files in a bucket of GridFS.

They are laid out as the GridFS specification has it, so that every driver and tool reads them. The
driver's own upload looks for the indexes before each content, copies it twice, and writes it by
itself: that was a quarter of what a megabyte of evidence cost the service.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from typing import Any

from bson import Int64, ObjectId
from gridfs import GridFSBucket
from motor.motor_asyncio import AsyncIOMotorDatabase

from chassis.mongo.unit_of_work import UnitOfWork

Document = dict[str, Any]

CHUNK_BYTES = 2 * 1024 * 1024
"""Bytes of a chunk. Each content says its own, so that those with the driver's 255 KiB are read as
well: of that size a photo is four documents, of this one.
"""
BATCH = 200


class Contents:
    """A bucket. A content is written in two steps: its chunks, with `write`, and the document that
    lists it, with `add` in the transaction that names it, or with `add_now`. What was not listed
    is nothing to a reader.
    """

    def __init__(self, database: "AsyncIOMotorDatabase[Document]", name: str) -> None:
        self._files = database[name]["files"]
        self._chunks = database[name]["chunks"]
        self._bucket = GridFSBucket(database.delegate, bucket_name=name)

    async def prepare(self) -> None:
        """Create the index by which chunks are found. That of the files, by name, is for readers
        who know a name: ours know an id.
        """
        await self._chunks.create_index([("files_id", 1), ("n", 1)], unique=True)

    async def write(self, contents: Sequence[tuple[str, bytes]]) -> list[Document]:
        """Store the chunks of contents, given with their names, at once; returns for each the
        document that lists it. Raises `DatabaseTrouble`.
        """
        if not contents:
            return []
        listed = [_listing(name, content) for name, content in contents]
        chunks = (
            chunk
            for one, (_, content) in zip(listed, contents, strict=True)
            for chunk in _chunks(one["_id"], content)
        )
        await asyncio.to_thread(self._chunks.delegate.insert_many, chunks)
        return listed

    def add(self, unit: UnitOfWork, listed: Sequence[Document]) -> None:
        """List written contents at the end of a transaction."""
        unit.insert(self._files, listed)

    async def add_now(self, listed: Document) -> None:
        """List a written content. Raises `DatabaseTrouble`."""
        await self._files.insert_one(listed)

    async def read(self, content_id: ObjectId) -> bytes:
        """A content. Raises `DatabaseTrouble`."""
        return await asyncio.to_thread(self._read, content_id)

    async def delete(self, content_id: ObjectId) -> None:
        """Delete a content, listed or not. Raises `DatabaseTrouble`."""
        await self._files.delete_one({"_id": content_id})
        await self._chunks.delete_many({"files_id": content_id})

    async def begun_before(self, time: datetime) -> AsyncIterator[ObjectId]:
        """The ids of contents of which something was written before `time`, listed or not: the
        first chunk of each names it.
        """
        older = {"files_id": {"$lt": ObjectId.from_datetime(time)}, "n": 0}
        async for row in self._chunks.find(older, {"files_id": 1}, batch_size=BATCH):
            yield row["files_id"]

    def _read(self, content_id: ObjectId) -> bytes:
        with self._bucket.open_download_stream(content_id) as stream:
            content: bytes = stream.read()
        return content


def _listing(name: str, content: bytes) -> Document:
    """The document of the collection of files, as the specification has it."""
    content_id = ObjectId()
    return {
        "_id": content_id,
        "filename": name,
        "length": Int64(len(content)),
        "chunkSize": CHUNK_BYTES,
        "uploadDate": content_id.generation_time,
    }


def _chunks(content_id: ObjectId, content: bytes) -> Iterator[Document]:
    for number, first in enumerate(range(0, len(content), CHUNK_BYTES)):
        data = content[first : first + CHUNK_BYTES]
        yield {"files_id": content_id, "n": number, "data": data}
