"""session requested -> token; own password changed, sessions ended; the public keys."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth.auth import Auth, Caller
from chassis.http.body import takes
from chassis.http.strict import StrictRoute
from planner.accounts.log_ins import LogIns, Session
from planner.accounts.service import AccountService
from planner.accounts.tokens import Signer


class LogIn(BaseModel):
    """A name and its password."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(max_length=64)]
    password: Annotated[str, Field(max_length=256)]


class PasswordChange(LogIn):
    """A name, its password, and the one to come."""

    new_password: Annotated[str, Field(max_length=256)]


def routes(log_ins: LogIns, service: AccountService, signer: Signer, auth: Auth) -> APIRouter:
    """The session routes."""
    router = APIRouter(tags=["session"], route_class=StrictRoute)

    @router.post("/api/v1/session")
    @takes(kilobytes=8)
    async def post_session(request: Request, body: LogIn) -> dict[str, Any]:
        """Masuk; jawabannya token untuk semua layanan."""
        session = await log_ins.log_in(body.username, body.password, address_of(request))
        return session_view(session)

    @router.post("/api/v1/session/password")
    @takes(kilobytes=8)
    async def change_password(request: Request, body: PasswordChange) -> dict[str, Any]:
        """Ganti kata sandi sendiri; semua sesi lain berakhir, jawabannya token yang baru."""
        session = await log_ins.change_password(
            body.username, body.password, body.new_password, address_of(request)
        )
        return session_view(session)

    @router.get("/.well-known/jwks.json")
    async def keys() -> dict[str, Any]:
        """Kunci publik untuk memeriksa token."""
        return signer.published()

    own = APIRouter(tags=["session"], route_class=auth.route)

    @own.delete("/api/v1/session", status_code=204)
    async def end_sessions(account: Caller) -> None:
        """Keluar dari semua perangkat: tidak ada token akun ini yang berlaku lagi."""
        await service.end_sessions(account.username)

    router.include_router(own)
    return router


def address_of(request: Request) -> str:
    """The peer's address, or the one that a trusted proxy names."""
    return request.client.host if request.client else ""


def session_view(session: Session) -> dict[str, Any]:
    """The session in a response."""
    return {
        "access_token": session.token,
        "token_type": "Bearer",
        "expires_at": session.expires_at,
    }
