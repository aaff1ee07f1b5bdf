"""The planner's desk on a phone: a workbook repaired and applied, two tabs, accounts; and axe."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, FilePayload, Page, expect

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.browser.test_officer import has_no_serious_fault, phone, signs_in
from tests.flow.plan import AGENCY, REGION, SOON, Plan, days_ago, today
from tests.flow.test_account_import_pages import HEADERS as ACCOUNT_HEADERS
from tests.flow.test_account_import_pages import an_officer, names
from tests.flow.test_plan_import_pages import DUE, HEADERS, SHEET, codes, row, workbook
from tests.flow.test_plan_pages import stored

PLANNER = "uji.perencana"
FIRST = "403"
"""The status of the page that asks for a password of one's own."""
OWN = "empat kata pilihan sendiri"


@asynccontextmanager
async def desk(chromium: Browser, stack: Stack, who: str = PLANNER) -> AsyncIterator[Page]:
    async with phone(chromium, expected=("409",)) as page:
        await signs_in(page, stack, who)
        yield page


def at(stack: Stack, path: str) -> str:
    return f"{stack.services.url('planner')}{path}"


async def looks_at(page: Page, stack: Stack, data: bytes) -> None:
    await page.goto(at(stack, "/rencana/butir"))
    await page.get_by_role("link", name="Impor buku kerja").click()
    kind = "application/octet-stream"
    file: FilePayload = {"name": "rencana-opd.xlsx", "mimeType": kind, "buffer": data}
    await page.get_by_label("Buku kerja").set_input_files(file)
    await page.get_by_role("button", name="Lihat isinya").click()
    await expect(page.get_by_role("heading", name="Periksa impor")).to_be_visible()


async def test_three_spoiled_cells_are_repaired_and_a_foreign_header_is_named_once(
    chromium: Browser, stack: Stack, callers: Any, plan: Plan
) -> None:
    one, two, three, later = codes(4)
    header = f"Ranah {uuid4().hex[:6]}"
    foreign = [header if name == "Pilar" else name for name in HEADERS]
    rows = [
        row(one, Selesai="31 Februari 2027"),
        row(two, **{"Pagu (Rp)": "banyak"}),
        row(three, Pilar="Smart Langit"),
    ]
    async with desk(chromium, stack) as page:
        await looks_at(page, stack, workbook(rows, foreign))
        await has_no_serious_fault(page)
        await page.get_by_label(header).select_option("pillar")
        await page.get_by_role("button", name="Periksa lagi").first.click()
        await expect(page.get_by_text("3 ditolak")).to_be_visible()
        await has_no_serious_fault(page)
        await page.get_by_label(f"{SHEET} F4").fill("28 Februari 2027")
        await page.get_by_label(f"{SHEET} G5").fill("1,25 miliar")
        await page.get_by_label(f"{SHEET} B6").fill("Smart Economy")
        await page.get_by_role("button", name="Periksa lagi").click()
        await expect(
            page.get_by_text("3 baris baru, 0 berubah, 0 tetap, 0 ditolak")
        ).to_be_visible()
        await page.get_by_role("button", name="Terapkan 3 baris").click()
        await expect(page.get_by_role("heading", name="Impor diterapkan")).to_be_visible()
        await has_no_serious_fault(page)
        assert (await stored(plan, one))["due"] == "2027-02-28"

        await looks_at(page, stack, workbook([row(later)], foreign))
        await expect(page.get_by_text("Kolom yang belum dikenal")).to_have_count(0)
        await page.get_by_role("button", name="Buang berkas ini").click()
        await expect(page.get_by_role("heading", name="Impor rencana")).to_be_visible()


async def test_a_date_moved_in_two_tabs_is_told_cancelled_and_undone(
    chromium: Browser, stack: Stack, callers: Any, plan: Plan
) -> None:
    item_id = str((await plan.has())["item_id"])
    first_due, second_due = days_ago(-120).isoformat(), days_ago(-150).isoformat()
    async with desk(chromium, stack) as page:
        address = at(stack, f"/rencana/butir/{item_id}")
        await page.goto(address)
        other = await page.context.new_page()
        await other.goto(address)
        await other.get_by_label("Selesai paling lambat").fill(first_due)
        await other.get_by_role("button", name="Simpan").click()
        await expect(other.get_by_text("Perubahan sudah disimpan.")).to_be_visible()

        await page.get_by_label("Selesai paling lambat").fill(second_due)
        await page.get_by_role("button", name="Simpan").click()
        changed = page.get_by_role("heading", name="Apa yang berubah sejak Anda membukanya")
        await expect(changed).to_be_visible()
        await expect(page.get_by_label("Selesai paling lambat")).to_have_value(second_due)
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_text("Perubahan sudah disimpan.")).to_be_visible()
        assert (await stored(plan, item_id))["due"] == second_due

        await page.get_by_label("Alasan").fill("Digabung")
        await page.get_by_role("button", name="Batalkan rencana aksi").click()
        await expect(page.get_by_text("sudah dibatalkan")).to_be_visible()
        await page.get_by_role("button", name="Cabut pembatalan").click()
        await expect(page.get_by_text("Pembatalan sudah dicabut")).to_be_visible()

        await page.goto(at(stack, "/rencana/perubahan"))
        change = page.locator("li", has_text=f"{item_id} · diubah").first
        await expect(change).to_contain_text(PLANNER)
        await expect(change).to_contain_text("Selesai paling lambat")
        await expect(page.get_by_text(f"{item_id} · dibatalkan")).to_be_visible()
        await has_no_serious_fault(page)


async def test_an_old_workbook_is_told_before_it_moves_a_date_back(
    chromium: Browser, stack: Stack, callers: Any, plan: Plan
) -> None:
    (code,) = codes(1)
    old, new = row(code), row(code, Selesai=DUE + timedelta(days=30))
    async with desk(chromium, stack) as page:
        for cells in (old, new):
            await looks_at(page, stack, workbook([cells]))
            await page.get_by_role("button", name="Terapkan 1 baris").click()
            await expect(page.get_by_role("heading", name="Impor diterapkan")).to_be_visible()
        await looks_at(page, stack, workbook([old]))
        await expect(page.get_by_text("kembali ke nilai versi yang lebih lama")).to_be_visible()
        await has_no_serious_fault(page)
        await page.get_by_role("button", name="Buang berkas ini").click()
    assert (await stored(plan, code))["due"] == (DUE + timedelta(days=30)).isoformat()


async def test_an_admin_makes_a_head_who_signs_in_once_and_is_out_when_disabled(
    chromium: Browser, stack: Stack, callers: Any, agencies: object
) -> None:
    name = f"uji.kepala.{uuid4().hex[:8]}"
    async with desk(chromium, stack, "admin") as page, phone(chromium, expected=(FIRST,)) as theirs:
        await page.goto(at(stack, "/rencana/akun-baru"))
        await page.get_by_label("Nama pengguna").fill(name)
        await page.get_by_label("Peran", exact=True).select_option("head")
        await page.get_by_label("Perangkat daerah", exact=True).select_option(AGENCY)
        await page.get_by_label("Wilayah").select_option(REGION)
        await page.get_by_role("button", name="Buat akun").click()
        given = await page.locator("code").first.inner_text()

        await theirs.goto(at(stack, "/rencana/masuk?lanjut=/kemajuan/"))
        await theirs.get_by_label("Nama pengguna").fill(name)
        await theirs.get_by_label("Kata sandi").fill(given)
        await theirs.get_by_role("button", name="Masuk").click()
        await theirs.locator("[name=new_password]").fill(OWN)
        if await theirs.locator("[name=password]").is_visible():
            await theirs.locator("[name=password]").fill(given)
        await theirs.get_by_role("button", name="Masuk").click()
        await expect(theirs).to_have_url(f"{stack.services.url('tracker')}/kemajuan/")

        await page.goto(at(stack, f"/rencana/akun-akun/{name}"))
        await page.get_by_label("Nonaktif").check()
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_text("Perubahan sudah disimpan.")).to_be_visible()

        for service, path in (("tracker", "/kemajuan/"), ("planner", "/rencana/akun")):
            address = f"{stack.services.url(service)}{path}"

            async def out(address: str = address) -> bool:
                await theirs.goto(address)
                return "/rencana/masuk" in theirs.url

            await until(out, SOON, f"{name} out of the {service}")


async def test_accounts_of_a_workbook_are_made_and_their_passwords_taken_along(
    chromium: Browser, stack: Stack, callers: Any, agencies: object
) -> None:
    one, two, three = names(3)
    rows = [an_officer(one), an_officer(two, "Kepala OPD"), an_officer(three, "Dukun")]
    async with desk(chromium, stack, "admin") as page:
        await page.goto(at(stack, "/rencana/akun-akun"))
        await page.get_by_role("link", name="Impor dari buku kerja").click()
        kind, data = "application/octet-stream", workbook(rows, ACCOUNT_HEADERS)
        file: FilePayload = {"name": "akun.xlsx", "mimeType": kind, "buffer": data}
        await page.get_by_label("Buku kerja").set_input_files(file)
        await page.get_by_role("button", name="Lihat isinya").click()
        await expect(page.get_by_text("2 akun baru, 0 sudah ada, 1 ditolak")).to_be_visible()
        await has_no_serious_fault(page)
        await page.get_by_role("button", name="Buat 2 akun yang sah").click()
        await expect(page.get_by_role("row", name=one)).to_contain_text("Pelapor (PPTK)")
        await has_no_serious_fault(page)
        async with page.expect_download() as downloaded:
            await page.get_by_role("link", name="Unduh sebagai .xlsx").click()
        assert (await downloaded.value).suggested_filename == "kata-sandi-akun.xlsx"
        await page.reload()
        await expect(page.get_by_role("row", name=one)).to_contain_text("Pelapor (PPTK)")
        await page.goto(page.url.removesuffix("/terapkan"))
        await expect(page.get_by_role("heading", name="sudah diterapkan")).to_be_visible()
        await has_no_serious_fault(page)


async def test_a_calendar_is_set_with_its_holidays_and_an_agency_may_report_late(
    chromium: Browser, stack: Stack, admin: Caller
) -> None:
    code = f"SMD-{uuid4().hex[:6].upper()}"
    office = {"agency": code, "region": "samarinda", "name": f"Dinas {code}"}
    (await admin.planner.post("/api/v1/agencies", json=office)).raise_for_status()
    async with desk(chromium, stack, "admin") as page:
        await page.goto(at(stack, "/rencana/akun"))
        await page.get_by_role("link", name="Kelola kalender pelaporan").click()
        await page.get_by_label("Wilayah").select_option("samarinda")
        await page.get_by_role("button", name="Tampilkan").click()
        await expect(page.get_by_text("belum berlaku sebelum disimpan")).to_be_visible()
        month = page.get_by_role("group", name="Bulan")
        await month.get_by_label("Dibuka (hari)").fill("4")
        await page.get_by_role("button", name="Simpan").click()
        await page.get_by_role("link", name="Bulan: Lebih pendek").click()
        await expect(month.get_by_label("Dibuka (hari)")).to_be_focused()
        await has_no_serious_fault(page)
        await month.get_by_label("Dibuka (hari)").fill("8")
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_text("Kalender sudah disimpan.")).to_be_visible()

        await page.get_by_role("link", name="Lihat dan ubah hari libur").click()
        row = page.get_by_role("group", name="Hari libur daerah 1")
        await row.get_by_label("Tanggal").fill(f"{today().year}-01-21")
        await row.get_by_label("Nama").fill("Hari Jadi Kota Samarinda")
        await row.get_by_label("Ditetapkan dengan").fill("SE Wali Kota 100/2026")
        await page.get_by_label(f"Tetap bekerja: 24 Desember {today().year}").check()
        await has_no_serious_fault(page)
        await page.get_by_role("button", name="Simpan").click()
        await expect(page.get_by_text("Kalender sudah disimpan.")).to_be_visible()
        await page.get_by_role("link", name="Kalender pelaporan").click()
        await expect(page.get_by_text("1 di antaranya hari libur daerah")).to_be_visible()

        await page.get_by_text("Beri izin").first.click()
        await page.get_by_label("Perangkat daerah").select_option(code)
        await page.get_by_label("Periode", exact=True).select_option(index=1)
        await page.get_by_label("Sampai").fill(f"{today().year + 1}-06-30")
        await page.get_by_label("Alasan").fill("Desa tanpa sinyal")
        await page.get_by_role("button", name="Beri izin").click()
        await expect(page.get_by_text("Izin terlambat sudah diberikan.")).to_be_visible()
        await has_no_serious_fault(page)
        await page.get_by_role("button", name=f"Cabut izin Dinas {code}").click()
        await expect(page.get_by_text("Izin terlambat sudah dicabut.")).to_be_visible()
