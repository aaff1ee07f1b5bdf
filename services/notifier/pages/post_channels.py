"""channels of an address chosen -> written; the page says which come first."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.http.body import takes
from notifier.pages.channel_pages import CHANNELS, ChannelPages

AgencyCode = Annotated[str, Path(max_length=64)]


def routes(channels: ChannelPages) -> APIRouter:
    """Saluran setiap alamat."""
    router = APIRouter(route_class=channels.pages.route, include_in_schema=False)

    @router.get(CHANNELS)
    async def show_channels(
        request: Request, sesudah: Annotated[str | None, Query(max_length=200)] = None
    ) -> Response:
        """Saluran setiap alamat."""
        return await channels.listed(request, sesudah)

    @router.get(f"{CHANNELS}/{{agency}}")
    async def show_agency(
        request: Request, agency: AgencyCode, selesai: Literal["ya", ""] = ""
    ) -> Response:
        """Saluran alamat satu perangkat daerah."""
        return await channels.one(request, agency, is_saved=bool(selesai))

    @router.post(f"{CHANNELS}/{{agency}}")
    @takes(kilobytes=16)
    async def post_channels(request: Request, agency: AgencyCode) -> Response:
        """Pilih saluran satu alamat."""
        return await channels.chosen(request, agency)

    return router
