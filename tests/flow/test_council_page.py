"""The council's page: is it on plan, what is late and whose, how much of it to believe."""

import io
import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from pypdf import PageObject, PdfReader

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, SOON, Plan, days_ago, report
from tests.flow.test_pages import Browser, browser

COUNCIL = "/kemajuan/dewan"


@pytest.fixture
async def council(stack: Stack, callers: Any) -> AsyncIterator[Browser]:
    async with browser(stack, "uji.dewan") as one:
        await one.signs_in()
        yield one


async def shown(council: Browser, item: str, **asked: str) -> str:
    """The page's words, once the item is on it: it names the seven worst of those asked for, so a
    test asks for a place of its own, or has the item that is due longest.
    """

    async def there() -> str | None:
        page = await council.open(f"{COUNCIL}?{urlencode(asked)}" if asked else COUNCIL)
        assert page.status_code == 200, page.text
        return page.text if f"/kemajuan/butir/{item}" in page.text else None

    return await until(there, 3 * SOON, f"{item} on the council's page")


async def test_it_says_what_is_late_whose_and_how_late(
    council: Browser, plan: Plan, officer: Caller
) -> None:
    past = {"start": days_ago(100).isoformat(), "due": days_ago(12).isoformat()}
    place = "Cikajang"
    item = (await plan.has(kind="quick_win", kecamatan=place, **past))["item_id"]  # type: ignore[arg-type]
    url = f"/api/v1/items/{item}/reports"
    assert (await officer.tracker.post(url, json=report(60))).status_code == 201

    page = await shown(council, item, kecamatan=place)
    row = page[page.rindex(f"/kemajuan/butir/{item}") :].partition("</li>")[0]
    words = " ".join(unescape(re.sub(r"<[^>]*>", " ", row)).split())
    assert "Terlambat 12 hari" in words
    assert "Fisik 60 %" in words
    assert '<svg class="curve"' in page


async def test_page_summary_and_bands_say_the_same(
    council: Browser, plan: Plan, admin: Caller
) -> None:
    past = {"start": days_ago(900).isoformat(), "due": days_ago(800).isoformat()}
    item = (await plan.has(kind="quick_win", **past))["item_id"]  # type: ignore[arg-type]
    page = await shown(council, item, opd=AGENCY)
    asked = {"by": "agency"}
    groups = (await admin.tracker.get("/api/v1/summary", params=asked)).json()["groups"]
    (group,) = [one for one in groups if one["key"] == AGENCY]
    done, planned = (
        100 * group[name] / group["weight"] for name in ("weight_done", "weight_planned")
    )
    big = re.search(r'<p class="big">([^<]*) %</p>', page)
    assert big
    assert float(big[1].replace(",", ".")) == pytest.approx(done, abs=0.06)
    assert f"{planned:.1f}".replace(".", ",").removesuffix(",0") in page
    bands = (await admin.tracker.get("/api/v1/bands", params=asked)).json()
    (counted,) = [one["bands"] for one in bands["groups"] if one["key"] == AGENCY]
    for scheme in bands["schemes"]:
        for band in scheme["bands"]:
            number = counted[scheme["scheme"]].get(band["band"], 0)
            assert f"{band['name']['indonesian']} {number}</span>" in page


async def test_for_the_meeting_it_is_a_dated_pdf_of_two_sheets_that_says_the_same(
    council: Browser, plan: Plan
) -> None:
    past = {"start": days_ago(900).isoformat(), "due": days_ago(800).isoformat()}
    item = await plan.has(kind="quick_win", title="Layanan di atas kertas", **past)  # type: ignore[arg-type]
    asked = {"opd": AGENCY, "jenis": "quick_win"}
    page = await shown(council, item["item_id"], **asked)
    answer = await council.open(f"{COUNCIL}.pdf?{urlencode(asked)}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    sheets = PdfReader(io.BytesIO(answer.content)).pages
    assert len(sheets) <= 2
    text = " ".join(" ".join(one.extract_text() for one in sheets).split())
    for words in ("Apakah kita sesuai rencana?", "Layanan di atas kertas", "Belum ada keputusan"):
        assert words in text
    big = re.search(r'<p class="big">([^<]*)</p>', page)
    assert big
    assert big[1] in text
    assert re.search(r"Keadaan \d+ \w+ \d{4}", text)
    assert "Status menurut aturan kontrak-kritis-2007" in text
    assert f"Hanya: Kantor {AGENCY}, Quick win" in text
    assert council.name not in text
    assert (await council.open(f"{COUNCIL}.pdf?bukan=1")).status_code == 422


async def test_words_without_a_blank_stay_on_the_sheet(
    council: Browser, plan: Plan, callers: Any
) -> None:
    past = {"start": days_ago(100).isoformat(), "due": days_ago(60).isoformat()}
    title, words = "J" * 300, "K" * 2000
    item = (await plan.has(kind="quick_win", title=title, pillar="branding", **past))["item_id"]  # type: ignore[arg-type]
    body = {
        "item_id": item,
        "decision": words,
        "due": f"{days_ago(-5)}",
        "met_on": f"{days_ago(0)}",
    }
    decided = await callers["uji.perencana"].tracker.post("/api/v1/decisions", json=body)
    assert decided.status_code == 201, decided.text
    asked = {"opd": AGENCY, "pilar": "branding"}
    await shown(council, item, **asked)
    answer = await council.open(f"{COUNCIL}.pdf?{urlencode(asked)}")
    assert answer.status_code == 200
    sheets = PdfReader(io.BytesIO(answer.content)).pages
    assert "KKKKKKKK" in "".join(one.extract_text() for one in sheets)
    for sheet in sheets:
        assert max(ends_of(sheet)) < sheet.mediabox.width


def ends_of(sheet: PageObject) -> list[float]:
    """About where each piece of text ends, in points from the left."""
    ends: list[float] = []

    def seen(text: str, moved: Any, matrix: Any, _: Any, size: float) -> None:
        if text.strip():
            narrow = 0.3 * size * abs(matrix[0] * moved[0]) * len(text.strip())
            ends.append(matrix[4] * moved[0] + moved[4] + narrow)

    sheet.extract_text(visitor_text=seen)
    return ends


async def test_a_filter_that_matches_nothing_says_so_and_leads_back(council: Browser) -> None:
    page = await council.open(f"{COUNCIL}?kecamatan=Tidak%20Ada%3Cb%3E")
    assert page.status_code == 200
    assert "Tidak ada rencana aksi yang cocok." in page.text
    assert "<b>" not in page.text
    assert (await council.open(f"{COUNCIL}?pilar=salah")).status_code == 422


async def test_an_officer_sees_the_own_agency_alone(
    stack: Stack, callers: Any, plan: Plan, council: Browser
) -> None:
    start, place = days_ago(300).isoformat(), "Cisewu"
    item = (await plan.has(kind="quick_win", start=start, kecamatan=place))["item_id"]
    await shown(council, item, kecamatan=place)
    async with browser(stack, "uji.pptk.lain") as other:
        await other.signs_in()
        page = await other.open(f"{COUNCIL}?opd={AGENCY}")
        assert (page.status_code, item in page.text) == (200, False)
        assert "Tidak ada rencana aksi yang cocok." in page.text


CHANGES = "/kemajuan/perubahan"


async def test_what_changed_since_a_day_is_told_with_the_way_to_the_item(
    council: Browser, plan: Plan, officer: Caller
) -> None:
    start, place = days_ago(50).isoformat(), "Pakenjeng"
    item = (await plan.has(kind="quick_win", start=start, kecamatan=place))["item_id"]
    await shown(council, item, kecamatan=place)
    url = f"/api/v1/items/{item}/reports"
    assert (await officer.tracker.post(url, json=report(100))).status_code == 201

    async def there() -> str | None:
        asked = {"sejak": f"{days_ago(3)}", "opd": AGENCY, "jenis": "quick_win"}
        page = await council.open(f"{CHANGES}?{urlencode(asked)}")
        assert page.status_code == 200, page.text
        return page.text if f"/kemajuan/butir/{item}" in page.text else None

    page = await until(there, 3 * SOON, "the change on its page")
    done = page[page.index(">Selesai (") :]
    assert f"/kemajuan/butir/{item}" in done.partition("<h2>")[0]
    assert (await council.open(CHANGES)).status_code == 200


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("sejak=kemarin", "tanggal tidak dikenal"),
        ("sejak=0001-01-01", "tanggal tidak dikenal"),
        ("sampai=2999-01-01", "hari itu belum ada"),
        ("sejak=2026-05-02&sampai=2026-05-01", "harus sebelum hari kedua"),
        ("sejak=9999-12-31", "harus sebelum hari kedua"),
        ("sejak=2001-01-01", "paling lama tiga tahun"),
    ],
)
async def test_days_that_cannot_be_are_said_beside_the_field(
    council: Browser, asked: str, said: str
) -> None:
    page = await council.open(f"{CHANGES}?{asked}")
    assert page.status_code == 422
    assert said in page.text
    assert 'aria-invalid="true"' in page.text


async def test_where_it_leads_is_said_of_all_and_of_one_item(
    council: Browser, plan: Plan, officer: Caller, callers: Any
) -> None:
    begun = {"start": days_ago(300).isoformat(), "due": days_ago(-60).isoformat()}
    place = "Sukawening"
    item = (await plan.has(kind="quick_win", kecamatan=place, **begun))["item_id"]  # type: ignore[arg-type]
    url = f"/api/v1/items/{item}/reports"
    for percent, days in ((30, 85), (40, 57), (45, 29), (60, 1)):
        answer = await officer.tracker.post(url, json=report(percent, days_ago(days)))
        assert answer.status_code == 201, answer.text

    told = (await callers["uji.dewan"].tracker.get(f"/api/v1/items/{item}")).json()["forecast"]
    assert (told["why"], told["reports"], told["last"]) == (None, 4, f"{days_ago(1)}")
    assert told["earliest"] <= told["finish"] <= told["latest"]
    page = (await council.open(f"/kemajuan/butir/{item}")).text
    assert "Dengan laju sekarang selesai sekitar" in page
    assert f"akhir {told['year']}:" in page
    assert "selesai sesudah batasnya" in page, "40 points at 30 in 84 days take 112; 60 are left"
    new = (await plan.has(kind="quick_win"))["item_id"]
    page = (await council.open(f"/kemajuan/butir/{new}")).text
    assert "perlu paling sedikit 3 laporan" in page

    asked = {"agency": AGENCY, "kind": "quick_win"}
    await shown(council, item, kecamatan=place)

    async def same() -> bool:
        """Page and API of one overview: it is made anew after some seconds."""
        page = (await council.open(f"{COUNCIL}?opd={AGENCY}&jenis=quick_win")).text
        told = await callers["uji.dewan"].tracker.get("/api/v1/forecast", params=asked)
        of_all = told.json()
        if of_all["why"] is None:
            return f"<strong>{of_all['year_end']} %</strong>" in page
        return "perkiraan" in page

    await until(same, SOON, "the same end on the page and over the API")


async def test_an_area_stands_above_its_districts_with_the_day_it_is_as_of(
    council: Browser, plan: Plan
) -> None:
    start, place = days_ago(50).isoformat(), "Muara Badak"
    item = (await plan.has(kind="quick_win", start=start, kecamatan=place))["item_id"]
    await shown(council, item, kecamatan=place)
    table = council.page.text.partition("<h2>Kawasan</h2>")[2]
    rows = re.findall(r'<th scope="row">(.*?)</th>', table, re.S)
    assert " ".join(re.sub(r"<[^>]*>", " ", rows[0]).split()) == "PESISIR ( Muara Badak )"
    assert "Kawasan Pesisir: " in table
    assert "per 31 Januari 2026" in table
