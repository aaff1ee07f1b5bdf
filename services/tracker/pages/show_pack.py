"""evaluation pack requested -> a zip to download."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from chassis.auth.auth import caller
from chassis.web.pages import Pages
from tracker.evaluation.service import EvaluationPacks
from tracker.index.weights import Year
from tracker.pages.show_index import INDEX

PACK = f"{INDEX}/paket"


def routes(pages: Pages, packs: EvaluationPacks) -> APIRouter:
    """Paket evaluasi."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    @router.get(PACK)
    async def show_pack(
        request: Request,
        wilayah: Annotated[str, Query(max_length=32)] = "",
        tahun: Year | None = None,
    ) -> Response:
        """Satu zip: PDF, buku kerja, CSV, dan daftar berkas dengan sidik jarinya."""
        pack = await packs.of(caller(request), wilayah, tahun)
        headers = {"Content-Disposition": f'attachment; filename="{pack.name}"'}
        return Response(pack.content, headers=headers, media_type="application/zip")

    return router
