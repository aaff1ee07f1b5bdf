"""Contents of files in GridFS, each written or read in one thread."""

import asyncio
from collections.abc import Mapping
from typing import Any

from bson import ObjectId
from gridfs import GridFSBucket
from pymongo.database import Database as DriverDatabase


class Contents:
    """A bucket. Motor's own would change threads at each step of a file."""

    def __init__(self, database: "DriverDatabase[dict[str, Any]]", name: str) -> None:
        self._bucket = GridFSBucket(database, bucket_name=name)

    async def write(self, contents: Mapping[str, bytes]) -> dict[str, ObjectId]:
        """Store contents by their names, and return their ids by name. Raises `DatabaseTrouble`;
        what was written until then is named by nothing.
        """
        return await asyncio.to_thread(self._write, contents)

    async def read(self, content_id: ObjectId) -> bytes:
        """A content. Raises `DatabaseTrouble`."""
        return await asyncio.to_thread(self._read, content_id)

    async def delete(self, content_id: ObjectId) -> None:
        """Delete a content. Raises `DatabaseTrouble`."""
        await asyncio.to_thread(self._bucket.delete, content_id)

    def _write(self, contents: Mapping[str, bytes]) -> dict[str, ObjectId]:
        return {
            name: self._bucket.upload_from_stream(name, content)
            for name, content in contents.items()
        }

    def _read(self, content_id: ObjectId) -> bytes:
        with self._bucket.open_download_stream(content_id) as stream:
            content: bytes = stream.read()
        return content
