"""changes of the plan asked for -> what changed between two days, and who changed it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from planner.pages.history_pages import CHANGES, DAYS, HistoryPages

Day = Annotated[str, Query(max_length=10, pattern=r"^(\d{4}-\d{2}-\d{2})?$")]

Days = Annotated[int, Query(ge=1, le=3660)]


def routes(changes: HistoryPages) -> APIRouter:
    """The changes of the plan, for those who keep it."""
    router = APIRouter(route_class=changes.pages.route, include_in_schema=False)

    @router.get(CHANGES)
    async def show_changes(
        request: Request, dari: Day = "", sampai: Day = "", hari: Days = DAYS
    ) -> Response:
        """Apa yang berubah dalam rencana."""
        return await changes.show(request, _day(dari), _day(sampai), hari)

    return router


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
