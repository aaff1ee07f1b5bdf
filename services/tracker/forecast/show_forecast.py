"""GET /api/v1/forecast: where all items together stand at the year's end if nothing changes."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from chassis.auth.auth import Auth, Caller
from contracts.words import AgencyCode, Kind, Pillar, RegionCode
from tracker.council.service import Council
from tracker.forecast.forecast import of_all
from tracker.forecast.forecast_rules import ForecastRules
from tracker.forecast.view import ForecastShown, forecast_view
from tracker.items.narrowing import Narrowed
from tracker.items.query import ItemQuery


class ForecastOfAll(ForecastShown):
    """Of the items that match and that the caller may see, weighted, from the year's curve."""

    as_of: datetime
    items: int
    planned_at_year_end: float | None = Field(
        description="Percent, by the plans of today; null without items."
    )


def routes(council: Council, rules: ForecastRules, auth: Auth) -> APIRouter:
    """Where it leads."""
    router = APIRouter(prefix="/api/v1", tags=["summary"], route_class=auth.route)

    @router.get("/forecast", responses={200: {"model": ForecastOfAll}})
    async def show_forecast(
        *,
        account: Caller,
        narrowed: Narrowed,
        region: Annotated[RegionCode | None, Query()] = None,
        pillar: Pillar | None = None,
        agency: Annotated[AgencyCode | None, Query()] = None,
        kind: Kind | None = None,
    ) -> dict[str, Any]:
        """Perkiraan capaian akhir tahun bila tidak ada yang berubah."""
        wanted = ItemQuery(
            region=region, pillar=pillar, agency=agency, kind=kind, **narrowed._asdict()
        )
        overview = await council.overview(account, wanted)
        return {
            **forecast_view(of_all(overview, rules), rules),
            "as_of": overview.at,
            "items": overview.total.items,
            "planned_at_year_end": overview.curve[-1].planned if overview.curve else None,
        }

    return router
