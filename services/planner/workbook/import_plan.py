"""POST /api/v1/imports and GET /api/v1/export: the plan as a workbook, in and out."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, File, Query, Request, Response, UploadFile

from chassis.auth.auth import Auth, Caller, must_be
from chassis.files.readers import FileReaders, file_problem
from chassis.http.body import ONE_FILE, takes_a_file
from chassis.http.problem import Problem
from chassis.http.strict import FILE_ALONE
from chassis.sheets.refusal import FileRefused
from chassis.text import Text, language_of
from contracts.words import RegionCode
from planner.metrics import Metrics
from planner.regions.region import Regions
from planner.regions.scope import KEEPERS, region_for
from planner.workbook.export import write_plan
from planner.workbook.plan_file import PlanFile
from planner.workbook.service import Imported, WorkbookService

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def import_problem(done: Imported, body: dict[str, Any]) -> Problem:
    """422: rows were refused, and so nothing was applied."""
    refused = body["refused"]
    detail = Text(
        f"{refused} baris ditolak, jadi tidak ada yang diterapkan. Perbaiki sel yang disebut "
        "dan kirim lagi, atau minta sebagian (partial=true).",
        f"{refused} rows were refused, so nothing was applied. Mend the cells named and send "
        "it again, or ask for a part (partial=true).",
    )
    return Problem(422, "import-refused", detail, extra={**body, "applied": done.applied})


def routes(
    service: WorkbookService,
    regions: Regions,
    metrics: Metrics,
    auth: Auth,
    *,
    readers: FileReaders[PlanFile],
) -> APIRouter:
    """The plan's workbook."""
    router = APIRouter(prefix="/api/v1", tags=["workbook"], route_class=auth.route)

    @router.post("/imports", dependencies=[FILE_ALONE], form_limits=ONE_FILE)
    @takes_a_file
    async def import_plan(
        *,
        request: Request,
        account: Caller,
        file: Annotated[UploadFile, File(description=".xlsx, .xls, .ods atau .csv")],
        dry_run: bool = False,
        partial: bool = False,
        region: Annotated[RegionCode | None, Query()] = None,
    ) -> dict[str, Any]:
        """Impor buku kerja rencana; `dry_run=true` hanya menilai setiap baris."""
        must_be(account, *KEEPERS)
        where = region_for(account, region, regions)
        try:
            async with readers.turn(account.username):
                done = await service.import_file(
                    await readers.received(file),
                    region=where,
                    dry_run=dry_run,
                    partial=partial,
                    by=account.username,
                )
                body = done.judged.body(language_of(request.headers.get("accept-language", "")))
        except FileRefused as error:
            raise file_problem(error) from None
        metrics.imported(done, dry_run=dry_run)
        if not dry_run and not done.applied:
            raise import_problem(done, body)
        return {**body, "dry_run": dry_run, "applied": done.applied, "region": where}

    @router.get("/export")
    async def export_plan(
        account: Caller, region: Annotated[RegionCode | None, Query()] = None
    ) -> Response:
        """Buku kerja yang dapat diimpor kembali tanpa perubahan."""
        must_be(account, *KEEPERS)
        where = region_for(account, region, regions)
        items, agencies = await service.content(where)
        name = f'attachment; filename="rencana-aksi-{where}.xlsx"'
        data = await asyncio.to_thread(write_plan, items, agencies)
        return Response(data, media_type=EXCEL, headers={"Content-Disposition": name})

    return router
