"""Timeouts of connections, and their number.

uvicorn only closes connections that stay idle after a response. It does not close one that sends
nothing, half a header or half a body, or that reads a response byte by byte. So all connections
are checked once a second; this adds no cost to a request.
"""

import asyncio
from collections.abc import Iterator
from enum import StrEnum
from json import dumps
from typing import Any

import h11
from prometheus_client import Counter, Gauge
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from chassis.http.edge import CROWDED, FILE, LATE
from chassis.http.problem import Problem, crowded, too_slow
from chassis.http.secure_headers import SECURE
from chassis.settings import ServiceSettings
from chassis.text import Text

HEADER_BYTES = 16_384
"""Most bytes of a request line and its headers."""
RESERVE = 16
"""Connections above the limit that still get a response: /health/ as usual, all else 503."""
LOOK_SECONDS = 1.0
KEEP_ALIVE_SECONDS = 75
"""Longer than clients and proxies keep an idle connection: none sends on a closed connection."""


class Waiting(StrEnum):
    """What a connection waits for; also the close reason when it waits too long."""

    HEADERS = "headers"
    BODY = "body"
    TAKEN = "taken"
    """The client has to read the response."""
    NEXT = "next"
    """The next request, after a response."""
    OURS = "ours"
    """Our response: the request is complete and is being processed."""


class Ended(StrEnum):
    """Close reasons of connections that we close. A closed list, the labels of a metric."""

    HEADERS = "headers"
    BODY = "body"
    TAKEN = "taken"
    NEXT = "next"
    CROWDED = "crowded"


class Crowd:
    """The open connections of a service; uvicorn calls it to create a protocol object."""

    def __init__(self, settings: ServiceSettings, open_now: Gauge, ended: Counter) -> None:
        self._most = settings.connections
        self._seconds = {
            Waiting.HEADERS: settings.header_seconds,
            Waiting.BODY: settings.body_seconds,
            Waiting.TAKEN: settings.file_seconds,
            Waiting.NEXT: KEEP_ALIVE_SECONDS + 2 * LOOK_SECONDS,
            Waiting.OURS: float("inf"),
        }
        self._file_seconds = settings.file_seconds
        self._look = min(LOOK_SECONDS, settings.header_seconds / 4, settings.body_seconds / 4)
        self._open: dict[Connection, None] = {}
        self._open_now = open_now
        self._ended = ended
        self._timer: asyncio.TimerHandle | None = None
        for reason in Ended:
            ended.labels(reason)

    def __call__(self, **given: Any) -> "Connection":
        """The protocol object for a new connection, for uvicorn."""
        return Connection(self, **given)

    def joined(self, newcomer: "Connection") -> None:
        """Add a new connection. Above the limit an idle one is closed; without an idle one, the
        new one gets 503 or is closed.
        """
        self._open[newcomer] = None
        self._open_now.set(len(self._open))
        if self._timer is None:
            self._timer = newcomer.loop.call_later(self._look, self._look_at_all)
        over = len(self._open) - self._most
        if over <= 0:
            return
        idle = next(self._idle(newcomer), None)
        if idle is not None:
            self.end(idle, Ended.CROWDED)
        elif over <= RESERVE:
            newcomer.app = only_health(newcomer.app)
        else:
            self.end(newcomer, Ended.CROWDED)

    def left(self, connection: "Connection") -> None:
        """Remove a closed connection."""
        self._open.pop(connection, None)
        self._open_now.set(len(self._open))

    def end(self, connection: "Connection", reason: Ended) -> None:
        """Close a connection, and count the close reason."""
        self._ended.labels(reason).inc()
        self.left(connection)
        connection.end(reason)

    def _idle(self, newcomer: "Connection") -> Iterator["Connection"]:
        """Connections that can be closed: first those with an incomplete request, then those
        between two requests; none that sends a file.
        """
        for wanted in ((Waiting.HEADERS, Waiting.BODY), (Waiting.NEXT,)):
            for one in self._open:
                if one is not newcomer and one.waiting() in wanted and not one.sends_a_file:
                    yield one

    def _look_at_all(self) -> None:
        self._timer = None
        for one in list(self._open):
            self._look_at(one, one.loop.time())
        if self._open:
            loop = next(iter(self._open)).loop
            self._timer = loop.call_later(self._look, self._look_at_all)

    def _look_at(self, one: "Connection", now: float) -> None:
        state = one.waiting()
        if state is not one.state or one.cycle is not one.of_cycle:
            one.state, one.of_cycle, one.since = state, one.cycle, now
            return
        allowed = self._file_seconds if one.sends_a_file else self._seconds[state]
        if now - one.since < allowed:
            return
        if (
            state is Waiting.BODY
            and now - one.since < allowed + 2 * self._look
            and one.answer_late()
        ):
            return
        self.end(one, Ended(state.value))


class Connection(H11Protocol):
    """A connection of uvicorn that its `Crowd` can check and close."""

    def __init__(self, crowd: Crowd, **given: Any) -> None:
        super().__init__(**given)
        self._crowd = crowd
        self.state = Waiting.HEADERS
        self.of_cycle: RequestResponseCycle | None = None
        self.since = self.loop.time()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Called when a client has connected."""
        super().connection_made(transport)
        self._crowd.joined(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called when the connection is closed."""
        super().connection_lost(exc)
        self._crowd.left(self)

    def data_received(self, data: bytes) -> None:
        """Pass data on in pieces: h11 checks the header limit only on data not parsed yet. A file
        of an authenticated client is passed on as it comes: each piece would cost as much as one
        of its chunks.
        """
        if len(data) <= HEADER_BYTES or self.sends_a_file:
            super().data_received(data)
            return
        for start in range(0, len(data), HEADER_BYTES):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + HEADER_BYTES])

    @property
    def sends_a_file(self) -> bool:
        """Whether an authenticated client is sending a file."""
        return (
            self.cycle is not None
            and self.conn.their_state is h11.SEND_BODY
            and FILE in self.cycle.scope
        )

    def waiting(self) -> Waiting:
        """What this connection waits for."""
        if self.transport.get_write_buffer_size() > 0 or self.transport.is_closing():
            return Waiting.TAKEN
        theirs = self.conn.their_state
        if theirs is h11.IDLE:
            begun = self.cycle is None or self.conn.trailing_data[0]
            return Waiting.HEADERS if begun else Waiting.NEXT
        if theirs is h11.SEND_BODY:
            return Waiting.BODY
        done = self.cycle is None or self.cycle.response_complete
        return Waiting.NEXT if done else Waiting.OURS

    def answer_late(self) -> bool:
        """Make the request end with 408; False when its response has already started."""
        cycle = self.cycle
        if cycle.response_started:
            return False
        cycle.scope[LATE] = True  # type: ignore[literal-required]
        cycle.message_event.set()
        return True

    def end(self, reason: Ended) -> None:
        """Close it. One above the limit, or with half a header, first gets an error response."""
        if reason in {Ended.BODY, Ended.TAKEN}:
            self.transport.abort()
            return
        if reason is Ended.CROWDED and self.cycle is None:
            self.transport.write(_CROWDED)
        elif reason is Ended.HEADERS and self.conn.trailing_data[0]:
            self.transport.write(_TOO_SLOW)
        self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Answer data that is not HTTP, or headers larger than HEADER_BYTES, with 400."""
        if self.transport.is_closing():
            return
        cycle = self.cycle
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self.transport.write(_NO_HTTP)
        self.transport.close()


def only_health(app: ASGIApp) -> Any:
    """`app` for a connection above the limit: `Edge` answers 503 to all but /health/."""

    async def crowded_app(scope: Scope, receive: Receive, send: Send) -> None:
        scope[CROWDED] = True
        await app(scope, receive, send)

    return crowded_app


def _whole(problem: Problem) -> bytes:
    """A complete HTTP response, for cases without a request handler."""
    body = dumps(problem.body("id", "")).encode()
    answer_late = {
        **problem.headers,
        "Connection": "close",
        "Content-Type": "application/problem+json",
        "Content-Language": "id",
        "Content-Length": str(len(body)),
    }
    headers = [f"{name}: {value}\r\n".encode() for name, value in answer_late.items()]
    headers += [name + b": " + value + b"\r\n" for name, value in SECURE]
    status = f"HTTP/1.1 {problem.status} {problem.body('id', '')['title']}\r\n".encode()
    return b"".join([status, *headers, b"\r\n", body])


_CROWDED = _whole(crowded())
_TOO_SLOW = _whole(too_slow())
_NO_HTTP = _whole(
    Problem(
        400,
        "no-http",
        Text(
            f"Bukan permintaan HTTP yang sah, atau kepalanya lebih dari {HEADER_BYTES} byte.",
            f"This is no valid HTTP request, or its headers exceed {HEADER_BYTES} bytes.",
        ),
    )
)
