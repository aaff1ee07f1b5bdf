"""GET, POST /api/v1/agencies; GET, PUT /api/v1/agencies/{agency}."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from chassis.auth.auth import Auth, Caller, must_be
from chassis.http.body import takes
from chassis.http.paging import Cursor, Limit, after, page
from chassis.http.validation import wrong
from contracts.account import Account, Scope
from contracts.words import RegionCode
from planner.agencies.body import (
    AgencyPage,
    AgencyShown,
    NewAgency,
    RevisedAgency,
    agency_fields,
    agency_view,
    unchangeable,
)
from planner.agencies.query import AgencyQuery
from planner.agencies.repository import AgencyRepository
from planner.agencies.service import AgencyService
from planner.agencies.stored import StoredAgency
from planner.answers import AGENCY, no_such
from planner.code import CODE_MOST
from planner.regions.region import Regions
from planner.regions.scope import KEEPERS, region_for

AgencyPath = Annotated[str, Path(max_length=CODE_MOST)]


def routes(
    service: AgencyService, agencies: AgencyRepository, regions: Regions, auth: Auth
) -> APIRouter:
    """The routes of agencies and their contacts; addresses are shown to `KEEPERS` only."""
    router = APIRouter(prefix="/api/v1/agencies", tags=["agencies"], route_class=auth.route)

    async def visible(account: Account, code: str) -> StoredAgency:
        stored = await agencies.agency(code)
        if stored is None or account.region not in {None, stored.region}:
            raise no_such(AGENCY, code)
        return stored

    @router.get("", responses={200: {"model": AgencyPage}})
    async def list_agencies(
        *,
        account: Caller,
        region: Annotated[RegionCode | None, Query()] = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> dict[str, Any]:
        """Daftar perangkat daerah."""
        query = AgencyQuery(Scope(account.region), region=region)
        stored = await agencies.page(query, after(cursor), limit + 1)
        keeps = account.role in KEEPERS
        views = [agency_view(one, contacts=keeps) for one in stored]
        return page(views, limit, "agency")

    @router.post("", status_code=201, responses={201: {"model": AgencyShown}})
    @takes(kilobytes=128)
    async def create_agency(account: Caller, body: NewAgency) -> dict[str, Any]:
        """Tambah perangkat daerah."""
        must_be(account, *KEEPERS)
        region = region_for(account, body.region, regions)
        given = agency_fields(body, body.agency)
        created = await service.create(given, region=region, by=account.username)
        return agency_view(created, contacts=True)

    @router.get("/{code}", responses={200: {"model": AgencyShown}})
    async def show_agency(account: Caller, code: AgencyPath) -> dict[str, Any]:
        """Satu perangkat daerah."""
        stored = await visible(account, code)
        return agency_view(stored, contacts=account.role in KEEPERS)

    @router.put("/{code}", responses={200: {"model": AgencyShown}})
    @takes(kilobytes=128)
    async def revise_agency(
        account: Caller, code: AgencyPath, body: RevisedAgency
    ) -> dict[str, Any]:
        """Ubah perangkat daerah; `version` adalah versi yang diubah."""
        must_be(account, *KEEPERS)
        stored = await visible(account, code)
        if faults := unchangeable(body, stored):
            raise wrong(faults)
        given = agency_fields(body, code)
        revised = await service.revise(
            code, body.version, given, region=stored.region, by=account.username
        )
        return agency_view(revised, contacts=True)

    return router
