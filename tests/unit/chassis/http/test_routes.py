"""Every route of every service: who asks and how much is sent are settled before a body is read."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from joserfc.jwk import KeySet

from chassis.auth.auth import PublishedKeys
from chassis.auth.keys import new_key
from chassis.http.body import SMALL, stated
from chassis.http.problem import unavailable
from chassis.http.strict import FILE_ALONE
from notifier.app import create_app as notifier
from notifier.settings import NotifierSettings
from planner.app import create_app as planner
from planner.settings import Settings as PlannerSettings
from tracker.app import create_app as tracker
from tracker.settings import Settings as TrackerSettings

WITHOUT_ACCOUNT = {
    ("POST", "/api/v1/session"),
    ("POST", "/api/v1/session/password"),
    ("POST", "/api/v1/session/renewal"),
}
"""They prove who asks by a password, or the session's token, in the body."""
FILES = {
    ("planner", "/api/v1/imports"),
    ("tracker", "/api/v1/reports/imports"),
    ("tracker", "/api/v1/sipd/imports"),
    ("tracker", "/api/v1/items/{item_id}/evidence"),
    ("tracker", "/api/v1/decisions/{decision_id}/minutes"),
}
FILE_PAGES = {
    ("tracker", "/kemajuan/butir/{item_id}/bukti"),
    ("tracker", "/kemajuan/keputusan/{decision_id}/risalah"),
    ("tracker", "/kemajuan/impor"),
    ("tracker", "/kemajuan/keputusan"),
    ("tracker", "/kemajuan/sipd"),
    ("planner", "/rencana/impor"),
    ("planner", "/rencana/akun-impor"),
}
LARGEST = 256 * 1024
"""Bytes that a route may state which takes no file."""
INTERNAL = {
    *("/metrics", "/openapi.json", "/docs", "/docs/aset/{path:path}"),
    *("/asyncapi", "/asyncapi.json"),
}
OPEN = {"/health/live", "/health/ready", "/.well-known/jwks.json"}
PUBLIC = {
    "/publik",
    "/publik/{region}",
    "/publik/{region}/data.csv",
    "/publik/{region}/data.json",
    "/publik/{region}/kamus.csv",
}
"""What a region makes public, by its own file."""
PAGES = ("/rencana/", "/kemajuan/", "/peringatan/")
OPEN_PAGES = {
    "/rencana/masuk",
    "/rencana/keluar",
    "/kemajuan/keluar",
    "/kemajuan/luring",
    "/kemajuan/worker.js",
    "/kemajuan/manifest.json",
}
"""They show nothing of anybody."""
BY_LINK = "/peringatan/tanggapi/{token}"
"""Without an account: the token in the address is the proof, and anything else is not found."""
KEPT_MOST = 64 * 1024
"""Bytes of a form that a session's end keeps, to be sent again."""


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FastAPI]:
    """The three, made as they are in production, with nothing to speak to."""
    folder: Path = tmp_path_factory.mktemp("services")
    new_key(folder / "key.pem")
    (folder / "token").write_text("a token such as deploy/secrets makes")
    internal: dict[str, Any] = {"internal_token_file": str(folder / "token")}
    return {
        "planner": planner(PlannerSettings(signing_key_file=folder / "key.pem", **internal)),
        "tracker": tracker(TrackerSettings(**internal)),
        "notifier": notifier(NotifierSettings(**internal)),
    }


@pytest.fixture(autouse=True)
def no_planner(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nowhere(_self: PublishedKeys) -> KeySet:
        raise unavailable()

    monkeypatch.setattr(PublishedKeys, "__call__", nowhere)


def routes(app: FastAPI) -> Iterator[tuple[APIRoute, str]]:
    """Each route with each of its methods."""
    for context in app.router.routes:
        inner = getattr(context, "effective_route_contexts", None)
        for route in inner() if inner else [context]:
            original = getattr(route, "original_route", route)
            assert isinstance(original, APIRoute), f"{original} has no limit that we know of"
            for method in sorted(original.methods or ()):
                yield original, method


def test_the_routes_are_found(services: dict[str, FastAPI]) -> None:
    found = {(name, route.path) for name, app in services.items() for route, _ in routes(app)}
    assert found >= FILES
    assert {("planner", "/api/v1/session"), ("notifier", "/metrics")} <= found


def test_a_body_is_small_and_only_a_file_has_megabytes(services: dict[str, FastAPI]) -> None:
    for name, app in services.items():
        for route, method in routes(app):
            size = stated(route.endpoint)
            if size is None and (name, route.path) not in FILE_PAGES:
                assert (name, route.path) in FILES
                assert route.form_limits["max_files"] == 1
                assert route.form_limits["max_fields"] <= 10
            elif size is not None:
                assert size <= LARGEST, (name, method, route.path)
            if (method, route.path) in WITHOUT_ACCOUNT:
                assert size is not None
                assert size <= SMALL


class Sent:
    """A body that notes how much of it was read."""

    def __init__(self) -> None:
        self.read = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(50):
            self.read += 1_000_000
            yield b"x" * 1_000_000


def test_what_takes_a_file_refuses_form_fields_beside_it(services: dict[str, FastAPI]) -> None:
    """dry_run=true as a form field would be ignored, and the import applied."""
    for name, app in services.items():
        for route, _ in routes(app):
            if stated(route.endpoint) is None and (name, route.path) not in FILE_PAGES:
                assert FILE_ALONE in route.dependencies, (name, route.path)


def client_of(app: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://aksi")


async def test_of_a_stranger_no_body_is_read(services: dict[str, FastAPI]) -> None:
    for name, app in services.items():
        async with client_of(app) as client:
            for route, method in routes(app):
                if (method, route.path) in WITHOUT_ACCOUNT or route.path in OPEN | PUBLIC:
                    continue
                if route.path.startswith(PAGES):
                    continue
                sent = Sent()
                response = await client.request(method, route.path, content=sent)
                assert response.status_code == 401, (name, method, route.path)
                assert response.json()["code"] == "unauthenticated"
                assert sent.read == 0, (name, method, route.path)


async def test_a_stranger_is_led_to_the_sign_in_and_a_form_is_kept_when_it_is_small(
    services: dict[str, FastAPI],
) -> None:
    """Of a form of a session that has ended, what was typed is kept: that much is read."""
    pages = 0
    for name, app in services.items():
        async with client_of(app) as client:
            for route, method in routes(app):
                if not route.path.startswith(PAGES) or route.path in OPEN_PAGES | {BY_LINK}:
                    continue
                if route.path.endswith(("/aset/{path:path}", "/bahasa")):
                    continue
                pages += 1
                sent = Sent()
                headers = {"Content-Type": "application/x-www-form-urlencoded"}
                response = await client.request(method, route.path, content=sent, headers=headers)
                if method == "GET" or (name, route.path) in FILE_PAGES:
                    assert (response.status_code, sent.read) == (303, 0), (name, route.path)
                    assert response.headers["location"].startswith("/rencana/masuk?lanjut=")
                else:
                    assert (response.status_code, sent.read) == (413, 1_000_000), route.path
                    assert stated(route.endpoint) in range(1, KEPT_MOST + 1)
    assert pages > 5


async def test_who_has_no_link_is_not_found_and_a_large_body_is_refused_as_it_is_read(
    services: dict[str, FastAPI],
) -> None:
    async with client_of(services["notifier"]) as client:
        path = BY_LINK.format(token="no.token.of-ours")
        for method in ("GET", "POST"):
            answer = await client.request(method, path, data={} if method == "POST" else None)
            assert answer.status_code in {404, 422}
            assert answer.json()["instance"] == BY_LINK
        sent = Sent()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await client.post(path, content=sent, headers=headers)
        assert (answer.status_code, sent.read) == (413, 1_000_000)


async def test_without_an_account_a_large_body_is_refused_before_it_is_read_to_its_end(
    services: dict[str, FastAPI],
) -> None:
    for method, path in WITHOUT_ACCOUNT:
        for headers in ({}, {"Content-Length": "50000000"}, {"Content-Length": "10"}):
            async with client_of(services["planner"]) as client:
                sent = Sent()
                response = await client.request(
                    method,
                    path,
                    content=sent,
                    headers={"Content-Type": "application/json"} | headers,
                )
            assert (response.status_code, response.json()["code"]) == (413, "too-large")
            assert sent.read <= 1_000_000


async def test_operators_pages_are_those_we_know(services: dict[str, FastAPI]) -> None:
    for app in services.values():
        unversioned = {
            route.path
            for route, _ in routes(app)
            if not route.path.startswith(("/api/v1/", *PAGES))
        }
        assert unversioned >= INTERNAL
        assert unversioned - OPEN - PUBLIC == INTERNAL
