"""GET /api/v1/bands: items in the bands of each scheme."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from chassis.auth.auth import Auth, Caller
from contracts.words import Kind, RegionCode
from tracker.as_of.as_of import Basis
from tracker.as_of.asked import Asked
from tracker.as_of.service import AsOfItems
from tracker.bands.repository import BandRepository
from tracker.bands.view import SchemeShown, counts_view, schemes_view
from tracker.items.narrowing import Narrowed
from tracker.items.query import ItemQuery
from tracker.summary.show_summary import By


class BandGroup(BaseModel):
    """Of one pillar or agency, the items in each band; bands with none left out."""

    key: str = Field(description="The pillar, or the agency's code.")
    bands: dict[str, dict[str, int]] = Field(description="By scheme and band.")


class BandCounts(BaseModel):
    """Items that the caller may see, by the bands of every scheme. Cancelled ones are in none, nor
    those of which nothing is planned yet.
    """

    by: By
    as_of: datetime
    basis: Basis | None = Field(description="What counts of the past; null for the counts of now.")
    schemes: list[SchemeShown]
    groups: list[BandGroup]


def routes(bands: BandRepository, past: AsOfItems, auth: Auth) -> APIRouter:
    """The bands of the items that the caller may see."""
    router = APIRouter(prefix="/api/v1", tags=["summary"], route_class=auth.route)

    @router.get("/bands", responses={200: {"model": BandCounts}})
    async def show_bands(
        *,
        account: Caller,
        narrowed: Narrowed,
        asked: Asked,
        by: By = "pillar",
        region: Annotated[RegionCode | None, Query()] = None,
        kind: Kind | None = None,
    ) -> dict[str, Any]:
        """Rencana aksi menurut tiap skema penilaian, per pilar atau per perangkat daerah."""
        wanted = ItemQuery(account.scope, region=region, kind=kind, **narrowed._asdict())
        async with past.at(await past.asked(account, asked)) as then:
            counted = await bands.counted(wanted, (by,), then.instant, then.past)
        return {
            "by": by,
            "as_of": then.instant,
            "basis": then.basis,
            "schemes": schemes_view(bands.schemes),
            "groups": counts_view(bands.schemes, counted),
        }

    return router
