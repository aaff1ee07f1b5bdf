"""HTTP calls to a busy service: wait for a slow answer, retry later after a refusal."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import httpx

ANSWER_WITHIN = httpx.Timeout(300.0)
"""Seconds without a byte; a machine that hashes many passwords at once answers slowly."""
GIVE_UP_AFTER = 600.0
"""Seconds during which calls to a service that refuses or is down are retried."""
SHOW_EVERY = 15.0
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_PAUSE = 1.0
_LONGEST_PAUSE = 60.0

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""The loopback has no TLS, and loading the CA certificates takes 30 ms for each client."""


def pause_asked(answer: httpx.Response) -> float | None:
    """Seconds to wait before a retry; None if the answer is final."""
    if answer.status_code not in _LATER:
        return None
    retry_after = answer.headers.get("Retry-After", "")
    return min(_LONGEST_PAUSE, float(retry_after)) if retry_after.isdigit() else _PAUSE


class Patient(httpx.AsyncBaseTransport):
    """Retries when a service answers 429 or 503, or is being restarted.

    For calls that may be repeated: every one of the demonstration has its Idempotency-Key.
    `waits` is called every SHOW_EVERY seconds of a long call, with the seconds it has taken.
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
        """The answer. Raises `httpx.TransportError` on a time-out, or if GIVE_UP_AFTER is over."""
        begun = self._now()
        showing = asyncio.create_task(self._show(request, begun))
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
            showing.cancel()

    async def _show(self, request: httpx.Request, begun: float) -> None:
        while True:
            await asyncio.sleep(SHOW_EVERY)
            self._waits(request, self._now() - begun)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._inner.aclose()
