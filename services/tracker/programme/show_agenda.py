"""GET /api/v1/agenda/{region}: what comes in the next months."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from chassis.auth.auth import Auth, Caller
from contracts.words import RegionCode
from tracker.programme.service import AgendaService
from tracker.programme.view import AgendaShown, agenda_view


def routes(agendas: AgendaService, auth: Auth) -> APIRouter:
    """The agenda of a region that the caller may see."""
    router = APIRouter(prefix="/api/v1", tags=["periods"], route_class=auth.route)

    @router.get("/agenda/{region}", responses={200: {"model": AgendaShown}})
    async def show_agenda(account: Caller, region: Annotated[RegionCode, Path()]) -> dict[str, Any]:
        """Tahap program, batas pelaporan dan quick win yang jatuh tempo, enam bulan ke depan."""
        chosen, found = await agendas.of(account, region)
        return agenda_view(chosen, found, agendas.programme)

    return router
