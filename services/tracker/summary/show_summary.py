"""GET /api/v1/summary."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chassis.auth.auth import Auth, Caller
from chassis.clock import Clock
from contracts.words import Kind, RegionCode, Rupiah, Status
from tracker.items.narrowing import Narrowed
from tracker.items.query import ItemQuery
from tracker.summary.repository import SummaryRepository
from tracker.summary.sums import summary_view

By = Literal["pillar", "agency"]


class SummaryGroup(BaseModel):
    """Sums of the items of one pillar or agency; cancelled ones add no weight and no money."""

    key: str = Field(description="The pillar, or the agency's code.")
    items: int
    by_status: dict[Status, int] = Field(description="How many items; statuses with none left out.")
    weight: float
    weight_done: float = Field(description="Weight times actual progress.")
    weight_done_proven: float = Field(
        description="That part of it which has the evidence that the region asks for."
    )
    weight_done_verified: float = Field(
        description="Weight times progress as the verified reports say."
    )
    weight_done_signed: float = Field(
        description="Weight times progress as the signed reports say."
    )
    weight_planned: float = Field(description="Weight times planned progress.")
    budget: Rupiah
    budget_realised: Rupiah
    reports_to_look_at: int | None = Field(
        description="Reports with something to look at that no verifier has dismissed; null where "
        "they are not counted: by partner, district or rural."
    )


class Summary(BaseModel):
    """Sums and counts of the items that the caller may see, never ratios."""

    by: By
    as_of: datetime
    groups: list[SummaryGroup]


ToLookAt = Callable[[ItemQuery, Sequence[str]], Awaitable[Mapping[tuple[str, ...], int]]]
"""How many reports are to be looked at, by the values of some fields."""


def routes(
    summaries: SummaryRepository, to_look_at: ToLookAt, clock: Clock, auth: Auth
) -> APIRouter:
    """Sums by pillar or agency of the items that the caller may see."""
    router = APIRouter(prefix="/api/v1", tags=["summary"], route_class=auth.route)

    @router.get("/summary", responses={200: {"model": Summary}})
    async def show_summary(
        *,
        account: Caller,
        narrowed: Narrowed,
        by: By = "pillar",
        region: Annotated[RegionCode | None, Query()] = None,
        kind: Kind | None = None,
    ) -> dict[str, Any]:
        """Ringkasan per pilar atau per perangkat daerah."""
        now = clock.now()
        wanted = ItemQuery(account.scope, region=region, kind=kind, **narrowed._asdict())
        groups = await summaries.counted(wanted, (by,), now)
        looked = await to_look_at(wanted, (by,)) if narrowed.is_wide else None
        return {"by": by, "as_of": now, "groups": summary_view(groups, looked)}

    return router
