"""A real server ends who keeps it waiting, and answers the others; nothing else of a stack."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry

from chassis.http.answers import answer_problems
from chassis.http.connection import HEADER_BYTES, KEEP_ALIVE_SECONDS, RESERVE, Crowd
from chassis.http.edge import Edge
from chassis.metrics import ChassisMetrics
from chassis.settings import Here
from deploy.local.waiting import until

PATIENCE = 30.0
BEGUN = b"GET /health/live HTTP/1.1\r\nHost: a\r\n"
HALF_A_BODY = b"POST /take HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx"
ANNOUNCED = b"POST /refuse HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nx"


class Serving:
    """A server on a port of its own, and raw connections to it."""

    def __init__(self, port: int, registry: CollectorRegistry, hold: asyncio.Event) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.registry = registry
        self.hold = hold

    async def said(self, *sent: bytes) -> bytes:
        """All that is said until the connection ends."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"".join(sent))
        try:
            async with asyncio.timeout(PATIENCE):
                return await reader.read()
        except ConnectionResetError:
            return b""
        finally:
            writer.close()

    def measured(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0


@asynccontextmanager
async def serving(**settings: Any) -> AsyncIterator[Serving]:
    registry, hold = CollectorRegistry(), asyncio.Event()
    metrics = ChassisMetrics(registry)
    told = Here(**settings)
    app = FastAPI()
    answer_problems(app)
    app.add_middleware(Edge, metrics=metrics, file_bytes=1_000_000, files_bytes=1_000_000)

    @app.get("/health/live")
    async def live() -> str:
        return "live"

    @app.post("/take")
    async def take(request: Request) -> int:
        return len(await request.body())

    @app.post("/refuse")
    async def refuse() -> str:
        return "no"

    @app.get("/work")
    async def work() -> str:
        await hold.wait()
        return "done"

    listening = socket.create_server(("127.0.0.1", 0))
    crowd: Any = Crowd(told, metrics.connections, metrics.connections_ended)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            http=crowd,
            ws="none",
            log_config=None,
            h11_max_incomplete_event_size=HEADER_BYTES,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=1,
        )
    )
    server.capture_signals = no_signals  # type: ignore[method-assign, assignment]
    running = asyncio.create_task(server.serve([listening]))
    try:
        await until(begun(server), PATIENCE, "the server")
        yield Serving(listening.getsockname()[1], registry, hold)
    finally:
        hold.set()
        server.should_exit = True
        await running


def begun(server: uvicorn.Server) -> Callable[[], Awaitable[bool]]:
    async def started() -> bool:
        return server.started

    return started


class no_signals:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


async def test_half_headers_are_answered_408_and_ended() -> None:
    async with serving(header_seconds=0.2) as server:
        assert (await server.said(BEGUN)).startswith(b"HTTP/1.1 408 ")
        assert server.measured("aksi_http_connections_ended_total", reason="headers") == 1
        assert server.measured("aksi_http_connections") == 0


async def test_who_says_nothing_is_ended() -> None:
    async with serving(header_seconds=0.2) as server:
        assert await server.said() == b""


async def test_half_headers_after_an_answer_are_ended() -> None:
    async with serving(header_seconds=0.2) as server:
        said = await server.said(BEGUN, b"\r\n", BEGUN)
        assert said.startswith(b"HTTP/1.1 200 ")
        assert b"HTTP/1.1 408 " in said


async def test_half_a_body_is_answered_408_and_ended() -> None:
    async with serving(body_seconds=0.2) as server:
        said = await server.said(HALF_A_BODY)
        assert said.startswith(b"HTTP/1.1 408 ")
        assert b'"too-slow"' in said


async def test_a_body_that_nobody_wants_is_not_waited_for() -> None:
    async with serving(body_seconds=0.2) as server:
        assert (await server.said(ANNOUNCED)).startswith(b"HTTP/1.1 200 ")
        assert server.measured("aksi_http_connections") == 0


async def test_work_of_ours_is_nobodys_delay() -> None:
    async with (
        serving(header_seconds=0.1, body_seconds=0.1) as server,
        httpx.AsyncClient(base_url=server.url, timeout=PATIENCE) as client,
    ):
        working = asyncio.create_task(client.get("/work"))
        assert (await server.said(BEGUN)).startswith(b"HTTP/1.1 408 ")
        assert not working.done()
        server.hold.set()
        assert (await working).json() == "done"


async def test_headers_beyond_their_limit_are_refused_also_when_they_come_at_once() -> None:
    async with serving() as server:
        many = b"".join(b"X-%d: y\r\n" % number for number in range(6_000))
        for large in (many, b"X: " + b"y" * 200_000 + b"\r\n"):
            said = await server.said(BEGUN, large, b"\r\n")
            assert said == b"" or said.startswith(b"HTTP/1.1 400 ")


async def test_those_who_have_asked_for_nothing_make_room() -> None:
    async with serving(connections=4, header_seconds=600) as server:
        silent = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(20)]
        async with httpx.AsyncClient(base_url=server.url, timeout=PATIENCE) as client:
            assert (await client.get("/health/live")).status_code == 200
        assert server.measured("aksi_http_connections") <= 4
        for _, writer in silent:
            writer.close()


async def test_when_all_are_being_answered_others_come_back_and_health_is_told() -> None:
    async with serving(connections=2) as server:
        limits = httpx.Limits(max_keepalive_connections=0)
        async with httpx.AsyncClient(
            base_url=server.url, timeout=PATIENCE, limits=limits
        ) as client:
            working = [asyncio.create_task(client.get("/work")) for _ in range(2)]

            async def both() -> bool:
                return server.measured("aksi_http_connections") == 2

            await until(both, PATIENCE, "both at work")
            refused = await client.post("/take", content=b"x")
            assert (refused.status_code, refused.json()["code"]) == (503, "crowded")
            assert refused.headers["retry-after"] == "5"
            assert (await client.get("/health/live")).status_code == 200
            server.hold.set()
            assert [(await one).status_code for one in working] == [200, 200]
    assert RESERVE > 1
