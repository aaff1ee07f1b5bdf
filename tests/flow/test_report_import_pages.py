"""Reports by spreadsheet on pages: prefilled, looked at, columns named, recorded as seen."""

import io
import re
from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import Any

import httpx
import openpyxl
import pytest
import xlsxwriter

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import SOON, Plan, days_ago, today
from tests.flow.test_pages import FOREIGN, OFFICER, Browser, browser, reports_of
from tests.flow.test_plan_pages import form

IMPORT = "/kemajuan/impor"
HEADERS = ("Kode", "Per Tanggal", "Fisik (%)", "Realisasi Keuangan (Rp)", "Kendala")
Row = Sequence[Any]


@pytest.fixture
async def pages(stack: Stack, callers: Any) -> AsyncIterator[Browser]:
    async with browser(stack, OFFICER) as pages:
        await pages.signs_in()
        yield pages


@pytest.fixture
async def foreign(stack: Stack, callers: Any) -> AsyncIterator[Browser]:
    async with browser(stack, FOREIGN) as pages:
        await pages.signs_in()
        yield pages


def sheet(rows: Sequence[Row], headers: Sequence[str] = HEADERS, name: str = "Laporan") -> bytes:
    """With a title above; the first report is in row 3."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        page = book.add_worksheet(name)
        page.write(0, 0, "LAPORAN SMART CITY")
        for number, cells in enumerate([headers, *rows], 1):
            for column, value in enumerate(cells):
                if isinstance(value, date):
                    page.write_datetime(number, column, value)
                elif value is not None:
                    page.write(number, column, value)
    return out.getvalue()


async def sends(pages: Browser, data: bytes, name: str = "laporan.xlsx") -> httpx.Response:
    """Send a spreadsheet by the form, to its preview."""
    await pages.open(IMPORT)
    csrf = form(pages, IMPORT)["csrf"]
    return await pages.send(IMPORT, {"csrf": csrf}, files={"file": (name, data)})


async def presses(pages: Browser, button: str, **typed: str) -> httpx.Response:
    """Send the preview's form of that name, with what was typed."""
    action = f"{pages.path}/{button}"
    return await pages.send(action, {**form(pages, action), **typed})


def counts(page: httpx.Response) -> tuple[int, ...]:
    """New, already there, refused, not filled in."""
    found = re.search(
        r"(\d+) laporan baru, (\d+) sudah ada, (\d+) ditolak, (\d+) tidak diisi", page.text
    )
    assert found, page.text
    return tuple(map(int, found.groups()))


async def recorded(pages: Browser) -> httpx.Response:
    """The page of the recording, once it is over."""

    async def over() -> httpx.Response | None:
        page = await pages.open(pages.path)
        return None if "refresh" in page.headers else page

    return await until(over, 60, "the recording")


async def codes(plan: Plan, count: int) -> list[str]:
    return [(await plan.has())["item_id"] for _ in range(count)]


async def test_a_sheet_is_looked_at_and_then_recorded_once(
    pages: Browser, plan: Plan, admin: Caller
) -> None:
    one, two, three = await codes(plan, 3)
    data = sheet(
        [
            (one, days_ago(3), 45, 250_000_000, "Hujan <b>"),
            (two, days_ago(3), 130, None, ""),
            (three, "akhir bulan", 20, 1_000, ""),
        ]
    )
    page = await sends(pages, data)
    assert counts(page) == (1, 0, 2, 0)
    assert "Hujan &lt;b&gt;" in page.text
    assert "130 persen: isi antara 0 dan 100" in page.text
    assert "akhir bulan" in page.text
    assert await reports_of(admin, one) == [], "nothing is recorded before it is confirmed"
    preview, confirmed = pages.path, form(pages, f"{pages.path}/catat")

    page = await pages.send(f"{preview}/catat", confirmed)
    page = await recorded(pages)
    assert "Laporan dicatat" in page.text
    (report,) = await reports_of(admin, one)
    assert (report["physical_percent"], report["budget_realised"]) == (45, 250_000_000)
    assert (report["source"], report["submitted_by"]) == ("workbook", OFFICER)
    assert await reports_of(admin, two) == []

    page = await pages.send(f"{preview}/catat", confirmed)
    assert "Laporan dicatat" in page.text, "pressed twice, the receipt is shown"
    assert len(await reports_of(admin, one)) == 1
    assert counts(await sends(pages, data)) == (0, 1, 2, 0)


async def test_the_prefilled_workbook_is_filled_in_and_sent_back(
    pages: Browser, plan: Plan, officer: Caller, admin: Caller
) -> None:
    one, two = await codes(plan, 2)
    later = (await plan.has(start=days_ago(-5).isoformat()))["item_id"]
    done = (await plan.has())["item_id"]
    for item, percent in ((one, 20), (done, 100)):
        answer = await officer.tracker.post(
            f"/api/v1/items/{item}/reports",
            json={"as_of": days_ago(9).isoformat(), "physical_percent": percent},
        )
        assert answer.status_code == 201, answer.text
    await plan.becomes(done, "done")
    page = await pages.open("/kemajuan/")
    assert f'href="{IMPORT}"' in page.text
    page = await pages.open(IMPORT)
    assert f'href="{IMPORT}/buku" download' in page.text

    answer = await pages.open(f"{IMPORT}/buku")
    assert answer.headers["content-disposition"].startswith("attachment")
    rows = rows_of(answer.content)
    assert {one, two} <= rows.keys()
    assert rows.keys().isdisjoint({later, done})
    assert rows[one][:5] == [one, f"Layanan terpadu {one}", days_ago(9), 20, None]
    assert rows[one][5:] == [None] * 7

    page = await sends(pages, answer.content)
    read = len(rows)
    assert counts(page) == (0, 0, 0, read), "nothing filled in is no fault"
    filled = fills(answer.content, one, [today(), 45.5, 300_000_000, "Cuaca dan bencana", "Hujan"])
    page = await sends(pages, filled)
    assert counts(page) == (1, 0, 0, read - 1)
    assert "Kolom yang" not in page.text, "no column is asked about"
    await presses(pages, "catat")
    page = await recorded(pages)
    assert "Laporan dicatat" in page.text
    report, _ = await reports_of(admin, one)
    assert (report["as_of"], report["physical_percent"]) == (today().isoformat(), 45.5)
    assert (report["budget_realised"], report["obstacle_category"]) == (300_000_000, "cuaca")
    assert counts(await sends(pages, filled)) == (0, 1, 0, read - 1)
    assert len(await reports_of(admin, one)) == 2


def rows_of(data: bytes) -> dict[str, list[Any]]:
    """The cells of a prefilled workbook by code; days as dates."""
    cells = openpyxl.load_workbook(io.BytesIO(data))["Laporan"].iter_rows(min_row=3)
    rows = [[getattr(one.value, "date", lambda v=one.value: v)() for one in row] for row in cells]
    return {row[0]: row for row in rows}


def fills(data: bytes, code: str, values: Row) -> bytes:
    """The workbook with these values in the empty cells of a row."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book["Laporan"]
    (row,) = (cells for cells in page.iter_rows(min_row=3) if cells[0].value == code)
    for cell, value in zip(row[5:], values, strict=False):
        assert not cell.protection.locked
        cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_refused_rows_are_had_as_a_workbook_and_put_right(
    pages: Browser, plan: Plan, admin: Caller
) -> None:
    one, two = await codes(plan, 2)
    money = "Realisasi Keuangan (juta)"
    headers = ("Kode", "Per Tanggal", "Fisik (%)", money, "Kendala")
    await sends(
        pages, sheet([(one, "nanti", 45, 275, ""), (two, days_ago(2), 0.5, 5, "")], headers)
    )
    answer = await pages.open(f"{pages.path}/ditolak")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    page = book.active
    assert [cell.value for cell in page[1]][-1] == "Alasan ditolak"
    assert "Per Tanggal (B3)" in page[2][5].value
    assert "Fisik (%) (C4)" in page[3][5].value
    page["B2"], page["C3"] = days_ago(2), "0,5%"
    out = io.BytesIO()
    book.save(out)
    assert counts(await sends(pages, out.getvalue())) == (2, 0, 0, 0)
    await presses(pages, "catat")
    await recorded(pages)
    figures = [
        (report["physical_percent"], report["budget_realised"])
        for code in (one, two)
        for report in await reports_of(admin, code)
    ]
    assert figures == [(45, 275_000_000), (0.5, 5_000_000)]


async def test_a_foreign_column_is_named_once_for_the_agency(
    pages: Browser, plan: Plan, officer: Caller, admin: Caller
) -> None:
    one, two = await codes(plan, 2)
    headers = ("Nomor Butir", "Keadaan Tgl", "Capaian", "Serapan", "PIC")
    page = await sends(pages, sheet([(one, days_ago(2), 45, 1_000, "Budi")], headers))
    assert page.status_code == 200
    assert "<strong>Kode</strong>" in page.text.partition("Kolom wajib yang belum ada:")[2]
    assert f"Isinya: {one}" in page.text
    chosen = {
        "kolom:Nomor Butir": "item_id",
        "kolom:Keadaan Tgl": "as_of",
        "kolom:Capaian": "physical_percent",
        "kolom:Serapan": "budget_realised",
        "kolom:PIC": "-",
    }
    page = await presses(pages, "kolom", **chosen)
    assert counts(page) == (1, 0, 0, 0)
    await presses(pages, "catat")
    await recorded(pages)
    assert (await reports_of(admin, one))[0]["budget_realised"] == 1_000

    page = await sends(pages, sheet([(two, days_ago(2), 46, 2_000, "Budi")], headers))
    assert counts(page) == (1, 0, 0, 0), "and not asked again"
    assert "Kolom yang belum dikenal" not in page.text
    files = {"file": ("a.xlsx", sheet([(two, days_ago(2), 46, 2_000, "Budi")], headers))}
    answer = await officer.tracker.post("/api/v1/reports/imports?dry_run=true", files=files)
    assert answer.json()["accepted"] == 1, "over HTTP neither"
    page = await presses(pages, "kolom", **{"kolom:Serapan": "-"})
    assert "tidak dilaporkan" in page.text, "a wrong name can be taken back"
    forgotten = {f"kolom:{header}": "-" for header in headers}
    await presses(pages, "kolom", **forgotten)


async def test_the_monthly_sheet_of_one_item_is_read_by_its_cumulative_columns(
    pages: Browser, plan: Plan, admin: Caller
) -> None:
    start = date(today().year - 1, 1, 1)
    item = (await plan.has(start=start.isoformat()))["item_id"]
    headers = (
        "No", "Bulan", "Keterangan", "Pagu Awal", "Target Fisik (%)", "Realisasi Fisik (Anggaran)",
        "Prosentase Fisik (%)", "Akumulasi Target Fisik", "Akumulasi Realisasi Fisik",
        "Akumulasi Prosentase Fisik", "Realisasi Keuangan", "Akumulasi Keuangan",
        "Akumulasi Prosentase Keuangan", "Deviasi Fisik (%)", "Deviasi Keuangan (%)",
    )  # fmt: skip
    rows = [
        (1, "Januari", "", 10**9, 5, 5e7, 0.05, 0.05, 0.05, 0.05, 4e7, 4e7, 0.04, 0, -0.01),
        (2, "Februari", "", 10**9, 10, 1e8, 0.1, 0.15, 0.15, 0.15, 9e7, 1.3e8, 0.13, 0, -0.02),
        (3, "Maret", "", 10**9, 10, None, None, 0.25, None, None, None, None, None, None, None),
    ]
    page = await sends(pages, sheet(rows, headers, "Posyandu"))
    assert "<strong>Kode</strong>" in page.text.partition("Kolom wajib yang belum ada:")[2]
    assert f'<option value="{item}">Layanan terpadu {item}</option>' in page.text
    page = await presses(pages, "kolom", **{"isi:Posyandu!item_id": item})
    assert counts(page) == (0, 0, 2, 1)
    assert "tanpa tahun" in page.text
    page = await presses(pages, "kolom", **{"isi:Posyandu!year": str(start.year)})
    assert counts(page) == (2, 0, 0, 1)
    assert "hari terakhirnya menjadi tanggal laporan" in page.text
    await presses(pages, "catat")
    await recorded(pages)
    figures = {
        (one["as_of"][5:], one["physical_percent"], one["budget_realised"])
        for one in await reports_of(admin, item)
    }
    last = "02-29" if start.year % 4 == 0 else "02-28"
    assert figures == {("01-31", 5, 40_000_000), (last, 15, 130_000_000)}


async def test_no_other_account_sees_a_file_and_who_may_not_report_has_no_page(
    pages: Browser, foreign: Browser, stack: Stack, plan: Plan, admin: Caller
) -> None:
    (item,) = await codes(plan, 1)
    await sends(pages, sheet([(item, days_ago(3), 45, 1_000, "")]))
    path, confirmed = pages.path, form(pages, f"{pages.path}/catat")
    for address in (path, f"{path}/ditolak"):
        assert (await foreign.open(address)).status_code == 404
    await foreign.open(IMPORT)
    csrf = form(foreign, IMPORT)["csrf"]
    page = await foreign.send(f"{path}/catat", {**confirmed, "csrf": csrf})
    assert page.status_code == 404
    assert counts(await sends(foreign, sheet([(item, days_ago(3), 45, 1_000, "")]))) == (0, 0, 1, 0)
    assert "Layanan terpadu" not in foreign.page.text, "nothing is told of another's item"

    page = await pages.send(f"{path}/catat", {**confirmed, "csrf": "0" * 64})
    assert page.status_code == 403
    page = await pages.send(f"{path}/catat", {**confirmed, "terlihat": "0" * 64})
    assert (page.status_code, "ada yang berubah" in page.text) == (409, True)
    assert await reports_of(admin, item) == []
    async with browser(stack, "uji.dewan") as council:
        await council.signs_in()
        for address in (IMPORT, f"{IMPORT}/buku", path):
            assert (await council.open(address)).status_code == 403
        assert f'href="{IMPORT}"' not in (await council.open("/kemajuan/")).text


async def test_a_file_that_cannot_be_read_says_why_beside_the_form(pages: Browser) -> None:
    for data, words in (
        (b"", "kosong"),
        (b"PK\x03\x04 rusak", "tidak dapat dibaca"),
        (sheet([("a", "b")], ("Rapat", "Hadir")), "wajib: Kode"),
    ):
        page = await sends(pages, data)
        assert page.status_code == 422
        assert words in page.text
        assert pages.errors() == ["file"]


async def test_ten_thousand_reports_are_recorded_while_a_page_shows_how_far_it_is(
    pages: Browser, plan: Plan, admin: Caller
) -> None:
    days = 2_000
    items = [(await plan.has(start=days_ago(days + 9).isoformat()))["item_id"] for _ in range(5)]
    rows = [(item, days_ago(day), 45, 1_000 + day, "") for day in range(days) for item in items]
    page = await sends(pages, sheet(rows))
    assert counts(page) == (10_000, 0, 0, 0)
    page = await presses(pages, "catat")
    assert page.headers["refresh"] == "2"
    assert re.search(r"\d+ dari 10000 laporan sudah diproses", page.text)
    page = await recorded(pages)
    assert "Laporan dicatat" in page.text
    totals = [(await plan.item(item))["reports"] for item in items]
    assert totals == [days] * 5


async def test_the_preview_says_which_rows_will_be_marked_and_why_and_records_them_all(
    pages: Browser, plan: Plan, admin: Caller
) -> None:
    one, two, three = await codes(plan, 3)
    rows = [
        (one, days_ago(3), 12, 12_345_678, ""),
        (two, days_ago(4), 41, 400_000_000, ""),
        (two, days_ago(3), 31, 400_000_000, ""),
        (three, days_ago(3), 77, 150_000_000, ""),
    ]
    page = await sends(pages, sheet(rows))
    assert counts(page) == (4, 0, 0, 0)
    assert "2 laporan akan ditandai perlu ditinjau" in page.text
    falls, apart = "fisik turun dari 41 % menjadi 31 %", "fisik 77 %, uang 15 %: berjauhan 62 poin"
    assert page.text.count("Akan ditandai perlu ditinjau:") == 2
    shown = [page.text.index(words) for words in (falls, apart, f"{one} ·")]
    assert max(shown[:2]) < shown[2], "those that will be marked come first"
    assert "Angka kumulatif turun: 1" in page.text
    confirmed = form(pages, f"{pages.path}/catat")
    await pages.send(f"{pages.path}/catat", confirmed)
    await recorded(pages)
    for item, count in ((one, 1), (two, 2), (three, 1)):
        assert len(await reports_of(admin, item)) == count
    log = await reports_of(admin, three)

    async def marked() -> list[str]:
        answer = await admin.tracker.get(f"/api/v1/marks/{log[0]['report_id']}")
        return [one["rule"] for one in answer.raise_for_status().json()["marks"]]

    assert await until(marked, SOON, "the mark that was foretold") == ["scissors"]
