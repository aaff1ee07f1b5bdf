"""GET /api/v1/index/{region}: Kominfo's index of a region."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from chassis.auth.auth import Auth, Caller
from contracts.words import RegionCode
from tracker.index.service import IndexService
from tracker.index.view import IndexShown, index_view
from tracker.index.weights import Year


def routes(index: IndexService, auth: Auth) -> APIRouter:
    """The index, for whom the whole region may be shown to."""
    router = APIRouter(prefix="/api/v1", tags=["summary"], route_class=auth.route)

    @router.get("/index/{region}", responses={200: {"model": IndexShown}})
    async def show_index(
        account: Caller,
        region: Annotated[RegionCode, Path()],
        year: Annotated[Year | None, Query(description="Left out: the present one.")] = None,
    ) -> dict[str, Any]:
        """Indeks kota cerdas menurut Kominfo: diklaim dan terbukti."""
        return index_view(await index.of(account, region, year))

    return router
