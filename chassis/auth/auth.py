"""Authentication by a bearer token, signed by the planner and verified by every service."""

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable
from threading import Timer
from typing import Annotated, Any, NamedTuple, TypeVar

import httpx
import structlog
from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from pydantic import ValidationError

from chassis.auth.account_states import AccountStates
from chassis.auth.kept_keys import KeptKeys
from chassis.auth.refused import too_many, unauthenticated
from chassis.auth.signed_tokens import Audience, Signed
from chassis.clock import Clock, SystemClock
from chassis.http.problem import Problem, forbidden, unavailable
from chassis.http.strict import RequestHandler, StrictRoute
from chassis.text import Text
from contracts.account import Account, Role

T = TypeVar("T")

log = structlog.get_logger()

AUDIENCE = "aksi"
BY_TOKEN: Any = [{"token": []}]
"""In /openapi.json, of a route that asks for a token (`chassis/http/openapi.py`)."""
SYSTEM_TOKEN = "aksi_"  # noqa: S105 - how such a token begins
REFRESH_SECONDS = 300.0
RETRY_SECONDS = 5.0


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
    """The planner's public keys: cached, and fetched again when they may have changed. Those that
    were had last are `kept`: a service that starts while the planner is down knows who asks.
    """

    def __init__(self, planner_url: str, kept: KeptKeys | None = None) -> None:
        self._kept = kept
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
                await self._take_kept()
            return
        if self._kept is not None:
            await self._kept.keep(answer.json())

    async def _take_kept(self) -> None:
        published = await self._kept.last() if self._kept else None
        if published is not None:
            self._keys = KeySet.import_key_set(published)
            self._asked = time.monotonic() - REFRESH_SECONDS + RETRY_SECONDS


class Sender(NamedTuple):
    """Whose token came with a message, and when it was valid, in the clocks of those who sent it:
    each shift is how far a drill's clock is ahead of the machine's, that of this service first.
    """

    account: Account
    signed: Signed
    shifts: tuple[float, ...]
    sha256: str = ""
    """The hash of a program's token; empty for one that the planner signed."""

    def sent_at(self, instant: float) -> bool:
        """Whether the token was valid when the message was sent, in Unix time. None is sent with a
        token that does not exist yet: what seems so is a clock behind the planner's.
        """
        expires = self.signed.expires
        return any([instant + shift < expires for shift in self.shifts])  # noqa: C419 - a third of the time


SystemUsed = Callable[[Sender, float], None]
"""Told that a program's token was used, at this Unix time of the machine."""


def caller(request: Request) -> Account:
    """The account of a request, on a route of `Auth.route`."""
    account: Account = request.state.account
    return account


async def _caller(request: Request) -> Account:
    return caller(request)  # FastAPI would send a plain function to a thread


Caller = Annotated[Account, Depends(_caller)]
"""A parameter for the caller's account, on a route of `Auth.route`."""


class AccountCounters(MemoryStorage):
    """A counter for each account, dropped when it is asked for after its minute. The library would
    drop all by a thread started anew every 10 ms, a twenty-fifth of what a service does under load.
    """

    def __init__(self) -> None:
        super().__init__()
        self.timer.join()
        self.timer = _Alive()


class _Alive(Timer):
    """Looks as if it ran, so that no other is started."""

    def __init__(self) -> None:
        super().__init__(0, lambda: None)

    def is_alive(self) -> bool:
        """Always."""
        return True


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
        systems: SystemUsed | None = None,
    ) -> None:
        """With `accounts`, a token is valid only while its session is, for the account of today.
        With `systems`, tokens of programs are taken, too: a long secret, known by its hash. It is
        told of each request with one; it must not wait.
        """
        self._systems = accounts if systems else None
        self._system_used = systems
        self._keys = keys
        self._accounts = accounts
        self._clocks = [clock or SystemClock(), *([planners] if planners else [])]
        self._access = Audience(audience, self._clocks, issuer)
        self._session = Audience(session_audience(audience), self._clocks, issuer)
        self._limit = parse(f"{requests_per_minute}/minute")
        self._limiter = FixedWindowRateLimiter(AccountCounters())

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
            def __init__(self, *given: Any, **named: Any) -> None:
                said = named.pop("openapi_extra", None) or {}
                super().__init__(*given, openapi_extra={**said, "security": BY_TOKEN}, **named)

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
        """The account of a token for access, or of a program. Raises 401, 429 or 503."""
        if not token.startswith(SYSTEM_TOKEN):
            return await self._current(await self._verified(token, self._access.account))
        sender, now = await self._of_system(token), SystemClock().now().timestamp()
        if not sender.sent_at(now):
            raise _not_valid()
        account = self._within_rate(sender.account)
        if self._system_used is not None:
            self._system_used(sender, now)
        return account

    async def of_session(self, token: str) -> Account:
        """The account of a session's token, which is none for access. Raises as `of_token`."""
        return await self._current(await self._verified(token, self._session.account))

    async def of_message(self, token: str) -> Sender:
        """Who sends messages with such a token, for the account of today; when each message was
        sent is judged by `Sender.sent_at`: it may be read much later. Raises 401 or 503.
        """
        if token.startswith(SYSTEM_TOKEN):
            return await self._of_system(token)
        signed = await self._verified(token, self._access.signed)
        account = signed.account
        if self._accounts is not None:
            account = await self._accounts.current(account)
        return Sender(account, signed, self._shifts())

    async def _of_system(self, token: str) -> Sender:
        sha256 = hashlib.sha256(token.encode()).hexdigest()
        found = await self._systems.system(sha256) if self._systems else None
        if found is None:
            raise _not_valid()
        account, expires = found
        signed = Signed(account, None, 0, expires.timestamp())
        return Sender(account, signed, self._shifts(), sha256)

    def _shifts(self) -> tuple[float, ...]:
        return tuple(clock.ahead().total_seconds() for clock in self._clocks)

    async def _current(self, account: Account) -> Account:
        if self._accounts is not None:
            account = await self._accounts.current(account)
        return self._within_rate(account)

    def _within_rate(self, account: Account) -> Account:
        if not self._limiter.hit(self._limit, account.username):
            raise too_many(60)
        return account

    async def _verified(self, token: str, read: Callable[[str, KeySet], T]) -> T:
        try:
            return read(token, await self._keys())
        except (JoseError, ValueError, ValidationError):
            again = getattr(self._keys, "again", self._keys)
        try:
            return read(token, await again())
        except (JoseError, ValueError, ValidationError):
            raise _not_valid() from None


def _not_valid() -> Problem:
    return unauthenticated(
        Text(
            "Token tidak berlaku atau sudah habis masanya. Masuk kembali.",
            "The token is not valid or has expired. Log in again.",
        )
    )
