"""Spreadsheets of reports: prefilled, looked at, and recorded as they were looked at."""

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from chassis.auth.auth import must_be
from chassis.clock import Clock, to_millisecond
from chassis.column_names.repository import ColumnNames
from chassis.files.readers import FileReaders
from chassis.files.sent_workbook import upload_gone
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.text import Text
from contracts.account import OF_AN_AGENCY, Account, Role
from tracker.items.item import Item
from tracker.items.query import ItemQuery
from tracker.items.repository import OPEN, ItemRepository
from tracker.items.service import Items
from tracker.report_sheets.judging import NEW, JudgedSheet, judged
from tracker.report_sheets.prefilled import prefilled
from tracker.report_sheets.repository import ReportUploads
from tracker.report_sheets.upload import (
    CHUNK,
    RECORDINGS_MOST,
    Recording,
    Upload,
    in_chunks,
)
from tracker.reporting.importing import Imports
from tracker.reporting.obstacle_categories import ObstacleCategories
from tracker.reporting.report_columns import group_of
from tracker.reporting.workbook import Asked, ReportFile

FEW = 2 * CHUNK
"""So many reports are waited for, while more are recorded, how far it has come is shown."""
WAITED_SECONDS, BETWEEN_SECONDS = 3.0, 0.05


class ReportSheets:
    """Spreadsheets of those who may report."""

    def __init__(
        self,
        *,
        database: Database,
        uploads: ReportUploads,
        names: ColumnNames,
        imports: Imports,
        items: Items,
        item_rows: ItemRepository,
        readers: FileReaders[ReportFile],
        categories: ObstacleCategories,
        clock: Clock,
    ) -> None:
        self.poked = asyncio.Event()
        """Set when there is something to record."""
        self._database = database
        self._uploads = uploads
        self._names = names
        self._imports = imports
        self._items = items
        self._item_rows = item_rows
        self._readers = readers
        self._categories = categories
        self._clock = clock

    async def prefilled(self, by: Account) -> bytes:
        """A workbook with a row for each item on which the account's agency may report today.
        Raises 403 for an account of no agency.
        """
        must_be(by, *OF_AN_AGENCY)
        return await asyncio.to_thread(prefilled, await self.items(by), self._categories)

    async def items(self, by: Account) -> list[Item]:
        """The open items of the account's agency that have begun, by code; of an account of no
        agency none.
        """
        must_report(by)
        if by.role not in OF_AN_AGENCY:
            return []
        now = self._clock.now()
        found = [
            item
            async for item in self._item_rows.every(ItemQuery(by.scope))
            if item.status in OPEN
            and item.plan.start <= now.astimezone(ZoneInfo(item.plan.time_zone)).date()
        ]
        return sorted(found, key=lambda item: item.item_id)

    async def receive(self, data: bytes, name: str, by: Account) -> Upload:
        """Keep a spreadsheet to be looked at."""
        must_report(by)
        return await self._uploads.keep(data, name=name, by=by, at=self._clock.now())

    async def upload(self, upload_id: str, by: Account) -> Upload | None:
        """A spreadsheet of the account itself; None of another's, or one that is gone."""
        must_report(by)
        return await self._uploads.of(upload_id, by)

    async def look(self, upload: Upload, by: Account) -> JudgedSheet:
        """What would become of every row, as far as its columns are understood. Raises FileRefused
        where the file cannot be read, 404 where it is gone, 503 when too many wait.
        """
        must_report(by)
        asked = Asked(await self.names(by), upload.said, columns_may_lack=True)
        async with self._readers.turn(by.username):
            data = await self._uploads.data_of(upload)
            if data is None:
                raise upload_gone()
            file = await self._readers.read(data, asked)
            reports = await self._imports.reports_of(file, by)
            outcomes = await self._items.judge(reports)
            return await asyncio.to_thread(judged, file, outcomes)

    async def names(self, by: Account) -> dict[str, str]:
        """The fields of headers that the account's agency named, by `header_key`."""
        return await self._names.of(group_of(by))

    async def say(
        self,
        upload: Upload,
        said: Mapping[tuple[str, str], str],
        meanings: Mapping[str, str],
        by: Account,
    ) -> None:
        """Keep what was said for every row of a sheet, and for the agency's next files what headers
        mean.
        """
        must_report(by)
        if said:
            await self._uploads.say(upload, said)
        if meanings:
            now = self._clock.now()
            await self._names.remember(group_of(by), meanings, now, by.username)

    async def confirm(self, upload: Upload, seen: str, by: Account) -> None:
        """Record the reports that were seen as new; a second time changes nothing. Raises 409 where
        the outcome is another one by now, 422 where nothing is new, FileRefused.
        """
        must_report(by)
        if upload.recording is not None:
            return
        if await self._uploads.recordings_of(by.username) >= RECORDINGS_MOST:
            raise Problem(409, "recordings-wait", _too_many())
        sheet = await self.look(upload, by)
        if sheet.fingerprint != seen:
            raise Problem(409, "reports-changed", _overtaken())
        await self._begin(upload, sheet)
        self.poked.set()
        if sheet.counts[NEW] <= FEW:
            await self._ended_soon(upload, by)

    async def _begin(self, upload: Upload, sheet: JudgedSheet) -> None:
        now = to_millisecond(self._clock.now())
        reports = [(row.report, row.entry.where) for row in sheet.rows if row.becomes == NEW]
        waiting = [(report, where) for report, where in reports if report is not None]
        if not waiting:
            raise wrong([Fault("isi", "nothing-to-record", _nothing())])
        recording = _beginning(now, len(waiting), sheet)
        await self._uploads.put_aside(recording.batch, waiting, now)

        async def work(unit: UnitOfWork) -> bool:
            return await self._uploads.begin(unit, upload, recording)

        await self._database.transaction(work)

    async def _ended_soon(self, upload: Upload, by: Account) -> None:
        give_up_at = time.monotonic() + WAITED_SECONDS
        while time.monotonic() < give_up_at:
            now = await self._uploads.of(upload.id, by)
            if now is None or now.recording is None or not now.recording.is_open:
                return
            await asyncio.sleep(BETWEEN_SECONDS)

    async def discard(self, upload: Upload, by: Account) -> None:
        """Forget a spreadsheet of which nothing was recorded."""
        must_report(by)
        await self._uploads.forget(upload)


def must_report(by: Account) -> None:
    """Raise 403 for an account that reports on no item."""
    must_be(by, Role.OFFICER, Role.VERIFIER, Role.HEAD, Role.ADMIN)


def _beginning(now: datetime, rows: int, sheet: JudgedSheet) -> Recording:
    return Recording(
        begun_at=now,
        batch=uuid4().hex,
        rows=rows,
        chunks=len(in_chunks(range(rows))),
        done_chunks=0,
        recorded=0,
        unchanged=0,
        refused=0,
        refusals=(),
        left_out={name: count for name, count in sheet.counts.items() if name != NEW},
        is_open=True,
        broke_off=False,
    )


def _too_many() -> Text:
    return Text(
        f"{RECORDINGS_MOST} berkas Anda masih dicatat. Tunggu sampai selesai, lalu catat yang ini.",
        f"{RECORDINGS_MOST} of your files are still being recorded. Wait until they are done, then "
        "record this one.",
    )


def _overtaken() -> Text:
    return Text(
        "Sejak Anda melihat berkas ini ada yang berubah, jadi belum ada yang dicatat. Periksa lagi "
        "di bawah, lalu catat.",
        "Something has changed since you looked at this file, so nothing has been recorded. Look "
        "at it again below, and record it.",
    )


def _nothing() -> Text:
    return Text(
        "Tidak ada laporan baru dalam berkas ini, jadi tidak ada yang dicatat.",
        "There is no new report in this file, so nothing was recorded.",
    )
