"""MongoDB: one connection, and the one way to change anything."""

import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
)
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

T = TypeVar("T")
Session = AsyncIOMotorClientSession
Collection = AsyncIOMotorCollection
DatabaseTrouble = PyMongoError
Document = dict[str, Any]

_MAJORITY = WriteConcern(w="majority", j=True, wtimeout=10_000)


class Stale(PyMongoError):
    """Someone else changed it first. Taken up again with fresh eyes."""

    def __init__(self, what: str) -> None:
        super().__init__(what, error_labels=["TransientTransactionError"])


def with_password(uri: str, password_file: str | None) -> str:
    """`uri` with its user's password out of a file, so that no environment shows it."""
    if password_file is None:
        return uri
    password = quote(Path(password_file).read_text().strip(), safe="")
    return re.sub(r"^(mongodb(?:\+srv)?://[^:@/]+)@", rf"\1:{password}@", uri)


class Database:
    """One service's own database."""

    def __init__(self, uri: str, name: str) -> None:
        self._client: AsyncIOMotorClient[Document] = AsyncIOMotorClient(
            uri,
            tz_aware=True,
            appname=name,
            serverSelectionTimeoutMS=5_000,
            connectTimeoutMS=5_000,
            socketTimeoutMS=30_000,
            retryWrites=True,
        )
        self._database = self._client.get_database(
            name, write_concern=_MAJORITY, read_concern=ReadConcern("majority")
        )
        self.committed: Callable[[], None] = lambda: None

    def __getitem__(self, collection: str) -> "Collection[Document]":
        return self._database[collection]

    async def transaction(self, work: Callable[[Session], Coroutine[Any, Any, T]]) -> T:
        """Run `work` in one transaction and return what it returns.

        `work` may run several times: it reads inside, by the session it is given, and
        keeps no side effects. Raises `DatabaseTrouble`.
        """
        async with await self._client.start_session() as session:
            done: T = await session.with_transaction(
                work,
                read_concern=ReadConcern("snapshot"),
                write_concern=_MAJORITY,
                max_commit_time_ms=10_000,
            )
        self.committed()
        return done

    async def ping(self) -> None:
        """Raise `DatabaseTrouble` when there is no primary."""
        await self._database.command("ping")

    def close(self) -> None:
        """Let go of every connection."""
        self._client.close()
