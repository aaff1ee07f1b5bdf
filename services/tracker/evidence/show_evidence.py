"""GET /api/v1/items/{item_id}/evidence, and a file of it."""

from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from chassis.auth.auth import Auth, Caller
from chassis.http.openapi import BINARY
from contracts import EvidenceAdded
from tracker.evidence.kept_files import Content
from tracker.evidence.post_evidence import ItemId
from tracker.evidence.service import EvidenceService
from tracker.items.repository import ItemRepository
from tracker.items.visible_item import visible_item

Form = Literal["original", "shown", "small"]
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", max_length=64)]
SANDBOX = "default-src 'none'; sandbox"


class EvidenceList(BaseModel):
    """The evidence of one item, the latest first."""

    evidence: list[EvidenceAdded]


def routes(items: ItemRepository, evidence: EvidenceService, auth: Auth) -> APIRouter:
    """Evidence of the items that the caller may see."""
    router = APIRouter(prefix="/api/v1/items", tags=["evidence"], route_class=auth.route)

    @router.get("/{item_id}/evidence", responses={200: {"model": EvidenceList}})
    async def list_evidence(account: Caller, item_id: ItemId) -> dict[str, Any]:
        """Bukti satu rencana aksi, yang terbaru dahulu."""
        item = await visible_item(items, account, item_id)
        return {"evidence": await evidence.of_item(account, item)}

    @router.get(
        "/{item_id}/evidence/{sha256}",
        response_class=Response,
        responses={200: {"content": {"*/*": {"schema": BINARY}}}},
    )
    async def show_evidence(
        account: Caller, item_id: ItemId, sha256: Sha256, form: Form = "original"
    ) -> Response:
        """Satu berkas bukti, untuk diunduh."""
        return file_response(await evidence.content(account, item_id, sha256, form=form))

    return router


def file_response(content: Content) -> Response:
    """A file to download, never to be opened as a page of this site."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(content.name)}",
        "Content-Security-Policy": SANDBOX,
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content.data, headers=headers, media_type=content.media_type)
