"""Middleware of every request: body limits, security headers, request metrics."""

import time
from collections.abc import Iterable
from typing import Any

from prometheus_client import Histogram
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http.answers import answer
from chassis.http.body import BodyRefused, stated
from chassis.http.problem import crowded, too_large, too_slow
from chassis.http.secure_headers import at_home, secured
from chassis.metrics import ChassisMetrics

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
CROWDED, FILE, LATE = "aksi.crowded", "aksi.file", "aksi.late"
"""Keys in a scope, shared by the connection (`chassis/http/connection.py`) and the edge: too many
connections; a file is being received (its bytes so far); the body took too long.
"""
WITHOUT_SLASH = 307
"""The status by which the router leads from an address with a slash at its end to that without."""
_HEALTH = "/health/"


class Edge:
    """ASGI middleware: a limit for each body, headers for each response, a bounded set of series.

    `file_bytes` is the limit of a route that takes a file, `files_bytes` that of all such bodies
    in memory at once; other routes state their own limit (`chassis/http/body.py`).
    """

    def __init__(
        self, app: ASGIApp, metrics: ChassisMetrics, *, file_bytes: int, files_bytes: int
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._file_bytes = file_bytes
        self._files_bytes = files_bytes
        self._in_hand = 0
        self._series: dict[tuple[str, str, int], Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle a request within its limits, and measure it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = secured(message["headers"], tls=scope["scheme"] == "https")
                message["headers"] = at_home(headers) if status == WITHOUT_SLASH else headers
            await send(message)

        try:
            if CROWDED in scope and not scope["path"].startswith(_HEALTH):
                await answer(Request(scope), crowded())(scope, receive, dressed)
            else:
                await self._app(scope, self._limited(scope, receive), dressed)
        finally:
            self._in_hand -= scope.get(FILE, 0)
            self._measured(scope, status).observe(time.perf_counter() - started)

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        """`receive` within the limit of the route. It is first called when the route is known and
        the caller, where required, is authenticated.
        """
        most = -1
        got = 0

        async def read() -> Message:
            nonlocal most, got
            if most < 0:
                most = self._limit_of(scope)
            message = await receive()
            if LATE in scope:
                raise BodyRefused(too_slow())
            size = len(message.get("body", b""))
            got += size
            if got > most:
                raise BodyRefused(too_large(most))
            if FILE in scope:
                self._hold(scope, size)
            return message

        return read

    def _hold(self, scope: Scope, size: int) -> None:
        scope[FILE] += size
        self._in_hand += size
        if self._in_hand > self._files_bytes:
            raise BodyRefused(crowded())

    def _limit_of(self, scope: Scope) -> int:
        """Body limit in bytes of the route. Raises 413 when Content-Length is larger."""
        most = stated(scope.get("endpoint"))
        if most is None:
            scope[FILE] = 0
            most = self._file_bytes
        if _declared(scope["headers"]) > most:
            raise BodyRefused(too_large(most))
        return most

    def _measured(self, scope: Scope, status: int) -> Histogram:
        """The series of the request, of a set that requests cannot make larger."""
        route: Any = scope.get("route")
        path: str = getattr(route, "path", OTHER)
        series = (scope["method"], path, status)
        counter = self._series.get(series)
        if counter is None:
            method = scope["method"] if scope["method"] in METHODS else OTHER
            counter = self._metrics.requests.labels(method, path, status)
            if method != OTHER:
                self._series[series] = counter
        return counter


def _declared(headers: Iterable[tuple[bytes, bytes]]) -> int:
    for name, value in headers:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0
