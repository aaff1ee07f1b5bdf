"""Authentication by a bearer token, signed by the planner and verified by every service."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
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

from chassis.auth.account_states import AccountStates
from chassis.auth.refused import too_many, unauthenticated
from chassis.clock import Clock, SystemClock
from chassis.http.problem import forbidden, unavailable
from chassis.http.strict import RequestHandler, StrictRoute
from chassis.text import Text
from contracts.account import Account, Role

log = structlog.get_logger()

ALGORITHM = "EdDSA"
AUDIENCE = "aksi"
LEEWAY_SECONDS = 60
"""How far a service's clock may be behind the planner's; it does not extend a token's expiry."""
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


def session_audience(audience: str) -> str:
    """For whom the tokens of sessions are signed, beside the tokens for access."""
    return f"{audience}-session"


Keys = Callable[[], Awaitable[KeySet]]


class PublishedKeys:
    """The planner's public keys: cached, and fetched again when they may have changed."""

    def __init__(self, planner_url: str) -> None:
        self._url = f"{planner_url.rstrip('/')}/.well-known/jwks.json"
        self._keys: KeySet | None = None
        self._asked = -RETRY_SECONDS
        self._fetching: asyncio.Task[None] | None = None

    async def __call__(self) -> KeySet:
        """The keys. Raises 503 until they have been fetched once."""
        age = time.monotonic() - self._asked
        if self._keys is None or age > REFRESH_SECONDS:
            await self._fetch()
        if self._keys is None:
            raise unavailable()
        return self._keys

    async def again(self) -> KeySet:
        """The keys, fetched again at most every five seconds: for an unknown key id."""
        if time.monotonic() - self._asked > RETRY_SECONDS:
            await self._fetch()
        return await self()

    async def _fetch(self) -> None:
        """Fetch once for all concurrent callers: after a start there are many."""
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
    """A cache of verified tokens: to verify a signature costs more than a lookup."""

    def __init__(self, most: int = VERIFIED_AT_MOST) -> None:
        self._most = most
        self._cache: dict[str, tuple[Account, str, float]] = {}

    def __len__(self) -> int:
        return len(self._cache)

    def account(self, token: str, keys: KeySet, now: float) -> Account | None:
        """The token's account; None when it must be verified: not cached, expired, or its key is
        not in `keys`.
        """
        cached = self._cache.get(token)
        if cached is None:
            return None
        account, key_id, expires = cached
        if now < expires and any(key.kid == key_id for key in keys):
            return account
        del self._cache[token]
        return None

    def remember(self, token: str, account: Account, key_id: str, expires: float) -> None:
        """Cache a token; above the limit the oldest entry is dropped."""
        self._cache[token] = (account, key_id, expires)
        if len(self._cache) > self._most:
            del self._cache[next(iter(self._cache))]


def caller(request: Request) -> Account:
    """The account of a request, on a route of `Auth.route`."""
    account: Account = request.state.account
    return account


async def _caller(request: Request) -> Account:
    return caller(request)  # FastAPI would send a plain function to a thread


Caller = Annotated[Account, Depends(_caller)]
"""A parameter for the caller's account, on a route of `Auth.route`."""


class Auth:
    """The account of a request by its bearer token, within the account's rate limit.

    A token must have this issuer and this audience, and be valid by `clock`, the clock of the
    whole service: a drill shifts it for tokens, too. In a drill that shifts this service but not
    the planner, a token may be valid by the planner's clock, `planners`, instead.
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
        accounts: AccountStates | None = None,
    ) -> None:
        """With `accounts`, a token is valid only while its session is, for the account of today."""
        self._keys = keys
        self._accounts = accounts
        clocks = [clock or SystemClock(), *([planners] if planners else [])]
        self._access = Audience(audience, clocks, issuer)
        self._session = Audience(session_audience(audience), clocks, issuer)
        self._limit = parse(f"{requests_per_minute}/minute")
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    @property
    def route(self) -> type[APIRoute]:
        """For routers: a route that authenticates a request before it reads the body. Requests
        without a valid token, or above the rate limit, are refused with their body unread.
        """
        return self._asking(StrictRoute.handler)

    @property
    def plain_route(self) -> type[APIRoute]:
        """As `route`, for functions that take only the request and return a response: FastAPI
        resolves and serialises nothing for them, which saves time.
        """
        return self._asking(lambda route: route.endpoint)

    def _asking(self, handler_of: Callable[[StrictRoute], RequestHandler]) -> type[APIRoute]:
        who = self.account

        class Route(StrictRoute):
            def handler(self) -> RequestHandler:
                return handler_of(self)

            def get_route_handler(self) -> RequestHandler:
                handle = super().get_route_handler()

                async def authenticated(request: Request) -> Response:
                    request.state.account = await who(request)
                    return await handle(request)

                return authenticated

        return Route

    async def account(self, request: Request) -> Account:
        """The caller's account. Raises 401, 429 or 503."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise unauthenticated(
                Text(
                    "Masuk dahulu: kirim token dari /api/v1/session sebagai Bearer.",
                    "Log in first: send the token from /api/v1/session as Bearer.",
                )
            )
        return await self.of_token(token.strip())

    async def of_token(self, token: str) -> Account:
        """The account of a token for access. Raises 401, 429 or 503."""
        return await self._current(await self._verified(token, self._access))

    async def of_session(self, token: str) -> Account:
        """The account of a session's token, which is none for access. Raises as `of_token`."""
        return await self._current(await self._verified(token, self._session))

    async def _current(self, account: Account) -> Account:
        if self._accounts is not None:
            account = await self._accounts.current(account)
        if not self._limiter.hit(self._limit, account.username):
            raise too_many(60)
        return account

    async def _verified(self, token: str, audience: "Audience") -> Account:
        try:
            return audience.account(token, await self._keys())
        except (JoseError, ValueError, ValidationError):
            again = getattr(self._keys, "again", self._keys)
        try:
            return audience.account(token, await again())
        except (JoseError, ValueError, ValidationError):
            raise unauthenticated(
                Text(
                    "Token tidak berlaku atau sudah habis masanya. Masuk kembali.",
                    "The token is not valid or has expired. Log in again.",
                )
            ) from None


class Audience:
    """The tokens for one audience, valid by one of the clocks."""

    def __init__(self, name: str, clocks: Sequence[Clock], issuer: str) -> None:
        self._by_clock = [(one, _claims(one, issuer, name)) for one in clocks]
        self._cache = VerifiedTokens()

    def account(self, token: str, keys: KeySet) -> Account:
        """The account of a token. Raises `JoseError`, `ValueError`."""
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
        """Raise `JoseError` unless the claims are valid by one of our clocks."""
        refused: JoseError = ExpiredTokenError("exp")
        for clock, registry in self._by_clock:
            try:
                registry.validate(claims)
            except JoseError as error:
                refused = error
                continue
            # the leeway is only for clocks behind the planner's
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
