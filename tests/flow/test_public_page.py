"""The public page: without a sign-in, and with nothing that is nobody's business."""

import csv
import gzip
import io
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest

from contracts import PlanItemPublished
from contracts.account import Role
from tests.flow.made_up import AN_ITEM, ITEM, have_plan
from tests.flow.tracker.keeping import tracking
from tests.in_process import SERVICES, InProcess, in_process
from tracker.public.dictionary import FILES

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
PAGE, OPEN = "/publik/kukar", "QW-1"
FIRST_LOAD_MOST = 60_000
TITLE, OBSTACLE = "=Taman <b>baca</b>", "RAHASIA-KENDALA"


@pytest.fixture(scope="module")
async def anybody(
    mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """Who is not signed in; there are an action and a quick win, each with reports."""
    made = in_process(tmp_path_factory.mktemp("publik"), AKSI_MONGODB=mongodb_uri)
    for name in SERVICES:
        await made.service(name)._prepare()
    token = made.token(Role.ADMIN, datetime.now(UTC))
    admin = {name: made.client(name, token) for name in SERVICES}
    await have_plan(made, admin)
    await _has_a_quick_win(made)
    said = {"as_of": "2026-02-01", "physical_percent": 35, "obstacle": OBSTACLE}
    answer = await admin["tracker"].post(f"/api/v1/items/{OPEN}/reports", json=said)
    assert answer.status_code == 201, answer.text
    async with made.client("tracker") as client:
        yield client
    for one in admin.values():
        await one.aclose()
    made.end()


async def _has_a_quick_win(made: InProcess) -> None:
    service = made.service("tracker")
    plan = {**AN_ITEM, "item_id": OPEN, "title": TITLE, "version": 1, "kind": "quick_win"}
    items = tracking(service.database, service.clock, service.outbox)
    told = {**plan, "time_zone": "Asia/Makassar"}
    await items.replan([PlanItemPublished.model_validate(told)])


async def test_everybody_sees_sums_and_the_open_items_and_no_person(
    anybody: httpx.AsyncClient,
) -> None:
    page = await anybody.get(PAGE)
    table = (await anybody.get(f"{PAGE}/data.csv")).text
    told = (await anybody.get(f"{PAGE}/data.json")).json()
    assert page.status_code == 200
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["item_id"], row["title"]) == (OPEN, f"'{TITLE}")
    assert (float(row["reported_percent"]), float(row["signed_percent"])) == (35.0, 0.0)
    assert [one["item_id"] for one in told["items"]] == [OPEN]
    sums = told["pillars"]["governance"]
    assert (sums["items"], sums["weight_signed"]) == (2, 0)
    for text in (page.text, table, str(told)):
        assert OBSTACLE not in text
        assert ITEM not in text
        assert "uji." not in text
        assert "@" not in text
    assert "Taman &lt;b&gt;baca" in page.text
    assert "<script" not in page.text


async def test_it_is_the_same_for_all_and_may_be_kept(anybody: httpx.AsyncClient) -> None:
    for path in (PAGE, *(f"{PAGE}/{file}" for file in FILES)):
        answer = await anybody.get(path)
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert "set-cookie" not in answer.headers
        assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert (await anybody.get("/publik")).headers["location"] == PAGE
    assert (await anybody.post(PAGE)).status_code in {303, 405}
    assert (await anybody.get(f"{PAGE}?bukan=1")).status_code == 422


async def test_the_first_load_is_small_and_in_the_readers_language(
    anybody: httpx.AsyncClient,
) -> None:
    page = await anybody.get(PAGE, headers={"accept-language": "en"})
    assert 'lang="en"' in page.text
    assert "How to read it" in page.text
    size = len(gzip.compress(page.content))
    assets = set(re.findall(r'(?:href|src)="(/kemajuan/aset/[^"]+)"', page.text))
    assert len(assets) >= 3
    for asset in assets:
        answer = await anybody.get(asset, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200
        size += int(answer.headers["content-length"])
    assert size < FIRST_LOAD_MOST


async def test_every_published_file_is_in_the_dictionary_and_every_one_in_it_is_published(
    anybody: httpx.AsyncClient,
) -> None:
    page = (await anybody.get(PAGE)).text
    linked = set(re.findall(rf'href="{PAGE}/([^"]+)"', page))
    assert linked == set(FILES)
    told = list(csv.DictReader(io.StringIO((await anybody.get(f"{PAGE}/kamus.csv")).text)))
    assert {one["file"] for one in told} == set(FILES)
    for one in told:
        assert f"<code>{one['field']}</code>" in page
    heading = (await anybody.get(f"{PAGE}/data.csv")).text.partition("\r\n")[0]
    assert heading.split(",") == [one["field"] for one in told if one["file"] == "data.csv"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/publik/paser", 404),
        ("/publik/tiada", 404),
        ("/publik/KUKAR!", 422),
        ("/publik/paser/data.csv", 404),
        ("/publik/paser/data.json", 404),
        ("/publik/paser/kamus.csv", 404),
    ],
)
async def test_a_region_that_shows_nothing_is_not_there(
    anybody: httpx.AsyncClient, path: str, status: int
) -> None:
    assert (await anybody.get(path)).status_code == status
