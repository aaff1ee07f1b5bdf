"""A transaction under way, and how it can fail to be the first."""

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
from pymongo import InsertOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError, PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

Collection = AsyncIOMotorCollection
Document = dict[str, Any]
Write = InsertOne[Document] | UpdateOne

MAJORITY = WriteConcern(w="majority", j=True, wtimeout=10_000)
_TAKEN = 11000


class Stale(PyMongoError):
    """Someone else changed it first. Taken up again with fresh eyes."""

    def __init__(self, what: str) -> None:
        super().__init__(what, error_labels=["TransientTransactionError"])


class Left(PyMongoError):
    """The service ends: what was not committed is not there."""


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

    def gate(
        self,
        collection: "Collection[Document]",
        revs: Mapping[Any, int],
        otherwise: Callable[[], None] = lambda: None,
    ) -> None:
        """The transaction is `Stale`, before it has written anything, and `otherwise` is called,
        unless each of these documents stands at its revision.

        One question for all of them: with a revision in the filter of every update the database
        plans every one. From the answer on, whoever else changes one of them first makes our
        write to it fail, as the database's snapshots have it.
        """
        self._writes.insert(0, partial(self._gate, collection.delegate, revs, otherwise))

    def write(self, collection: "Collection[Document]", writes: Iterable[Write]) -> None:
        """Do `writes` at the end; the transaction is `Stale` when one of them finds nothing."""
        self._writes.append(partial(self._write, collection.delegate, writes))

    def instant(self) -> Timestamp:
        """The database's clock at its last answer in this session: after the commit of all that
        the answer rests on, and before our own.

        The clock is logical: it goes by what was written, and never back, whatever the machines'
        clocks do. So of two transactions the one that builds on the other has the later instant.
        """
        told = self._own.cluster_time
        if told is None:
            raise LookupError("nothing was read or written yet in this session")
        instant: Timestamp = told["clusterTime"]
        return instant

    def begin(self) -> None:
        """Start a transaction in which nothing is to be written yet."""
        self._writes.clear()
        self._left = False
        self._own.start_transaction(
            read_concern=ReadConcern("snapshot"),
            write_concern=MAJORITY,
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

    def _gate(
        self, collection: Any, revs: Mapping[Any, int], otherwise: Callable[[], None]
    ) -> None:
        if not revs:
            return
        wanted = {"_id": {"$in": list(revs)}}
        found = collection.find(wanted, {"rev": 1}, batch_size=len(revs) + 1, session=self._own)
        if {row["_id"]: row["rev"] for row in found} != dict(revs):
            otherwise()
            raise Stale(f"someone else changed a document of {collection.name} first")

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


def _commit(session: ClientSession) -> None:
    session.commit_transaction()


def _stale_if_taken(error: BulkWriteError, where: str) -> PyMongoError:
    for fault in (error.details or {}).get("writeErrors", ()):
        if fault["code"] == _TAKEN:
            return Stale(f"an id of {where} was taken meanwhile: {fault.get('keyValue')}")
    return error
