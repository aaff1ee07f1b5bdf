"""Stores pieces of evidence; those that come while others are stored share the next writes of
contents and the next transaction.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from chassis.batcher import Batcher
from chassis.http.problem import Problem
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import Database
from chassis.mongo.parts import Parts, conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from chassis.sheets.limits import MEGABYTE
from contracts import EvidenceAdded
from tracker.evidence.evidence import (
    FILES_OF_A_REPORT_MOST,
    key_of,
    quota_used_up,
    too_many_files,
)
from tracker.evidence.kept_files import KeptFiles, LookedAt, Written
from tracker.evidence.repository import EvidenceRepository, Room
from tracker.items.repository import ItemRepository, Proof
from tracker.reporting.report import own_key


@dataclass(frozen=True, slots=True)
class Offered:
    """A piece of evidence, and its file as it was looked at; nothing of them is stored yet."""

    piece: EvidenceAdded
    looked: LookedAt


@dataclass(frozen=True, slots=True)
class Ready:
    """A piece of evidence whose file's contents are written; nothing names either yet."""

    piece: EvidenceAdded
    written: Written


Answer = EvidenceAdded | Problem | None
"""The piece that was there already; why this one is refused; None for a new one, now stored."""


TOGETHER_MOST = 16
"""Files that are stored at once: of the largest, 160 MB."""


class Storing:
    """The pieces of evidence of all agencies, each once, and no more than there is room for."""

    def __init__(
        self,
        *,
        database: Database,
        evidence: EvidenceRepository,
        items: ItemRepository,
        outbox: Outbox,
        files: KeptFiles,
        quota_mb: int,
        after_commit: Callable[[], None] = lambda: None,
    ) -> None:
        """`quota_mb`: for one agency's evidence, in millions of bytes. `after_commit` is called
        after each transaction that stored a piece.
        """
        self._database = database
        self._evidence = evidence
        self._items = items
        self._outbox = outbox
        self._files = files
        self._quota_mb = quota_mb
        self._after_commit = after_commit
        self._answer: Batcher[Offered, Answer] = Batcher(self._answers, TOGETHER_MOST)
        self._parts = Parts()

    async def store(self, piece: EvidenceAdded, looked: LookedAt) -> EvidenceAdded | None:
        """Store a piece, and its file unless that is stored. Returns None, or the piece that was
        there already. Raises 409 for one too many, `DatabaseTrouble`.

        After `DatabaseTrouble` it may have been stored: its contents stay, or are swept.
        """
        answer = await self._answer(Offered(piece, looked))
        if isinstance(answer, Problem):
            raise answer
        return answer

    async def _answers(self, offered: Sequence[Offered]) -> Sequence[Answer]:
        written = await self._files.written([one.looked for one in offered])
        ready = [Ready(one.piece, file) for one, file in zip(offered, written, strict=True)]
        answers = [*chain.from_iterable(await self._parts.do(self._stored, ready))]
        await self._files.settle(written)
        return answers

    async def _stored(self, ready: Sequence[Ready]) -> Sequence[Answer]:
        work = partial(self._work, ready)
        answers = await self._database.transaction(work, conflicts=conflicts_of(len(ready)))
        if None in answers:
            self._after_commit()
        return answers

    async def _work(self, ready: Sequence[Ready], unit: UnitOfWork) -> Sequence[Answer]:
        room = await self._evidence.room(unit, [one.piece for one in ready])
        new: dict[str, Ready] = {}
        answers: list[Answer] = []
        for one in ready:
            one.written.begin()
            key = key_of(one.piece)
            if key in new:
                answers.append(new[key].piece)
            elif room.holds(one.piece):
                answers.append(await self._evidence.piece(key, unit))
            else:
                answers.append(self._refusal(room, one.piece))
                if answers[-1] is None:
                    room.take(one.piece)
                    new[key] = one
        await self._write(unit, list(new.values()))
        return answers

    def _refusal(self, room: Room, piece: EvidenceAdded) -> Problem | None:
        if room.files_of_report(piece) >= FILES_OF_A_REPORT_MOST:
            return too_many_files()
        if room.used[piece.agency] + piece.size > self._quota_mb * MEGABYTE:
            return quota_used_up(self._quota_mb)
        return None

    async def _write(self, unit: UnitOfWork, new: Sequence[Ready]) -> None:
        pieces = [one.piece for one in new]
        self._evidence.add(unit, pieces)
        self._items.add_proof(
            unit,
            [
                Proof(one.item_id, (report_id, own_key(one.agency, report_id)), one.added_at)
                for one in pieces
                if (report_id := one.report_id) is not None
            ],
        )
        await self._files.name(unit, [one.written for one in new])
        self._outbox.put(
            unit, [Outgoing(one, f"{one.topic}/{key_of(one)}", one.added_at) for one in pieces]
        )
