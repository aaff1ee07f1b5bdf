"""POST /api/v1/session, and the keys by which its tokens are checked."""

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
    """Logging in, so many times a minute for a name and for an address."""
    router = APIRouter(tags=["session"])
    limiter = MovingWindowRateLimiter(MemoryStorage())
    for_name = parse(f"{per_minute}/minute")
    for_address = parse(f"{per_minute * PER_ADDRESS}/minute")

    @router.post("/api/v1/session")
    async def post_session(request: Request, body: LogIn) -> dict[str, Any]:
        """Masuk; jawabannya token untuk semua layanan."""
        address = request.client.host if request.client else ""
        within = limiter.hit(for_address, "address", address)
        if not within or not limiter.hit(for_name, "name", body.username):
            raise too_many(60)
        account = await accounts.logged_in(body.username, body.password)
        token, until = signer.sign(account, clock.now())
        return {"access_token": token, "token_type": "Bearer", "expires_at": until}

    @router.get("/.well-known/jwks.json")
    async def keys() -> dict[str, Any]:
        """Kunci publik untuk memeriksa token."""
        return signer.published()

    return router
