"""The pages of an import of accounts: a workbook is looked at, then its accounts are made."""

import asyncio
import base64
from collections.abc import Mapping
from functools import partial

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller, must_be
from chassis.clock import Clock
from chassis.files.download import EXCEL, download
from chassis.files.readers import FileReaders, file_problem
from chassis.files.sent_workbook import left_out, message_of, sent_bytes, upload_gone
from chassis.http.problem import Problem
from chassis.sheets.refusal import FileRefused
from chassis.text import Text
from chassis.web.pages import Pages, form_of, form_with_file, must_be_own
from contracts.account import Account
from contracts.wording import ROLES
from planner.account_sheets.account_file import ACCOUNTS_MOST, AccountFile
from planner.account_sheets.making import Making, Makings
from planner.account_sheets.service import AccountImports
from planner.account_sheets.workbooks import write_passwords
from planner.accounts.rights import MANAGERS
from planner.agencies.names import AgencyNames
from planner.pages.account_pages import YES
from planner.uploads.repository import Uploads
from planner.uploads.upload import Upload
from planner.workbook.outcome import Verdict
from planner.workbook.refused_rows import write_refused_of

IMPORT = "/rencana/akun-impor"
LOOKED_AGAIN_SECONDS = 2
SHOWN = frozenset({403, 409, 413, 422, 503})
NO_ERRORS: Mapping[str, Text] = {}
ON_ITS_PAGE = frozenset({"account-differs", "account-disabled"})
"""Reasons that name an account whose page the reader may open."""


class AccountImportPages:
    """Shows which accounts a workbook would make to those who manage accounts, and makes them."""

    def __init__(
        self,
        *,
        pages: Pages,
        service: AccountImports,
        readers: FileReaders[AccountFile],
        uploads: Uploads,
        names: AgencyNames,
        clock: Clock,
    ) -> None:
        self.pages = pages
        self._service = service
        self._readers = readers
        self._uploads = uploads
        self._names = names
        self._clock = clock
        self._makings = Makings()

    async def form(
        self, request: Request, errors: Mapping[str, Text] = NO_ERRORS, status: int = 200
    ) -> Response:
        """The form for a workbook."""
        _manager(request)
        facts = {"errors": errors, "most": ACCOUNTS_MOST}
        return self.pages.render(request, "account_import.html", facts, status)

    async def template(self, request: Request) -> Response:
        """An empty workbook, with what may be chosen."""
        by = _manager(request)
        return download(await self._service.template(by=by), "templat-akun.xlsx")

    async def receive(self, request: Request) -> Response:
        """Keep a workbook to be looked at, instead of the earlier one."""
        by = _manager(request)
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
        upload = await self._uploads.keep(
            data,
            name=name,
            owner=by.username,
            region=by.region or "",
            at=self._clock.now(),
        )
        return RedirectResponse(import_path(upload), 303)

    async def show(
        self,
        request: Request,
        upload_id: str,
        errors: Mapping[str, Text] = NO_ERRORS,
        status: int = 200,
    ) -> Response:
        """What would become of each row; once it was applied, that it was."""
        upload = await self._own(request, upload_id)
        making = self._makings.of(upload_id)
        if making is not None and not making.ended:
            return RedirectResponse(f"{import_path(upload)}/kemajuan", 303)
        if upload.applied is not None:
            again = making is not None and not making.failed
            facts = {"upload": upload, "counts": upload.applied, "again": again}
            return self.pages.render(request, "account_import_done.html", facts)
        by = caller(request)
        try:
            judged = await self._service.look(upload.data, by=by)
        except FileRefused as error:
            await self._uploads.forget(upload)
            return await self._unreadable(request, error)
        shown = {
            "upload": upload,
            "errors": errors,
            "judged": judged,
            "unread": left_out(judged.notes),
            "refused": [one for one in judged.rows if one.verdict is Verdict.REFUSED],
            "unchanged": [one for one in judged.rows if one.verdict is Verdict.UNCHANGED],
            "on_its_page": ON_ITS_PAGE,
            "agencies": await self._names.of(by),
            "roles": ROLES,
        }
        return self.pages.render(request, "account_import_preview.html", shown, status)

    async def apply(self, request: Request, upload_id: str) -> Response:
        """Make what was looked at, and show the one-time passwords this once; where there are many,
        how far it has come.
        """
        upload = await self._own(request, upload_id)
        given, is_own = await form_of(request, ("terlihat", "ulang"))
        by, again = caller(request), given["ulang"] == YES
        try:
            must_be_own(is_own)
        except Problem as problem:
            return await self._refused(request, upload, problem)
        if upload.applied is not None and self._makings.of(upload_id) is None:
            return await self.show(request, upload_id)
        work = partial(self._service.apply, upload, given["terlihat"], again=again, by=by)
        making = self._makings.begin(upload_id, work)
        if await making.ends_soon():
            return await self._outcome(request, upload, making)
        return RedirectResponse(f"{import_path(upload)}/kemajuan", 303)

    async def progress(self, request: Request, upload_id: str) -> Response:
        """How many passwords are made; the passwords once all are."""
        upload = await self._own(request, upload_id)
        making = self._makings.of(upload_id)
        if making is None:
            return RedirectResponse(import_path(upload), 303)
        if making.ended:
            return await self._outcome(request, upload, making)
        facts = {"upload": upload, "progress": making.progress}
        answer = self.pages.render(request, "account_import_progress.html", facts)
        answer.headers["refresh"] = str(LOOKED_AGAIN_SECONDS)
        return answer

    async def discard(self, request: Request, upload_id: str) -> Response:
        """Forget the workbook; no account was made by it."""
        upload = await self._own(request, upload_id)
        _, is_own = await form_of(request, ())
        try:
            must_be_own(is_own)
        except Problem as problem:
            return await self._refused(request, upload, problem)
        await self._uploads.forget(upload)
        return RedirectResponse(IMPORT, 303)

    async def refused_rows(self, request: Request, upload_id: str) -> Response:
        """The refused rows as a workbook, each with the reasons in a column of its own."""
        upload = await self._own(request, upload_id)
        try:
            judged = await self._service.look(upload.data, by=caller(request))
        except FileRefused as error:
            raise file_problem(error) from None
        return download(await asyncio.to_thread(write_refused_of, judged.rows), "akun-ditolak.xlsx")

    async def _outcome(self, request: Request, upload: Upload, making: Making) -> Response:
        """The passwords that were made, or why none were."""
        try:
            made = making.task.result()
        except FileRefused as error:
            return await self._refused(request, upload, file_problem(error))
        except Problem as problem:
            return await self._refused(request, upload, problem)
        names = await self._names.of(caller(request))
        rows = [
            (
                one.account.username,
                names.get(one.account.agency or "", one.account.agency or ""),
                ROLES[one.account.role],
                one.password,
            )
            for one in made
        ]
        data = await asyncio.to_thread(write_passwords, rows)
        workbook = f"data:{EXCEL};base64,{base64.b64encode(data).decode()}"
        facts = {"upload": upload, "rows": rows, "workbook": workbook}
        return self.pages.render(request, "account_import_passwords.html", facts)

    async def _refused(self, request: Request, upload: Upload, problem: Problem) -> Response:
        if problem.status not in SHOWN:
            raise problem
        return await self.show(request, upload.id, {"isi": message_of(problem)}, problem.status)

    async def _unreadable(self, request: Request, error: FileRefused) -> Response:
        """All that the file lacks: there may be several columns."""
        first, *further = (fault.message for fault in error.faults)
        message = Text(
            " ".join([first.indonesian, *(one.indonesian for one in further)]),
            " ".join([first.english, *(one.english for one in further)]),
        )
        return await self.form(request, {"file": message}, file_problem(error).status)

    async def _own(self, request: Request, upload_id: str) -> Upload:
        """The manager's own workbook. Raises 403, 404."""
        by = _manager(request)
        upload = await self._uploads.of(upload_id, by.username)
        if upload is None:
            raise upload_gone()
        return upload


def import_path(upload: Upload) -> str:
    """Where a workbook is looked at."""
    return f"{IMPORT}/{upload.id}"


def _manager(request: Request) -> Account:
    """The reader, who manages accounts. Raises 403 for others."""
    by = caller(request)
    must_be(by, *MANAGERS)
    return by
