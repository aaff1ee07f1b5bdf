"""second factor of one's own account requested -> set up, turned on and off, recovery codes."""

from fastapi import APIRouter, Request, Response

from chassis.http.body import takes
from planner.pages.second_factor_pages import OWN, SecondFactorPages


def routes(own: SecondFactorPages) -> APIRouter:
    """The second factor of the reader's own account."""
    router = APIRouter(route_class=own.pages.route, include_in_schema=False)

    @router.get(OWN)
    async def show_second_factor(request: Request) -> Response:
        """Verifikasi dua langkah akun saya."""
        return await own.own(request)

    @router.post(OWN)
    @takes(kilobytes=4)
    async def begin(request: Request) -> Response:
        """Mulai memasang: kunci rahasia baru."""
        return await own.begin(request)

    @router.post(f"{OWN}/nyalakan")
    @takes(kilobytes=4)
    async def turn_on(request: Request) -> Response:
        """Nyalakan, dengan kode pertama; kode pemulihannya tampak sekali ini saja."""
        return await own.turn_on(request)

    @router.post(f"{OWN}/kode-baru")
    @takes(kilobytes=8)
    async def renew_codes(request: Request) -> Response:
        """Kode pemulihan baru; yang lama tidak berlaku lagi."""
        return await own.renew_codes(request)

    @router.post(f"{OWN}/matikan")
    @takes(kilobytes=8)
    async def turn_off(request: Request) -> Response:
        """Matikan; semua sesi berakhir."""
        return await own.turn_off(request)

    return router
