"""MongoDB: the client of a service, and its transactions with retries."""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCommandCursor,
    AsyncIOMotorCursor,
)
from pymongo.errors import BulkWriteError, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern

from chassis.ending import finished
from chassis.mongo.contents import Contents
from chassis.mongo.unit_of_work import (
    MAJORITY,
    Collection,
    Document,
    OptimisticConflict,
    UnitOfWork,
)

T = TypeVar("T")
DatabaseCursor = AsyncIOMotorCursor
Aggregated = AsyncIOMotorCommandCursor
DatabaseTrouble = PyMongoError

TRY_FOR_SECONDS = 15.0
STOP_SECONDS = 4.0
"""How long a transaction may still write after the service is asked to stop."""
THREADS = 16
"""Transactions of a service that write at once; these threads do no other work."""
_TOO_LARGE_FOR_CACHE = 388
_WRITE_CONFLICT = 112


class BetterInParts(PyMongoError):
    """The change failed, but may succeed when it is divided into parts."""


class TransactionTooLarge(BetterInParts):
    """The transaction does not fit the database's cache; a retry would fail as well."""


class TooManyConflicts(BetterInParts):
    """Every try ended in an optimistic conflict; a smaller change conflicts less often."""


def with_password(uri: str, password_file: str | None) -> str:
    """`uri` with its user's password from a file: the environment does not contain it."""
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
            name, write_concern=MAJORITY, read_concern=ReadConcern("majority")
        )
        self.commit_started = asyncio.Event()
        """Set when a thread starts to write and commit: the event loop is less busy meanwhile."""
        self._after_commit: list[Callable[[], None]] = []
        self._threads = ThreadPoolExecutor(THREADS, f"{name}-writes")

    def __getitem__(self, collection: str) -> "Collection[Document]":
        return self._database[collection]

    def contents(self, name: str) -> Contents:
        """Contents of files; written with the majority, like everything of this database."""
        return Contents(self._database, name)

    def after_commit(self, hook: Callable[[], None]) -> None:
        """Call `hook` after each committed transaction of this process."""
        self._after_commit.append(hook)

    async def transaction(
        self,
        work: Callable[[UnitOfWork], Coroutine[Any, Any, T]],
        *,
        conflicts: int | None = None,
        meanwhile: Callable[[T], None] = lambda _: None,
    ) -> T:
        """Run `work` in one transaction and return what it returns.

        `work` may run several times: it reads and writes through its unit of work, and has no
        other side effects. Each time `meanwhile` gets what it returned while the database commits,
        when this task would only wait: to prepare what is said once it is committed.
        Raises `DatabaseTrouble`, such as `TransactionTooLarge`, and with `conflicts` also
        `TooManyConflicts`: after that many conflicts, or at a conflict after `TRY_FOR_SECONDS`.
        """
        give_up_at = time.monotonic() + TRY_FOR_SECONDS
        overtaken = 0
        with closing(UnitOfWork(self._client)) as unit:
            while True:
                try:
                    done = await self._tried(unit, work, meanwhile, give_up_at)
                    break
                except PyMongoError as error:
                    if is_too_large(error):
                        raise TransactionTooLarge(str(error)[:200]) from error
                    late = time.monotonic() > give_up_at
                    if conflicts is not None and is_conflict(error):
                        overtaken += 1
                        if late or overtaken >= conflicts:
                            raise TooManyConflicts(str(error)[:200]) from error
                    if late or not error.has_error_label("TransientTransactionError"):
                        raise
                await asyncio.sleep(random.uniform(0.001, 0.02))  # noqa: S311
        for hook in self._after_commit:
            hook()
        return done

    async def _tried(
        self,
        unit: UnitOfWork,
        work: Callable[[UnitOfWork], Coroutine[Any, Any, T]],
        meanwhile: Callable[[T], None],
        give_up_at: float,
    ) -> T:
        unit.begin()
        try:
            done = await work(unit)
            finishing = self._in_thread(unit.finish)
            self.commit_started.set()
            try:
                meanwhile(done)
            finally:
                await self._finished(unit, finishing, give_up_at)
            return done
        except BaseException:
            unit.stop()
            await self._in_thread(unit.abort)
            raise

    async def _finished(
        self, unit: UnitOfWork, finishing: "asyncio.Future[None]", give_up_at: float
    ) -> None:
        """Wait for the commit; retry it while its result is unknown.

        Motor's own `with_transaction` commits outside its retry loop.
        """
        while True:
            try:
                await finished(finishing, STOP_SECONDS)
                return
            except PyMongoError as error:
                late = time.monotonic() > give_up_at
                if late or not error.has_error_label("UnknownTransactionCommitResult"):
                    raise
            await asyncio.sleep(random.uniform(0.01, 0.1))  # noqa: S311
            finishing = self._in_thread(unit.finish)

    def _in_thread(self, step: Callable[[], None]) -> "asyncio.Future[None]":
        return asyncio.get_running_loop().run_in_executor(self._threads, step)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncIOMotorClientSession]:
        """A session whose reads are all of one instant, as committed then; it writes nothing."""
        async with await self._client.start_session(snapshot=True) as session:
            yield session

    async def ping(self) -> None:
        """Raise `DatabaseTrouble` when there is no primary."""
        await self._database.command("ping")

    def close(self) -> None:
        """Close every connection."""
        self._client.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


def is_conflict(error: PyMongoError) -> bool:
    """Whether another transaction changed the same document first."""
    conflicting = isinstance(error, OperationFailure) and error.code == _WRITE_CONFLICT
    return conflicting or isinstance(error, OptimisticConflict)


def is_too_large(error: PyMongoError) -> bool:
    """Whether the server reports that the transaction does not fit its cache."""
    if isinstance(error, BulkWriteError):
        faults = (error.details or {}).get("writeErrors", ())
        return any(fault["code"] == _TOO_LARGE_FOR_CACHE for fault in faults)
    return isinstance(error, OperationFailure) and error.code == _TOO_LARGE_FOR_CACHE
