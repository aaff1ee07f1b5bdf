"""own account requested -> its page; password changed, sessions ended."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from chassis.http.body import takes
from chassis.text import Text
from planner.pages.listed_sessions import SESSION_ENDED, SessionId
from planner.pages.own_account_pages import OwnAccountPages
from planner.pages.second_factor_pages import ACCOUNT

DONE = {
    "sandi": Text("Kata sandi sudah diganti.", "The password has been changed."),
    "sesi": SESSION_ENDED,
}


def routes(account: OwnAccountPages) -> APIRouter:
    """The reader's own account."""
    router = APIRouter(route_class=account.pages.route, include_in_schema=False)

    @router.get(ACCOUNT)
    async def show_account(
        request: Request, selesai: Literal["sandi", "sesi"] | None = None
    ) -> Response:
        """Akun saya: ganti kata sandi, sesi, keluar."""
        return await account.page(request, done=DONE[selesai] if selesai else None)

    @router.post(f"{ACCOUNT}/sandi")
    @takes(kilobytes=8)
    async def change_password(request: Request) -> Response:
        """Ganti kata sandi; sesi di perangkat lain berakhir."""
        return await account.change_password(request)

    @router.post(f"{ACCOUNT}/keluar-semua")
    @takes(kilobytes=1)
    async def end_sessions(request: Request) -> Response:
        """Keluar dari semua perangkat."""
        return await account.end_sessions(request)

    @router.post(f"{ACCOUNT}/sesi/{{session_id}}")
    @takes(kilobytes=1)
    async def end_own_session(request: Request, session_id: SessionId) -> Response:
        """Akhiri satu sesi, misalnya di ponsel yang hilang."""
        return await account.end_session(request, session_id)

    return router
