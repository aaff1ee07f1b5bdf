"""MongoDB: one connection, and the one way to change anything."""

import asyncio
import random
import re
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
    AsyncIOMotorCursor,
)
from pymongo import InsertOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, OperationFailure, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from chassis.ending import finished

T = TypeVar("T")
Collection = AsyncIOMotorCollection
Cursor = AsyncIOMotorCursor
DatabaseTrouble = PyMongoError
Document = dict[str, Any]
Write = InsertOne[Document] | UpdateOne

TRY_FOR_SECONDS = 15.0
STOP_SECONDS = 4.0
"""How long writing goes on when the service is told to stop."""
THREADS = 16
"""How many transactions of a service write at once; no other work waits in their line."""
_TAKEN = 11000
_TOO_LARGE_FOR_CACHE = 388
_MAJORITY = WriteConcern(w="majority", j=True, wtimeout=10_000)


class Session:
    """A transaction under way: what it reads is read at once, what it changes waits for its end.

    There everything is written and committed by one thread, each step as soon as the one before
    it is done: none of them waits for its turn of a busy event loop. While that thread is at it,
    nobody else touches the session: outside its transaction a write would count on its own.
    """

    def __init__(self, client: "AsyncIOMotorClient[Document]") -> None:
        self._own: ClientSession = client.delegate.start_session()
        self.at_once = AsyncIOMotorClientSession(self._own, client)
        """For the driver's own calls: what is read, or must be written before something is read."""
        self._writes: list[Callable[[], None]] = []
        self._in_use = threading.Lock()
        self._left = False

    def insert(
        self,
        collection: "Collection[Document]",
        rows: Iterable[Document],
        *,
        may_be_taken: bool = True,
    ) -> None:
        """Add `rows` at the end; made then, if they are made as they are asked for.

        When one of their ids is taken the transaction is `Stale`, if another can have been first.
        """
        self._writes.append(partial(self._insert, collection.delegate, rows, may_be_taken))

    def write(self, collection: "Collection[Document]", writes: Iterable[Write]) -> None:
        """Do `writes` at the end; the transaction is `Stale` when one of them finds nothing."""
        self._writes.append(partial(self._write, collection.delegate, writes))

    def begin(self) -> None:
        """Start a transaction in which nothing is to be written yet."""
        self._writes.clear()
        self._left = False
        self._own.start_transaction(
            read_concern=ReadConcern("snapshot"),
            write_concern=_MAJORITY,
            max_commit_time_ms=10_000,
        )

    def finish(self) -> None:
        """Write what is still to be written, and commit. For a thread of its own."""
        with self._in_use:
            while self._writes:
                self._go_on()
                self._writes.pop(0)()
            self._go_on()
            _commit(self._own)

    def _go_on(self) -> None:
        if self._left:
            raise Left("told to stop before everything was written")

    def leave(self) -> None:
        """Have `finish` take no further step."""
        self._left = True

    def abort(self) -> None:
        """Undo what is not committed, when the step in hand is done. For a thread of its own."""
        with self._in_use:
            if self._own.in_transaction:
                self._own.abort_transaction()

    def close(self) -> None:
        """Let go of the session, unless a step is in hand; it lapses by itself then."""
        if self._in_use.acquire(blocking=False):
            try:
                self._own.end_session()
            finally:
                self._in_use.release()

    def _insert(self, collection: Any, rows: Iterable[Document], may_be_taken: bool) -> None:
        documents = list(rows)
        if not documents:
            return
        try:
            collection.insert_many(documents, ordered=False, session=self._own)
        except BulkWriteError as error:
            raise (_stale_if_taken(error, collection.name) if may_be_taken else error) from error

    def _write(self, collection: Any, writes: Iterable[Write]) -> None:
        requests = list(writes)
        if not requests:
            return
        try:
            done = collection.bulk_write(requests, ordered=False, session=self._own)
        except BulkWriteError as error:
            raise _stale_if_taken(error, collection.name) from error
        if done.matched_count + done.inserted_count != len(requests):
            raise Stale(f"someone else changed a document of {collection.name} first")


def driven(session: Session | None) -> AsyncIOMotorClientSession | None:
    """What the driver is given for a read: within a transaction, or on its own."""
    return session.at_once if session else None


class Stale(PyMongoError):
    """Someone else changed it first. Taken up again with fresh eyes."""

    def __init__(self, what: str) -> None:
        super().__init__(what, error_labels=["TransientTransactionError"])


class Left(PyMongoError):
    """The service ends: what was not committed is not there."""


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
        self._threads = ThreadPoolExecutor(THREADS, f"{name}-writes")

    def __getitem__(self, collection: str) -> "Collection[Document]":
        return self._database[collection]

    async def transaction(self, work: Callable[[Session], Coroutine[Any, Any, T]]) -> T:
        """Run `work` in one transaction and return what it returns.

        `work` may run several times: it reads inside, by the session it is given, and
        keeps no side effects. Raises `DatabaseTrouble`, of which `TooMuchAtOnce` is one.
        """
        give_up_at = time.monotonic() + TRY_FOR_SECONDS
        with closing(Session(self._client)) as session:
            while True:
                try:
                    done = await self._tried(session, work, give_up_at)
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

    async def _tried(
        self, session: Session, work: Callable[[Session], Coroutine[Any, Any, T]], give_up_at: float
    ) -> T:
        session.begin()
        try:
            done = await work(session)
            await self._finished(session, give_up_at)
            return done
        except BaseException:
            session.leave()
            await self._in_thread(session.abort)
            raise

    async def _finished(self, session: Session, give_up_at: float) -> None:
        """Write and commit, asking again for the commit while nobody can say whether it was done.

        Motor's own `with_transaction` commits outside its retry loop.
        """
        while True:
            try:
                await finished(self._in_thread(session.finish), STOP_SECONDS)
                return
            except PyMongoError as error:
                late = time.monotonic() > give_up_at
                if late or not error.has_error_label("UnknownTransactionCommitResult"):
                    raise
            await asyncio.sleep(random.uniform(0.01, 0.1))  # noqa: S311

    async def _in_thread(self, step: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self._threads, step)

    async def ping(self) -> None:
        """Raise `DatabaseTrouble` when there is no primary."""
        await self._database.command("ping")

    def close(self) -> None:
        """Let go of every connection."""
        self._client.close()
        self._threads.shutdown(wait=False, cancel_futures=True)


def is_too_large(error: PyMongoError) -> bool:
    """Whether the server says that the transaction does not fit its cache, however often tried."""
    if isinstance(error, BulkWriteError):
        faults = (error.details or {}).get("writeErrors", ())
        return any(fault["code"] == _TOO_LARGE_FOR_CACHE for fault in faults)
    return isinstance(error, OperationFailure) and error.code == _TOO_LARGE_FOR_CACHE


def _commit(session: ClientSession) -> None:
    session.commit_transaction()


def _stale_if_taken(error: BulkWriteError, where: str) -> PyMongoError:
    for fault in (error.details or {}).get("writeErrors", ()):
        if fault["code"] == _TAKEN:
            return Stale(f"an id of {where} was taken meanwhile: {fault.get('keyValue')}")
    return error
