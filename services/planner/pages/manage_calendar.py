"""calendar of a region requested -> shown and saved on pages, with its holidays and extensions."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.http.body import takes
from chassis.text import Text
from planner.code import CODE_MOST
from planner.pages.calendar_pages import CALENDAR, CalendarPages
from planner.pages.holiday_pages import HolidayPages

RegionPath = Annotated[str, Path(max_length=CODE_MOST)]
DONE = {
    "simpan": Text("Kalender sudah disimpan.", "The calendar has been saved."),
    "izin": Text("Izin terlambat sudah diberikan.", "The extension has been granted."),
    "cabut": Text("Izin terlambat sudah dicabut.", "The extension has been withdrawn."),
}


def routes(calendars: CalendarPages, holidays: HolidayPages) -> APIRouter:
    """The reporting calendar of a region, for those who keep its plan."""
    router = APIRouter(route_class=calendars.pages.route, include_in_schema=False)
    one = f"{CALENDAR}/{{region}}"

    @router.get(CALENDAR)
    async def choose_calendar(
        request: Request, wilayah: Annotated[str | None, Query(max_length=CODE_MOST)] = None
    ) -> Response:
        """Ke kalender satu wilayah."""
        return await calendars.chosen(request, wilayah)

    @router.get(one)
    async def show_calendar(
        request: Request,
        region: RegionPath,
        selesai: Literal["simpan", "izin", "cabut"] | None = None,
    ) -> Response:
        """Kalender satu wilayah."""
        return await calendars.shown(request, region, DONE[selesai] if selesai else None)

    @router.post(one)
    @takes(kilobytes=64)
    async def save_calendar(request: Request, region: RegionPath) -> Response:
        """Simpan kalender pada versi yang dilihat."""
        return await calendars.save(request, region)

    @router.post(f"{one}/izin")
    async def grant_extension(request: Request, region: RegionPath) -> Response:
        """Beri izin terlambat."""
        return await calendars.grant(request, region)

    @router.post(f"{one}/izin/cabut")
    async def withdraw_extension(request: Request, region: RegionPath) -> Response:
        """Cabut izin terlambat."""
        return await calendars.withdraw(request, region)

    @router.get(f"{one}/libur")
    async def show_holidays(
        request: Request, region: RegionPath, selesai: Literal["simpan"] | None = None
    ) -> Response:
        """Hari libur satu wilayah."""
        return await holidays.shown(request, region, DONE[selesai] if selesai else None)

    @router.post(f"{one}/libur")
    @takes(kilobytes=64)
    async def save_holidays(request: Request, region: RegionPath) -> Response:
        """Simpan hari libur pada versi yang dilihat."""
        return await holidays.save(request, region)

    return router
