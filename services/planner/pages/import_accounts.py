"""workbook of accounts received -> looked at, made with one-time passwords shown once, or left."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from chassis.http.body import takes, takes_a_file
from planner.pages.account_import_pages import IMPORT, AccountImportPages

UploadId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
ONE = f"{IMPORT}/{{upload_id}}"


def routes(imports: AccountImportPages) -> APIRouter:
    """The import of accounts, for those who manage accounts."""
    router = APIRouter(route_class=imports.pages.route, include_in_schema=False)

    @router.get(IMPORT)
    async def show_form(request: Request) -> Response:
        """Formulir impor akun."""
        return await imports.form(request)

    @router.post(IMPORT)
    @takes_a_file
    async def receive(request: Request) -> Response:
        """Terima buku kerja akun, untuk dilihat dulu."""
        return await imports.receive(request)

    @router.get(f"{IMPORT}/templat")
    async def show_template(request: Request) -> Response:
        """Buku kerja kosong untuk akun."""
        return await imports.template(request)

    @router.get(ONE)
    async def show(request: Request, upload_id: UploadId) -> Response:
        """Akun mana yang akan dibuat."""
        return await imports.show(request, upload_id)

    @router.post(f"{ONE}/terapkan")
    @takes(kilobytes=4)
    async def apply(request: Request, upload_id: UploadId) -> Response:
        """Buat akun yang terlihat; kata sandi sekali pakainya tampak sekali ini saja."""
        return await imports.apply(request, upload_id)

    @router.get(f"{ONE}/kemajuan")
    async def show_progress(request: Request, upload_id: UploadId) -> Response:
        """Berapa kata sandi yang sudah dibuat."""
        return await imports.progress(request, upload_id)

    @router.post(f"{ONE}/buang")
    @takes(kilobytes=4)
    async def discard(request: Request, upload_id: UploadId) -> Response:
        """Lupakan berkasnya."""
        return await imports.discard(request, upload_id)

    @router.get(f"{ONE}/ditolak")
    async def show_refused(request: Request, upload_id: UploadId) -> Response:
        """Baris yang ditolak, dengan alasannya."""
        return await imports.refused_rows(request, upload_id)

    return router
