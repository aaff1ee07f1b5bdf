"""MongoDB: one connection, and the one way to change anything."""

import asyncio
import random
import re
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorCursor,
)
from pymongo.errors import BulkWriteError, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

T = TypeVar("T")
Session = AsyncIOMotorClientSession
Collection = AsyncIOMotorCollection
Cursor = AsyncIOMotorCursor
DatabaseTrouble = PyMongoError
Document = dict[str, Any]

TRY_FOR_SECONDS = 15.0
_TOO_LARGE_FOR_CACHE = 388
_MAJORITY = WriteConcern(w="majority", j=True, wtimeout=10_000)


class Stale(PyMongoError):
    """Someone else changed it first. Taken up again with fresh eyes."""

    def __init__(self, what: str) -> None:
        super().__init__(what, error_labels=["TransientTransactionError"])


class TooMuchAtOnce(PyMongoError):
    """More than one transaction can hold in the database's memory: the same again will not fit."""


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
        keeps no side effects. Raises `DatabaseTrouble`, of which `TooMuchAtOnce` is one.
        """
        give_up_at = time.monotonic() + TRY_FOR_SECONDS
        async with await self._client.start_session() as session:
            while True:
                try:
                    done = await _tried(session, work)
                    await _committed(session, give_up_at)
                    break
                except PyMongoError as error:
                    if is_too_large(error):
                        raise TooMuchAtOnce(str(error)[:200]) from error
                    late = time.monotonic() > give_up_at
                    if late or not error.has_error_label("TransientTransactionError"):
                        raise
                await asyncio.sleep(random.uniform(0.001, 0.02))  # noqa: S311
        self.committed()
        return done

    async def ping(self) -> None:
        """Raise `DatabaseTrouble` when there is no primary."""
        await self._database.command("ping")

    def close(self) -> None:
        """Let go of every connection."""
        self._client.close()


def is_too_large(error: PyMongoError) -> bool:
    """Whether the server says that the transaction does not fit its cache, however often tried."""
    if isinstance(error, BulkWriteError):
        faults = (error.details or {}).get("writeErrors", ())
        return any(fault["code"] == _TOO_LARGE_FOR_CACHE for fault in faults)
    return isinstance(error, OperationFailure) and error.code == _TOO_LARGE_FOR_CACHE


async def _tried(session: Session, work: Callable[[Session], Coroutine[Any, Any, T]]) -> T:
    session.start_transaction(
        read_concern=ReadConcern("snapshot"),
        write_concern=_MAJORITY,
        max_commit_time_ms=10_000,
    )
    try:
        return await work(session)
    except BaseException:
        if session.in_transaction:  # type: ignore[truthy-function]
            await session.abort_transaction()
        raise


async def _committed(session: Session, give_up_at: float) -> None:
    """Commit, asking again while nobody can say whether it was done.

    Motor's own `with_transaction` commits outside its retry loop.
    """
    while True:
        try:
            await session.commit_transaction()
            return
        except PyMongoError as error:
            late = time.monotonic() > give_up_at
            if late or not error.has_error_label("UnknownTransactionCommitResult"):
                raise
        await asyncio.sleep(random.uniform(0.01, 0.1))  # noqa: S311
