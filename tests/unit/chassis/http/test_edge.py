from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, File, Request, UploadFile
from prometheus_client import CollectorRegistry, generate_latest
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from chassis.http.answers import answer_problems
from chassis.http.body import ONE_FILE, SMALL, takes, takes_a_file
from chassis.http.edge import CROWDED, LATE, Edge
from chassis.metrics import ChassisMetrics

FILE_BYTES, FILES_BYTES = 40_000, 60_000


class Named(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


def service(registry: CollectorRegistry) -> FastAPI:
    """One with a route of each kind."""
    app = FastAPI()
    answer_problems(app)
    app.add_middleware(
        Edge, metrics=ChassisMetrics(registry), file_bytes=FILE_BYTES, files_bytes=FILES_BYTES
    )

    @app.post("/things/{name}")
    async def take(name: str, request: Request) -> dict[str, Any]:
        return {"name": name, "bytes": len(await request.body())}

    @app.post("/large")
    @takes(kilobytes=32)
    async def take_much(request: Request) -> int:
        return len(await request.body())

    @app.post("/json")
    async def take_json(body: Named) -> str:
        return body.name

    @app.post("/files", form_limits=ONE_FILE)
    @takes_a_file
    async def take_file(file: UploadFile = File()) -> int:  # noqa: B008
        return len(await file.read())

    @app.get("/own")
    async def own() -> Any:
        return Response("a page", headers={"Content-Security-Policy": "default-src 'none'"})

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("broken")

    return app


def client_of(app: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://aksi")


async def chunks(size: int, sent: list[int] | None = None) -> AsyncIterator[bytes]:
    for start in range(0, size, 1_000):
        chunk = b"x" * min(1_000, size - start)
        if sent is not None:
            sent.append(len(chunk))
        yield chunk


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
async def client(registry: CollectorRegistry) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(service(registry)) as client:
        yield client


def upload(size: int) -> dict[str, tuple[str, bytes]]:
    return {"file": ("a.csv", b"x" * size)}


async def test_a_body_within_the_limit_is_taken(client: httpx.AsyncClient) -> None:
    response = await client.post("/things/a", content=b"x" * SMALL)
    assert response.json() == {"name": "a", "bytes": SMALL}


@pytest.mark.parametrize(("path", "limit"), [("/things/a", SMALL), ("/large", 32 * 1024)])
async def test_a_larger_body_is_answered_413_with_what_to_do(
    client: httpx.AsyncClient, path: str, limit: int
) -> None:
    for body in (b"x" * (limit + 1), chunks(limit + 1)):
        response = await client.post(path, content=body)
        assert response.status_code == 413
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["code"] == "too-large"
        assert f"{limit} byte" in response.json()["detail"]


async def test_a_body_that_announces_too_much_is_not_read_at_all(client: httpx.AsyncClient) -> None:
    sent: list[int] = []
    headers = {"Content-Length": "10000000"}
    response = await client.post("/json", content=chunks(10_000, sent), headers=headers)
    assert response.json()["code"] == "too-large"
    assert not sent


@pytest.mark.parametrize("declared", [None, "100", "-1", "+5", "9" * 30])
async def test_what_a_body_announces_does_not_let_more_through(
    client: httpx.AsyncClient, declared: str | None
) -> None:
    sent: list[int] = []
    headers = {"Content-Type": "application/json"}
    headers |= {"Content-Length": declared} if declared else {}
    response = await client.post("/json", content=chunks(10_000_000, sent), headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "too-large")
    assert sum(sent) <= SMALL + 1_000


async def test_a_file_has_a_limit_of_its_own(client: httpx.AsyncClient) -> None:
    taken = await client.post("/files", files=upload(FILE_BYTES - 1_000))
    refused = await client.post("/files", files=upload(FILE_BYTES + 1))
    assert (taken.status_code, refused.status_code) == (200, 413)


async def test_files_that_are_too_much_together_are_asked_to_come_back(
    registry: CollectorRegistry,
) -> None:
    app = service(registry)
    answers: list[httpx.Response] = []

    async def half_sent() -> AsyncIterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        yield b"x" * 35_000
        if not answers:
            async with client_of(app) as other:
                answers.append(await other.post("/files", files=upload(35_000)))
        yield b"\r\n--b--\r\n"

    async with client_of(app) as client:
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        first = await client.post("/files", content=half_sent(), headers=headers)
        after = await client.post("/files", files=upload(35_000))
    assert (answers[0].status_code, answers[0].json()["code"]) == (503, "crowded")
    assert answers[0].headers["retry-after"] == "5"
    assert (first.status_code, after.status_code) == (200, 200)


async def test_a_form_is_one_file_and_little_beside_it(client: httpx.AsyncClient) -> None:
    two = [("file", ("a.csv", b"x")), ("file", ("b.csv", b"x"))]
    assert (await client.post("/files", files=two)).status_code == 400
    fields = {f"f{number}": "x" for number in range(50)}
    assert (await client.post("/files", files=upload(1), data=fields)).status_code == 400
    long = {"note": "x" * 5_000}
    assert (await client.post("/files", files=upload(1), data=long)).status_code == 400


@pytest.mark.parametrize("body", [b"[" * 10_000, b'{"a":' * 3_000, b'{"name":"\xff"}'])
async def test_json_that_cannot_be_read_is_said_to_be_so(
    client: httpx.AsyncClient, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    response = await client.post("/json", content=body, headers=headers)
    assert response.status_code in {400, 422}
    assert "JSON" in response.text


async def test_of_very_many_faults_the_first_are_told_and_how_many_more(
    client: httpx.AsyncClient,
) -> None:
    sent = {f"{number:x}": 1 for number in range(1_000)}
    response = await client.post("/json", json=sent)
    assert response.status_code == 422
    assert len(response.json()["errors"]) == 20
    assert response.json()["more_errors"] == 981  # a thousand unknown, and the name is missing
    assert "981" in response.json()["detail"]
    assert len(response.content) < 6_000


async def test_an_answer_stays_short_whatever_is_said_back(client: httpx.AsyncClient) -> None:
    for response in (
        await client.post("/json", json={"x" * 15_000: 1}),
        await client.get("/" + "y" * 15_000),
    ):
        assert response.status_code in {404, 422}
        assert len(response.content) < 1_500


async def test_a_body_that_came_too_late_is_answered_408(registry: CollectorRegistry) -> None:
    app = service(registry)

    async def late(scope: Scope, receive: Receive, send: Send) -> None:
        async def told() -> Message:
            scope[LATE] = True
            return {"type": "http.request", "body": b"", "more_body": True}

        await app(scope, told, send)

    async with client_of(late) as client:
        response = await client.post("/json", content=b"{", headers={"X": "y"})
    assert (response.status_code, response.json()["code"]) == (408, "too-slow")
    assert response.headers["connection"] == "close"


async def test_one_too_many_is_asked_to_come_back_and_health_is_told_all_the_same(
    registry: CollectorRegistry,
) -> None:
    app = service(registry)

    @app.get("/health/live")
    async def live() -> str:
        return "live"

    async def crowded(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, CROWDED: True}, receive, send)

    async with client_of(crowded) as client:
        refused = await client.post("/things/a", content=b"x")
        well = await client.get("/health/live")
    assert (refused.status_code, refused.json()["code"]) == (503, "crowded")
    assert refused.headers["retry-after"] == "5"
    assert well.status_code == 200


async def test_a_connection_that_breaks_while_sending_is_no_fault_of_ours(
    registry: CollectorRegistry,
) -> None:
    app = service(registry)

    async def broken(scope: Scope, _receive: Receive, send: Send) -> None:
        async def receive() -> Message:
            return {"type": "http.disconnect"}

        await app(scope, receive, send)

    async with client_of(broken) as client:
        response = await client.post("/things/a", content=b"x")
    assert (response.status_code, response.json()["code"]) == (400, "incomplete")
    assert 'route="/things/{name}",status="400"' in generate_latest(registry).decode()


async def test_requests_are_measured_by_route_and_not_by_address(
    client: httpx.AsyncClient, registry: CollectorRegistry
) -> None:
    await client.post("/things/a", content=b"x")
    measured = generate_latest(registry).decode()
    assert 'route="/things/{name}",status="200"' in measured
    assert "/things/a" not in measured


async def test_invented_methods_and_addresses_make_one_series(
    client: httpx.AsyncClient, registry: CollectorRegistry
) -> None:
    await client.request("Z0", "/z0")
    before = len(generate_latest(registry).splitlines())
    for number in range(1, 50):
        await client.request(f"Z{number}", f"/z{number}")
    measured = generate_latest(registry).decode()
    assert len(measured.splitlines()) == before
    assert 'method="other",route="other",status="404"} 50.0' in measured
    assert "Z1" not in measured


@pytest.mark.parametrize("path", ["/things/a", "/json", "/files", "/nowhere", "/own", "/broken"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_every_answer_tells_browsers_to_take_and_keep_nothing(
    client: httpx.AsyncClient, path: str, method: str
) -> None:
    headers = (await client.request(method, path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    [policy] = headers.get_list("content-security-policy")
    own = (path, method) == ("/own", "GET")
    assert policy.startswith("default-src 'none'" if own else "default-src 'self'")
    assert own or "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(("scheme", "held"), [("https", ["max-age=31536000"]), ("http", [])])
async def test_who_came_by_tls_is_held_to_it(
    client: httpx.AsyncClient, scheme: str, held: list[str]
) -> None:
    headers = (await client.get(f"{scheme}://aksi/things/a")).headers
    assert headers.get_list("strict-transport-security") == held


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/own/", "/own"),
        ("/own/?a=1&b=%2F", "/own?a=1&b=%2F"),
        ("//jahat.example/own/", None),
    ],
)
async def test_a_redirect_leads_to_no_host_that_the_request_names(
    registry: CollectorRegistry, path: str, leads_to: str | None
) -> None:
    async with client_of(service(registry)) as client:
        target = httpx.URL("http://aksi").copy_with(raw_path=path.encode())
        answer = await client.get(target, headers={"Host": "jahat.example"})
    assert answer.headers.get("location") == leads_to
    assert answer.status_code == (307 if leads_to else 404)
