"""POST /api/v1/reports/imports: reports by spreadsheet."""

import hashlib
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile

from chassis.auth.auth import Auth, Caller, must_be
from chassis.column_names.repository import ColumnNames
from chassis.files.importing import ImportedRows, import_answer
from chassis.files.readers import FileReaders
from chassis.http.body import ONE_FILE, takes_a_file
from chassis.http.strict import FILE_ALONE
from contracts.account import Role
from tracker.reporting.importing import Imports, JudgedReports
from tracker.reporting.report_columns import group_of
from tracker.reporting.workbook import Asked, ReportFile


def routes(
    auth: Auth, *, readers: FileReaders[ReportFile], imports: Imports, names: ColumnNames
) -> APIRouter:
    """Reports by spreadsheet."""
    router = APIRouter(prefix="/api/v1/reports", tags=["reports"], route_class=auth.route)

    @router.post(
        "/imports",
        dependencies=[FILE_ALONE],
        form_limits=ONE_FILE,
        responses={200: {"model": ImportedRows}},
    )
    @takes_a_file
    async def import_reports(
        *,
        request: Request,
        account: Caller,
        file: Annotated[UploadFile, File(description=".xlsx, .xls, .ods atau .csv")],
        dry_run: bool = False,
        partial: bool = False,
    ) -> dict[str, Any]:
        """Impor lembar laporan; berkas yang sama dua kali dihitung sekali. Kolom yang dinamai OPD
        di halaman impor berlaku juga di sini.
        """
        must_be(account, Role.OFFICER, Role.VERIFIER, Role.HEAD, Role.ADMIN)

        async def work(data: bytes) -> JudgedReports:
            asked = Asked(await names.of(group_of(account)))
            read = await readers.read(data, asked)
            sha256 = hashlib.sha256(data).hexdigest()
            return await imports.carry_out(read, sha256, account, dry_run=dry_run, partial=partial)

        return await import_answer(
            request, file, owner=account.username, readers=readers, dry_run=dry_run, work=work
        )

    return router
