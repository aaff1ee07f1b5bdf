"""GET /api/v1/summary."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chassis.auth.auth import Auth, Caller
from contracts.words import Kind, RegionCode, Rupiah, Status
from tracker.as_of.as_of import Basis
from tracker.as_of.asked import Asked
from tracker.as_of.service import AsOfItems
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
        "they are not counted: by partner, district or rural, and for the past."
    )


class Summary(BaseModel):
    """Sums and counts of the items that the caller may see, never ratios."""

    by: By
    as_of: datetime
    basis: Basis | None = Field(description="What counts of the past; null for the sums of now.")
    groups: list[SummaryGroup]


ToLookAt = Callable[[ItemQuery, Sequence[str]], Awaitable[Mapping[tuple[str, ...], int]]]
"""How many reports are to be looked at, by the values of some fields."""


def routes(
    summaries: SummaryRepository, to_look_at: ToLookAt, past: AsOfItems, auth: Auth
) -> APIRouter:
    """Sums by pillar or agency of the items that the caller may see."""
    router = APIRouter(prefix="/api/v1", tags=["summary"], route_class=auth.route)

    @router.get("/summary", responses={200: {"model": Summary}})
    async def show_summary(
        *,
        account: Caller,
        narrowed: Narrowed,
        asked: Asked,
        by: By = "pillar",
        region: Annotated[RegionCode | None, Query()] = None,
        kind: Kind | None = None,
    ) -> dict[str, Any]:
        """Ringkasan per pilar atau per perangkat daerah."""
        wanted = ItemQuery(account.scope, region=region, kind=kind, **narrowed._asdict())
        async with past.at(await past.asked(account, asked)) as then:
            groups = await summaries.counted(wanted, (by,), then.instant, then.past)
        is_counted = narrowed.is_wide and then.past is None
        looked = await to_look_at(wanted, (by,)) if is_counted else None
        shown = summary_view(groups, looked)
        return {"by": by, "as_of": then.instant, "basis": then.basis, "groups": shown}

    return router
