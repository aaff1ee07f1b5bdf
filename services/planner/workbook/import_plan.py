"""POST /api/v1/imports and GET /api/v1/export: import and export of the plan as a workbook."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from pydantic import BaseModel, Field

from chassis.auth.auth import Auth, Caller, must_be
from chassis.files.download import EXCEL, download
from chassis.files.importing import ImportedRows, import_answer
from chassis.files.readers import FileReaders
from chassis.http.body import ONE_FILE, takes_a_file
from chassis.http.openapi import BINARY
from chassis.http.strict import FILE_ALONE
from contracts.words import RegionCode
from planner.metrics import Metrics
from planner.regions.region import Regions
from planner.regions.scope import KEEPERS, region_for
from planner.workbook.plan_file import PlanFile
from planner.workbook.service import PlanImport, WorkbookService


class RowCounts(BaseModel):
    """How many rows have each verdict."""

    accepted: int
    changed: int
    unchanged: int
    refused: int


class ChangedRow(BaseModel):
    """A row that changes what is stored."""

    sheet: str
    row: int
    code: str
    fields: list[str]
    goes_back: dict[str, int]
    """The fields whose new value is one that a former version had, and that version."""


class ImportedPlan(ImportedRows):
    """What became of the rows of a plan's workbook, all of them and by sheet."""

    items: RowCounts
    agencies: RowCounts
    errors_left_out: int = Field(description="Further errors, not listed.")
    changes: list[ChangedRow]
    region: str


def routes(
    service: WorkbookService,
    regions: Regions,
    metrics: Metrics,
    auth: Auth,
    *,
    readers: FileReaders[PlanFile],
) -> APIRouter:
    """The workbook routes."""
    router = APIRouter(prefix="/api/v1", tags=["workbook"], route_class=auth.route)

    @router.post(
        "/imports",
        dependencies=[FILE_ALONE],
        form_limits=ONE_FILE,
        responses={200: {"model": ImportedPlan}},
    )
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

        async def work(data: bytes) -> PlanImport:
            done = await service.import_file(
                data, region=where, dry_run=dry_run, partial=partial, by=account.username
            )
            metrics.imported(done, dry_run=dry_run)
            return done

        answer = await import_answer(
            request, file, owner=account.username, readers=readers, dry_run=dry_run, work=work
        )
        return {**answer, "region": where}

    @router.get(
        "/export",
        response_class=Response,
        responses={200: {"content": {EXCEL: {"schema": BINARY}}}},
    )
    async def export_plan(
        account: Caller, region: Annotated[RegionCode | None, Query()] = None
    ) -> Response:
        """Buku kerja yang dapat diimpor kembali tanpa perubahan."""
        must_be(account, *KEEPERS)
        where = region_for(account, region, regions)
        data, _ = await service.export(where, by=account.username)
        return download(data, f"rencana-aksi-{where}.xlsx")

    return router
