"""workbook asked for -> the plan as one, or an empty one to fill in."""

from fastapi import APIRouter, Request, Response

from contracts.words import RegionCode
from planner.pages.workbook_pages import WorkbookPages


def routes(workbooks: WorkbookPages) -> APIRouter:
    """Workbooks to take along, for those who keep the plan."""
    router = APIRouter(route_class=workbooks.pages.route, include_in_schema=False)

    @router.get("/rencana/templat")
    async def show_template(request: Request, wilayah: RegionCode | None = None) -> Response:
        """Buku kerja kosong."""
        return await workbooks.template(request, wilayah)

    @router.get("/rencana/ekspor")
    async def show_export(request: Request, wilayah: RegionCode | None = None) -> Response:
        """Rencana sebagai buku kerja."""
        return await workbooks.export(request, wilayah)

    return router
