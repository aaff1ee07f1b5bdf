"""A workbook on pages: looked at, repaired, its columns named once, applied as it was looked at."""

import asyncio
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import python_calamine
import xlsxwriter

from deploy.local.stack import Stack
from tests.flow.plan import AGENCY, OTHER_AGENCY, REGION, Plan, days_ago, today
from tests.flow.test_pages import Browser, browser, visiting
from tests.flow.test_plan_pages import LIST, Forms, form, stored

IMPORT = "/rencana/impor"
SHEET, PASSWORD = "Rencana 2026", "rahasia-perencana-lain"
HEADERS = ("Kode", "Pilar", "Program/Kegiatan", "Perangkat Daerah", "Mulai", "Selesai", "Pagu (Rp)")
START, DUE = days_ago(60), days_ago(-200)
Row = list[Any]


@pytest.fixture
async def pages(stack: Stack, callers: Any) -> AsyncIterator[Browser]:
    async with browser(stack, "uji.perencana") as pages:
        await pages.signs_in()
        yield pages


def row(code: str, **changes: Any) -> Row:
    cells = {
        "Kode": code,
        "Pilar": "Smart Living",
        "Program/Kegiatan": f"Sanitasi {code}",
        "Perangkat Daerah": AGENCY,
        "Mulai": START,
        "Selesai": DUE,
        "Pagu (Rp)": 1_000_000_000,
    }
    return list({**cells, **changes}.values())


def codes(count: int) -> list[str]:
    """New codes, the items of one test."""
    mark = uuid4().hex[:6].upper()
    return [f"UJI-{mark}-{number}" for number in range(1, count + 1)]


def workbook(rows: Sequence[Row], headers: Sequence[str] = HEADERS) -> bytes:
    """With a title above, as agencies' sheets have; the first entry is in row 4."""
    return workbook_of({SHEET: (headers, rows)})


def workbook_of(sheets: Mapping[str, tuple[Sequence[str], Sequence[Row]]]) -> bytes:
    """As `workbook`, of headers and rows by sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
        for name, (headers, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, "RENCANA AKSI SMART CITY")
            for number, cells in enumerate([headers, *rows], 2):
                for column, value in enumerate(cells):
                    if isinstance(value, date):
                        sheet.write_datetime(number, column, value)
                    elif value is not None:
                        sheet.write(number, column, value)
    return out.getvalue()


async def sends(pages: Browser, data: bytes, name: str = "rencana.xlsx") -> httpx.Response:
    """Send a workbook by the form, to its preview."""
    await pages.open(IMPORT)
    return await pages.send(IMPORT, form(pages, IMPORT), files={"file": (name, data)})


async def presses(pages: Browser, button: str, **typed: str) -> httpx.Response:
    """Send the preview's form of that name, with what was typed."""
    action = f"{pages.path}/{button}"
    return await pages.send(action, {**form(pages, action), **typed})


async def test_three_spoiled_cells_are_repaired_on_the_page(pages: Browser, plan: Plan) -> None:
    one, two, three, four = codes(4)
    rows = [
        row(one, Selesai="31 Februari 2027"),
        row(two, **{"Pagu (Rp)": "banyak"}),
        row(three, Pilar="Smart Langit <b>"),
        row(four),
    ]
    page = await sends(pages, workbook(rows))
    assert page.status_code == 200, page.text
    assert "1 baris baru, 0 berubah, 0 tetap, 3 ditolak" in page.text
    assert "Smart Langit &lt;b&gt;" in page.text
    cells = {name for _, values in Forms(page.text).found for name in values if name[:4] == "sel:"}
    assert cells == {f"sel:{SHEET}!{cell}" for cell in ("F4", "G5", "B6")}
    assert await plan.admin.planner.get(f"/api/v1/items/{four}") is not None
    assert await missing(plan, four), "nothing is saved before it is applied"

    typed = {f"sel:{SHEET}!F4": "28 Februari 2027", f"sel:{SHEET}!G5": "1,25 miliar"}
    page = await presses(pages, "sel", **typed, **{f"sel:{SHEET}!B6": "Langit"})
    assert "3 baris baru, 0 berubah, 0 tetap, 1 ditolak" in page.text
    page = await presses(pages, "sel", **{f"sel:{SHEET}!B6": "smart environment"})
    assert "4 baris baru, 0 berubah, 0 tetap, 0 ditolak" in page.text
    assert "28 Februari 2027 · Rp 1.000.000.000" in page.text, "what was read is shown"

    page = await presses(pages, "terapkan")
    assert "Impor diterapkan" in page.text
    assert (await stored(plan, one))["due"] == "2027-02-28"
    assert (await stored(plan, two))["budget"] == 1_250_000_000
    assert (await stored(plan, three))["pillar"] == "environment"
    again = await pages.open(pages.path)
    assert "Impor diterapkan" in again.text, "the receipt stays"


async def missing(plan: Plan, code: str) -> bool:
    answer = await plan.admin.planner.get(f"/api/v1/items/{code}")
    return answer.status_code == 404


async def test_a_cell_that_was_not_typed_anew_stays_what_the_file_says(
    pages: Browser, plan: Plan
) -> None:
    """A number that is sent back as its own text could be read as another one."""
    (code,) = codes(1)
    wrong = row(code, Selesai="nanti", **{"Pagu (Rp)": 1234.5})
    await sends(pages, workbook([wrong]))
    await presses(pages, "sel", **{f"sel:{SHEET}!F4": DUE.isoformat()})
    await presses(pages, "terapkan")
    made = await stored(plan, code)
    assert (made["due"], made["budget"]) == (DUE.isoformat(), 1235)


async def test_one_text_may_repair_all_cells_of_a_column_with_the_same_content(
    pages: Browser, plan: Plan
) -> None:
    one, two, three, four = codes(4)
    month = {"Selesai": "akhir tahun"}
    rows = [row(one, **month), row(two, **month), row(three, Selesai="nanti"), row(four, **month)]
    page = await sends(pages, workbook(rows))
    assert "Juga untuk 2 sel lain" in page.text
    assert f'name="semua:{SHEET}!F4" value="F5 F7"' in page.text
    only_the_first = {f"sel:{SHEET}!F4": "1 Desember 2027"}
    page = await presses(pages, "sel", **only_the_first)
    assert "1 baris baru, 0 berubah, 0 tetap, 3 ditolak" in page.text

    all_but_one = {f"sel:{SHEET}!F5": "31 Desember 2027", f"semua:{SHEET}!F5": "F7 Z99999999"}
    await presses(pages, "sel", **all_but_one, **{f"sel:{SHEET}!F6": "30 Juni 2027"})
    await presses(pages, "terapkan")
    dues = [(await stored(plan, code))["due"] for code in (one, two, three, four)]
    assert dues == ["2027-12-01", "2027-12-31", "2027-06-30", "2027-12-31"]


async def test_the_valid_rows_alone_and_the_others_as_a_file_with_reasons(
    pages: Browser, plan: Plan
) -> None:
    good, bad = codes(2)
    await sends(pages, workbook([row(good), row(bad, Pilar="Langit", **{"Pagu (Rp)": 2.5e9})]))
    preview = pages.path
    answer = await pages.open(f"{preview}/ditolak")
    assert answer.headers["content-disposition"].startswith("attachment")
    sheet = python_calamine.load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0)
    headers, refused = sheet.to_python()
    assert headers[-1] == "Alasan ditolak"
    assert (refused[headers.index("Kode")], refused[headers.index("Mulai")]) == (bad, START)
    assert refused[headers.index("Pagu (Rp)")] == 2.5e9
    assert "Pilar (B5)" in str(refused[-1])

    await pages.open(preview)
    await presses(pages, "terapkan")
    assert (await stored(plan, good))["version"] == 1
    assert await missing(plan, bad)
    mended = [cell if cell != "Langit" else "Smart Economy" for cell in refused]
    assert (
        "1 baris baru" in (await sends(pages, workbook([mended], [str(h) for h in headers]))).text
    )


async def test_a_foreign_header_is_named_once_and_not_asked_again(
    pages: Browser, plan: Plan
) -> None:
    first, second = codes(2)
    header = f"Ranah {uuid4().hex[:6]}"
    foreign = [header if one == "Pilar" else one for one in HEADERS]
    page = await sends(pages, workbook([row(first)], foreign))
    assert page.status_code == 200, page.text
    assert "<strong>Pilar</strong>" in page.text.partition("Kolom wajib yang belum ada:")[2]
    page = await presses(pages, "sel", **{f"kolom:{header}": "pillar"})
    assert "1 baris baru" in page.text
    assert "Kolom yang belum dikenal" not in page.text
    await presses(pages, "terapkan")
    assert (await stored(plan, first))["pillar"] == "living"

    page = await sends(pages, workbook([row(second)], foreign))
    assert "Kolom yang belum dikenal" not in page.text
    assert "1 baris baru" in page.text
    page = await presses(pages, "sel", **{f"kolom:{header}": "-"})
    assert "Kolom wajib yang belum ada" in page.text, "a wrong name can be taken back"
    page = await presses(pages, "sel", **{f"kolom:{header}": "pillar"})
    assert "1 baris baru" in page.text


async def test_the_pillar_of_a_whole_sheet_is_said_once_and_what_was_typed_stays(
    pages: Browser, plan: Plan
) -> None:
    """A sheet for each pillar, named so, has no column of it; a third has no plan."""
    one, two = codes(2)
    at = HEADERS.index("Pilar")
    bare = [name for name in HEADERS if name != "Pilar"]
    cells = list(row(two))
    sheets: dict[str, tuple[Sequence[str], Sequence[Row]]] = {
        "Tata Kelola": (HEADERS, [row(one, Selesai="31 Februari 2027")]),
        "Lingkungan": (bare, [cells[:at] + cells[at + 1 :]]),
        "Catatan": (["Rapat", "Hadir"], [["Senin", "12"]]),
    }
    page = await sends(pages, workbook_of(sheets))
    assert "Lembar Lingkungan dilewati, 1 baris: kolom Pilar tidak ada." in page.text
    assert "Lembar Catatan tidak dikenali; 3 barisnya dilewati." in page.text
    typed = {"sel:Tata Kelola!F4": "28 Februari 2027"}
    page = await presses(pages, "sel", **typed)  # the sheet's name proposes its pillar
    assert "2 baris baru, 0 berubah, 0 tetap, 0 ditolak" in page.text
    assert "Lembar Lingkungan dilewati" not in page.text
    assert "Tanpa 1 lembar yang tidak dibaca." in page.text
    page = await presses(pages, "sel", **{"isi:Lingkungan!pillar": ""})
    assert "1 baris baru, 0 berubah, 0 tetap, 0 ditolak" in page.text, "it can be taken back"
    await presses(pages, "sel", **{"isi:Lingkungan!pillar": "Smart Environment"})
    page = await presses(pages, "terapkan")
    assert "Tanpa 1 lembar yang tidak dibaca." in page.text
    assert (await stored(plan, one))["due"] == "2027-02-28"
    assert (await stored(plan, two))["pillar"] == "environment"


async def test_months_without_a_day_are_asked_about_once(pages: Browser, plan: Plan) -> None:
    one, two, three = codes(3)
    rows = [
        row(one, Mulai="Februari 2028", Selesai="TW II 2028"),
        row(two, Mulai="Maret", Selesai="Desember"),
        row(three),
    ]
    page = await sends(pages, workbook(rows))
    assert "1 baris baru, 0 berubah, 0 tetap, 2 ditolak" in page.text
    assert "Bulan tanpa tanggal" in page.text
    assert "4 sel menunggu jawaban di sini." in page.text
    assert "bukan satu hari" not in page.text, "one question, and not one for each cell"
    periods, year = f"isi:{SHEET}!periods", f"isi:{SHEET}!year"
    page = await presses(pages, "sel", **{periods: "ya", year: "2027"})
    assert "3 baris baru, 0 berubah, 0 tetap, 0 ditolak" in page.text
    assert "4 sel berisi bulan, triwulan atau tahun" in page.text
    page = await presses(pages, "sel", **{periods: "sel"})
    assert "1 baris baru, 0 berubah, 0 tetap, 2 ditolak" in page.text, "it can be taken back"
    assert "Februari 2028 bukan satu hari" in page.text
    await presses(pages, "sel", **{periods: "ya"})
    await presses(pages, "terapkan")
    days = [(made["start"], made["due"]) for made in [await stored(plan, c) for c in (one, two)]]
    assert days == [("2028-02-01", "2028-06-30"), ("2027-03-01", "2027-12-31")]


async def test_one_column_may_hold_both_days(pages: Browser, plan: Plan) -> None:
    one, two, three = codes(3)
    headers = [name for name in HEADERS if name != "Selesai"]
    headers[headers.index("Mulai")] = "Waktu Pelaksanaan"

    def of(code: str, period: str) -> Row:
        cells = row(code, Mulai=period)
        del cells[HEADERS.index("Selesai")]
        return cells

    rows = [
        of(one, "1 s.d. 15 Mei 2028"),
        of(two, "Januari - Maret 2028"),
        of(three, "15 Mei 2028 s.d. 1 Mei 2028"),
    ]
    page = await sends(pages, workbook(rows, headers))
    assert "1 baris baru, 0 berubah, 0 tetap, 2 ditolak" in page.text
    typed = {f"sel:{SHEET}!E6": "1 Mei 2028 s.d. 15 Mei 2028", f"isi:{SHEET}!periods": "ya"}
    page = await presses(pages, "sel", **typed)
    assert "3 baris baru, 0 berubah, 0 tetap, 0 ditolak" in page.text
    await presses(pages, "terapkan")
    made = [await stored(plan, code) for code in (one, two, three)]
    assert [(one["start"], one["due"]) for one in made] == [
        ("2028-05-01", "2028-05-15"),
        ("2028-01-01", "2028-03-31"),
        ("2028-05-01", "2028-05-15"),
    ]


async def test_a_duration_is_no_period_and_the_days_can_be_said_for_all_rows(
    pages: Browser, plan: Plan
) -> None:
    (code,) = codes(1)
    headers = [name for name in HEADERS if name != "Selesai"]
    headers[headers.index("Mulai")] = "Waktu Pelaksanaan"
    cells = row(code, Mulai="6 bulan")
    del cells[HEADERS.index("Selesai")]
    other, third = codes(2)
    whole = row(other, Mulai="1 Februari 2028 s.d. 31 Maret 2028")
    months = row(third, Mulai="Mei - Juni 2028")
    for one in (whole, months):
        del one[HEADERS.index("Selesai")]
    page = await sends(pages, workbook([cells, whole, months], headers))
    assert "1 baris baru, 0 berubah, 0 tetap, 2 ditolak" in page.text
    days = {f"isi:{SHEET}!start": "1 Januari 2028", f"isi:{SHEET}!due": "30 Juni 2028"}
    page = await presses(pages, "sel", **days, **{f"isi:{SHEET}!periods": "sel"})
    assert "2 baris baru, 0 berubah, 0 tetap, 1 ditolak" in page.text, "its months are its own"
    page = await presses(pages, "sel", **{f"isi:{SHEET}!periods": "ya"})
    assert "3 baris baru, 0 berubah, 0 tetap, 0 ditolak" in page.text
    assert "1 sel tidak memuat tanggal; dipakai tanggal yang diisikan" in page.text
    await presses(pages, "terapkan")
    made = await stored(plan, code)
    assert (made["start"], made["due"]) == ("2028-01-01", "2028-06-30")
    made = await stored(plan, other)
    assert (made["start"], made["due"]) == ("2028-02-01", "2028-03-31"), "its own days"
    made = await stored(plan, third)
    assert (made["start"], made["due"]) == ("2028-05-01", "2028-06-30"), "its own months"


async def test_what_may_be_meant_can_be_chosen(pages: Browser, plan: Plan) -> None:
    """An agency nearly as it is called, and a pillar that is none; what is typed outweighs it."""
    one, two = codes(2)
    name = (await plan.admin.planner.get(f"/api/v1/agencies/{AGENCY}")).json()["name"]
    rows = [row(one, **{"Perangkat Daerah": f"{name}x"}), row(two, Pilar="Smart Langit")]
    page = await sends(pages, workbook(rows))
    assert f'<option value="{name}">' in page.text
    agency, pillar = f"pilih:{SHEET}!D4", f"pilih:{SHEET}!B5"
    typed = {agency: name, pillar: "Smart Living", f"sel:{SHEET}!B5": "Smart Economy"}
    page = await presses(pages, "sel", **typed)
    assert "2 baris baru, 0 berubah, 0 tetap, 0 ditolak" in page.text
    await presses(pages, "terapkan")
    assert (await stored(plan, one))["agency"] == AGENCY
    assert (await stored(plan, two))["pillar"] == "economy"


async def test_a_choice_takes_no_other_agency_away(pages: Browser, plan: Plan) -> None:
    (code,) = codes(1)
    name = (await plan.admin.planner.get(f"/api/v1/agencies/{AGENCY}")).json()["name"]
    headers = [*HEADERS, "OPD Pendukung"]
    page = await sends(pages, workbook([[*row(code), f"{OTHER_AGENCY}; {name}x"]], headers))
    assert f"pilih:{SHEET}!H4" not in page.text
    page = await sends(pages, workbook([[*row(code), f"{name}x"]], headers))
    assert f"pilih:{SHEET}!H4" in page.text


async def test_what_is_applied_is_the_content_that_was_seen(pages: Browser, plan: Plan) -> None:
    """In another tab a cell is given another value: the first has not shown it."""
    (code,) = codes(1)
    await sends(pages, workbook([row(code, Mulai="Maret 2028", Selesai="Mei 2028")]))
    await presses(pages, "sel", **{f"isi:{SHEET}!periods": "ya"})
    seen, path = form(pages, f"{pages.path}/terapkan"), pages.path
    await presses(pages, "sel", **{f"sel:{SHEET}!E4": "1 April 2028"})
    repaired = {"csrf": seen["csrf"], f"sel:{SHEET}!E4": "1 April 2028"}
    await pages.send(f"{path}/sel", repaired)
    page = await pages.send(f"{path}/terapkan", seen)
    assert page.status_code == 409
    assert "Periksa lagi di bawah, lalu terapkan." in page.text
    assert await missing(plan, code)


async def test_of_days_that_contradict_each_other_either_can_be_mended(
    pages: Browser, plan: Plan
) -> None:
    (code,) = codes(1)
    page = await sends(pages, workbook([row(code, Mulai=DUE + timedelta(days=1))]))
    assert "0 baris baru, 0 berubah, 0 tetap, 1 ditolak" in page.text
    boxes = {name for _, values in Forms(page.text).found for name in values}
    assert {f"sel:{SHEET}!E4", f"sel:{SHEET}!F4"} <= boxes
    page = await presses(pages, "sel", **{f"sel:{SHEET}!E4": START.isoformat()})
    assert "1 baris baru" in page.text
    await presses(pages, "terapkan")
    assert (await stored(plan, code))["start"] == START.isoformat()


async def test_rows_that_head_a_section_name_the_pillar_of_those_below(
    pages: Browser, plan: Plan
) -> None:
    one, two, three = codes(3)
    bare = [name for name in HEADERS if name != "Pilar"]
    bare[0:0] = ["No"]

    def of(number: int, code: str) -> Row:
        cells = row(code)
        del cells[HEADERS.index("Pilar")]
        return [number, *cells]

    rows: list[Row] = [
        ["I", "SMART GOVERNANCE"],
        of(1, one),
        [None, "Jumlah", None, None, None, None, 1_000_000_000],
        ["II.", None, "Pilar 2: Smart Living (Kualitas Hidup)"],
        of(2, two),
        ["C. SMART ENVIRONMENT (LINGKUNGAN)"],
        of(3, three),
    ]
    page = await sends(pages, workbook(rows, bare))
    assert "3 baris baru, 0 berubah, 0 tetap, 0 ditolak" in page.text, page.text
    said = "dari baris judul bagian: SMART GOVERNANCE (4), Smart Living (Kualitas Hidup) (7), "
    assert said + "SMART ENVIRONMENT (LINGKUNGAN) (9)." in page.text
    await presses(pages, "terapkan")
    made = [(await stored(plan, code))["pillar"] for code in (one, two, three)]
    assert made == ["governance", "living", "environment"]


async def test_a_heading_that_is_no_known_pillar_is_asked_about_and_none_goes_on_in_silence(
    pages: Browser, plan: Plan
) -> None:
    one, two, three, four = codes(4)
    bare = [name for name in HEADERS if name != "Pilar"]

    def of(code: str, **changes: Any) -> Row:
        cells = row(code, **changes)
        del cells[HEADERS.index("Pilar")]
        return cells

    titled = of(two, **{"Program/Kegiatan": "Pemasaran"})
    rows: list[Row] = [
        [None, "SMART GOVERNANCE"],
        of(one),
        titled,
        [None, "Program Satu Data"],
        of(three),
        [None, "SMART EKONOMI"],
        of(four),
    ]
    page = await sends(pages, workbook(rows, bare))
    assert "2 baris baru, 0 berubah, 0 tetap, 2 ditolak" in page.text
    assert "2 sel menunggu jawaban di sini." in page.text
    assert "PEMASARAN" not in page.text.upper().partition("BAGAIMANA BERKAS INI DIBACA")[2]
    answers = {f"sel:{SHEET}!B7": "", f"sel:{SHEET}!B9": "Smart Economy"}
    page = await presses(pages, "sel", **answers)
    assert "4 baris baru, 0 berubah, 0 tetap, 0 ditolak" in page.text
    await presses(pages, "terapkan")
    made = [(await stored(plan, code))["pillar"] for code in (one, two, three, four)]
    assert made == ["governance", "governance", "governance", "economy"]


async def test_refused_rows_take_the_pillar_of_their_section_along(pages: Browser) -> None:
    (code,) = codes(1)
    bare = [name for name in HEADERS if name != "Pilar"]
    cells = [cell for n, cell in enumerate(row(code, Selesai="nanti")) if n != 1]
    await sends(pages, workbook([["Smart Environment"], cells], bare))
    refused = await pages.open(f"{pages.path}/ditolak")
    book = python_calamine.load_workbook(io.BytesIO(refused.content))
    header, only = book.get_sheet_by_index(0).to_python()
    assert dict(zip(header, only, strict=True))["Pilar"] == "Smart Environment"


async def test_a_row_above_the_first_section_has_no_pillar(pages: Browser) -> None:
    one, two = codes(2)
    bare = [name for name in HEADERS if name != "Pilar"]
    cells = [[cell for n, cell in enumerate(row(code)) if n != 1] for code in (one, two)]
    page = await sends(pages, workbook([cells[0], ["Smart Living"], cells[1]], bare))
    assert "1 baris baru, 0 berubah, 0 tetap, 1 ditolak" in page.text


async def test_remarks_that_are_not_kept_are_told(pages: Browser) -> None:
    one, two = codes(2)
    rows = [[*row(one), "lanjutan 2026"], [*row(two), None]]
    page = await sends(pages, workbook(rows, [*HEADERS, "Ket."]))
    assert "Kolom Ket.: 1 catatan dibaca, dan tidak disimpan." in page.text


async def test_the_same_file_again_is_recognised_with_what_was_repaired_in_it(
    pages: Browser, plan: Plan
) -> None:
    one, two = codes(2)
    data = workbook([row(one, Selesai="31 Februari 2028"), row(two, Mulai="Maret 2026")])
    await sends(pages, data)
    answers = {f"sel:{SHEET}!F4": "28 Februari 2028", f"isi:{SHEET}!periods": "ya"}
    await presses(pages, "sel", **answers)
    page = await sends(pages, data, "nama lain.xlsx")
    assert "2 baris baru, 0 berubah, 0 tetap, 0 ditolak" in page.text
    assert "sudah Anda terapkan" not in page.text
    assert "isian dan perbaikannya waktu itu dipakai lagi" in page.text
    await presses(pages, "terapkan")
    page = await sends(pages, data)
    assert "0 baris baru, 0 berubah, 2 tetap, 0 ditolak" in page.text
    assert "Berkas yang sama sudah Anda terapkan pada" in page.text
    page = await sends(pages, workbook([row(one, Selesai="31 Februari 2028")]))
    assert "1 ditolak" in page.text, "another file is another file"
    assert "sudah Anda terapkan" not in page.text


async def test_a_column_that_is_not_used_stays_chosen_so(pages: Browser) -> None:
    header = f"Nomor {uuid4().hex[:6]}"
    data = workbook([[*row(codes(1)[0]), 1]], [*HEADERS, header])
    await sends(pages, data)
    page = await presses(pages, "sel", **{f"kolom:{header}": "-"})
    named = page.text.partition("Kolom yang pernah dinamai")[2].partition(f"kolom:{header}")[2]
    select = named.partition("</select>")[0]
    assert '<option value="-" selected>tidak dipakai</option>' in select
    assert "belum dipilih" not in select


async def test_rows_that_were_cancelled_in_the_plan_are_told(pages: Browser, plan: Plan) -> None:
    (code,) = codes(1)
    data = workbook([row(code)])
    await sends(pages, data)
    await presses(pages, "terapkan")
    version = (await stored(plan, code))["version"]
    body = {"version": version}
    path = f"/api/v1/items/{code}/cancel"
    assert (await plan.admin.planner.post(path, json=body)).is_success
    page = await sends(pages, data)
    assert "0 baris baru, 0 berubah, 1 tetap, 0 ditolak" in page.text
    assert "Sudah dibatalkan dalam rencana; berkas ini tidak mengubahnya: 1" in page.text
    page = await sends(pages, workbook([row(code), row(codes(1)[0])]))
    assert "Sudah dibatalkan dalam rencana" in page.text


async def test_headers_of_which_none_is_known_can_be_named(pages: Browser) -> None:
    (code,) = codes(1)
    mark = uuid4().hex[:6]
    strange = [f"{header[::-1]} {mark}" for header in HEADERS]
    page = await sends(pages, workbook([row(code)], strange))
    assert page.status_code == 200, page.text
    fields = ("item_id", "pillar", "title", "agency", "start", "due", "budget")
    named = {f"kolom:{h}": f for h, f in zip(strange, fields, strict=True)}
    assert "1 baris baru" in (await presses(pages, "sel", **named)).text


async def test_an_old_workbook_is_told_and_its_change_can_be_undone(
    pages: Browser, plan: Plan
) -> None:
    (code,) = codes(1)
    later = DUE + timedelta(days=30)
    old, new = workbook([row(code)]), workbook([row(code, Selesai=later)])
    await sends(pages, old)
    await presses(pages, "terapkan")
    page = await sends(pages, new)
    assert "yang lebih lama" not in page.text
    await presses(pages, "terapkan")

    page = await sends(pages, old)
    assert "1 rencana aksi kembali ke nilai versi yang lebih lama" in page.text
    assert "nilai versi 1, yang lebih lama" in page.text
    await presses(pages, "terapkan")
    assert (await stored(plan, code))["due"] == DUE.isoformat()

    path = f"{LIST}/{code}"
    await pages.open(path)
    reverting = [v for to, v in Forms(pages.page.text).found if to == f"{path}/kembali"]
    assert [one["to"] for one in reverting] == ["2"], "version 1 is as it is now"
    await pages.send(f"{path}/kembali", reverting[0])
    assert "sudah dikembalikan" in pages.page.text
    now = await stored(plan, code)
    assert (now["due"], now["version"]) == (later.isoformat(), 4)
    again = await pages.send(f"{path}/kembali", reverting[0])
    assert again.status_code == 409, "another version is there now"


async def test_what_was_looked_at_is_applied_and_nothing_else(pages: Browser, plan: Plan) -> None:
    (code,) = codes(1)
    await sends(pages, workbook([row(code)]))
    await presses(pages, "terapkan")
    await sends(pages, workbook([row(code, Selesai=DUE + timedelta(days=9))]))
    preview = pages.path
    looked_at = form(pages, f"{preview}/terapkan")
    meanwhile = {**(await stored(plan, code)), "title": "Diubah orang lain"}
    for name in ("item_id", "version", "region", "cancelled", "time_zone"):
        meanwhile.pop(name, None)
    answer = await plan.admin.planner.put(f"/api/v1/items/{code}", json={**meanwhile, "version": 1})
    assert answer.status_code == 200, answer.text
    page = await pages.send(f"{preview}/terapkan", looked_at)
    assert page.status_code == 409
    assert "Rencana berubah sejak Anda melihat berkas ini" in page.text
    assert (await stored(plan, code))["due"] == DUE.isoformat()
    pages.page = await pages.open(preview)
    await presses(pages, "terapkan")
    assert (await stored(plan, code))["version"] == 3


async def test_the_button_pressed_twice_applies_once_and_says_so(
    pages: Browser, plan: Plan
) -> None:
    (code,) = codes(1)
    await sends(pages, workbook([row(code)]))
    preview = pages.path
    pressed = form(pages, f"{preview}/terapkan")
    url = pages.url(f"{preview}/terapkan")
    answers = await asyncio.gather(*(pages.client.post(url, data=pressed) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert all("Impor diterapkan" in answer.text for answer in answers)
    assert (await stored(plan, code))["version"] == 1


async def test_what_changed_between_two_days_and_who_changed_it(pages: Browser, plan: Plan) -> None:
    (code,) = codes(1)
    await sends(pages, workbook([row(code)]))
    await presses(pages, "terapkan")
    await sends(pages, workbook([row(code, **{"Pagu (Rp)": 2_000_000_000})]))
    await presses(pages, "terapkan")
    page = await pages.open("/rencana/perubahan")
    _, _, after = page.text.partition(f"{code} · diubah")
    assert (
        "Pagu: 1.000.000.000 → <strong>2.000.000.000</strong>" in after.partition("</li>\n</ul>")[0]
    )
    assert "uji.perencana" in page.text
    made = page.text.partition("<summary>dibuat:")[2]
    assert f"{code}</a> · Sanitasi {code}" in made
    later = (today() + timedelta(days=2)).isoformat()  # in every time zone of the country
    assert code not in (await pages.open(f"/rencana/perubahan?dari={later}&sampai=2199-01-01")).text
    turned = await pages.open(f"/rencana/perubahan?dari={later}&sampai=2020-01-01")
    assert turned.status_code == 422
    for day in ("0001-01-01", "9999-12-31", "2026-99-99"):
        assert (await pages.open(f"/rencana/perubahan?dari={day}")).status_code in {200, 422}


async def test_a_file_that_is_none_is_said_and_kept_nowhere(pages: Browser) -> None:
    page = await sends(pages, b"%PDF-1.7 bukan buku kerja", "rencana.pdf")
    assert page.status_code in {413, 422}
    assert pages.errors() == ["file"]
    await pages.open(IMPORT)
    page = await pages.send(IMPORT, form(pages, IMPORT), files={"lain": ("a.xlsx", b"")})
    assert page.status_code == 422


async def test_a_file_is_its_senders_and_can_be_thrown_away(
    pages: Browser, stack: Stack, plan: Plan
) -> None:
    await sends(pages, workbook([row(*codes(1))]))
    preview = pages.path
    async with visiting() as client:
        other = Browser(stack, client, PASSWORD, f"uji.rencana.{uuid4().hex[:8]}")
        account: dict[str, Any] = {"username": other.name, "password": PASSWORD}
        account |= {"role": "planner", "region": REGION, "one_time": False}
        (await plan.admin.planner.post("/api/v1/accounts", json=account)).raise_for_status()
        await other.signs_in()
        assert (await other.open(IMPORT)).status_code == 200
        assert (await other.open(preview)).status_code == 404
    async with browser(stack, "uji.pptk") as officer:
        await officer.signs_in()
        assert (await officer.open(IMPORT)).status_code == 403
        assert (await officer.open("/rencana/perubahan")).status_code == 403
        assert (await officer.open("/rencana/ekspor")).status_code == 403
    await pages.open(preview)
    foreign = {**form(pages, f"{preview}/buang"), "csrf": "x"}
    assert (await pages.send(f"{preview}/buang", foreign)).status_code == 403
    await pages.open(preview)
    await presses(pages, "buang")
    assert (await pages.open(preview)).status_code == 404


async def test_template_and_export_are_workbooks_that_can_be_imported(pages: Browser) -> None:
    template = await pages.open(f"/rencana/templat?wilayah={REGION}")
    headers = python_calamine.load_workbook(io.BytesIO(template.content)).get_sheet_by_index(0)
    assert headers.to_python()[0][0] == "Kode"
    export = await pages.open(f"/rencana/ekspor?wilayah={REGION}")
    page = await sends(pages, export.content)
    assert "0 baris baru, 0 berubah" in page.text
    assert "0 ditolak" in page.text
    assert "tidak ada yang perlu diterapkan" in page.text
