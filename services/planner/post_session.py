"""POST /api/v1/session, and the keys by which its tokens are checked."""

import time
from math import ceil
from typing import Annotated, Any

from fastapi import APIRouter, Request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from pydantic import BaseModel, ConfigDict, Field

from chassis.auth import too_many
from chassis.clock import Clock
from planner.accounts import Accounts
from planner.sign_token import Signer

PER_ADDRESS = 10


class LogIn(BaseModel):
    """A name and its password."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(max_length=64)]
    password: Annotated[str, Field(max_length=256)]


def routes(accounts: Accounts, signer: Signer, clock: Clock, per_minute: int) -> APIRouter:
    """Logging in, so many times a minute for an address, so many failures for a name."""
    router = APIRouter(tags=["session"])
    limiter = MovingWindowRateLimiter(MemoryStorage())
    for_name = parse(f"{per_minute}/minute")
    for_address = parse(f"{per_minute * PER_ADDRESS}/minute")

    @router.post("/api/v1/session")
    async def post_session(request: Request, body: LogIn) -> dict[str, Any]:
        """Masuk; jawabannya token untuk semua layanan."""
        address = request.client.host if request.client else ""
        for limit, key in (
            (for_address, ("address", address)),
            (for_name, ("name", body.username)),
        ):
            if not limiter.hit(limit, *key):
                again = limiter.get_window_stats(limit, *key).reset_time - time.time()
                raise too_many(max(1, ceil(again)))
        account = await accounts.logged_in(body.username, body.password)
        limiter.clear(for_name, "name", body.username)
        token, until = signer.sign(account, clock.now())
        return {"access_token": token, "token_type": "Bearer", "expires_at": until}

    @router.get("/.well-known/jwks.json")
    async def keys() -> dict[str, Any]:
        """Kunci publik untuk memeriksa token."""
        return signer.published()

    return router
