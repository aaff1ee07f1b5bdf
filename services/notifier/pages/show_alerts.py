"""alerts requested -> who was told of what, who answered, what comes next."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.http.paging import Cursor
from notifier.pages.alert_pages import (
    ALERTS,
    EPISODE,
    EVERY,
    LADDERS,
    OPEN,
    STATES,
    AlertPages,
    Asked,
)

Code = Annotated[str, Query(max_length=80)]
AlertId = Annotated[str, Path(max_length=200)]


def routes(alert_pages: AlertPages) -> APIRouter:
    """Peringatan sebagai halaman."""
    router = APIRouter(route_class=alert_pages.pages.route, include_in_schema=False)

    @router.get(ALERTS)
    async def show_alerts(
        request: Request,
        *,
        keadaan: Code = OPEN,
        aturan: Code = "",
        opd: Code = "",
        jabatan: Code = "",
        butir: Code = "",
        lewat: Code = "",
        sesudah: Cursor = None,
    ) -> Response:
        """Peringatan yang masih terbuka, atau yang lain."""
        state = keadaan if keadaan in STATES else OPEN if keadaan == "" else EVERY
        asked = Asked(state, aturan, opd, jabatan, butir.strip(), lewat, sesudah)
        return await alert_pages.listed(request, asked)

    @router.get(LADDERS)
    async def show_ladders(request: Request, opd: Code = "") -> Response:
        """Siapa yang sedang diberi tahu, dan siapa berikutnya."""
        return await alert_pages.climbing(request, opd)

    @router.get(f"{EPISODE}/{{alert_id:path}}")
    async def show_alert(request: Request, alert_id: AlertId) -> Response:
        """Satu peringatan, dan yang terjadi dengannya."""
        return await alert_pages.one(request, alert_id)

    return router
