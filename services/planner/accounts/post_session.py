"""POST /api/v1/session, and the public keys that verify its tokens."""

import time
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth.auth import too_many
from chassis.clock import Clock
from chassis.http.body import takes
from chassis.http.problem import Problem
from chassis.http.strict import StrictRoute
from planner.accounts.service import WRONG_LOGIN, AccountService
from planner.accounts.throttle import Throttle
from planner.accounts.tokens import Signer


class LogIn(BaseModel):
    """A name and its password."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(max_length=64)]
    password: Annotated[str, Field(max_length=256)]


def routes(
    service: AccountService,
    signer: Signer,
    throttle: Throttle,
    clock: Clock,
    seconds: Callable[[], float] = time.monotonic,
) -> APIRouter:
    """The log in routes, limited by `throttle` per name and address; its times are `seconds()`."""
    router = APIRouter(tags=["session"], route_class=StrictRoute)

    @router.post("/api/v1/session")
    @takes(kilobytes=8)
    async def post_session(request: Request, body: LogIn) -> dict[str, Any]:
        """Masuk; jawabannya token untuk semua layanan."""
        who = body.username, request.client.host if request.client else ""
        if wait := throttle.wait(*who, seconds()):
            raise too_many(wait)
        ended = throttle.untried
        try:
            account = await service.logged_in(body.username, body.password)
            ended = throttle.right
        except Problem as problem:
            if problem.code == WRONG_LOGIN:
                ended = throttle.wrong
            raise
        finally:
            ended(*who, seconds())
        token, until = signer.sign(account, clock.now())
        return {"access_token": token, "token_type": "Bearer", "expires_at": until}

    @router.get("/.well-known/jwks.json")
    async def keys() -> dict[str, Any]:
        """Kunci publik untuk memeriksa token."""
        return signer.published()

    return router
