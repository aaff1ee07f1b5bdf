"""GET, POST /api/v1/agencies; GET, PUT /api/v1/agencies/{agency}."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from chassis.auth.auth import Auth, Caller, must_be
from chassis.http.body import takes
from chassis.http.paging import Cursor, Limit, after, page
from chassis.http.validation import wrong
from contracts.account import Account, Scope
from contracts.words import RegionCode
from planner.agencies.query import AgencyQuery
from planner.answers import AGENCY, no_such
from planner.code import CODE_MOST
from planner.items.body import NewAgency, RevisedAgency, agency_fields, agency_view, unchangeable
from planner.items.documents import agency_of
from planner.items.repository import Store
from planner.items.service import Plan
from planner.region import Regions
from planner.scope import KEEPERS, region_for

AgencyPath = Annotated[str, Path(max_length=CODE_MOST)]


def routes(plan: Plan, store: Store, regions: Regions, auth: Auth) -> APIRouter:
    """Agencies and their contacts; addresses are shown to those who keep them."""
    router = APIRouter(prefix="/api/v1/agencies", tags=["agencies"], route_class=auth.route)

    async def in_region(account: Account, code: str) -> dict[str, Any]:
        row = await store.agency_row(code)
        if row is None or account.region not in {None, row["region"]}:
            raise no_such(AGENCY, code)
        return row

    @router.get("")
    async def list_agencies(
        *,
        account: Caller,
        region: Annotated[RegionCode | None, Query()] = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> dict[str, Any]:
        """Daftar perangkat daerah."""
        query = AgencyQuery(Scope(account.region), region=region)
        rows = await store.agency_page(query, after(cursor), limit + 1)
        keeps = account.role in KEEPERS
        views = [agency_view(agency_of(row), contacts=keeps) for row in rows]
        return page(views, limit, "agency")

    @router.post("", status_code=201)
    @takes(kilobytes=128)
    async def create_agency(account: Caller, body: NewAgency) -> dict[str, Any]:
        """Tambah perangkat daerah."""
        must_be(account, *KEEPERS)
        region = region_for(account, body.region, regions)
        given = agency_fields(body, body.agency)
        made = await plan.create_agency(given, region=region, by=account.username)
        return agency_view(made, contacts=True)

    @router.get("/{code}")
    async def show_agency(account: Caller, code: AgencyPath) -> dict[str, Any]:
        """Satu perangkat daerah."""
        row = await in_region(account, code)
        return agency_view(agency_of(row), contacts=account.role in KEEPERS)

    @router.put("/{code}")
    @takes(kilobytes=128)
    async def revise_agency(
        account: Caller, code: AgencyPath, body: RevisedAgency
    ) -> dict[str, Any]:
        """Ubah perangkat daerah; `version` adalah versi yang diubah."""
        must_be(account, *KEEPERS)
        row = await in_region(account, code)
        if faults := unchangeable(body, agency_view(agency_of(row), contacts=False)):
            raise wrong(faults)
        given = agency_fields(body, code)
        revised = await plan.revise_agency(
            code, body.version, given, region=row["region"], by=account.username
        )
        return agency_view(revised, contacts=True)

    return router
