"""Evidence in MongoDB: each piece as a fact, each file once in GridFS.

A file is written to GridFS before the transaction that names it, under a new id for each attempt:
what a killed service leaves half written is named by nothing, and `sweep` removes it.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from operator import itemgetter

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.errors import PyMongoError

from chassis.mongo.database import Bucket, Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts import EvidenceAdded
from tracker.evidence.evidence import FILES_OF_A_REPORT_MOST, key_of
from tracker.items.documents import Document
from tracker.reporting.report import Report

LEFT_OVER_AFTER = timedelta(days=1)
"""No upload takes so long: a file of this age that nothing names was left by one that failed."""
BATCH = 200
ReportOnItem = tuple[str, str, str]
"""Item, agency and id of a report."""
_REPORT_ON_ITEM = ("item_id", "agency", "report_id")
_report_on_item = itemgetter(*_REPORT_ON_ITEM)


class EvidenceRepository:
    """Collections `evidence`, `evidence_files`, `evidence_usage`, and the bucket of the files."""

    def __init__(self, database: Database) -> None:
        self._pieces = database["evidence"]
        self._files = database["evidence_files"]
        self._usage = database["evidence_usage"]
        self._stored = database["evidence_content.files"]
        self._chunks = database["evidence_content.chunks"]
        self._database = database

    def _content(self) -> Bucket:
        """The bucket; Motor ties it to the event loop that runs when it is made."""
        return self._database.bucket("evidence_content")

    async def prepare(self) -> None:
        """Create the indexes in which an item shows its evidence, and a report has its own."""
        await self._pieces.create_index([("item_id", 1), ("added_at", 1), ("_id", 1)])
        await self._pieces.create_index([("item_id", 1), ("report_id", 1)])

    async def of_reports(
        self, unit: UnitOfWork, reports: Collection[Report]
    ) -> Mapping[ReportOnItem, Sequence[str]]:
        """The files that are there for these reports already, the oldest first, at most as many
        as a fact may list.
        """
        if not reports:
            return {}
        wanted = {
            "item_id": {"$in": list({one.item_id for one in reports})},
            "report_id": {"$in": [one.report_id for one in reports]},
        }
        rows = self._pieces.find(wanted, [*_REPORT_ON_ITEM, "sha256"], session=driver_session(unit))
        files: dict[ReportOnItem, list[str]] = defaultdict(list)
        for row in await rows.sort("added_at", 1).to_list(None):
            listed = files[_report_on_item(row)]
            if len(listed) < FILES_OF_A_REPORT_MOST:
                listed.append(row["sha256"])
        return files

    async def piece(self, key: str, unit: UnitOfWork | None = None) -> EvidenceAdded | None:
        """A piece of evidence by its key."""
        row = await self._pieces.find_one({"_id": key}, session=driver_session(unit))
        return evidence_of(row) if row else None

    async def one_of_item(self, item_id: str, sha256: str) -> EvidenceAdded | None:
        """A piece of evidence of an item by its file."""
        row = await self._pieces.find_one({"item_id": item_id, "sha256": sha256})
        return evidence_of(row) if row else None

    async def of_item(
        self, item_id: str, limit: int, unit: UnitOfWork | None = None
    ) -> list[EvidenceAdded]:
        """The latest evidence of an item, the newest first."""
        rows = self._pieces.find({"item_id": item_id}, session=driver_session(unit))
        rows = rows.sort([("added_at", -1), ("_id", -1)]).limit(limit)
        return [evidence_of(row) async for row in rows]

    async def count_of(self, item_id: str, report_id: str | None, unit: UnitOfWork) -> int:
        """How many pieces a report of an item has."""
        wanted = {"item_id": item_id, "report_id": report_id}
        return await self._pieces.count_documents(wanted, session=driver_session(unit))

    async def used(self, agency: str, unit: UnitOfWork) -> int:
        """Bytes of an agency's evidence."""
        row = await self._usage.find_one({"_id": agency}, session=driver_session(unit))
        return int(row["bytes"]) if row else 0

    async def file(self, sha256: str, unit: UnitOfWork | None = None) -> Document | None:
        """What is stored of a file: its inspection, and the ids of its content by form."""
        row: Document | None = await self._files.find_one(
            {"_id": sha256}, session=driver_session(unit)
        )
        return row

    async def write(self, contents: Mapping[str, bytes]) -> dict[str, ObjectId]:
        """Store contents in GridFS; nothing names them yet. Raises `DatabaseTrouble`."""
        written: dict[str, ObjectId] = {}
        try:
            for form, content in contents.items():
                written[form] = await self._content().upload_from_stream(form, content)
        except BaseException:
            await self.discard(written)
            raise
        return written

    async def discard(self, written: Mapping[str, ObjectId]) -> None:
        """Delete contents that nothing names. What fails here is left to `sweep`."""
        for content_id in written.values():
            try:
                await self._content().delete(content_id)
            except PyMongoError:
                continue

    def add(self, unit: UnitOfWork, piece: EvidenceAdded) -> None:
        """Store a piece of evidence, and count its bytes for its agency."""
        unit.insert(self._pieces, [evidence_document(piece)])
        counted = {"$inc": {"bytes": piece.size}}
        unit.write(self._usage, [UpdateOne({"_id": piece.agency}, counted, upsert=True)])

    def add_file(
        self, unit: UnitOfWork, sha256: str, facts: Document, contents: Mapping[str, ObjectId]
    ) -> None:
        """Store what a file is, and where its contents are."""
        unit.insert(self._files, [{"_id": sha256, **facts, "contents": dict(contents)}])

    async def read(self, content_id: ObjectId) -> bytes:
        """A file's content. Raises `DatabaseTrouble`."""
        stream = await self._content().open_download_stream(content_id)
        content: bytes = await stream.read()
        return content

    async def sweep(self, now: datetime) -> int:
        """Delete contents that nothing names, of uploads that ended long ago; returns how many."""
        before = ObjectId.from_datetime(now - LEFT_OVER_AFTER)
        named: set[ObjectId] = set()
        async for row in self._files.find({}, {"contents": 1}, batch_size=BATCH):
            named.update(row["contents"].values())
        swept = 0
        async for content_id in self._old_contents(before):
            if content_id not in named:
                await self._stored.delete_one({"_id": content_id})
                await self._chunks.delete_many({"files_id": content_id})
                swept += 1
        return swept

    async def _old_contents(self, before: ObjectId) -> AsyncIterator[ObjectId]:
        """The first chunk of each content names it, also of one whose end was never written."""
        async for row in self._chunks.find(
            {"files_id": {"$lt": before}, "n": 0}, {"files_id": 1}, batch_size=BATCH
        ):
            yield row["files_id"]


def evidence_document(piece: EvidenceAdded) -> Document:
    """The document of a piece of evidence: all its fields. A camera's time is text: the database
    would take it for one in UTC.
    """
    taken_at = piece.taken_at.isoformat() if piece.taken_at else None
    return {"_id": key_of(piece), **vars(piece), "taken_at": taken_at}


def evidence_of(row: Document) -> EvidenceAdded:
    """The piece of evidence in a document."""
    fields = {name: value for name, value in row.items() if name != "_id"}
    return EvidenceAdded.model_validate(fields)
