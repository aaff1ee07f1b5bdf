"""Unit of work: one transaction, and the optimistic conflicts that it can end with."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, TypeVar

from bson import Timestamp
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
)
from pymongo import DeleteMany, InsertOne, ReplaceOne, UpdateMany, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

Collection = AsyncIOMotorCollection
Document = dict[str, Any]
Write = InsertOne[Document] | ReplaceOne[Document] | UpdateOne | UpdateMany | DeleteMany

MAJORITY = WriteConcern(w="majority", j=True, wtimeout=10_000)
T = TypeVar("T")
_TAKEN = 11000


class OptimisticConflict(PyMongoError):
    """Another transaction changed the same first. The whole unit of work is tried again."""

    def __init__(self, what: str) -> None:
        super().__init__(what, error_labels=["TransientTransactionError"])


class Stopped(PyMongoError):
    """The service stops: the transaction is not committed."""


class UnitOfWork:
    """One transaction. Reads are made at once, writes at its end.

    At the end one thread makes all writes and commits, so no step waits for a busy event loop. The
    writes keep the order in which they were requested. While the thread works, no other code may
    use the driver's session: a write outside the transaction would take effect on its own.
    """

    def __init__(self, client: "AsyncIOMotorClient[Document]") -> None:
        self._own: ClientSession = client.delegate.start_session()
        self.driver_session = AsyncIOMotorClientSession(self._own, client)
        """For direct calls of the driver: reads, and writes that a later read depends on."""
        self._writes: list[Callable[[], None]] = []
        self._in_use = threading.Lock()
        self._stopped = False

    def expect_revisions(
        self,
        collection: "Collection[Document]",
        revisions: Mapping[Any, int],
        on_conflict: Callable[[], None] = lambda: None,
    ) -> None:
        """End with `OptimisticConflict`, after `on_conflict`, unless each document has its
        expected revision. Call it before the first write: a unit of work that cannot succeed then
        writes nothing.

        One read checks all documents: with a revision in the filter of every update, the database
        would plan each of them. If another transaction changes one of them after the read, our
        write to it fails (snapshot isolation).
        """
        self._writes.append(
            partial(self._expect_revisions, collection.delegate, revisions, on_conflict)
        )

    def insert(
        self,
        collection: "Collection[Document]",
        rows: Iterable[Document],
        *,
        conflict_if_taken: bool = True,
    ) -> None:
        """Insert `rows` at the end; an iterator is evaluated lazily, at that time.

        A duplicate id is an `OptimisticConflict`; without `conflict_if_taken` it is the driver's
        own error, and the unit of work is not retried.
        """
        self._writes.append(partial(self._insert, collection.delegate, rows, conflict_if_taken))

    def write(
        self,
        collection: "Collection[Document]",
        writes: Iterable[Write],
        *,
        each_matches: bool = True,
    ) -> None:
        """Make `writes` at the end; an iterator is evaluated lazily, at that time.

        With `each_matches`, a write that matches no document is an `OptimisticConflict`.
        """
        self._writes.append(partial(self._write, collection.delegate, writes, each_matches))

    async def read(self, work: Callable[[ClientSession], T]) -> T:
        """What several reads of `work` return, all in one change of threads."""

        def read() -> T:
            with self._in_use:
                return work(self._own)

        return await asyncio.to_thread(read)

    def look(self, work: Callable[[ClientSession], None]) -> None:
        """Call `work` at the end, in the thread, between what was asked for before and after: for a
        read on which only later writes depend. It costs a third of one through the event loop.
        """
        self._writes.append(lambda: work(self._own))

    def cluster_time(self) -> Timestamp:
        """The database's cluster time at its last answer in this unit of work: later than the
        commits that this answer includes, earlier than our own. Raises `LookupError` before the
        first read.

        The clock is logical: it advances with writes and never goes back, independent of the
        machines' clocks. If one transaction builds on another, its time is the later one.
        """
        latest = self._own.cluster_time
        if latest is None:
            raise LookupError("nothing was read or written yet in this unit of work")
        time: Timestamp = latest["clusterTime"]
        return time

    def begin(self) -> None:
        """Start a transaction, with no writes yet."""
        self._writes.clear()
        self._stopped = False
        self._own.start_transaction(
            read_concern=ReadConcern("snapshot"),
            write_concern=MAJORITY,
            max_commit_time_ms=10_000,
        )

    def finish(self) -> None:
        """Make the remaining writes and commit. Blocks: call it in a thread. After a failure it
        may be called again.
        """
        with self._in_use:
            while self._writes:
                self._unless_stopped()
                self._writes.pop(0)()
            self._unless_stopped()
            _commit(self._own)

    def _unless_stopped(self) -> None:
        if self._stopped:
            raise Stopped("the service stops before everything was written")

    def stop(self) -> None:
        """Make `finish` stop before its next step."""
        self._stopped = True

    def abort(self) -> None:
        """Abort after the current step, unless committed. Blocks: call it in a thread."""
        with self._in_use:
            if self._own.in_transaction:
                self._own.abort_transaction()

    def close(self) -> None:
        """End the driver's session. During a step it is left open and expires by itself."""
        if self._in_use.acquire(blocking=False):
            try:
                self._own.end_session()
            finally:
                self._in_use.release()

    def _expect_revisions(
        self, collection: Any, revisions: Mapping[Any, int], on_conflict: Callable[[], None]
    ) -> None:
        if not revisions:
            return
        rows = collection.find(
            {"_id": {"$in": list(revisions)}},
            {"rev": 1},
            batch_size=len(revisions) + 1,
            session=self._own,
        )
        if {row["_id"]: row["rev"] for row in rows} != dict(revisions):
            on_conflict()
            raise _changed_first(collection)

    def _insert(self, collection: Any, rows: Iterable[Document], conflict_if_taken: bool) -> None:
        documents = list(rows)
        if not documents:
            return
        try:
            collection.insert_many(documents, ordered=False, session=self._own)
        except BulkWriteError as error:
            raise (_conflict_if_taken(error, collection) if conflict_if_taken else error) from error

    def _write(self, collection: Any, writes: Iterable[Write], each_matches: bool) -> None:
        requests = list(writes)
        if not requests:
            return
        try:
            done = collection.bulk_write(requests, ordered=False, session=self._own)
        except BulkWriteError as error:
            raise _conflict_if_taken(error, collection) from error
        found = done.matched_count + done.inserted_count + done.upserted_count
        if each_matches and found < len(requests):
            raise _changed_first(collection)


def driver_session(unit: UnitOfWork | None) -> AsyncIOMotorClientSession | None:
    """The `session` argument for a call of the driver; None without a unit of work."""
    return unit.driver_session if unit else None


def _commit(session: ClientSession) -> None:
    session.commit_transaction()


def _changed_first(collection: Any) -> OptimisticConflict:
    return OptimisticConflict(f"someone else changed a document of {collection.name} first")


def _conflict_if_taken(error: BulkWriteError, collection: Any) -> PyMongoError:
    for fault in (error.details or {}).get("writeErrors", ()):
        if fault["code"] == _TAKEN:
            id_taken = f"an id of {collection.name} was taken meanwhile: {fault.get('keyValue')}"
            return OptimisticConflict(id_taken)
    return error
