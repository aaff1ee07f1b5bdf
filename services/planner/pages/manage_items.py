"""items of the plan requested -> listed, made, changed, cancelled and restored on pages."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.http.body import takes
from chassis.http.paging import Cursor
from chassis.text import Text
from contracts.words import AgencyCode, Kind, Pillar
from planner.code import CODE_MOST
from planner.pages.item_pages import ITEMS, ItemPages

NEW = "/rencana/butir-baru"
ItemCode = Annotated[str, Path(max_length=CODE_MOST)]
Done = Literal["baru", "ubah", "batal", "pulih", "kembali"]
DONE = {
    "baru": Text("Rencana aksi sudah dibuat.", "The item has been made."),
    "ubah": Text("Perubahan sudah disimpan.", "The change has been saved."),
    "batal": Text(
        "Rencana aksi sudah dibatalkan; tetap tercatat, tidak lagi dinilai.",
        "The item has been cancelled; it is kept, and judged no longer.",
    ),
    "pulih": Text(
        "Pembatalan sudah dicabut; rencana aksi dinilai lagi.",
        "The cancellation has been undone; the item is judged again.",
    ),
    "kembali": Text(
        "Isi versi yang lama sudah dikembalikan, sebagai versi baru.",
        "The former content is back, as a new version.",
    ),
}


def routes(items: ItemPages) -> APIRouter:
    """The items of the plan, for those who keep it."""
    router = APIRouter(route_class=items.pages.route, include_in_schema=False)

    @router.get(ITEMS)
    async def list_items(
        request: Request,
        *,
        cari: Annotated[str, Query(max_length=100)] = "",
        pilar: Pillar | Literal[""] = "",
        opd: AgencyCode | Literal[""] = "",
        jenis: Kind | Literal[""] = "",
        sesudah: Cursor = None,
    ) -> Response:
        """Rencana aksi yang boleh diubah pembaca."""
        wanted = {"pilar": str(pilar), "opd": opd, "jenis": str(jenis)}
        return await items.listed(request, cari.strip(), wanted, sesudah)

    @router.get(NEW)
    async def show_new(request: Request) -> Response:
        """Formulir rencana aksi baru."""
        return await items.new(request)

    @router.post(NEW)
    @takes(kilobytes=64)
    async def make_item(request: Request) -> Response:
        """Buat rencana aksi."""
        return await items.make(request)

    @router.get(f"{ITEMS}/{{item_id}}")
    async def show_item(
        request: Request, item_id: ItemCode, selesai: Done | None = None
    ) -> Response:
        """Satu rencana aksi."""
        return await items.stored(request, item_id, DONE[selesai] if selesai else None)

    @router.post(f"{ITEMS}/{{item_id}}")
    @takes(kilobytes=64)
    async def revise_item(request: Request, item_id: ItemCode) -> Response:
        """Ubah rencana aksi pada versi yang dilihat."""
        return await items.revise(request, item_id)

    @router.post(f"{ITEMS}/{{item_id}}/batal")
    @takes(kilobytes=8)
    async def cancel_item(request: Request, item_id: ItemCode) -> Response:
        """Batalkan, dengan alasannya."""
        return await items.cancel(request, item_id)

    @router.post(f"{ITEMS}/{{item_id}}/pulih")
    @takes(kilobytes=4)
    async def restore_item(request: Request, item_id: ItemCode) -> Response:
        """Cabut pembatalan."""
        return await items.restore(request, item_id)

    @router.post(f"{ITEMS}/{{item_id}}/kembali")
    @takes(kilobytes=4)
    async def revert_item(request: Request, item_id: ItemCode) -> Response:
        """Kembalikan ke versi yang lama."""
        return await items.revert(request, item_id)

    return router
