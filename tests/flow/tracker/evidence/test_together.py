"""Pieces of evidence that come at once share a transaction, and each has its own answer."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence

import pytest

from chassis.files.readers import FileReaders
from chassis.files.settings import FileSettings
from chassis.http.problem import Problem
from chassis.mongo.unit_of_work import UnitOfWork
from contracts import EvidenceAdded
from tests.flow.tracker.evidence.giving import storing_of
from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_plan
from tracker.evidence.evidence import FILES_OF_A_REPORT_MOST, key_of
from tracker.evidence.inspection import inspected
from tracker.evidence.kept_files import KeptFiles, LookedAt
from tracker.evidence.repository import EvidenceRepository, Listed, Room
from tracker.evidence.storing import TOGETHER_MOST, Storing
from tracker.evidence.virus_scan import VirusScan
from tracker.items.item import Item, change_to

ITEM, OTHER_ITEM = "A-1", "A-2"
AGENCY, FULL_AGENCY = "DINKES", "DPUPR"
QUOTA_MB = 1
CHUNKS = "evidence_content.chunks"
WRITTEN = (
    *("evidence", "evidence_files", "evidence_content.files", CHUNKS),
    *("evidence_usage", "outbox"),
)


class Counted(EvidenceRepository):
    """Says how many files were written at once, and how many pieces shared a transaction."""

    def __init__(self, kept: Keeping) -> None:
        super().__init__(kept.database)
        self.writes: list[int] = []
        self.shares: list[int] = []

    async def write(self, files: Sequence[Mapping[str, bytes]]) -> list[Listed]:
        self.writes.append(len(files))
        return await super().write(files)

    async def room(self, unit: UnitOfWork, pieces: Sequence[EvidenceAdded]) -> Room:
        self.shares.append(len(pieces))
        return await super().room(unit, pieces)


@pytest.fixture
async def counted(kept: Keeping) -> Counted:
    await kept.holds(
        change_to(None, Item(a_plan(item_id=item_id)), NOON, RULES).after
        for item_id in (ITEM, OTHER_ITEM)
    )
    for name in WRITTEN:
        await kept.database[name].delete_many({})
    return Counted(kept)


@pytest.fixture
async def storing(kept: Keeping, counted: Counted) -> AsyncIterator[Storing]:
    readers = FileReaders(inspected, FileSettings(), warm_first=False)
    yield storing_of(
        kept, counted, KeptFiles(counted, readers, readers, VirusScan("")), quota_mb=QUOTA_MB
    )
    await readers.close()


def a_piece(
    text: str,
    *,
    item_id: str = ITEM,
    report_id: str = "r-1",
    agency: str = AGENCY,
    size: int | None = None,
) -> EvidenceAdded:
    return EvidenceAdded(
        item_id=item_id,
        region="kukar",
        agency=agency,
        report_id=report_id,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        name="berkas.pdf",
        media_type="application/pdf",
        size=size or len(text),
        added_at=NOON,
        added_by="uji",
        scanned=False,
    )


def looked_at(text: str, piece: EvidenceAdded) -> LookedAt:
    facts = {"media_type": piece.media_type, "size": piece.size}
    return LookedAt(piece.sha256, piece.name, facts, False, facts, {"original": text.encode()})


async def test_each_of_many_at_once_is_stored_once_or_told_why_not(
    kept: Keeping, storing: Storing, counted: Counted
) -> None:
    one_too_many = FILES_OF_A_REPORT_MOST + 1
    given = [
        ("alone", a_piece("alone")),
        ("alone", a_piece("alone")),
        ("alone", a_piece("alone", item_id=OTHER_ITEM)),
        ("fits", a_piece("fits", agency=FULL_AGENCY, report_id="r-2", size=600_000)),
        ("too much", a_piece("too much", agency=FULL_AGENCY, report_id="r-2", size=600_000)),
        *[(f"n{n}", a_piece(f"n{n}", report_id="r-3")) for n in range(one_too_many)],
        ("one more", a_piece("one more", item_id=OTHER_ITEM)),
    ]
    answers = await asyncio.gather(
        *[storing.store(piece, looked_at(text, piece)) for text, piece in given],
        return_exceptions=True,
    )
    assert counted.writes == counted.shares == [TOGETHER_MOST, len(given) - TOGETHER_MOST]

    def told(answer: object) -> str:
        if answer is None:
            return "new"
        return answer.code if isinstance(answer, Problem) else "there"

    said = Counter(map(told, answers[:3]))
    assert said == {"new": 2, "there": 1}
    assert Counter(map(told, answers[3:5])) == {"new": 1, "quota-used-up": 1}
    assert Counter(map(told, answers[5:])) == {
        "new": FILES_OF_A_REPORT_MOST + 1,
        "too-many-files": 1,
    }
    new = [piece for (_, piece), answer in zip(given, answers, strict=True) if answer is None]
    await _is_stored_once(kept, new)


async def _is_stored_once(kept: Keeping, new: Sequence[EvidenceAdded]) -> None:
    """Pieces, files, contents, bytes and events are those of the new pieces, and no others."""
    database = kept.database

    async def ids(collection: str) -> list[str]:
        return sorted([row["_id"] async for row in database[collection].find({})])

    keys = sorted(key_of(one) for one in new)
    assert await ids("evidence") == keys
    assert await ids("evidence_files") == sorted({one.sha256 for one in new})
    named = [row["contents"]["original"] async for row in database["evidence_files"].find({})]
    assert await ids("evidence_content.files") == sorted(named)
    assert sorted(await database[CHUNKS].distinct("files_id")) == sorted(named)
    bytes_of = Counter[str]()
    for one in new:
        bytes_of[one.agency] += one.size
    used = {row["_id"]: row["bytes"] async for row in database["evidence_usage"].find({})}
    assert used == bytes_of
    told = [
        event["event_id"] async for row in database["outbox"].find({}) for event in row["events"]
    ]
    assert sorted(told) == [f"{EvidenceAdded.topic}/{key}" for key in keys]
