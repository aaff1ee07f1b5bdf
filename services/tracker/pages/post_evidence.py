"""evidence form shown -> file added to an item or its report; a file shown to who may see it."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from chassis.auth.auth import caller
from chassis.http.body import takes_a_file
from chassis.http.problem import Problem
from chassis.text import Text
from chassis.web.pages import Pages, form_with_file, wrong_form
from tracker.evidence.service import EvidenceService
from tracker.evidence.show_evidence import Sha256, file_response
from tracker.evidence.virus_scan import VirusScan
from tracker.items.repository import ItemRepository
from tracker.items.visible_item import visible_item
from tracker.pages.show_item import ItemId, item_path
from tracker.pages.show_receipt import receipt_path

PATH = "/kemajuan/butir/{item_id}/bukti"
SHOWN = frozenset({403, 409, 413, 422, 503})
ReportQuery = Annotated[str | None, Query(min_length=1, max_length=256)]


def routes(
    pages: Pages, items: ItemRepository, evidence: EvidenceService, virus_scan: VirusScan
) -> APIRouter:
    """The form for one file, and the files."""
    router = APIRouter(route_class=pages.route, include_in_schema=False)

    async def form(
        request: Request,
        item_id: str,
        laporan: str | None,
        errors: Mapping[str, Text],
        status: int = 200,
    ) -> Response:
        item = await visible_item(items, caller(request), item_id)
        facts = {"item": item, "report_id": laporan, "errors": errors, "scans": virus_scan.is_on}
        return pages.render(request, "evidence.html", facts, status)

    @router.get(PATH)
    async def show_form(request: Request, item_id: ItemId, laporan: ReportQuery = None) -> Response:
        """Formulir bukti."""
        return await form(request, item_id, laporan, {})

    @router.post(PATH)
    @takes_a_file
    async def post_evidence(
        request: Request, item_id: ItemId, laporan: ReportQuery = None
    ) -> Response:
        """Satu berkas bukti, lalu kembali ke tanda terima atau rencana aksinya."""
        file, _, is_own = await form_with_file(request)
        if not is_own:
            return await form(request, item_id, laporan, {"file": wrong_form()}, 409)
        if file is None:
            return await form(request, item_id, laporan, {"file": _choose()}, 422)
        try:
            await evidence.add(caller(request), item_id, laporan, file)
        except Problem as problem:
            if problem.status not in SHOWN:
                raise
            message = problem.faults[0].message if problem.faults else problem.detail
            return await form(request, item_id, laporan, {"file": message}, problem.status)
        return RedirectResponse(receipt_path(laporan) if laporan else item_path(item_id), 303)

    @router.get(f"{PATH}/{{sha256}}")
    async def show_evidence(
        request: Request,
        item_id: ItemId,
        sha256: Sha256,
        bentuk: Literal["asli", "kecil"] = "asli",
    ) -> Response:
        """Satu berkas bukti, atau gambar kecilnya."""
        form = "small" if bentuk == "kecil" else "original"
        return file_response(await evidence.content(caller(request), item_id, sha256, form=form))

    return router


def _choose() -> Text:
    return Text("Berkas: pilih satu foto atau dokumen.", "File: choose a photo or a document.")
