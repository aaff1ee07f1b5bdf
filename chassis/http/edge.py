"""What every request passes first: its body is held to a limit, its answer dressed and measured."""

import time
from collections.abc import Iterable
from typing import Any

from prometheus_client import Histogram
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http.answers import answer
from chassis.http.body import BodyRefused, stated
from chassis.http.problem import crowded, too_large, too_slow
from chassis.http.secure_headers import secured
from chassis.metrics import ChassisMetrics

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
CROWDED, FILE, LATE = "aksi.crowded", "aksi.file", "aksi.late"
"""What the connection (`chassis/connection.py`) and the edge tell each other in a scope: that
there are too many connections, that a file is on its way, that the body took too long.
"""
_HEALTH = "/health/"


class Edge:
    """ASGI middleware: a limit for each body, headers for each answer, a closed list of series.

    `file_bytes` are allowed to a route that takes a file, and `files_bytes` to all of those
    bodies that are in hand at once; what other routes take they state (`chassis/body.py`).
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
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def dressed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = secured(message["headers"])
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
        """What `receive` gives, within the limit of the route. Nothing is read before the route
        is known and, where it asks, who calls.
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
        """Bytes that the route takes. Raises 413 when more are announced."""
        most = stated(scope.get("endpoint"))
        if most is None:
            scope[FILE] = 0
            most = self._file_bytes
        if _declared(scope["headers"]) > most:
            raise BodyRefused(too_large(most))
        return most

    def _measured(self, scope: Scope, status: int) -> Histogram:
        """The series of the request, out of a list that no stranger can make longer."""
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
