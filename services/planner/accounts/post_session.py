"""session requested -> token; own password changed, sessions ended; the public keys."""

import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth.auth import Auth, Caller
from chassis.auth.refused import too_many
from chassis.clock import Clock
from chassis.http.body import takes
from chassis.http.problem import Problem
from chassis.http.strict import StrictRoute
from planner.accounts.account import StoredAccount
from planner.accounts.service import WRONG_LOGIN, AccountService
from planner.accounts.throttle import Throttle
from planner.accounts.tokens import Signer


class LogIn(BaseModel):
    """A name and its password."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(max_length=64)]
    password: Annotated[str, Field(max_length=256)]


class PasswordChange(LogIn):
    """A name, its password, and the one to come."""

    new_password: Annotated[str, Field(max_length=256)]


def routes(
    service: AccountService,
    auth: Auth,
    *,
    signer: Signer,
    throttle: Throttle,
    clock: Clock,
    seconds: Callable[[], float] = time.monotonic,
) -> APIRouter:
    """The log in routes, limited by `throttle` per name and address; its times are `seconds()`."""
    router = APIRouter(tags=["session"], route_class=StrictRoute)

    async def throttled(
        request: Request, username: str, work: Callable[[], Awaitable[StoredAccount]]
    ) -> StoredAccount:
        """The account of a try within the limits. Raises 429, and what `work` raises."""
        who = username, request.client.host if request.client else ""
        if wait := throttle.wait(*who, seconds()):
            raise too_many(wait)
        ended = throttle.untried
        try:
            account = await work()
            ended = throttle.right
        except Problem as problem:
            if problem.code == WRONG_LOGIN:
                ended = throttle.wrong
            raise
        finally:
            ended(*who, seconds())
        return account

    def session_of(account: StoredAccount) -> dict[str, Any]:
        token, until = signer.sign(account, clock.now())
        return {"access_token": token, "token_type": "Bearer", "expires_at": until}

    @router.post("/api/v1/session")
    @takes(kilobytes=8)
    async def post_session(request: Request, body: LogIn) -> dict[str, Any]:
        """Masuk; jawabannya token untuk semua layanan."""
        check = partial(service.logged_in, body.username, body.password)
        return session_of(await throttled(request, body.username, check))

    @router.post("/api/v1/session/password")
    @takes(kilobytes=8)
    async def change_password(request: Request, body: PasswordChange) -> dict[str, Any]:
        """Ganti kata sandi sendiri; semua sesi lain berakhir, jawabannya token yang baru."""
        change = partial(service.change_password, body.username, body.password, body.new_password)
        return session_of(await throttled(request, body.username, change))

    @router.get("/.well-known/jwks.json")
    async def keys() -> dict[str, Any]:
        """Kunci publik untuk memeriksa token."""
        return signer.published()

    own = APIRouter(route_class=auth.route)

    @own.delete("/api/v1/session", status_code=204)
    async def end_sessions(account: Caller) -> None:
        """Keluar dari semua perangkat: tidak ada token akun ini yang berlaku lagi."""
        await service.end_sessions(account.username)

    router.include_router(own)
    return router
