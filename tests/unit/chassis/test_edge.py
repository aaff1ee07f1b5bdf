from typing import Any

import httpx
from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry, generate_latest
from starlette.types import Message, Receive, Scope, Send

from chassis.answers import answer_problems
from chassis.edge import Edge
from chassis.metrics import ChassisMetrics


def service(registry: CollectorRegistry, limit: int) -> FastAPI:
    """One that takes bodies within this limit."""
    app = FastAPI()
    answer_problems(app)
    app.add_middleware(Edge, metrics=ChassisMetrics(registry), body_bytes=limit)

    @app.post("/things/{name}")
    async def take(name: str, request: Request) -> dict[str, Any]:
        return {"name": name, "bytes": len(await request.body())}

    return app


async def asked(body: bytes, limit: int) -> tuple[httpx.Response, str]:
    """What a service with this limit answers, and what it measured."""
    registry = CollectorRegistry()
    transport = httpx.ASGITransport(service(registry, limit))
    async with httpx.AsyncClient(transport=transport, base_url="http://aksi") as client:
        response = await client.post("/things/a", content=body)
    return response, generate_latest(registry).decode()


async def test_a_body_within_the_limit_is_taken():
    response, _ = await asked(b"x" * 100, 100)
    assert response.json() == {"name": "a", "bytes": 100}


async def test_a_larger_body_is_answered_413_with_what_to_do():
    response, _ = await asked(b"x" * 101, 100)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "too-large"
    assert "100 byte" in response.json()["detail"]


async def test_a_connection_that_breaks_while_sending_is_no_fault_of_ours():
    registry = CollectorRegistry()
    app = service(registry, 100)

    async def broken(scope: Scope, _receive: Receive, send: Send) -> None:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        await app(scope, receive, send)

    transport = httpx.ASGITransport(broken)
    async with httpx.AsyncClient(transport=transport, base_url="http://aksi") as client:
        response = await client.post("/things/a", content=b"x")
    assert (response.status_code, response.json()["code"]) == (400, "incomplete")
    assert 'route="/things/{name}",status="400"' in generate_latest(registry).decode()


async def test_requests_are_measured_by_route_and_not_by_address():
    _, measured = await asked(b"x", 100)
    assert 'route="/things/{name}",status="200"' in measured
    assert "/things/a" not in measured
