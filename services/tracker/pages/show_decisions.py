"""decisions requested -> what the council decided, who has to do it by when, what came of it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.auth.auth import caller
from chassis.http.paging import Cursor
from tracker.decisions.query import DecisionFilter
from tracker.evidence.show_evidence import file_response
from tracker.pages.decision_pages import DECISIONS, NEW_DECISION, Asked, DecisionPages

Code = Annotated[str, Query(max_length=64)]


def routes(deciding: DecisionPages) -> APIRouter:
    """Keputusan dewan sebagai halaman."""
    router = APIRouter(route_class=deciding.pages.route, include_in_schema=False)

    @router.get(DECISIONS)
    async def show_decisions(
        request: Request,
        *,
        keadaan: DecisionFilter | Literal["", "semua"] = "",
        opd: Code = "",
        butir: Code = "",
        sesudah: Cursor = None,
    ) -> Response:
        """Keputusan yang masih terbuka, yang lewat batas dahulu; atau yang lain."""
        state = keadaan if isinstance(keadaan, DecisionFilter) else None
        asked = Asked(state, keadaan == "semua", opd, butir, sesudah)
        return await deciding.listed(request, asked)

    @router.get(NEW_DECISION)
    async def show_new_decision(request: Request, butir: Code = "", opd: Code = "") -> Response:
        """Formulir keputusan dewan."""
        return await deciding.new(request, butir, opd)

    @router.get(f"{DECISIONS}/{{decision_id}}")
    async def show_decision(
        request: Request, decision_id: Annotated[str, Path(max_length=64)]
    ) -> Response:
        """Satu keputusan, dan apa yang terjadi dengannya."""
        return await deciding.decision(request, decision_id)

    @router.get(f"{DECISIONS}/{{decision_id}}/risalah")
    async def show_minutes(
        request: Request, decision_id: Annotated[str, Path(max_length=64)]
    ) -> Response:
        """Berkas risalah satu keputusan, untuk diunduh."""
        return file_response(await deciding.decisions.minutes(caller(request), decision_id))

    return router
