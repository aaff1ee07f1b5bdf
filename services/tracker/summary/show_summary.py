"""GET /api/v1/summary."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from chassis.auth.auth import Auth, Caller
from chassis.clock import Clock
from contracts.words import Kind, RegionCode
from tracker.items.query import ItemQuery
from tracker.summary.repository import SummaryRepository
from tracker.summary.sums import summary_view


def routes(summaries: SummaryRepository, clock: Clock, auth: Auth) -> APIRouter:
    """Sums by pillar or agency of the items that the caller may see."""
    router = APIRouter(prefix="/api/v1", tags=["summary"], route_class=auth.route)

    @router.get("/summary")
    async def show_summary(
        account: Caller,
        by: Literal["pillar", "agency"] = "pillar",
        region: Annotated[RegionCode | None, Query()] = None,
        kind: Kind | None = None,
    ) -> dict[str, Any]:
        """Ringkasan per pilar atau per perangkat daerah."""
        now = clock.now()
        groups = await summaries.counted(
            ItemQuery(account.scope, region=region, kind=kind), (by,), now
        )
        return {"by": by, "as_of": now, "groups": summary_view(groups)}

    return router
