import asyncio
import base64
import hashlib
import re
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from faststream.kafka import KafkaBroker
from faststream.specification import AsyncAPI
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chassis.http.answers import answer_problems
from chassis.http.internal import Internal, read_token
from chassis.http.internal_pages import show_pages

PAGES = ("/metrics", "/openapi.json", "/docs", "/asyncapi.json", "/asyncapi")
TOKEN = "rahasia-operator-yang-panjang"
HERE = ("127.0.0.1", 40_000)


class Described:
    """Counts how often the AsyncAPI document is made."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> AsyncAPI:
        self.times += 1
        said = AsyncAPI(title="aksi", version="1")
        said.add_broker(KafkaBroker())
        return said


def client_of(
    token: str | None,
    peer: tuple[str, int] = HERE,
    url: str = "http://127.0.0.1:8001",
    described: Described | None = None,
    registry: CollectorRegistry | None = None,
) -> httpx.AsyncClient:
    app = FastAPI(openapi_url=None)
    answer_problems(app)
    show_pages(app, Internal(token), registry or CollectorRegistry(), described or Described())
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=peer), base_url=url)


OPERATOR = {"Authorization": f"Bearer {TOKEN}"}


def policy_of(page: httpx.Response) -> dict[str, str]:
    said = page.headers["content-security-policy"].split(";")
    return dict(part.strip().split(" ", 1) for part in said)


@pytest.fixture
async def guarded() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(TOKEN) as client:
        yield client


@pytest.mark.parametrize("page", PAGES)
async def test_with_a_token_nobody_else_sees_an_internal_page(
    guarded: httpx.AsyncClient, page: str
) -> None:
    wrong = {"Authorization": f"Bearer {TOKEN}x"}
    for headers in ({}, wrong, {"Authorization": "Basic ???"}, {"Authorization": "Bearer \u00e9"}):
        said = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        refused = await guarded.get(page, headers=said)
        assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
        assert refused.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize("page", PAGES)
async def test_the_token_opens_it_as_prometheus_and_as_browsers_send_it(
    guarded: httpx.AsyncClient, page: str
) -> None:
    password = base64.b64encode(f"operator:{TOKEN}".encode()).decode()
    for said in (f"Bearer {TOKEN}", f"bearer {TOKEN}", f"Basic {password}"):
        shown = await guarded.get(page, headers={"Authorization": said})
        assert shown.status_code == 200, said


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("host", ["127.0.0.1:8001", "localhost:8001", "[::1]:8001"])
async def test_without_one_the_machine_itself_sees_it(page: str, host: str) -> None:
    async with client_of(None, url=f"http://{host}") as client:
        assert (await client.get(page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
async def test_without_one_nobody_from_elsewhere_sees_it(page: str) -> None:
    async with client_of(None, peer=("10.0.0.7", 40_000)) as client:
        refused = await client.get(page)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert "AKSI_INTERNAL_TOKEN_FILE" in refused.json()["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"X-Forwarded-Host": "127.0.0.1"},
        {"Host": "aksi.example.go.id"},
        {"Host": "["},
        {"Host": ""},
    ],
)
async def test_who_comes_through_a_proxy_is_not_of_this_machine(headers: dict[str, str]) -> None:
    async with client_of(None) as client:
        assert (await client.get("/metrics", headers=headers)).status_code == 403


async def test_documents_are_made_once() -> None:
    described = Described()
    async with client_of(None, described=described) as client:
        pages = {(await client.get("/asyncapi.json")).content for _ in range(5)}
        pages_shown = {(await client.get("/asyncapi")).content for _ in range(5)}
    assert (len(pages), len(pages_shown)) == (1, 1)
    assert described.times == 1


@pytest.mark.parametrize("page", ["/docs", "/asyncapi"])
async def test_a_page_has_nothing_of_another_host_and_nothing_inline(
    guarded: httpx.AsyncClient, page: str
) -> None:
    shown = await guarded.get(page, headers=OPERATOR)
    assert "//" not in shown.text
    assert re.findall("<script(?! src)|<style| style=| on[a-z]+=", shown.text) == []
    policy = policy_of(shown)
    assert policy["default-src"] == policy["frame-ancestors"] == policy["form-action"] == "'none'"
    assert policy["style-src"] == "'self'"
    others = policy.keys() - {"default-src", "frame-ancestors", "form-action", "base-uri"}
    assert {source for kind in others for source in policy[kind].split()} <= {"'self'", "data:"}


async def test_only_the_page_of_routes_may_run_a_program(guarded: httpx.AsyncClient) -> None:
    routes, topics = [await guarded.get(page, headers=OPERATOR) for page in ("/docs", "/asyncapi")]
    assert policy_of(routes)["script-src"] == "'self'"
    assert "script-src" not in policy_of(topics)
    assert "<script" not in topics.text


async def test_the_page_of_topics_is_in_the_readers_language(guarded: httpx.AsyncClient) -> None:
    for language, heading in (("id", "Diterbitkan (0)"), ("en-GB,id;q=0.5", "Published (0)")):
        asked = OPERATOR | {"Accept-Language": language}
        shown = await guarded.get("/asyncapi", headers=asked)
        assert heading in shown.text
        assert shown.headers["vary"] == "Accept-Language"
    for address in re.findall('stylesheet" href="([^"]+)"', shown.text):
        assert (await guarded.get(address, headers=OPERATOR)).status_code == 200


async def test_docs_is_made_of_the_files_that_their_makers_published(
    guarded: httpx.AsyncClient,
) -> None:
    shown = await guarded.get("/docs", headers=OPERATOR)
    pinned = dict(re.findall(r'(?:src|href)="([^"]+)" integrity="sha384-([^"]+)"', shown.text))
    assert len(pinned) == 2
    for address, integrity in pinned.items():
        file = await guarded.get(address, headers=OPERATOR)
        assert base64.b64encode(hashlib.sha384(file.content).digest()).decode() == integrity
        assert "immutable" in file.headers["cache-control"]
        assert (await guarded.get(address)).status_code == 401
    assert (await guarded.get("/docs/aset/x/swagger.js", headers=OPERATOR)).status_code == 404


@pytest.mark.parametrize("kept", ["", "\n", "kurang"])
def test_a_token_too_short_to_be_one_is_refused(tmp_path: Path, kept: str) -> None:
    file = tmp_path / "token"
    file.write_text(kept)
    with pytest.raises(ValueError, match="AKSI_INTERNAL_TOKEN_FILE"):
        read_token(str(file))


def test_a_token_is_read_without_its_line_end(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    assert read_token(str(file)) == TOKEN
    assert read_token(None) is None


class Long(Collector):
    """Series that are written for as long as nothing else is done."""

    def __init__(self) -> None:
        self.begun, self.other_is_done = threading.Event(), threading.Event()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The series, after something else was done."""
        self.begun.set()
        yield GaugeMetricFamily("aksi_x", "x", value=float(self.other_is_done.wait(20)))


async def test_what_is_asked_meanwhile_does_not_wait_for_the_metrics() -> None:
    registry, series = CollectorRegistry(auto_describe=False), Long()
    registry.register(series)
    series.begun.clear()
    async with client_of(None, registry=registry) as client:
        scrape = asyncio.create_task(client.get("/metrics"))
        await asyncio.to_thread(series.begun.wait, 20)
        assert (await client.get("/openapi.json")).status_code == 200
        series.other_is_done.set()
        assert "aksi_x 1.0" in (await scrape).text
