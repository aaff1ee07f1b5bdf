"""workbook received -> looked at, repaired, columns named, applied or left."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from chassis.http.body import takes, takes_a_file
from planner.pages.workbook_pages import IMPORT, WorkbookPages

UploadId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
ONE = f"{IMPORT}/{{upload_id}}"


def routes(workbooks: WorkbookPages) -> APIRouter:
    """The import of a workbook, for those who keep the plan."""
    router = APIRouter(route_class=workbooks.pages.route, include_in_schema=False)

    @router.get(IMPORT)
    async def show_form(request: Request) -> Response:
        """Formulir impor."""
        return await workbooks.form(request)

    @router.post(IMPORT)
    @takes_a_file
    async def receive(request: Request) -> Response:
        """Terima buku kerja, untuk dilihat dulu."""
        return await workbooks.receive(request)

    @router.get(ONE)
    async def show(request: Request, upload_id: UploadId) -> Response:
        """Apa yang akan berubah."""
        return await workbooks.show(request, upload_id)

    @router.post(f"{ONE}/sel")
    @takes(kilobytes=64)
    async def repair(request: Request, upload_id: UploadId) -> Response:
        """Perbaiki sel."""
        return await workbooks.repair(request, upload_id)

    @router.post(f"{ONE}/terapkan")
    @takes(kilobytes=4)
    async def apply(request: Request, upload_id: UploadId) -> Response:
        """Terapkan yang terlihat."""
        return await workbooks.apply(request, upload_id)

    @router.post(f"{ONE}/buang")
    @takes(kilobytes=4)
    async def discard(request: Request, upload_id: UploadId) -> Response:
        """Lupakan berkasnya."""
        return await workbooks.discard(request, upload_id)

    @router.get(f"{ONE}/ditolak")
    async def show_refused(request: Request, upload_id: UploadId) -> Response:
        """Baris yang ditolak, dengan alasannya."""
        return await workbooks.refused_rows(request, upload_id)

    return router
