"""What every request passes first: a limit on its size, a clock on its time."""

import time
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.answers import answer
from chassis.metrics import ChassisMetrics
from chassis.problem import Problem
from chassis.text import Text


class Edge:
    """ASGI middleware: measures each request and refuses bodies that are too large."""

    def __init__(self, app: ASGIApp, metrics: ChassisMetrics, body_bytes: int) -> None:
        self._app = app
        self._metrics = metrics
        self._body_bytes = body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            if _declared(scope) > self._body_bytes:
                refused = answer(Request(scope), too_large(self._body_bytes))
                await refused(scope, receive, note)
                return
            await self._app(scope, self._limited(receive), note)
        finally:
            route: Any = scope.get("route")
            path = getattr(route, "path", "other")
            seconds = time.perf_counter() - started
            self._metrics.requests.labels(scope["method"], path, status).observe(seconds)

    def _limited(self, receive: Receive) -> Receive:
        """What `receive` gives, as long as it stays within the limit: for bodies in chunks."""
        got = 0

        async def read() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self._body_bytes:
                raise too_large(self._body_bytes)
            return message

        return read


def _declared(scope: Scope) -> int:
    length = dict(scope["headers"]).get(b"content-length", b"0")
    return int(length) if length.isdigit() and len(length) < 20 else 0


def too_large(limit: int) -> Problem:
    """413: send less."""
    return Problem(
        413,
        "too-large",
        Text(
            f"Kiriman lebih besar dari {limit} byte. Bagi menjadi beberapa bagian.",
            f"More than {limit} bytes were sent. Split it into parts.",
        ),
    )
