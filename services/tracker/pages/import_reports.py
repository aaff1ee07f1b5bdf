"""spreadsheet of reports received -> looked at, its columns named, recorded or left."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from chassis.http.body import takes, takes_a_file
from tracker.pages.sheet_pages import IMPORT, SheetPages

UploadId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
ONE = f"{IMPORT}/{{upload_id}}"


def routes(sheets: SheetPages) -> APIRouter:
    """Reports by spreadsheet, for those who may report."""
    router = APIRouter(route_class=sheets.pages.route, include_in_schema=False)

    @router.get(IMPORT)
    async def show_form(request: Request) -> Response:
        """Lapor lewat lembar kerja."""
        return await sheets.form(request)

    @router.post(IMPORT)
    @takes_a_file
    async def receive(request: Request) -> Response:
        """Terima lembar kerja, untuk dilihat dulu."""
        return await sheets.receive(request)

    @router.get(f"{IMPORT}/buku")
    async def show_prefilled(request: Request) -> Response:
        """Buku kerja perangkat daerah saya, untuk diisi."""
        return await sheets.prefilled(request)

    @router.get(ONE)
    async def show(request: Request, upload_id: UploadId) -> Response:
        """Apa yang akan dicatat, atau sudah sampai mana."""
        return await sheets.show(request, upload_id)

    @router.post(f"{ONE}/kolom")
    @takes(kilobytes=64)
    async def say(request: Request, upload_id: UploadId) -> Response:
        """Sebut arti kolom, dan isi untuk semua baris."""
        return await sheets.say(request, upload_id)

    @router.post(f"{ONE}/catat")
    @takes(kilobytes=4)
    async def confirm(request: Request, upload_id: UploadId) -> Response:
        """Catat yang terlihat."""
        return await sheets.confirm(request, upload_id)

    @router.post(f"{ONE}/buang")
    @takes(kilobytes=4)
    async def discard(request: Request, upload_id: UploadId) -> Response:
        """Lupakan berkasnya."""
        return await sheets.discard(request, upload_id)

    @router.get(f"{ONE}/ditolak")
    async def show_refused(request: Request, upload_id: UploadId) -> Response:
        """Baris yang ditolak, dengan alasannya."""
        return await sheets.refused_rows(request, upload_id)

    return router
