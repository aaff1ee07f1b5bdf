"""Calls that wait for a busy service: it works, so it is not asked twice; it refuses, so later."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import httpx

ANSWER_WITHIN = httpx.Timeout(300.0)
"""Seconds without a byte; a machine that hashes passwords for everyone at once takes its time."""
GIVE_UP_AFTER = 600.0
"""Seconds in which a service that refuses or is away is asked again."""
TELL_EVERY = 15.0
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_PAUSE = 1.0
_LONGEST_PAUSE = 60.0

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nobody speaks TLS on the loopback, and reading all authorities takes 30 ms for each client."""


def pause_asked(answer: httpx.Response) -> float | None:
    """Seconds after which to ask again; None when this is the answer."""
    if answer.status_code not in _LATER:
        return None
    said = answer.headers.get("Retry-After", "")
    return min(_LONGEST_PAUSE, float(said)) if said.isdigit() else _PAUSE


class Patient(httpx.AsyncBaseTransport):
    """Asks again where a service says "later" or is being started again.

    For calls that may be repeated: every one of the demonstration has its Idempotency-Key.
    `waits` hears of each call that takes long, with the seconds that it took until then.
    """

    def __init__(
        self,
        waits: Callable[[httpx.Request, float], None] = lambda _request, _seconds: None,
        inner: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._waits = waits
        self._inner = inner or httpx.AsyncHTTPTransport(verify=NO_TLS, trust_env=False)
        self._sleep = sleep
        self._now = now

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer. Raises `httpx.TransportError` when there is none for long."""
        begun = self._now()
        telling = asyncio.create_task(self._tell(request, begun))
        try:
            while True:
                late = self._now() - begun > GIVE_UP_AFTER
                try:
                    answer = await self._inner.handle_async_request(request)
                except (httpx.NetworkError, httpx.RemoteProtocolError):
                    if late:
                        raise
                    pause = _PAUSE
                else:
                    asked = pause_asked(answer)
                    if asked is None or late:
                        return answer
                    await answer.aclose()
                    pause = asked
                await self._sleep(pause)
        finally:
            telling.cancel()

    async def _tell(self, request: httpx.Request, begun: float) -> None:
        while True:
            await asyncio.sleep(TELL_EVERY)
            self._waits(request, self._now() - begun)

    async def aclose(self) -> None:
        """Let go of every connection."""
        await self._inner.aclose()
