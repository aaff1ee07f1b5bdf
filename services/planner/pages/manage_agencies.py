"""agencies requested -> listed, made and changed on pages, with their contacts."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.http.body import takes
from chassis.http.paging import Cursor
from chassis.text import Text
from planner.code import CODE_MOST
from planner.pages.agency_pages import AGENCIES, AgencyPages

NEW = "/rencana/opd-baru"
AgencyPath = Annotated[str, Path(max_length=CODE_MOST)]
DONE = {
    "baru": Text("Perangkat daerah sudah dibuat.", "The agency has been made."),
    "ubah": Text("Perubahan sudah disimpan.", "The change has been saved."),
}


def routes(agencies: AgencyPages) -> APIRouter:
    """The agencies and their contacts, for those who keep the plan."""
    router = APIRouter(route_class=agencies.pages.route, include_in_schema=False)

    @router.get(AGENCIES)
    async def list_agencies(
        request: Request,
        *,
        cari: Annotated[str, Query(max_length=100)] = "",
        sesudah: Cursor = None,
    ) -> Response:
        """Perangkat daerah yang boleh diubah pembaca."""
        return await agencies.listed(request, cari.strip(), sesudah)

    @router.get(NEW)
    async def show_new(request: Request) -> Response:
        """Formulir perangkat daerah baru."""
        return await agencies.new(request)

    @router.post(NEW)
    @takes(kilobytes=64)
    async def make_agency(request: Request) -> Response:
        """Buat perangkat daerah."""
        return await agencies.make(request)

    @router.get(f"{AGENCIES}/{{code}}")
    async def show_agency(
        request: Request, code: AgencyPath, selesai: Literal["baru", "ubah"] | None = None
    ) -> Response:
        """Satu perangkat daerah."""
        return await agencies.stored(request, code, DONE[selesai] if selesai else None)

    @router.post(f"{AGENCIES}/{{code}}")
    @takes(kilobytes=64)
    async def revise_agency(request: Request, code: AgencyPath) -> Response:
        """Ubah perangkat daerah pada versi yang dilihat."""
        return await agencies.revise(request, code)

    return router
