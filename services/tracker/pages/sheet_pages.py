"""The pages of a spreadsheet of reports: sent, looked at, and recorded as it was looked at."""

import asyncio
from collections.abc import Mapping

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.files.download import download
from chassis.files.readers import FileReaders, file_problem
from chassis.files.sent_workbook import message_of, sent_bytes, upload_gone
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.sheets.refusal import FileRefused
from chassis.text import Text
from chassis.web.pages import Pages, form_of, form_with_file, many_fields_of, must_be_own
from contracts.account import OF_AN_AGENCY
from tracker.pages.sheet_preview import meanings_of, of_kind, preview_of, said_of
from tracker.plausibility.draft_marks import DraftMarks
from tracker.plausibility.wording import mark_words
from tracker.report_sheets.refused_rows import refused_reports
from tracker.report_sheets.service import ReportSheets, must_report
from tracker.report_sheets.upload import Upload
from tracker.reporting.report_columns import REPORTS, ROWS_MOST
from tracker.reporting.workbook import ReportFile

IMPORT = "/kemajuan/impor"
FIELDS_MOST = 500
LOOKED_AGAIN_SECONDS = 2
ITEMS_MOST = 300
"""Items that are offered where a sheet says no code."""
SHOWN = frozenset({403, 409, 413, 422, 503})
MOST = f"{ROWS_MOST:,}".replace(",", ".")
NO_ERRORS: Mapping[str, Text] = {}
HEADERS = {column.field: column.header for column in REPORTS.columns}


class SheetPages:
    """Shows those who may report what a spreadsheet says, and records it."""

    def __init__(
        self,
        *,
        pages: Pages,
        sheets: ReportSheets,
        readers: FileReaders[ReportFile],
        marks: DraftMarks,
    ) -> None:
        self.pages = pages
        self._sheets = sheets
        self._readers = readers
        self._marks = marks

    async def form(
        self, request: Request, errors: Mapping[str, Text] = NO_ERRORS, status: int = 200
    ) -> Response:
        """The form for a spreadsheet."""
        by = caller(request)
        must_report(by)
        facts = {"errors": errors, "has_agency": by.role in OF_AN_AGENCY, "most": MOST}
        return self.pages.render(request, "sheet_form.html", facts, status)

    async def prefilled(self, request: Request) -> Response:
        """The workbook of the agency's open items, to be filled in."""
        by = caller(request)
        return download(await self._sheets.prefilled(by), f"laporan-{by.agency}.xlsx")

    async def receive(self, request: Request) -> Response:
        """Keep a spreadsheet to be looked at, instead of the earlier one."""
        by = caller(request)
        must_report(by)
        file, _, is_own = await form_with_file(request)
        try:
            must_be_own(is_own)
            name, data = await sent_bytes(file, self._readers, by.username)
        except FileRefused as error:
            return await self._unreadable(request, error)
        except Problem as problem:
            if problem.status not in SHOWN:
                raise
            return await self.form(request, {"file": message_of(problem)}, problem.status)
        upload = await self._sheets.receive(data, name, by)
        return RedirectResponse(import_path(upload), 303)

    async def show(
        self,
        request: Request,
        upload_id: str,
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
    ) -> Response:
        """What would become of each row; once it was confirmed, how far its recording has come."""
        by = caller(request)
        upload = await self._own(request, upload_id)
        if upload.recording is not None:
            return self._recording(request, upload)
        try:
            judged = await self._sheets.look(upload, by)
        except FileRefused as error:
            await self._sheets.discard(upload, by)
            return await self._unreadable(request, error)
        names = await self._sheets.names(by)
        marks = await self._marks.of_drafts(judged.drafts)
        view = await asyncio.to_thread(preview_of, judged, names, marks)
        asks_item = any(name == "item_id" for table in view.tables for name, _ in table.asked)
        facts = {
            "upload": upload,
            "errors": errors,
            "view": view,
            "items": (await self._sheets.items(by))[:ITEMS_MOST] if asks_item else [],
            "notes": judged.notes,
            "headers": HEADERS,
            "mark_words": mark_words,
        }
        return self.pages.render(request, "sheet_preview.html", facts, status)

    def _recording(self, request: Request, upload: Upload) -> Response:
        facts = {"upload": upload, "recording": upload.recording}
        answer = self.pages.render(request, "sheet_recording.html", facts)
        if upload.recording and upload.recording.is_open:
            answer.headers["refresh"] = str(LOOKED_AGAIN_SECONDS)
        return answer

    async def say(self, request: Request, upload_id: str) -> Response:
        """Keep what headers mean, and what holds for every row of a sheet."""
        upload = await self._own(request, upload_id)
        fields, is_own = await many_fields_of(request, "", FIELDS_MOST)
        try:
            must_be_own(is_own)
            if len(fields) == FIELDS_MOST:  # what is beyond it was not read
                raise wrong([Fault("isi", "too-many", too_many_columns())])
        except Problem as problem:
            return await self._refused(request, upload, problem)
        meanings = meanings_of(of_kind(fields, "kolom:"), of_kind(fields, "dulu:"))
        said = said_of(of_kind(fields, "isi:"))
        await self._sheets.say(upload, said, meanings, caller(request))
        return RedirectResponse(import_path(upload), 303)

    async def confirm(self, request: Request, upload_id: str) -> Response:
        """Record what was looked at; where it has changed meanwhile, it is shown anew."""
        upload = await self._own(request, upload_id)
        given, is_own = await form_of(request, ("terlihat",))
        try:
            must_be_own(is_own)
            await self._sheets.confirm(upload, given["terlihat"], caller(request))
        except FileRefused as error:
            return await self._refused(request, upload, file_problem(error))
        except Problem as problem:
            return await self._refused(request, upload, problem)
        return RedirectResponse(import_path(upload), 303)

    async def discard(self, request: Request, upload_id: str) -> Response:
        """Forget the spreadsheet; nothing was recorded by it."""
        upload = await self._own(request, upload_id)
        _, is_own = await form_of(request, ())
        try:
            must_be_own(is_own)
        except Problem as problem:
            return await self._refused(request, upload, problem)
        await self._sheets.discard(upload, caller(request))
        return RedirectResponse(IMPORT, 303)

    async def refused_rows(self, request: Request, upload_id: str) -> Response:
        """The refused rows as a workbook, each with the reasons in a column of its own."""
        upload = await self._own(request, upload_id)
        try:
            judged = await self._sheets.look(upload, caller(request))
        except FileRefused as error:
            raise file_problem(error) from None
        data = await asyncio.to_thread(refused_reports, judged)
        return download(data, "laporan-ditolak.xlsx")

    async def _refused(self, request: Request, upload: Upload, problem: Problem) -> Response:
        if problem.status not in SHOWN:
            raise problem
        return await self.show(request, upload.id, {"isi": message_of(problem)}, problem.status)

    async def _unreadable(self, request: Request, error: FileRefused) -> Response:
        problem = file_problem(error)
        return await self.form(request, {"file": problem.detail}, problem.status)

    async def _own(self, request: Request, upload_id: str) -> Upload:
        """The reader's own spreadsheet. Raises 403, 404."""
        upload = await self._sheets.upload(upload_id, caller(request))
        if upload is None:
            raise upload_gone()
        return upload


def too_many_columns() -> Text:
    """More headers are asked about than a form takes."""
    return Text(
        "Terlalu banyak kolom ditanyakan sekaligus; hapus lembar atau kolom yang bukan laporan, "
        "lalu kirim berkasnya lagi.",
        "Too many columns are asked about at once; delete sheets or columns that are no reports, "
        "then send the file again.",
    )


def import_path(upload: Upload) -> str:
    """Where a spreadsheet is looked at."""
    return f"{IMPORT}/{upload.id}"
