"""GET, POST /api/v1/items; GET, PUT /api/v1/items/{item_id}; POST .../cancel."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from chassis.auth.auth import Auth, Caller, must_be
from chassis.http.body import takes
from chassis.http.paging import Cursor, Limit, after, page
from chassis.http.validation import wrong
from contracts.account import Account
from contracts.words import AgencyCode, Kind, Pillar, RegionCode
from planner.answers import ITEM, no_such
from planner.code import CODE_MOST
from planner.items.body import (
    Cancellation,
    NewItem,
    PlanItemPage,
    PlanItemShown,
    RevisedItem,
    item_fields,
    item_view,
    unchangeable,
)
from planner.items.query import ItemQuery
from planner.items.repository import ItemRepository
from planner.items.service import ItemService
from planner.items.stored import StoredItem
from planner.regions.region import Regions
from planner.regions.scope import KEEPERS, region_for

ItemCode = Annotated[str, Path(max_length=CODE_MOST)]


def routes(service: ItemService, items: ItemRepository, regions: Regions, auth: Auth) -> APIRouter:
    """The item routes, limited to what the caller may see and do."""
    router = APIRouter(prefix="/api/v1/items", tags=["items"], route_class=auth.route)

    async def visible(account: Account, item_id: str) -> StoredItem:
        stored = await items.item(item_id)
        if stored is None or not account.scope.covers(
            region=stored.region, agency=stored.draft.agency
        ):
            raise no_such(ITEM, item_id)
        return stored

    @router.get("", responses={200: {"model": PlanItemPage}})
    async def list_items(
        *,
        account: Caller,
        region: Annotated[RegionCode | None, Query()] = None,
        pillar: Pillar | None = None,
        agency: Annotated[AgencyCode | None, Query()] = None,
        kind: Kind | None = None,
        limit: Limit = 100,
        cursor: Cursor = None,
    ) -> dict[str, Any]:
        """Daftar rencana aksi (items), in the order of their codes."""
        query = ItemQuery(account.scope, region=region, pillar=pillar, agency=agency, kind=kind)
        stored = await items.page(query, after(cursor), limit + 1)
        return page([item_view(one) for one in stored], limit, "item_id")

    @router.post("", status_code=201, responses={201: {"model": PlanItemShown}})
    @takes(kilobytes=128)
    async def create_item(account: Caller, body: NewItem) -> dict[str, Any]:
        """Tambah satu rencana aksi."""
        must_be(account, *KEEPERS)
        region = region_for(account, body.region, regions)
        given = item_fields(body, body.item_id)
        return item_view(await service.create(given, region=region, by=account.username))

    @router.get("/{item_id}", responses={200: {"model": PlanItemShown}})
    async def show_item(account: Caller, item_id: ItemCode) -> dict[str, Any]:
        """Satu rencana aksi."""
        return item_view(await visible(account, item_id))

    @router.put("/{item_id}", responses={200: {"model": PlanItemShown}})
    @takes(kilobytes=128)
    async def revise_item(account: Caller, item_id: ItemCode, body: RevisedItem) -> dict[str, Any]:
        """Ubah rencana aksi; `version` adalah versi yang diubah."""
        must_be(account, *KEEPERS)
        if faults := unchangeable(body, await visible(account, item_id)):
            raise wrong(faults)
        given = item_fields(body, item_id)
        by = account.username
        return item_view(await service.revise(item_id, body.version, given, by=by))

    @router.post("/{item_id}/cancel", responses={200: {"model": PlanItemShown}})
    async def cancel_item(
        account: Caller, item_id: ItemCode, body: Cancellation | None = None
    ) -> dict[str, Any]:
        """Batalkan rencana aksi; tetap tercatat, tidak lagi dinilai."""
        must_be(account, *KEEPERS)
        await visible(account, item_id)
        version = body.version if body else None
        return item_view(await service.cancel(item_id, version, by=account.username))

    return router
