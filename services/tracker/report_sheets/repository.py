"""Spreadsheets of reports that were sent: kept for a day, or until their reports are recorded."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from pymongo import UpdateMany, UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts.account import Account
from tracker.report_sheets.documents import (
    Document,
    recording_document,
    report_row,
    upload_document,
    upload_of,
)
from tracker.report_sheets.upload import Recording, Upload, in_chunks
from tracker.reporting.report import Report

KEPT = timedelta(days=1)
OPEN = {"recording.open": True}
SAID_MOST = 200
"""Texts for every row that are kept of a file."""


class ReportUploads:
    """Collections `report_uploads`, the latest of each account and those that are being recorded;
    and `report_upload_rows`, the reports that wait, a hundred in a document.
    """

    def __init__(self, database: Database) -> None:
        self._uploads = database["report_uploads"]
        self._rows = database["report_upload_rows"]

    async def prepare(self) -> None:
        """Create the indexes: by owner, by what is being recorded, and those by which old ones go;
        what is being recorded has no day on which it goes.
        """
        await self._uploads.create_index("owner")
        await self._uploads.create_index("recording.moved_at", partialFilterExpression=OPEN)
        await self._uploads.create_index("expires_at", expireAfterSeconds=0)
        await self._rows.create_index("expires_at", expireAfterSeconds=0)

    async def keep(self, data: bytes, *, name: str, by: Account, at: datetime) -> Upload:
        """Keep a file instead of the owner's earlier ones, but for those being recorded. What was
        said of the same file counts again.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        own = {"owner": by.username, "agency": by.agency or ""}
        same = {**own, "sha256": sha256}
        before = await self._uploads.find_one(same, {"said": 1}, sort=[("at", -1)]) or {}
        upload = Upload(
            uuid4().hex, name, by.username, by.agency or "", by.region, sha256, at, data
        )
        row = {**upload_document(upload), "said": before.get("said", []), "expires_at": at + KEPT}
        earlier = [
            one["_id"] async for one in self._uploads.find({"owner": by.username}, {"_id": 1})
        ]
        await self._uploads.insert_one(row)
        await self._uploads.delete_many({"_id": {"$in": earlier}, "recording.open": {"$ne": True}})
        return upload

    async def of(self, upload_id: str, by: Account) -> Upload | None:
        """One file of this account, without its bytes; None where there is none, or no longer."""
        wanted = {"_id": upload_id, "owner": by.username}
        row = await self._uploads.find_one(wanted, {"data": 0})
        upload = upload_of(row) if row else None
        return upload if upload and upload.is_of(by) else None

    async def data_of(self, upload: Upload) -> bytes | None:
        """The bytes of a file; None where it is gone."""
        row = await self._uploads.find_one({"_id": upload.id}, {"data": 1})
        return bytes(row["data"]) if row else None

    async def say(self, upload: Upload, said: Mapping[tuple[str, str], str]) -> None:
        """Keep these texts by sheet and field over the earlier ones, at most `SAID_MOST`."""
        told = {(sheet, f): t for sheet, those in upload.said.items() for f, t in those.items()}
        merged = [*{**told, **said}.items()][:SAID_MOST]
        rows = [{"sheet": s, "field": f, "text": text} for (s, f), text in merged]
        await self._uploads.update_one({"_id": upload.id}, {"$set": {"said": rows}})

    async def forget(self, upload: Upload) -> None:
        """It is not wanted any more; one that is being recorded stays."""
        await self._uploads.delete_one({"_id": upload.id, "recording.open": {"$ne": True}})

    async def recordings_of(self, owner: str) -> int:
        """How many files of an account are being recorded."""
        return await self._uploads.count_documents({"owner": owner, **OPEN})

    async def put_aside(
        self, batch: str, reports: Sequence[tuple[Report, str]], at: datetime
    ) -> None:
        """Keep the reports of a recording that may begin, each with its row."""
        for number, chunk in enumerate(in_chunks(reports)):
            rows = [report_row(report, where) for report, where in chunk]
            row = {"_id": f"{batch}/{number}", "batch": batch, "reports": rows}
            await self._rows.insert_one({**row, "expires_at": at + KEPT})

    async def begin(self, unit: UnitOfWork, upload: Upload, recording: Recording) -> bool:
        """Begin the recording of reports that were put aside; False where one was begun before."""
        found = await self._uploads.find_one(
            {"_id": upload.id, "recording": {"$exists": False}},
            {"_id": 1},
            session=driver_session(unit),
        )
        if found is None:
            return False
        begun = {
            "$set": {"recording": recording_document(recording)},
            "$unset": {"expires_at": ""},
        }
        unit.write(self._uploads, [UpdateOne({"_id": upload.id}, begun)])
        stays = UpdateMany({"batch": recording.batch}, {"$unset": {"expires_at": ""}})
        unit.write(self._rows, [stays], each_matches=False)
        return True

    async def open_recordings(self, now: datetime) -> list[Upload]:
        """The files whose reports are being recorded, the one that waited longest first; without
        those that are tried again later.
        """
        rows = self._uploads.find(_due(now), {"data": 0}, sort=[("recording.moved_at", 1)])
        return [upload_of(row) async for row in rows]

    async def is_due(self, now: datetime) -> bool:
        """Whether there is any of these."""
        return await self._uploads.find_one(_due(now), {"_id": 1}) is not None

    async def recorded_last(self) -> datetime | None:
        """When the file that waits longest came on, or began."""
        only = {"recording.moved_at": 1}
        row = await self._uploads.find_one(OPEN, only, sort=[("recording.moved_at", 1)])
        return row["recording"]["moved_at"] if row else None

    async def rows_of(self, recording: Recording) -> list[Document]:
        """The reports that are next."""
        row = await self._rows.find_one({"_id": f"{recording.batch}/{recording.done_chunks}"})
        return list(row["reports"]) if row else []

    def moved(self, unit: UnitOfWork, upload_id: str, after: Recording, at: datetime) -> None:
        """The recording has come on by one chunk, in the transaction that recorded it; an
        optimistic conflict where another process was first.
        """
        expected = {
            "_id": upload_id,
            "recording.done_chunks": after.done_chunks - 1,
            "recording.open": True,
        }
        now = recording_document(after) | {"moved_at": at}
        change: Document = {"$set": {"recording": now}}
        if not after.is_open:
            change["$set"]["expires_at"] = at + KEPT
            old = UpdateMany({"batch": after.batch}, {"$set": {"expires_at": at}})
            unit.write(self._rows, [old], each_matches=False)
        unit.write(self._uploads, [UpdateOne(expected, change)])

    async def wait(self, upload: Upload, tries: int, until: datetime) -> None:
        """The database did not take the next reports of a file so often; try again later."""
        later = {"recording.tries": tries, "recording.waits_until": until}
        await self._uploads.update_one({"_id": upload.id, **OPEN}, {"$set": later})

    async def break_off(self, upload: Upload, at: datetime) -> None:
        """End a recording that a fault of the program does not let go on."""
        ended = {"recording.open": False, "recording.broke_off": True, "expires_at": at + KEPT}
        await self._uploads.update_one({"_id": upload.id, **OPEN}, {"$set": ended})
        if upload.recording:
            old = {"$set": {"expires_at": at}}
            await self._rows.update_many({"batch": upload.recording.batch}, old)


def _due(now: datetime) -> Document:
    return {**OPEN, "recording.waits_until": {"$not": {"$gt": now}}}
