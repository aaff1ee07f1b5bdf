"""POST /api/v1/items/{item_id}/evidence: one file of evidence."""

from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Query, Response, UploadFile

from chassis.auth.auth import Auth, Caller
from chassis.http.body import ONE_FILE, takes_a_file
from chassis.http.strict import FILE_ALONE
from contracts import EvidenceAdded
from tracker.evidence.service import EvidenceService

ItemId = Annotated[str, Path(max_length=64)]
ReportKey = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=256,
        description="The report it belongs to, also one that is sent later.",
    ),
]


def routes(evidence: EvidenceService, auth: Auth) -> APIRouter:
    """Evidence by HTTP: each file by itself, so that one that fails repeats no other."""
    router = APIRouter(prefix="/api/v1/items", tags=["evidence"], route_class=auth.route)

    @router.post(
        "/{item_id}/evidence",
        status_code=201,
        dependencies=[FILE_ALONE],
        form_limits=ONE_FILE,
        response_model=EvidenceAdded,
        responses={200: {"model": EvidenceAdded, "description": "It was there already."}},
    )
    @takes_a_file
    async def post_evidence(
        account: Caller,
        item_id: ItemId,
        file: Annotated[UploadFile, File(description="Foto, PDF atau dokumen, sampai 10 MB")],
        response: Response,
        report_id: ReportKey = None,
    ) -> Any:
        """Kirim satu berkas bukti; 201 bila baru, 200 bila sudah ada."""
        piece, is_new = await evidence.add(account, item_id, report_id, file)
        response.status_code = 201 if is_new else 200
        return piece

    return router
