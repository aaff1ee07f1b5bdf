"""An officer on a phone: signs in, reports what is late, has the receipt; by keyboard and axe."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    FilePayload,
    Locator,
    Page,
    ViewportSize,
    expect,
)

from deploy.local.accounts import log_ins
from deploy.local.callers import Caller
from deploy.local.stack import Stack
from tests.browser.chromium import PATIENCE_MS
from tests.evidence_files import PLACE, noisy_photo, photo
from tests.flow.people import PEOPLE
from tests.flow.plan import Plan, days_ago

PHONE: ViewportSize = {"width": 360, "height": 740}
ENLARGED: ViewportSize = {"width": 320, "height": 512}
"""What is left of 1,280 px at 400 % (WCAG 2.2, 1.4.10)."""
OFFICER = "uji.pptk"
FIRST_PAGE = re.compile("Tugas saya|Semua rencana aksi")
LARGE_PHOTO = noisy_photo()
LINE_BYTES, LINE_SECONDS = 50_000, 0.4
"""A slow line: bytes a second, and how long an answer is on its way."""
SERIOUS = {"serious", "critical"}


@asynccontextmanager
async def phone(
    chromium: Browser, *, expected: Sequence[str] = (), **more: Any
) -> AsyncIterator[Page]:
    """A page of 360 px; what it logs as an error fails the test, but for `expected` statuses."""
    context = await chromium.new_context(viewport=PHONE, locale="id-ID", **more)
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def heard(said: ConsoleMessage) -> None:
        if is_error(said, expected):
            errors.append(said.text)

    page.on("console", heard)
    yield page
    await context.close()
    assert errors == []


EXPECTED = ("422", "DISCONNECTED")


def is_error(said: ConsoleMessage, expected: Sequence[str]) -> bool:
    """An error that is not the status of a page that says what is wrong."""
    known = any(one in said.text for one in (*EXPECTED, *expected))
    return said.type == "error" and not known


async def signs_in(page: Page, stack: Stack, name: str = OFFICER) -> None:
    login = next(one for one in log_ins(stack.secrets, PEOPLE) if one.username == name)
    await page.goto(f"{stack.services.url('planner')}/rencana/masuk?lanjut=/kemajuan/")
    await page.get_by_label("Nama pengguna").fill(login.username)
    await page.get_by_label("Kata sandi").fill(login.password)
    await page.get_by_role("button", name="Masuk").click()
    await expect(page.get_by_role("heading", name=FIRST_PAGE)).to_be_visible()


FIRST_PHOTO_IS_LOST = """() => {
  const send = window.fetch;
  window.fetch = (path, ...more) => {
    if (!String(path).includes("/bukti?")) return send(path, ...more);
    window.fetch = send;
    return Promise.reject(new TypeError("lost"));
  };
}"""
"""A route of Playwright does not see every request of a page that has a worker."""


def a_photo(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


async def has_its_worker(page: Page) -> None:
    """The page, under its service worker."""
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    await page.reload()


@pytest.fixture
async def item(plan: Plan) -> dict[str, Any]:
    return await plan.has(due=days_ago(1).isoformat())


async def turns_to(page: Page, item: dict[str, Any]) -> Locator:
    """The item's row among the tasks, on whichever of their pages it is."""
    row = page.locator("[data-tasks] > li", has_text=item["title"])
    while not await row.count():
        await page.get_by_role("link", name="Berikutnya").click()
    return row


@pytest.mark.parametrize("javascript", [True, False])
async def test_an_officer_reports_what_is_late_and_has_the_receipt(
    chromium: Browser, stack: Stack, callers: Any, item: dict[str, Any], javascript: bool
) -> None:
    async with phone(chromium, java_script_enabled=javascript) as page:
        await signs_in(page, stack)
        row = await turns_to(page, item)
        await row.get_by_role("link", name="Lapor").click()
        if javascript:
            await page.get_by_role("slider").fill("40")
            await expect(page.locator("#physical_percent")).to_have_value("40")
        await page.locator("#physical_percent").fill("42,5")
        await page.get_by_label("Realisasi anggaran, rupiah").fill("1,25 juta")
        await page.get_by_role("button", name="Periksa").click()
        await expect(page.get_by_text("Belum terkirim.")).to_be_visible()
        await page.get_by_label("Kategori kendala").select_option("pengadaan")
        await page.get_by_role("textbox", name="Kendala").fill("Bahan belum datang")
        await page.get_by_role("button", name="Kirim laporan").click()
        await expect(page.get_by_role("heading", name="Laporan diterima")).to_be_visible()
        await expect(page.get_by_text("Rp 1.250.000")).to_be_visible()
        await expect(page.get_by_text("Pengadaan barang dan jasa")).to_be_visible()


async def test_the_report_form_is_filled_in_by_keyboard_alone(
    chromium: Browser, stack: Stack, callers: Any, item: dict[str, Any]
) -> None:
    async with phone(chromium) as page:
        await signs_in(page, stack)
        tracker = stack.services.url("tracker")
        await page.goto(f"{tracker}/kemajuan/butir/{item['item_id']}/lapor")
        for _ in range(30):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.id") == "physical_percent":
                break
        await page.keyboard.type("banyak")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("isi angka 0 sampai 100")


MEANINGS = {"Butir": "item_id", "Keadaan": "as_of", "Capaian": "physical_percent"}


@pytest.mark.parametrize("javascript", [True, False])
async def test_a_sheet_is_sent_its_columns_named_and_its_report_recorded_on_a_phone(
    chromium: Browser, stack: Stack, callers: Any, item: dict[str, Any], javascript: bool
) -> None:
    mark = uuid4().hex[:6]
    headers = ";".join(f"{column} {mark}" for column in MEANINGS)
    rows = f"{headers}\n{item['item_id']};{days_ago(4).isoformat()};40\n"
    async with phone(chromium, java_script_enabled=javascript) as page:
        await signs_in(page, stack)
        await page.get_by_role("link", name="Lapor lewat lembar kerja").click()
        await page.get_by_label("Lembar kerja", exact=True).set_input_files(
            {"name": "laporan.csv", "mimeType": "text/csv", "buffer": rows.encode()}
        )
        await page.get_by_role("button", name="Lihat isinya").press("Enter")
        for column, field in MEANINGS.items():
            await page.get_by_label(f"{column} {mark}", exact=True).select_option(field)
        if javascript:
            await has_no_serious_fault(page)
        await page.get_by_role("button", name="Periksa lagi").press("Enter")
        await expect(page.get_by_text("1 laporan baru")).to_be_visible()
        await expect(page.get_by_role("heading", name=item["title"])).to_be_visible()
        if javascript:
            await has_no_serious_fault(page)
        await page.get_by_role("button", name="Catat 1 laporan").press("Enter")
        await expect(page.get_by_role("heading", name="Laporan dicatat")).to_be_visible()
        if javascript:
            await has_no_serious_fault(page)


@pytest.mark.parametrize("language", ["id-ID", "en-US"])
async def test_no_page_has_a_serious_fault_for_those_who_cannot_see_or_needs_more_than_a_phone(
    chromium: Browser, stack: Stack, officer: Caller, item: dict[str, Any], language: str
) -> None:
    tracker, planner = stack.services.url("tracker"), stack.services.url("planner")
    butir = f"{tracker}/kemajuan/butir/{item['item_id']}"
    key = await reported_with_a_photo(officer, item["item_id"])
    async with phone(chromium) as page:
        await signs_in(page, stack)
        await page.set_extra_http_headers({"Accept-Language": language})
        for address in (
            f"{tracker}/kemajuan/",
            butir,
            f"{butir}/lapor",
            f"{butir}/bukti",
            f"{tracker}/kemajuan/tanda-terima/{key}",
            f"{tracker}/kemajuan/impor",
            f"{tracker}/kemajuan/luring",
            f"{tracker}/kemajuan/keluar",
            f"{tracker}/kemajuan/pelaporan",
            f"{tracker}/kemajuan/impor",
            f"{planner}/rencana/akun",
            f"{planner}/rencana/masuk",
            f"{planner}/rencana/instansi",
            f"{butir}/lapor?koreksi={key}",
        ):
            await page.goto(address)
            await has_no_serious_fault(page)


@pytest.mark.parametrize("language", ["id", "en"])
async def test_no_page_of_an_admin_has_such_a_fault(
    chromium: Browser, stack: Stack, admin: Caller, officer: Caller, language: str
) -> None:
    tracker, planner = stack.services.url("tracker"), stack.services.url("planner")
    async with phone(chromium) as page:
        await signs_in(page, stack, admin.login.username)
        await page.set_extra_http_headers({"Accept-Language": language})
        for address in (
            f"{planner}/rencana/akun-akun",
            f"{planner}/rencana/akun-baru",
            f"{planner}/rencana/akun-impor",
            f"{planner}/rencana/akun-akun/{OFFICER}",
            f"{planner}/rencana/audit",
            f"{planner}/rencana/kalender/samarinda",
            f"{planner}/rencana/kalender/samarinda/libur",
            f"{tracker}/kemajuan/audit",
        ):
            answer = await page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            await has_no_serious_fault(page)


@pytest.mark.parametrize("language", ["id-ID", "en-US"])
async def test_no_page_of_a_reviewer_has_such_a_fault(
    chromium: Browser, stack: Stack, officer: Caller, item: dict[str, Any], language: str
) -> None:
    tracker = stack.services.url("tracker")
    key = await reported_with_a_photo(officer, item["item_id"])
    async with phone(chromium) as page:
        await signs_in(page, stack, "uji.kabid")
        await page.set_extra_http_headers({"Accept-Language": language})
        await page.goto(f"{tracker}/kemajuan/pemeriksaan?semua=1")
        assert await page.locator("ul.tasks input:checked").count()
        await has_no_serious_fault(page)
        await page.goto(f"{tracker}/kemajuan/tanda-terima/{key}")
        assert await page.locator("button[name=tindakan]").count() == 2
        await has_no_serious_fault(page)


async def has_no_serious_fault(page: Page) -> None:
    """Axe finds none, and the page is no wider than a phone, or than one at 200 percent."""
    found = (await Axe().run(page)).response["violations"]
    assert [one["id"] for one in found if one["impact"] in SERIOUS] == [], page.url
    for narrow in (PHONE, ENLARGED):
        await page.set_viewport_size(narrow)
        width = await page.evaluate("document.documentElement.scrollWidth")
        assert width <= narrow["width"], f"{page.url} is {width} px wide"
    await page.set_viewport_size(PHONE)


async def reported_with_a_photo(officer: Caller, item_id: str) -> str:
    """The number of a report that has a photo."""
    path = f"/api/v1/items/{item_id}"
    report = {"as_of": days_ago(1).isoformat(), "physical_percent": 12, "obstacle": "Hujan"}
    sent = (await officer.tracker.post(f"{path}/reports", json=report)).raise_for_status().json()
    key = str(sent["report_id"])
    files = {"file": ("lapangan.jpg", photo(size=(60, 40)))}
    given = await officer.tracker.post(f"{path}/evidence", params={"report_id": key}, files=files)
    given.raise_for_status()
    return key


@pytest.mark.parametrize("who", [OFFICER, "uji.kepala", "uji.dewan", "uji.perencana", "admin"])
async def test_every_link_of_every_role_leads_somewhere(
    chromium: Browser, stack: Stack, officer: Caller, item: dict[str, Any], who: str
) -> None:
    """From the tasks on, each address once, at most so many; what is downloaded too."""
    await reported_with_a_photo(officer, item["item_id"])
    tracker = stack.services.url("tracker")
    async with phone(chromium) as page:
        await signs_in(page, stack, who)
        todo = [f"{tracker}/kemajuan/", f"{tracker}/kemajuan/butir/{item['item_id']}"]
        seen, files = set[str](), set[str]()
        while todo and len(seen) < 30:
            address = todo.pop(0)
            if address in seen:
                continue
            seen.add(address)
            answer = await page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            links = await page.eval_on_selector_all(
                "a[href]:not([download])", "all => all.map(a => a.href)"
            )
            papers = {link for link in links if urlsplit(link).path.endswith(".pdf")}
            todo += [link.partition("#")[0] for link in links if link not in papers]
            files |= papers  # a browser that shows one asks for an icon beside it
            files |= set(
                await page.eval_on_selector_all("a[download]", "all => all.map(a => a.href)")
            )
        for address in files:
            assert (await page.request.get(address)).status == 200, address
        assert len(seen) > 5
        assert files


async def test_the_first_page_is_light_enough_for_a_slow_line(
    chromium: Browser, stack: Stack, officer: Caller, item: dict[str, Any]
) -> None:
    async with phone(chromium) as page:
        line = await page.context.new_cdp_session(page)
        await line.send("Network.enable")
        loaded: list[float] = []
        line.on("Network.loadingFinished", lambda one: loaded.append(one["encodedDataLength"]))
        await signs_in(page, stack)
        await page.wait_for_load_state("networkidle")
        sign_in, loaded[:] = sum(loaded), []
        await page.goto(f"{stack.services.url('tracker')}/kemajuan/butir/{item['item_id']}")
        await page.wait_for_load_state("networkidle")
        item_page = sum(loaded)
    connect_answer_style = 3 * LINE_SECONDS
    assert 10_000 < sign_in < 100_000
    assert item_page < 100_000
    assert connect_answer_style + item_page / LINE_BYTES < 4


async def test_a_report_with_a_photo_goes_through_a_slow_line_within_half_a_minute_of_it(
    chromium: Browser, stack: Stack, officer: Caller, item: dict[str, Any]
) -> None:
    """The line is slowed; what it carried is judged, and not how fast this machine is beside it."""
    async with phone(chromium) as page:
        await signs_in(page, stack)
        await page.goto(f"{stack.services.url('tracker')}/kemajuan/butir/{item['item_id']}/lapor")
        await page.wait_for_load_state("networkidle")
        line = await page.context.new_cdp_session(page)
        await line.send("Network.enable")
        slow: dict[str, Any] = {"downloadThroughput": LINE_BYTES, "uploadThroughput": LINE_BYTES}
        slow |= {"offline": False, "latency": LINE_SECONDS * 1000}
        await line.send("Network.emulateNetworkConditions", slow)
        loaded: list[float] = []
        line.on("Network.loadingFinished", lambda one: loaded.append(one["encodedDataLength"]))
        await page.locator("#physical_percent").fill("21")
        await page.get_by_role("button", name="Periksa").click()
        await page.get_by_role("button", name="Kirim laporan").click()
        await page.get_by_role("link", name="Tambah foto atau dokumen").click()
        await page.wait_for_load_state("networkidle")
        await page.get_by_label("Foto atau dokumen").set_input_files(
            a_photo("jalan.jpg", LARGE_PHOTO)
        )
        await page.get_by_role("button", name="Kirim bukti").click()
        await expect(page.get_by_text("jalan.jpg")).to_be_visible(timeout=2 * PATIENCE_MS)
    answer = await officer.tracker.get(f"/api/v1/items/{item['item_id']}/evidence")
    (photo_sent,) = answer.json()["evidence"]
    assert photo_sent["size"] < len(LARGE_PHOTO) / 2
    carried = photo_sent["size"] + sum(loaded)
    assert len(loaded) * LINE_SECONDS + carried / LINE_BYTES < 30


async def test_what_is_written_without_a_connection_is_sent_after_it_and_the_next_user_sees_nothing(
    chromium: Browser, stack: Stack, callers: Any, item: dict[str, Any]
) -> None:
    tracker = stack.services.url("tracker")
    draft = f"ul.tasks > li:has-text('{item['title']}')"
    async with phone(chromium) as page:
        await signs_in(page, stack)
        await has_its_worker(page)
        await turns_to(page, item)
        await page.goto(f"{tracker}/kemajuan/butir/{item['item_id']}/lapor")
        await page.locator("#physical_percent").fill("17,5")
        await page.context.set_offline(True)
        await page.get_by_role("button", name="Periksa").click()
        await expect(page.get_by_role("heading", name="Tanpa sinyal")).to_be_visible()
        await expect(page.locator("#draf").locator(draft)).to_contain_text("17,5")
        await page.goto(f"{tracker}/kemajuan/")
        await expect(page.locator("#draf").locator(draft)).to_contain_text("17,5")
        await page.get_by_label("Rencana aksi").select_option(item["item_id"])
        await page.locator("#physical_percent").fill("19")
        await page.get_by_role("button", name="Simpan di perangkat ini").click()
        await expect(page.locator("#draf ul > li")).to_have_count(2)

        await page.context.set_offline(False)
        await page.goto(f"{stack.services.url('planner')}/rencana/akun")
        await page.get_by_role("button", name="Keluar", exact=True).click()
        await expect(page.get_by_role("heading", name="Anda sudah keluar")).to_be_visible()
        await signs_in(page, stack, "uji.pptk.lain")
        await expect(page.locator("#draf")).to_be_hidden()
        await page.context.set_offline(True)
        await page.goto(f"{tracker}/kemajuan/")
        await expect(page.get_by_role("heading", name="Tanpa sinyal")).to_be_visible()
        await expect(page.locator("#draf")).to_be_hidden()
        await page.context.set_offline(False)

        await signs_in(page, stack)
        first = page.locator("#draf").locator(draft, has_text="17,5")
        await first.get_by_role("button", name="Kirim").click()
        await expect(page.get_by_role("heading", name="Laporan diterima")).to_be_visible()
        await expect(page.get_by_text("17,5 %")).to_be_visible()
        await page.goto(f"{tracker}/kemajuan/")
        await expect(page.locator("#draf ul > li")).to_have_count(1)
        await page.locator("#draf").get_by_role("button", name="Ubah").click()
        await expect(page.locator("#physical_percent")).to_have_value("19")
        await page.get_by_role("button", name="Periksa").click()
        await page.get_by_role("button", name="Kirim laporan").click()
        await expect(page.get_by_role("heading", name="Laporan diterima")).to_be_visible()
        await page.goto(f"{tracker}/kemajuan/")
        await expect(page.get_by_role("heading", name=FIRST_PAGE)).to_be_visible()
        await expect(page.locator("#draf")).to_be_hidden()


async def test_going_back_from_a_receipt_sends_nothing_again_and_makes_no_draft(
    chromium: Browser, stack: Stack, officer: Caller, item: dict[str, Any]
) -> None:
    tracker = stack.services.url("tracker")
    async with phone(chromium) as page:
        await signs_in(page, stack)
        await has_its_worker(page)
        await page.goto(f"{tracker}/kemajuan/butir/{item['item_id']}/lapor")
        await page.locator("#physical_percent").fill("31")
        await page.get_by_role("button", name="Periksa").click()
        await page.get_by_role("button", name="Kirim laporan").click()
        await expect(page.get_by_role("heading", name="Laporan diterima")).to_be_visible()
        for _ in range(2):
            await page.go_back()
            await expect(page.get_by_role("heading", name="Lapor", exact=True)).to_be_visible()
        await page.goto(f"{tracker}/kemajuan/")
        await expect(page.get_by_role("heading", name=FIRST_PAGE)).to_be_visible()
        await expect(page.locator("#draf")).to_be_hidden()
    path = f"/api/v1/items/{item['item_id']}"
    assert (await officer.tracker.get(path)).json()["reports"] == 1


async def test_without_a_connection_each_button_keeps_what_it_was_to_send_for_its_own_item(
    chromium: Browser, stack: Stack, officer: Caller, plan: Plan, item: dict[str, Any]
) -> None:
    """The report form of an item, "no change" in its row, and a photo for its receipt."""
    tracker = stack.services.url("tracker")
    other = await plan.has(due=days_ago(1).isoformat())
    key = await reported_with_a_photo(officer, item["item_id"])
    async with phone(chromium) as page:
        await signs_in(page, stack)
        await has_its_worker(page)
        await turns_to(page, other)
        row = await turns_to(page, item)
        await page.context.set_offline(True)
        await row.get_by_role("button", name="Tidak ada perubahan").click()
        drafts = page.locator("#draf ul > li")
        await expect(drafts).to_have_count(1)
        await expect(drafts.first).to_contain_text(item["title"])
        await expect(drafts.first).to_contain_text("12 %")

        await page.goto(f"{tracker}/kemajuan/butir/{other['item_id']}/lapor")
        await expect(page.get_by_label("Rencana aksi")).to_have_value(other["item_id"])
        await page.locator("#physical_percent").fill("150")
        await page.get_by_role("button", name="Simpan di perangkat ini").click()
        await expect(drafts).to_have_count(1)
        await page.locator("#physical_percent").fill("15")
        await page.get_by_role("button", name="Simpan di perangkat ini").click()
        await expect(drafts).to_have_count(2)
        await page.get_by_role("button", name="Simpan di perangkat ini").click()
        await expect(drafts).to_have_count(2)

        await page.context.set_offline(False)
        await page.goto(f"{tracker}/kemajuan/butir/{item['item_id']}/bukti?laporan={key}")
        await page.get_by_label("Foto atau dokumen").set_input_files(
            a_photo("gardu.jpg", photo(colour="teal"))
        )
        await page.context.set_offline(True)
        await page.get_by_role("button", name="Kirim bukti").click()
        await expect(drafts).to_have_count(3)
        await page.context.set_offline(False)
        await page.goto(f"{tracker}/kemajuan/")
        given = drafts.filter(has_text="1 foto")
        await given.get_by_role("button", name="Kirim").click()
        await expect(page.get_by_role("link", name="gardu.jpg")).to_be_visible()


async def test_photos_of_a_draft_follow_their_report_smaller_and_with_their_time_and_place(
    chromium: Browser, stack: Stack, officer: Caller, item: dict[str, Any]
) -> None:
    tracker = stack.services.url("tracker")
    async with phone(chromium) as page:
        await signs_in(page, stack)
        await has_its_worker(page)
        await turns_to(page, item)
        await page.context.set_offline(True)
        await page.goto(f"{tracker}/kemajuan/")
        await page.get_by_label("Rencana aksi").select_option(item["item_id"])
        await page.locator("#physical_percent").fill("33")
        await page.get_by_label("Foto").set_input_files(
            [a_photo("jalan.jpg", LARGE_PHOTO), a_photo("papan.jpg", photo(size=(90, 60)))]
        )
        await page.get_by_role("button", name="Simpan di perangkat ini").click()
        row = page.locator("#draf ul > li")
        await expect(row).to_contain_text("2 foto")
        await row.get_by_role("button", name="Ubah").click()
        await page.locator("#physical_percent").fill("34")
        await page.get_by_role("button", name="Simpan di perangkat ini").click()
        await expect(row).to_contain_text("34 %")
        await expect(row).to_contain_text("2 foto")

        await page.context.set_offline(False)
        await page.goto(f"{tracker}/kemajuan/")
        await page.evaluate(FIRST_PHOTO_IS_LOST)
        await row.get_by_role("button", name="Kirim").click()
        await expect(row.get_by_role("alert")).to_be_visible()
        await page.reload()
        await expect(row).to_contain_text("Laporannya sudah terkirim")
        await row.get_by_role("button", name="Kirim").click()
        await expect(page.get_by_role("link", name="papan.jpg")).to_be_visible()
        await expect(page.get_by_role("link", name="jalan.jpg")).to_be_visible()
    path = f"/api/v1/items/{item['item_id']}"
    pieces = (await officer.tracker.get(f"{path}/evidence")).json()["evidence"]
    large = next(one for one in pieces if one["name"] == "jalan.jpg")
    assert large["size"] / LINE_BYTES < 30 - 10 * LINE_SECONDS, "half a minute for the whole report"
    assert large["taken_at"] is not None
    assert (large["latitude"], large["longitude"]) == PLACE
    assert (await officer.tracker.get(path)).json()["reports"] == 1


async def test_an_officer_adds_a_photo_to_the_report_just_sent(
    chromium: Browser, stack: Stack, callers: Any, item: dict[str, Any]
) -> None:
    async with phone(chromium, java_script_enabled=False) as page:
        await signs_in(page, stack)
        await page.goto(f"{stack.services.url('tracker')}/kemajuan/butir/{item['item_id']}/lapor")
        await page.locator("#physical_percent").fill("100")
        await page.get_by_role("button", name="Periksa").click()
        await page.get_by_role("button", name="Kirim laporan").click()
        await page.get_by_role("link", name="Tambah foto atau dokumen").click()
        await page.get_by_label("Foto atau dokumen").set_input_files(
            a_photo("loket.jpg", photo(colour="purple"))
        )
        await page.get_by_role("button", name="Kirim bukti").click()
        await expect(page.get_by_role("heading", name="Laporan diterima")).to_be_visible()
        await expect(page.get_by_role("link", name="loket.jpg")).to_be_visible()
