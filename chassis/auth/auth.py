"""Who asks: a bearer token signed by the planner, checked by everyone."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import httpx
import structlog
from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from pydantic import ValidationError

from chassis.clock import Clock, SystemClock
from chassis.http.problem import Problem, forbidden, unavailable
from chassis.http.strict import RequestHandler, StrictRoute
from chassis.text import Text
from contracts.account import Account, Role

log = structlog.get_logger()

ALGORITHM = "EdDSA"
AUDIENCE = "aksi"
LEEWAY_SECONDS = 60
"""So far may a service's clock be behind the planner's; a token's end is none later for it."""
REFRESH_SECONDS = 300.0
RETRY_SECONDS = 5.0
VERIFIED_AT_MOST = 4_096


def must_be(account: Account, *roles: Role) -> None:
    """Raise 403 unless the account's role is one of `roles`."""
    if account.role not in roles:
        raise forbidden(
            Text(
                f"Akun {account.role} tidak boleh melakukan ini.",
                f"A {account.role} account may not do this.",
            )
        )


def unauthenticated(why: Text) -> Problem:
    """401: say who you are."""
    return Problem(401, "unauthenticated", why, headers={"WWW-Authenticate": "Bearer"})


Keys = Callable[[], Awaitable[KeySet]]


class PublishedKeys:
    """The planner's public keys, fetched once and again when they may have changed."""

    def __init__(self, planner_url: str) -> None:
        self._url = f"{planner_url.rstrip('/')}/.well-known/jwks.json"
        self._keys: KeySet | None = None
        self._asked = -RETRY_SECONDS
        self._fetching: asyncio.Task[None] | None = None

    async def __call__(self) -> KeySet:
        """The keys. Raises 503 while they have never been had."""
        age = time.monotonic() - self._asked
        if self._keys is None or age > REFRESH_SECONDS:
            await self._fetch()
        if self._keys is None:
            raise unavailable()
        return self._keys

    async def again(self) -> KeySet:
        """The keys, fetched anew unless that was just done: for an unknown key id."""
        if time.monotonic() - self._asked > RETRY_SECONDS:
            await self._fetch()
        return await self()

    async def _fetch(self) -> None:
        """Once for all who ask meanwhile: a service that has just started is asked by many."""
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(self._get())
        await asyncio.shield(self._fetching)

    async def _get(self) -> None:
        self._asked = time.monotonic()
        try:
            async with httpx.AsyncClient(timeout=3) as client:
                answer = await client.get(self._url)
                answer.raise_for_status()
            self._keys = KeySet.import_key_set(answer.json())
        except (httpx.HTTPError, ValueError, JoseError) as error:
            log.warning("the planner's keys cannot be had", url=self._url, error=str(error))
            if self._keys is None:
                self._asked = -RETRY_SECONDS


class VerifiedTokens:
    """Tokens whose signature was found good: to verify one costs more than to look it up."""

    def __init__(self, most: int = VERIFIED_AT_MOST) -> None:
        self._most = most
        self._cache: dict[str, tuple[Account, str, float]] = {}

    def __len__(self) -> int:
        return len(self._cache)

    def account(self, token: str, keys: KeySet, now: float) -> Account | None:
        """Whose token it is; None when it must be verified: anew, expired, or of no key here."""
        cached = self._cache.get(token)
        if cached is None:
            return None
        account, key_id, expires = cached
        if now < expires and any(key.kid == key_id for key in keys):
            return account
        del self._cache[token]
        return None

    def remember(self, token: str, account: Account, key_id: str, expires: float) -> None:
        """Keep it, in place of the one that was kept first when there are too many."""
        self._cache[token] = (account, key_id, expires)
        if len(self._cache) > self._most:
            del self._cache[next(iter(self._cache))]


def caller(request: Request) -> Account:
    """Who asks, on one of `Auth.route`."""
    account: Account = request.state.account
    return account


async def _caller(request: Request) -> Account:
    return caller(request)  # FastAPI would send a plain function to a thread


Caller = Annotated[Account, Depends(_caller)]
"""A parameter: who asks, on one of `Auth.route`."""


class Auth:
    """Turns a request's bearer token into an account, within its rate.

    A token must be of this issuer and for this audience, and hold by `clock`, the same clock as
    everything else in the service: a drill shifts it for tokens, too. In a drill that shifts this
    service and not the planner it may hold by the planner's clock instead, `planners`.
    """

    def __init__(
        self,
        keys: Keys,
        issuer: str,
        requests_per_minute: int,
        *,
        audience: str = AUDIENCE,
        clock: Clock | None = None,
        planners: Clock | None = None,
    ) -> None:
        self._keys = keys
        clocks = [clock or SystemClock(), *([planners] if planners else [])]
        self._by_clock = [(one, _claims(one, issuer, audience)) for one in clocks]
        self._limit = parse(f"{requests_per_minute}/minute")
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._cache = VerifiedTokens()

    @property
    def route(self) -> type[APIRoute]:
        """For routers: a route that knows who asks before it reads what is sent. Strangers, and
        those who ask too often, are refused without it.
        """
        return self._asking(StrictRoute.handler)

    @property
    def plain_route(self) -> type[APIRoute]:
        """As `route`, for functions of the request and nothing else, which answer with a response:
        FastAPI resolves and serialises nothing for them, and takes no time for it.
        """
        return self._asking(lambda route: route.endpoint)

    def _asking(self, handler_of: Callable[[StrictRoute], RequestHandler]) -> type[APIRoute]:
        who = self.account

        class Route(StrictRoute):
            def handler(self) -> RequestHandler:
                return handler_of(self)

            def get_route_handler(self) -> RequestHandler:
                handle = super().get_route_handler()

                async def cached(request: Request) -> Response:
                    request.state.account = await who(request)
                    return await handle(request)

                return cached

        return Route

    async def account(self, request: Request) -> Account:
        """Who asks. Raises 401, 429 or 503."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise unauthenticated(
                Text(
                    "Masuk dahulu: kirim token dari /api/v1/session sebagai Bearer.",
                    "Log in first: send the token from /api/v1/session as Bearer.",
                )
            )
        account = await self._verified(token.strip())
        if not self._limiter.hit(self._limit, account.username):
            raise too_many(60)
        return account

    async def _verified(self, token: str) -> Account:
        try:
            return self._decoded(token, await self._keys())
        except (JoseError, ValueError, ValidationError):
            again = getattr(self._keys, "again", self._keys)
        try:
            return self._decoded(token, await again())
        except (JoseError, ValueError, ValidationError):
            raise unauthenticated(
                Text(
                    "Token tidak berlaku atau sudah habis masanya. Masuk kembali.",
                    "The token is not valid or has expired. Log in again.",
                )
            ) from None

    def _decoded(self, token: str, keys: KeySet) -> Account:
        for clock, _ in self._by_clock:
            cached = self._cache.account(token, keys, clock.now().timestamp())
            if cached is not None:
                return cached
        decoded: Any = jwt.decode(token, keys, algorithms=[ALGORITHM])
        self._hold(decoded.claims)
        account = Account.model_validate(decoded.claims)
        if key_id := decoded.header.get("kid"):
            self._cache.remember(token, account, key_id, decoded.claims["exp"])
        return account

    def _hold(self, claims: dict[str, Any]) -> None:
        """Raise JoseError unless the claims hold by one of our clocks."""
        refused: JoseError = ExpiredTokenError("exp")
        for clock, registry in self._by_clock:
            try:
                registry.validate(claims)
            except JoseError as error:
                refused = error
                continue
            # the leeway is for clocks that are behind the planner's
            if claims["exp"] > clock.now().timestamp():
                return
        raise refused


def _claims(clock: Clock, issuer: str, audience: str) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=lambda: int(clock.now().timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
        sub={"essential": True},
    )


def too_many(seconds: int) -> Problem:
    """429: slow down."""
    return Problem(
        429,
        "too-many-requests",
        Text(
            f"Terlalu banyak permintaan. Coba lagi dalam {seconds} detik.",
            f"Too many requests. Try again in {seconds} seconds.",
        ),
        headers={"Retry-After": str(seconds)},
    )
