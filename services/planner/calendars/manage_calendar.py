"""GET, PUT /api/v1/calendars/{region}; POST, DELETE its extensions."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from chassis.auth.auth import Auth, Caller
from chassis.http.body import takes
from planner.calendars.body import (
    CalendarShown,
    NewExtension,
    RevisedCalendar,
    asked_of,
    calendar_view,
    draft_of,
)
from planner.calendars.service import CalendarService
from planner.code import CODE_MOST

RegionPath = Annotated[str, Path(max_length=CODE_MOST)]
CodePath = Annotated[str, Path(max_length=CODE_MOST)]


def routes(service: CalendarService, auth: Auth) -> APIRouter:
    """The routes of the regions' reporting calendars; every account of a region sees its own."""
    router = APIRouter(prefix="/api/v1/calendars", tags=["calendars"], route_class=auth.route)

    @router.get("/{region}", responses={200: {"model": CalendarShown}})
    async def show_calendar(account: Caller, region: RegionPath) -> dict[str, Any]:
        """Kalender pelaporan; versi 0 baru usulan, belum disimpan."""
        return calendar_view(await service.shown(region, to=account))

    @router.put("/{region}", responses={200: {"model": CalendarShown}})
    @takes(kilobytes=64)
    async def save_calendar(
        account: Caller, region: RegionPath, body: RevisedCalendar
    ) -> dict[str, Any]:
        """Simpan kalender pelaporan; `version` adalah versi yang diubah. Izin terlambat tetap."""
        saved = await service.save(region, body.version, draft_of(body), by=account)
        return calendar_view(saved)

    @router.post("/{region}/extensions", status_code=201, responses={201: {"model": CalendarShown}})
    async def grant_extension(
        account: Caller, region: RegionPath, body: NewExtension
    ) -> dict[str, Any]:
        """Beri izin terlambat kepada satu perangkat daerah untuk satu periode."""
        return calendar_view(await service.grant(region, asked_of(body), by=account))

    @router.delete(
        "/{region}/extensions/{agency}/{period}", responses={200: {"model": CalendarShown}}
    )
    async def withdraw_extension(
        account: Caller, region: RegionPath, agency: CodePath, period: CodePath
    ) -> dict[str, Any]:
        """Cabut izin terlambat satu perangkat daerah untuk satu periode."""
        return calendar_view(await service.withdraw(region, agency, period, by=account))

    return router
