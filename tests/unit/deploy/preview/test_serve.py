"""The server of the boards: loopback only, GET only, a page for whatever goes wrong."""

import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from deploy.grafana.preview import serve
from deploy.grafana.preview.prometheus import Prometheus
from tests.unit.deploy.preview.small_boards import Answering, board, panel, target

REGION = {
    "name": "region", "type": "query", "query": "label_values(up, region)", "label": "Daerah",
    "multi": True, "includeAll": True, "allValue": ".*",
}  # fmt: skip
LABELS: dict[tuple[str, str | None], list[str]] = {("region", "up"): ["kukar", "ppu"]}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    links = [{"title": "Lain", "type": "dashboards", "tags": ["aksi"], "includeVars": True}]
    one = panel(targets=[target('up{region=~"$region"}')])
    first = board(one, variables=[REGION], tags=["aksi"], links=links)
    second = board(panel(), variables=[REGION], tags=["aksi"]) | {
        "uid": "lain",
        "title": "Papan <lain>",
    }
    third = board(panel(), tags=["aksi"]) | {"uid": "tanpa", "title": "Tanpa variabel"}
    for name, json_ in (("uji", first), ("lain", second), ("tanpa", third)):
        (tmp_path / f"{name}.json").write_text(json.dumps(json_))
    return tmp_path


def app_with(folder: Path, answering: Any) -> tuple[Starlette, httpx.AsyncClient]:
    app = serve.application("http://prometheus", folder)
    transport = httpx.MockTransport(answering)
    app.state.prometheus = Prometheus(
        httpx.AsyncClient(transport=transport, base_url="http://prometheus")
    )
    asgi = httpx.ASGITransport(app)
    return app, httpx.AsyncClient(transport=asgi, base_url="http://127.0.0.1")


@pytest.fixture
def answering() -> Answering:
    return Answering({'up{region=~"kukar"}': [({}, 3)]}, LABELS)


@pytest.fixture
async def reader(folder: Path, answering: Answering) -> AsyncIterator[httpx.AsyncClient]:
    _, client = app_with(folder, answering)
    async with client:
        yield client


async def test_all_boards_are_listed_and_their_titles_are_no_markup(
    reader: httpx.AsyncClient,
) -> None:
    page = (await reader.get("/papan")).text
    assert 'href="/papan/uji"' in page
    assert "Papan &lt;lain&gt;" in page


async def test_a_board_is_shown_with_what_is_chosen(
    reader: httpx.AsyncClient, answering: Answering
) -> None:
    answer = await reader.get("/papan/uji?var-region=kukar&from=now-7d")
    assert answer.status_code == 200
    assert 'up{region=~"kukar"}' in answering.asked
    assert '<option value="kukar" selected>' in answer.text
    assert 'value="now-7d"' in answer.text
    assert answer.headers["content-encoding"] == "gzip"
    assert 'href="/papan/lain?var-region=kukar"' in answer.text
    assert 'href="/papan/tanpa"' in answer.text, "a board is not asked for what it has not"


async def test_a_page_allows_only_its_own_stylesheet(reader: httpx.AsyncClient) -> None:
    answer = await reader.get("/papan/uji")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    (address,) = [part.split('"')[0] for part in answer.text.split('href="')[1:2]]
    sheet = await reader.get(address)
    assert sheet.headers["content-type"].startswith("text/css")
    assert "immutable" in sheet.headers["cache-control"]
    assert (await reader.get("/papan/aset/other.css")).status_code == 404
    assert (await reader.get("/favicon.ico")).headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/papan/tidak-ada", 404, "Papan ini tidak ada"),
        ("/papan/uji?from=kemarin", 400, "Waktu ini tidak dapat dibaca"),
        ("/papan/uji?from=now-99y", 400, "Waktu ini tidak dapat dibaca"),
        ("/papan/uji?var-region=%3Cscript%3E", 200, "Daerah: &lt;script&gt; tidak ada."),
    ],
)
async def test_what_cannot_be_done_is_a_page(
    reader: httpx.AsyncClient, path: str, status: int, words: str
) -> None:
    answer = await reader.get(path)
    assert answer.status_code == status
    assert words in answer.text
    assert "<script" not in answer.text


async def test_a_board_that_is_not_known_says_what_of_it(folder: Path) -> None:
    (folder / "uji.json").write_text(json.dumps(board(panel() | {"type": "geomap"})))
    _, client = app_with(folder, Answering())
    async with client:
        answer = await client.get("/papan/uji")
    assert answer.status_code == 500
    assert "geomap" in answer.text


async def test_a_prometheus_that_is_away_is_said_with_its_remedy(folder: Path) -> None:
    async def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    _, client = app_with(folder, away)
    async with client:
        answer = await client.get("/papan/uji")
    assert answer.status_code == 503
    assert "Prometheus tidak menjawab" in answer.text
    assert "make demo" in answer.text


async def test_a_board_that_takes_too_long_is_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "PAGE_SECONDS", 0.01)
    _, client = app_with(folder, Answering(labels=LABELS, delay=5))
    async with client:
        assert (await client.get("/papan/uji")).status_code == 504


async def test_only_the_loopback_is_answered(reader: httpx.AsyncClient) -> None:
    assert (await reader.get("/papan", headers={"host": "evil.example"})).status_code == 400
    assert (await reader.post("/papan/uji")).status_code == 405
    assert socket.inet_aton(serve.LOOPBACK)[0] == 127


def test_what_an_address_asks_for_is_bounded() -> None:
    many = [("var-a", "x" * 10_000)] * 1_000 + [("from", "now-1h")]
    asked = serve.asked_in(many)
    assert len(asked.variables["a"]) == serve.VALUES_MOST
    assert {len(one) for one in asked.variables["a"]} == {serve.LETTERS_MOST}
    assert asked.start is None
