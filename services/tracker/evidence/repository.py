"""Evidence in MongoDB: each piece as a fact, each file once in GridFS.

A file's contents are written to GridFS before the transaction that names them, under new ids for
each attempt: what a killed service leaves half written is named by nothing, and `sweep` removes it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter

from bson import ObjectId
from pymongo import UpdateMany, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.errors import PyMongoError

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts import EvidenceAdded
from tracker.evidence.evidence import FILES_OF_A_REPORT_MOST, key_of
from tracker.items.documents import Document
from tracker.reporting.report import Report, own_key

LEFT_OVER_AFTER = timedelta(days=1)
"""No upload takes so long: a file of this age that nothing names was left by one that failed."""
BATCH = 200
Listed = Mapping[str, Document]
"""By form, the documents that list a file's contents in GridFS."""
ReportOnItem = tuple[str, str, str]
"""Item, agency and id of a report."""
FilesOfReports = Mapping[ReportOnItem, Sequence[str]]
_REPORT_ON_ITEM = ("item_id", "agency", "report_id")
_report_on_item = itemgetter(*_REPORT_ON_ITEM)


ReportOfItem = tuple[str, str | None]
"""Item and id of a report; no report for evidence of the item itself."""


@dataclass(frozen=True, slots=True)
class Room:
    """What limits new evidence: the keys of the pieces that a report of an item has, and the bytes
    of all evidence of an agency.
    """

    keys: defaultdict[ReportOfItem, set[str]] = field(default_factory=lambda: defaultdict(set))
    used: Counter[str] = field(default_factory=Counter)

    def holds(self, piece: EvidenceAdded) -> bool:
        """Whether the piece is there."""
        return key_of(piece) in self.keys[_report_of(piece)]

    def files_of_report(self, piece: EvidenceAdded) -> int:
        """How many pieces the report has to which this one would belong."""
        return len(self.keys[_report_of(piece)])

    def take(self, piece: EvidenceAdded) -> None:
        """The piece takes its room."""
        self.keys[_report_of(piece)].add(key_of(piece))
        self.used[piece.agency] += piece.size


class EvidenceRepository:
    """Collections `evidence`, `evidence_files`, `evidence_usage`, and the bucket of the files; on
    `reports` the field `marked`, so that they are looked at again (`tracker.plausibility`).
    """

    def __init__(self, database: Database) -> None:
        self._pieces = database["evidence"]
        self._reports = database["reports"]
        self._files = database["evidence_files"]
        self._usage = database["evidence_usage"]
        self._contents = database.contents("evidence_content")

    async def prepare(self) -> None:
        """Create the indexes in which an item shows its evidence, and a report has its own, and
        those of the contents.
        """
        await self._contents.prepare()
        await self._pieces.create_index([("item_id", 1), ("added_at", 1), ("_id", 1)])
        await self._pieces.create_index([("item_id", 1), ("report_id", 1)])

    def of_reports(
        self,
        unit: UnitOfWork,
        reports: Sequence[Report],
        take: Callable[[FilesOfReports], None],
    ) -> None:
        """Call `take` at the end of `unit`, before what is asked for next is written, with the
        files that are there for these reports already, the oldest first, at most as many as a fact
        may list.
        """
        if not reports:
            return
        wanted = {
            "item_id": {"$in": list({one.item_id for one in reports})},
            "report_id": {"$in": [one.report_id for one in reports]},
        }
        pieces = self._pieces.delegate

        def look(session: ClientSession) -> None:
            rows = pieces.find(wanted, [*_REPORT_ON_ITEM, "sha256"], session=session)
            files: dict[ReportOnItem, list[str]] = defaultdict(list)
            for row in rows.sort("added_at", 1):
                listed = files[_report_on_item(row)]
                if len(listed) < FILES_OF_A_REPORT_MOST:
                    listed.append(row["sha256"])
            take(files)

        unit.look(look)

    async def piece(self, key: str, unit: UnitOfWork | None = None) -> EvidenceAdded | None:
        """A piece of evidence by its key."""
        row = await self._pieces.find_one({"_id": key}, session=driver_session(unit))
        return evidence_of(row) if row else None

    async def known(self, key: str, sha256: str) -> tuple[EvidenceAdded | None, Document | None]:
        """A piece of evidence by its key, and what is stored of its file."""
        of_file: Document = {"coll": self._files.name, "pipeline": [{"$match": {"_id": sha256}}]}
        rows = self._pieces.aggregate([{"$match": {"_id": key}}, {"$unionWith": of_file}])
        found = {row["_id"]: row for row in await rows.to_list(2)}
        return evidence_of(found[key]) if key in found else None, found.get(sha256)

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

    async def room(self, unit: UnitOfWork, pieces: Sequence[EvidenceAdded]) -> Room:
        """What there is already where these pieces would belong. Transactions of one agency that
        add evidence conflict, so none adds too much.
        """
        of_reports = {_report_of(one) for one in pieces}
        wanted = {"$or": [{"item_id": item, "report_id": report} for item, report in of_reports]}
        agencies = {"_id": {"$in": list({one.agency for one in pieces})}}
        stored, usage = self._pieces.delegate, self._usage.delegate

        def look(session: ClientSession) -> Room:
            room = Room()
            fields = ["item_id", "report_id"]
            for row in stored.find(wanted, fields, batch_size=BATCH, session=session):
                room.keys[row["item_id"], row["report_id"]].add(row["_id"])
            room.used.update(
                {row["_id"]: int(row["bytes"]) for row in usage.find(agencies, session=session)}
            )
            return room

        return await unit.read(look)

    async def used(self, unit: UnitOfWork, holder: str) -> int:
        """The bytes that are counted for a holder, such as an agency."""
        row = await self._usage.find_one({"_id": holder}, session=driver_session(unit))
        return int(row["bytes"]) if row else 0

    def use(self, unit: UnitOfWork, sizes: Mapping[str, int]) -> None:
        """Count bytes for holders. Transactions that count for one holder conflict."""
        unit.write(
            self._usage,
            [
                UpdateOne({"_id": holder}, {"$inc": {"bytes": size}}, upsert=True)
                for holder, size in sizes.items()
            ],
        )

    async def file(self, sha256: str, unit: UnitOfWork | None = None) -> Document | None:
        """What is stored of a file: its inspection, and the ids of its content by form."""
        row: Document | None = await self._files.find_one(
            {"_id": sha256}, session=driver_session(unit)
        )
        return row

    async def stored(self, unit: UnitOfWork, sha256s: Sequence[str]) -> set[str]:
        """Which of these files are stored."""
        rows = self._files.find(
            {"_id": {"$in": list(sha256s)}}, {"_id": 1}, session=driver_session(unit)
        )
        return {row["_id"] async for row in rows}

    async def write(self, files: Sequence[Mapping[str, bytes]]) -> list[Listed]:
        """Store the contents of files by form, all at once; nothing names them yet. Raises
        `DatabaseTrouble`.
        """
        forms = [(form, content) for file in files for form, content in file.items()]
        listed = iter(await self._contents.write(forms))
        return [{form: next(listed) for form in file} for file in files]

    async def discard(self, written: Listed) -> None:
        """Delete contents that nothing names. What fails here is left to `sweep`."""
        for content in written.values():
            try:
                await self._contents.delete(content["_id"])
            except PyMongoError:
                continue

    def add(self, unit: UnitOfWork, pieces: Sequence[EvidenceAdded]) -> None:
        """Store pieces of evidence, count their bytes for their agencies, and let their reports be
        looked at again: each piece writes another value, so that a look at the same time conflicts.
        """
        unit.insert(self._pieces, [evidence_document(one) for one in pieces])
        again = [_look_again(one) for one in pieces if one.report_id is not None]
        unit.write(self._reports, again, each_matches=False)
        sizes = Counter[str]()
        for one in pieces:
            sizes[one.agency] += one.size
        self.use(unit, sizes)

    def add_files(self, unit: UnitOfWork, files: Mapping[str, tuple[Document, Listed]]) -> None:
        """Store by SHA-256 what files are, and name their contents."""
        unit.insert(
            self._files,
            [
                {"_id": sha256, **facts, "contents": _ids(contents)}
                for sha256, (facts, contents) in files.items()
            ],
        )
        self._contents.add(
            unit, [one for _, contents in files.values() for one in contents.values()]
        )

    async def add_content(self, sha256: str, form: str, content: Document) -> bool:
        """Name a content as a form of a file; False where there is one of this form already."""
        await self._contents.add_now(content)
        lacking = {"_id": sha256, f"contents.{form}": {"$exists": False}}
        named = {"$set": {f"contents.{form}": content["_id"]}}
        return (await self._files.update_one(lacking, named)).modified_count == 1

    async def read(self, content_id: ObjectId) -> bytes:
        """A file's content. Raises `DatabaseTrouble`."""
        return await self._contents.read(content_id)

    async def sweep(self, now: datetime) -> int:
        """Delete contents that nothing names, of uploads that ended long ago; returns how many."""
        named: set[ObjectId] = set()
        async for row in self._files.find({}, {"contents": 1}, batch_size=BATCH):
            named.update(row["contents"].values())
        swept = 0
        async for content_id in self._contents.begun_before(now - LEFT_OVER_AFTER):
            if content_id not in named:
                await self._contents.delete(content_id)
                swept += 1
        return swept


def _ids(contents: Listed) -> dict[str, ObjectId]:
    return {form: one["_id"] for form, one in contents.items()}


def _report_of(piece: EvidenceAdded) -> ReportOfItem:
    return piece.item_id, piece.report_id


def _look_again(piece: EvidenceAdded) -> UpdateMany:
    keys = [piece.report_id, own_key(piece.agency, piece.report_id or "")]
    return UpdateMany(
        {"_id": {"$in": keys}, "agency": piece.agency},
        {"$set": {"marked": f"evidence/{key_of(piece)}"}},
    )


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
