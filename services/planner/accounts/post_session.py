"""session requested -> token; own password changed, sessions ended; the public keys."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth.auth import Auth, Caller
from chassis.clock import Clock
from chassis.http.body import takes
from chassis.http.strict import StrictRoute
from planner.accounts.log_ins import LogIns, Session
from planner.accounts.second_factor import CODE_MOST
from planner.accounts.service import AccountService
from planner.accounts.tokens import Signer, Token
from planner.sessions.session import Origin


class LogIn(BaseModel):
    """A name and its password."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(max_length=64)]
    password: Annotated[str, Field(max_length=256)]


Code = Annotated[
    str,
    Field(
        max_length=CODE_MOST,
        description="Of the second factor, where the account has one: six digits of the "
        "authenticator app, or a recovery code.",
    ),
]


class Begin(LogIn):
    """A name, its password, and the agency to act for where the account has several."""

    code: Code = ""
    agency: Annotated[str | None, Field(max_length=32)] = None


class Renewal(BaseModel):
    """The session's token."""

    model_config = ConfigDict(extra="forbid")

    renewal_token: Annotated[str, Field(max_length=4_096)]


class PasswordChange(LogIn):
    """A name, its password, and the one to come."""

    new_password: Annotated[str, Field(max_length=256)]
    code: Code = ""


class AccessToken(BaseModel):
    """A token for every service; the names are those of OAuth 2.0 (RFC 6749 5.1)."""

    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.")
    expires_at: datetime


class SessionBegun(AccessToken):
    """A session: its first token for access, and its own token, which gives new ones."""

    renewal_token: str
    session_expires_at: datetime
    agency: str | None = Field(description="The agency that it acts for.")
    agencies: list[str] = Field(description="All that it may act for, where these are several.")


class PublicKey(BaseModel):
    """A public key to verify tokens with (RFC 7517, RFC 8037)."""

    kty: str
    crv: str
    x: str
    kid: str
    alg: str
    use: str


class PublicKeys(BaseModel):
    """The planner's public keys (a JSON Web Key Set)."""

    keys: list[PublicKey]


def routes(
    log_ins: LogIns, service: AccountService, signer: Signer, auth: Auth, clock: Clock
) -> APIRouter:
    """The session routes."""
    router = APIRouter(tags=["session"], route_class=StrictRoute)

    @router.post("/api/v1/session", responses={200: {"model": SessionBegun}})
    @takes(kilobytes=8)
    async def post_session(request: Request, body: Begin) -> dict[str, Any]:
        """Masuk; jawabannya token untuk semua layanan, dan token untuk memperbaruinya."""
        session = await log_ins.log_in(
            body.username, body.password, origin_of(request), body.agency, body.code
        )
        return session_view(session, clock.now())

    @router.post("/api/v1/session/renewal", responses={200: {"model": AccessToken}})
    @takes(kilobytes=8)
    async def renew_access(body: Renewal) -> dict[str, Any]:
        """Token yang baru, selama sesinya berlaku; tanpa kata sandi."""
        account = await auth.of_session(body.renewal_token)
        return access_view(log_ins.renewed(account), clock.now())

    @router.post("/api/v1/session/password", responses={200: {"model": SessionBegun}})
    @takes(kilobytes=8)
    async def change_password(request: Request, body: PasswordChange) -> dict[str, Any]:
        """Ganti kata sandi sendiri; semua sesi lain berakhir, jawabannya token yang baru."""
        session = await log_ins.change_password(
            body.username, body.password, body.new_password, origin_of(request), code=body.code
        )
        return session_view(session, clock.now())

    @router.get("/.well-known/jwks.json", responses={200: {"model": PublicKeys}})
    async def keys() -> dict[str, Any]:
        """Kunci publik untuk memeriksa token."""
        return signer.published()

    own = APIRouter(tags=["session"], route_class=auth.route)

    @own.delete("/api/v1/session", status_code=204)
    async def end_sessions(account: Caller) -> None:
        """Keluar dari semua perangkat: tidak ada token akun ini yang berlaku lagi."""
        await service.end_sessions(account.username, by=account)

    router.include_router(own)
    return router


def origin_of(request: Request) -> Origin:
    """The peer's address, or the one that a trusted proxy names, and its program."""
    address = request.client.host if request.client else ""
    return Origin(address, request.headers.get("user-agent", ""))


def session_view(session: Session, now: datetime) -> dict[str, Any]:
    """The session in a response."""
    return {
        **access_view(session.access, now),
        "renewal_token": session.session.text,
        "session_expires_at": session.session.expires_at,
        "agency": session.account.agency,
        "agencies": session.account.agencies,
    }


def access_view(token: Token, now: datetime) -> dict[str, Any]:
    """A token for access in a response; the names are those of OAuth 2.0 (RFC 6749 5.1)."""
    return {
        "access_token": token.text,
        "token_type": "Bearer",
        "expires_in": int((token.expires_at - now).total_seconds()),
        "expires_at": token.expires_at,
    }
