from typing import Any

import httpx
from fastapi import FastAPI, Request
from prometheus_client import CollectorRegistry, generate_latest

from chassis.answers import answer_problems
from chassis.edge import Edge
from chassis.metrics import ChassisMetrics


async def asked(body: bytes, limit: int) -> tuple[httpx.Response, str]:
    """What a service with this limit answers, and what it measured."""
    registry = CollectorRegistry()
    app = FastAPI()
    answer_problems(app)
    app.add_middleware(Edge, metrics=ChassisMetrics(registry), body_bytes=limit)

    @app.post("/things/{name}")
    async def take(name: str, request: Request) -> dict[str, Any]:
        return {"name": name, "bytes": len(await request.body())}

    transport = httpx.ASGITransport(app)
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


async def test_requests_are_measured_by_route_and_not_by_address():
    _, measured = await asked(b"x", 100)
    assert 'route="/things/{name}",status="200"' in measured
    assert "/things/a" not in measured
