"""Evidence over HTTP and the pages: stored once, seen by those who may see the item."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import httpx
import pytest
from bson import ObjectId
from PIL import Image

from chassis.mongo.database import Database
from contracts import EvidenceAdded
from deploy.local.callers import Caller
from deploy.local.stack import Stack
from tests import evidence_files as files
from tests.flow.plan import OTHER_AGENCY, Plan, report
from tests.flow.test_pages import Browser, browser, form_of
from tracker.evidence.repository import EvidenceRepository

OFFICER = "uji.pptk"
CHOSEN = r'class="chosen"[^>]*><title>Tenggarong</title>'
"""The district of the item, on a map."""


@pytest.fixture
async def item(plan: Plan) -> str:
    return str((await plan.has())["item_id"])


@pytest.fixture
async def officers_pages(stack: Stack, callers: Any) -> AsyncIterator[Browser]:
    async with browser(stack, OFFICER) as one:
        yield one


async def give(
    caller: Caller, item: str, data: bytes, name: str = "foto.jpg", **query: str
) -> httpx.Response:
    return await caller.tracker.post(
        f"/api/v1/items/{item}/evidence", params=query, files={"file": (name, data)}
    )


async def evidence_of(caller: Caller, item: str) -> list[dict[str, Any]]:
    answer = await caller.tracker.get(f"/api/v1/items/{item}/evidence")
    given: list[dict[str, Any]] = answer.raise_for_status().json()["evidence"]
    return given


async def contents(database: Database) -> int:
    return await database["evidence_content.files"].count_documents({})


async def weights(caller: Caller) -> tuple[float, float]:
    """Of AGENCY: weight done, and the part of it that is proven."""
    answer = await caller.tracker.get("/api/v1/summary", params={"by": "agency"})
    (group,) = answer.raise_for_status().json()["groups"]
    return group["weight_done"], group["weight_done_proven"]


async def test_figures_without_the_evidence_asked_for_count_and_are_marked_until_it_comes(
    officer: Caller, officers_pages: Browser, item: str, plan: Plan
) -> None:
    await officers_pages.signs_in()
    done, proven = await weights(officer)
    body = report(100, report_id=f"selesai-{item}")
    sent = await officer.tracker.post(f"/api/v1/items/{item}/reports", json=body)
    assert sent.status_code == 201, sent.text
    assert (await plan.item(item))["unproven"] is True
    assert "Belum terbukti" in (await officers_pages.open(f"/kemajuan/butir/{item}")).text
    assert await weights(officer) == pytest.approx((done + 1, proven))

    await give(officer, item, files.photo(colour="olive"), report_id=body["report_id"])
    assert (await plan.item(item))["unproven"] is False
    assert "Belum terbukti" not in (await officers_pages.open(f"/kemajuan/butir/{item}")).text
    assert await weights(officer) == pytest.approx((done + 1, proven + 1))


async def test_evidence_that_comes_before_its_report_proves_it_too(
    officer: Caller, foreign_officer: Caller, plan: Plan
) -> None:
    """Also where the report's id is one that another agency has used."""
    theirs = await plan.has(agency=OTHER_AGENCY)
    body = report(100, report_id=f"sama-{theirs['item_id']}")
    path = f"/api/v1/items/{theirs['item_id']}/reports"
    assert (await foreign_officer.tracker.post(path, json=body)).status_code == 201
    item = str((await plan.has())["item_id"])
    await give(officer, item, files.photo(colour="coral"), report_id=body["report_id"])
    sent = await officer.tracker.post(f"/api/v1/items/{item}/reports", json=body)
    assert sent.status_code == 201, sent.text
    assert (await plan.item(item))["unproven"] is False
    assert (await plan.item(theirs["item_id"]))["unproven"] is True


async def test_a_photo_is_stored_once_and_announced(
    officer: Caller, item: str, plan: Plan, tracker_database: Database
) -> None:
    photo = files.photo(colour="teal")
    first = await give(officer, item, photo, "Jembatan.JPG", report_id="r-9")
    assert first.status_code == 201, first.text
    stored = await contents(tracker_database)
    again = await give(officer, item, photo, "lain.jpg", report_id="r-9")
    assert (again.status_code, again.json()) == (200, first.json())
    other = str((await plan.has())["item_id"])
    elsewhere = await give(officer, other, photo)
    assert elsewhere.status_code == 201
    assert await contents(tracker_database) == stored
    said = first.json()
    assert (said["name"], said["media_type"], said["size"]) == (
        "Jembatan.jpg",
        "image/jpeg",
        len(photo),
    )
    assert said["taken_at"] == "2026-06-14T09:30:00"
    assert [one["sha256"] for one in await evidence_of(officer, item)] == [said["sha256"]]
    announced = EvidenceAdded.model_validate(said)
    assert announced.key() == item


async def test_eight_at_once_of_the_same_file_are_one(
    officer: Caller, admin: Caller, item: str, tracker_database: Database
) -> None:
    before = await contents(tracker_database)
    photo = files.photo(colour="maroon")
    answers = await asyncio.gather(
        *(give(caller, item, photo) for _ in range(4) for caller in (officer, admin))
    )
    assert Counter(one.status_code for one in answers) == {200: 7, 201: 1}
    assert len(await evidence_of(officer, item)) == 1
    assert await contents(tracker_database) == before + 1


async def test_others_see_the_photo_without_where_and_when(
    officer: Caller, callers: dict[str, Caller], item: str
) -> None:
    photo = files.photo(colour="orange")
    sha256 = (await give(officer, item, photo)).json()["sha256"]
    path = f"/api/v1/items/{item}/evidence/{sha256}"
    own = await officer.tracker.get(path)
    assert own.content == photo
    assert own.headers["content-disposition"] == "attachment; filename*=UTF-8''foto.jpg"
    assert own.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert own.headers["x-content-type-options"] == "nosniff"
    seen = await callers["uji.dewan"].tracker.get(path)
    with Image.open(BytesIO(seen.content)) as image:
        assert dict(image.getexif()) == {}
    for caller, told in ((officer, True), (callers["uji.dewan"], False)):
        (piece,) = await evidence_of(caller, item)
        said = [piece[name] is not None for name in ("taken_at", "latitude", "longitude")]
        assert said == [told] * 3
    small = await officer.tracker.get(path, params={"form": "small"})
    assert len(small.content) < len(seen.content)


async def test_what_others_see_of_a_photo_is_made_once_for_all_of_them(
    officer: Caller, callers: dict[str, Caller], item: str, tracker_database: Database
) -> None:
    sha256 = (await give(officer, item, files.photo(colour="khaki"))).json()["sha256"]
    path = f"/api/v1/items/{item}/evidence/{sha256}"
    before = await contents(tracker_database)
    council = callers["uji.dewan"].tracker
    seen = await asyncio.gather(
        *(council.get(path) for _ in range(3)),
        officer.tracker.get(path, params={"form": "shown"}),
    )
    assert {answer.status_code for answer in seen} == {200}
    assert len({answer.content for answer in seen}) == 1
    assert await contents(tracker_database) == before + 1
    assert (await council.get(path)).content == seen[0].content
    assert await contents(tracker_database) == before + 1


async def test_a_photo_that_nobody_can_draw_says_so_to_those_who_look(
    officer: Caller, callers: dict[str, Caller], item: str
) -> None:
    photo = files.broken_photo()
    sha256 = (await give(officer, item, photo)).json()["sha256"]
    path = f"/api/v1/items/{item}/evidence/{sha256}"
    for form in ("shown", "small"):
        answer = await callers["uji.dewan"].tracker.get(path, params={"form": form})
        assert (answer.status_code, answer.json()["code"]) == (422, "file-type")
    assert (await officer.tracker.get(path)).content == photo


async def test_a_document_is_the_same_for_all_and_has_no_picture(
    officer: Caller, callers: dict[str, Caller], item: str
) -> None:
    document = files.pdf()
    sha256 = (await give(officer, item, document, "laporan.pdf")).json()["sha256"]
    path = f"/api/v1/items/{item}/evidence/{sha256}"
    for caller in (officer, callers["uji.dewan"]):
        for form in ("original", "shown", "small"):
            answer = await caller.tracker.get(path, params={"form": form})
            assert (answer.content, answer.headers["content-type"]) == (document, "application/pdf")


async def test_another_agency_neither_adds_nor_sees(
    officer: Caller, foreign_officer: Caller, callers: dict[str, Caller], item: str
) -> None:
    sha256 = (await give(officer, item, files.photo(colour="red"))).json()["sha256"]
    for path in ("", f"/{sha256}"):
        answer = await foreign_officer.tracker.get(f"/api/v1/items/{item}/evidence{path}")
        assert answer.status_code == 404
    assert (await give(foreign_officer, item, files.photo())).status_code == 404
    assert (await give(callers["uji.dewan"], item, files.photo())).status_code == 403
    unknown = await officer.tracker.get(f"/api/v1/items/{item}/evidence/{'0' * 64}")
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"<script>alert(1)</script>", 422, "file-type"),
        (files.pdf(script="app.alert(1)"), 422, "file-acts"),
        (b"", 422, "file-empty"),
        (bytes(10_100_000), 413, "file-too-large"),
    ],
)
async def test_what_is_no_evidence_is_refused_and_nothing_is_stored(
    officer: Caller, item: str, data: bytes, status: int, code: str
) -> None:
    answer = await give(officer, item, data, "foto.jpg")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await evidence_of(officer, item) == []


async def test_a_report_has_ten_files_at_most(officer: Caller, item: str) -> None:
    for number in range(10):
        photo = files.photo(size=(40, 40 + number))
        assert (await give(officer, item, photo, report_id="r-1")).status_code == 201
    one_more = await give(officer, item, files.photo(size=(40, 60)), report_id="r-1")
    assert (one_more.status_code, one_more.json()["code"]) == (409, "too-many-files")
    assert (await give(officer, item, files.photo(size=(40, 60)), report_id="r-2")).is_success


async def test_what_an_upload_left_half_written_is_swept_and_nothing_else(
    officer: Caller, item: str, tracker_database: Database
) -> None:
    sha256 = (await give(officer, item, files.photo(colour="gold"))).json()["sha256"]
    chunks = tracker_database["evidence_content.chunks"]
    long_ago, now = datetime.now(UTC) - timedelta(days=3), datetime.now(UTC)
    half, fresh = ObjectId.from_datetime(long_ago), ObjectId()
    await chunks.insert_many([{"files_id": one, "n": 0, "data": b"x"} for one in (half, fresh)])
    rows = EvidenceRepository(tracker_database)
    assert await rows.sweep(now) == 1
    assert await chunks.count_documents({"files_id": half}) == 0
    assert await chunks.count_documents({"files_id": fresh}) == 1
    in_two_days = now + timedelta(days=2)
    await rows.sweep(in_two_days)
    kept = await officer.tracker.get(f"/api/v1/items/{item}/evidence/{sha256}")
    assert kept.status_code == 200


async def test_an_officer_adds_a_photo_to_a_report_on_its_receipt(
    officers_pages: Browser, item: str
) -> None:
    pages = officers_pages
    await pages.signs_in()
    await pages.open(form_of(item))
    filled = {**pages.form(), "physical_percent": "12", "step": "kirim"}
    await pages.send(form_of(item), filled)
    receipt = pages.path
    assert receipt.startswith("/kemajuan/tanda-terima/")
    assert "Belum ada bukti untuk laporan ini." in pages.page.text
    key = receipt.rpartition("/")[2]
    await pages.open(f"/kemajuan/butir/{item}/bukti", params={"laporan": key})
    form = pages.form()
    where = f"/kemajuan/butir/{item}/bukti?laporan={key}"
    page = await pages.send(where, {"csrf": form["csrf"]}, files={"file": ("a.jpg", b"bukan foto")})
    assert page.status_code == 422
    assert pages.errors() == ["file"]
    photo = {"file": ("lapangan.jpg", files.photo(colour="olive"))}
    page = await pages.send(where, {"csrf": "x"}, files=photo)
    assert page.status_code == 409
    page = await pages.send(where, {"csrf": form["csrf"]}, files=photo)
    assert (page.status_code, pages.path) == (200, receipt)
    assert "lapangan.jpg" in page.text
    await pages.open(f"/kemajuan/butir/{item}")
    assert "lapangan.jpg" in pages.page.text
    pages.forgets_its_session()
    page = await pages.send(where, {"csrf": form["csrf"]}, files=photo)
    assert pages.path == "/rencana/masuk"


async def test_what_was_there_before_its_report_is_listed_in_its_fact(
    officer: Caller, item: str, plan: Plan
) -> None:
    name = f"lengkap-{item}"
    early = [
        (await give(officer, item, files.photo(colour=colour), report_id=name)).json()["sha256"]
        for colour in ("teal", "navy")
    ]
    await give(officer, item, files.photo(colour="plum"), report_id="laporan-lain")
    body = report(40, report_id=name)
    sent = await officer.tracker.post(f"/api/v1/items/{item}/reports", json=body)
    assert sent.status_code == 201, sent.text
    await give(officer, item, files.photo(colour="gold"), report_id=name)
    (row,) = (await plan.item(item))["report_log"]
    assert row["evidence"] == early


async def test_where_photos_were_taken_is_on_the_map_for_those_who_report_only(
    stack: Stack, officer: Caller, officers_pages: Browser, plan: Plan
) -> None:
    item = (await plan.has(kecamatan="Tenggarong", desa="Loa Ipuh"))["item_id"]
    assert (await give(officer, item, files.photo(colour="tan"))).status_code == 201
    await officers_pages.signs_in()
    own = await officers_pages.open(f"/kemajuan/butir/{item}")
    assert re.search(CHOSEN, own.text)
    assert "Desa Loa Ipuh, Kecamatan Tenggarong." in own.text
    assert own.text.partition('class="map"')[2].count("<circle") == 1
    async with browser(stack, "uji.dewan") as council:
        await council.signs_in()
        theirs = await council.open(f"/kemajuan/butir/{item}")
        assert re.search(CHOSEN, theirs.text)
        assert theirs.text.partition('class="map"')[2].count("<circle") == 0
    elsewhere = (await plan.has(kecamatan="Limbangan"))["item_id"]
    page = await officers_pages.open(f"/kemajuan/butir/{elsewhere}")
    assert 'class="map"' not in page.text
    assert "Kecamatan Limbangan." in page.text
