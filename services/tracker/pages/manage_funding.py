"""export of SIPD received -> looked at, its figures taken; sub kegiatan linked to items."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.http.body import takes, takes_a_file
from tracker.pages.funding_form import FUNDING, PAGE, PROPOSALS, SHOW, WORDS, WORDS_MOST, YEAR
from tracker.pages.funding_pages import FundingPages
from tracker.pages.show_item import ItemId

UploadId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Short = Annotated[str, Query(max_length=WORDS_MOST)]
ONE = f"{FUNDING}/{{upload_id}}"


def routes(funding: FundingPages) -> APIRouter:
    """The money side, for those of an agency; an item's money for who may see the item."""
    router = APIRouter(route_class=funding.pages.route, include_in_schema=False)

    @router.get(FUNDING)
    async def show(  # noqa: PLR0917 - the fields of an address
        request: Request,
        tahun: Short = "",
        cari: Short = "",
        tampil: Short = "",
        hal: Short = "",
        usulan: Short = "",
    ) -> Response:
        """Uang dari SIPD: sub kegiatan satu tahun, menurut pilihannya."""
        given = {YEAR: tahun, WORDS: cari, SHOW: tampil, PAGE: hal, PROPOSALS: usulan}
        return await funding.overview(request, given=given)

    @router.post(FUNDING)
    @takes_a_file
    async def receive(request: Request) -> Response:
        """Terima ekspor SIPD, untuk dilihat dulu."""
        return await funding.receive(request)

    @router.post(f"{FUNDING}/tautan")
    @takes(kilobytes=64)
    async def link(request: Request) -> Response:
        """Simpan rencana aksi dari tiap sub kegiatan."""
        return await funding.link(request)

    @router.get(f"{FUNDING}/batal")
    async def ask_withdrawal(request: Request, berkas: Short = "") -> Response:
        """Yang berubah bila angka satu berkas dibatalkan."""
        return await funding.ask_withdrawal(request, berkas)

    @router.post(f"{FUNDING}/batal")
    @takes(kilobytes=4)
    async def withdraw(request: Request) -> Response:
        """Batalkan angka dari satu berkas."""
        return await funding.withdraw(request)

    @router.get(ONE)
    async def show_file(request: Request, upload_id: UploadId) -> Response:
        """Isi satu ekspor, sebelum disimpan."""
        return await funding.show(request, upload_id)

    @router.post(f"{ONE}/simpan")
    @takes(kilobytes=16)
    async def confirm(request: Request, upload_id: UploadId) -> Response:
        """Simpan angkanya."""
        return await funding.confirm(request, upload_id)

    @router.post(f"{ONE}/buang")
    @takes(kilobytes=4)
    async def discard(request: Request, upload_id: UploadId) -> Response:
        """Lupakan berkasnya."""
        return await funding.discard(request, upload_id)

    @router.get("/kemajuan/butir/{item_id}/uang")
    async def show_item_money(request: Request, item_id: ItemId) -> Response:
        """Uang satu rencana aksi menurut sub kegiatannya."""
        return await funding.of_item(request, item_id)

    return router
