"""Unit of work: one transaction, and the optimistic conflicts that it can end with."""

import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from bson import Timestamp
from motor.motor_asyncio import (
    AsyncIOMotorClient,
    AsyncIOMotorClientSession,
    AsyncIOMotorCollection,
)
from pymongo import InsertOne, ReplaceOne, UpdateMany, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

Collection = AsyncIOMotorCollection
Document = dict[str, Any]
Write = InsertOne[Document] | ReplaceOne[Document] | UpdateOne | UpdateMany

MAJORITY = WriteConcern(w="majority", j=True, wtimeout=10_000)
_TAKEN = 11000


class OptimisticConflict(PyMongoError):
    """Another transaction changed the same first. The whole unit of work is tried again."""

    def __init__(self, what: str) -> None:
        super().__init__(what, error_labels=["TransientTransactionError"])


class Stopped(PyMongoError):
    """The service ends: what was not committed is not there."""


class UnitOfWork:
    """One transaction. It reads at once; its writes wait for its end.

    At the end one thread makes every write and commits, each step as soon as the one before it is
    done: none of them waits for its turn of a busy event loop. The writes are made in the order in
    which they were asked for. While the thread works nobody else touches the driver's session:
    outside the transaction a write would count on its own.
    """

    def __init__(self, client: "AsyncIOMotorClient[Document]") -> None:
        self._own: ClientSession = client.delegate.start_session()
        self.driver_session = AsyncIOMotorClientSession(self._own, client)
        """For the driver's own calls: reads, and what must be written before something is read."""
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
        expected revision. Ask for it before the first write: a unit of work that cannot succeed
        then writes nothing.

        One read for all documents: with a revision in the filter of every update the database
        plans every one. After the read, a change of one of them by another transaction makes our
        write to it fail (snapshot isolation).
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
        """Insert `rows` at the end; an iterator is evaluated lazily, there.

        An id that is taken is an `OptimisticConflict`; without `conflict_if_taken` it is the
        driver's own error, and the work is not tried again.
        """
        self._writes.append(partial(self._insert, collection.delegate, rows, conflict_if_taken))

    def write(
        self,
        collection: "Collection[Document]",
        writes: Iterable[Write],
        *,
        each_matches: bool = True,
    ) -> None:
        """Make `writes` at the end; an iterator is evaluated lazily, there.

        With `each_matches`, a write that matches no document is an `OptimisticConflict`.
        """
        self._writes.append(partial(self._write, collection.delegate, writes, each_matches))

    def cluster_time(self) -> Timestamp:
        """The database's clock at its last answer in this unit of work: after the commit of all
        that the answer rests on, and before our own. Raises `LookupError` before the first read.

        The clock is logical: it goes by what was written, and never back, whatever the machines'
        clocks do. So of two transactions the one that builds on the other has the later time.
        """
        latest = self._own.cluster_time
        if latest is None:
            raise LookupError("nothing was read or written yet in this unit of work")
        time: Timestamp = latest["clusterTime"]
        return time

    def begin(self) -> None:
        """Start a transaction without any write."""
        self._writes.clear()
        self._stopped = False
        self._own.start_transaction(
            read_concern=ReadConcern("snapshot"),
            write_concern=MAJORITY,
            max_commit_time_ms=10_000,
        )

    def finish(self) -> None:
        """Make the writes that remain, and commit. For a thread of its own; may be called again
        after it failed.
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
        """Have `finish` take no further step."""
        self._stopped = True

    def abort(self) -> None:
        """Undo what is not committed, when the step in hand is done. For a thread of its own."""
        with self._in_use:
            if self._own.in_transaction:
                self._own.abort_transaction()

    def close(self) -> None:
        """End the driver's session, unless a step is in hand; it lapses by itself then."""
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
    """The `session` of a driver's call: within a unit of work, or none."""
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
