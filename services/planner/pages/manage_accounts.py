"""accounts requested -> listed, made and changed on pages; a one-time password shown once."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.http.body import takes
from chassis.http.paging import Cursor
from chassis.text import Text
from contracts.account import Role
from planner.pages.account_pages import ACCOUNTS, AccountPages
from planner.pages.listed_sessions import SESSION_ENDED, SessionId

NEW = "/rencana/akun-baru"
Username = Annotated[str, Path(max_length=64)]
REMOVED = Text("Akun itu sudah dihapus.", "That account has been removed.")
DONE = {
    "ubah": Text("Perubahan sudah disimpan.", "The change has been saved."),
    "token": Text(
        "Token sudah dicabut; dalam beberapa detik tidak berlaku di mana pun.",
        "The token has been revoked; within seconds it is valid nowhere.",
    ),
    "dua-langkah": Text(
        "Verifikasi dua langkah sudah dilepas, dan semua sesi akun ini berakhir.",
        "The second factor has been taken off, and all sessions of this account have been ended.",
    ),
    "satu-sesi": SESSION_ENDED,
    "sesi": Text(
        "Semua sesi akun ini sudah berakhir.", "All sessions of this account have been ended."
    ),
}


def routes(accounts: AccountPages) -> APIRouter:
    """The accounts that the reader may manage."""
    router = APIRouter(route_class=accounts.pages.route, include_in_schema=False)

    @router.get(ACCOUNTS)
    async def list_accounts(
        request: Request,
        *,
        nama: Annotated[str, Query(max_length=64)] = "",
        peran: Role | Literal[""] = "",
        sesudah: Cursor = None,
        selesai: Literal["hapus"] | None = None,
    ) -> Response:
        """Akun yang boleh dikelola pembaca."""
        return await accounts.listed(request, nama, peran, sesudah, REMOVED if selesai else None)

    @router.get(NEW)
    async def show_new(request: Request) -> Response:
        """Formulir akun baru."""
        return await accounts.new(request)

    @router.post(NEW)
    @takes(kilobytes=8)
    async def make_account(request: Request) -> Response:
        """Buat akun; kata sandi sekali pakainya tampak sekali ini saja."""
        return await accounts.make(request)

    @router.get(f"{ACCOUNTS}/{{username}}")
    async def show_account(
        request: Request,
        username: Username,
        selesai: Literal["ubah", "sesi", "satu-sesi", "token", "dua-langkah"] | None = None,
    ) -> Response:
        """Satu akun."""
        return await accounts.stored(request, username, DONE[selesai] if selesai else None)

    @router.post(f"{ACCOUNTS}/{{username}}")
    @takes(kilobytes=8)
    async def revise_account(request: Request, username: Username) -> Response:
        """Ubah akun pada versi yang dilihat."""
        return await accounts.revise(request, username)

    @router.post(f"{ACCOUNTS}/{{username}}/hapus")
    @takes(kilobytes=4)
    async def remove_account(request: Request, username: Username) -> Response:
        """Hapus akun pada versi yang dilihat, dengan alasan."""
        return await accounts.remove(request, username)

    _add_sign_in(router, accounts)
    return router


def _add_sign_in(router: APIRouter, accounts: AccountPages) -> None:
    """How the account signs in: password, second factor, sessions, tokens."""

    @router.post(f"{ACCOUNTS}/{{username}}/kata-sandi")
    @takes(kilobytes=4)
    async def give_password(request: Request, username: Username) -> Response:
        """Kata sandi sekali pakai yang baru; semua sesi akun itu berakhir."""
        return await accounts.give_password(request, username)

    @router.post(f"{ACCOUNTS}/{{username}}/sesi")
    @takes(kilobytes=4)
    async def end_sessions(request: Request, username: Username) -> Response:
        """Akhiri semua sesi akun ini."""
        return await accounts.end_sessions(request, username)

    @router.post(f"{ACCOUNTS}/{{username}}/sesi/{{session_id}}")
    @takes(kilobytes=1)
    async def end_one_session(
        request: Request, username: Username, session_id: SessionId
    ) -> Response:
        """Akhiri satu sesi akun ini."""
        return await accounts.end_session(request, username, session_id)

    @router.post(f"{ACCOUNTS}/{{username}}/dua-langkah/lepas")
    @takes(kilobytes=4)
    async def remove_second_factor(request: Request, username: Username) -> Response:
        """Lepas verifikasi dua langkah; semua sesi akun itu berakhir."""
        return await accounts.remove_second_factor(request, username)

    @router.post(f"{ACCOUNTS}/{{username}}/token")
    @takes(kilobytes=4)
    async def make_token(request: Request, username: Username) -> Response:
        """Token untuk sistem OPD; tampak sekali ini saja."""
        return await accounts.make_token(request, username)

    @router.post(f"{ACCOUNTS}/{{username}}/token/{{token_id}}/cabut")
    @takes(kilobytes=4)
    async def revoke_token(request: Request, username: Username, token_id: Username) -> Response:
        """Cabut token; dalam beberapa detik tidak berlaku di mana pun."""
        return await accounts.revoke_token(request, username, token_id)
