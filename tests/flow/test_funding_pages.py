"""The money side on pages: exports of SIPD, sub kegiatan linked to items, what comes of both."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from openpyxl import Workbook

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from tests.flow.plan import Plan, today
from tests.flow.test_pages import FOREIGN, OFFICER, Browser, browser
from tests.flow.test_plan_pages import form
from tests.unit.tracker.sipd.exports import (
    REALISATION_TITLES,
    cash_plan,
    cash_plan_rows,
    realised_rows,
    saved,
    small_tree,
    write_realisation,
)
from tracker.funding.figure import month_end

SIPD, CODE = "/kemajuan/sipd", "3.27.02.2.01.0001"
WITHDRAWAL = re.compile(rf'href="{SIPD}/batal\?berkas=([0-9a-f]+)"')


@pytest.fixture
async def pages(stack: Stack, callers: Any) -> AsyncIterator[Browser]:
    async with browser(stack, OFFICER) as pages:
        await pages.signs_in()
        yield pages
        await withdraws_all(pages)


@pytest.fixture
async def foreign(stack: Stack, callers: Any) -> AsyncIterator[Browser]:
    async with browser(stack, FOREIGN) as pages:
        await pages.signs_in()
        yield pages


@pytest.fixture
async def item(plan: Plan) -> str:
    """An item that began with this year."""
    start = today().replace(month=1, day=1)
    found = await plan.has(start=start.isoformat())
    return str(found["item_id"])


def realisation(
    operasi: int,
    modal: int = 0,
    code: str = CODE,
    year: int | None = None,
    titles: Sequence[str] = REALISATION_TITLES[:-1],
) -> bytes:
    """An export that says its year and no month."""
    book = Workbook()
    rows = [
        ([code if one == CODE else one for one in codes], name, amounts)
        for codes, name, amounts in realised_rows((900_000_000, 250_000_000), (operasi, modal))
    ]
    write_realisation(book.active, rows, [*titles, f"TAHUN ANGGARAN {year or today().year}"])
    return saved(book)


def many(codes: Sequence[str]) -> bytes:
    """An export of many sub kegiatan, each with a name of its own."""
    book = Workbook()
    titles = [*REALISATION_TITLES[:-1], f"TAHUN ANGGARAN {today().year}"]
    *above, one, account, _, total = realised_rows((900, 0), (400, 0))
    rows = [*above]
    for number, code in enumerate(codes):
        amounts = {"F": 900, "G": 400}
        rows.append(([*one[0][:-1], code], f"Taman wilayah {number}", amounts))
        rows.append(([*one[0][:-1], code, account[0][-1]], account[1], amounts))
    write_realisation(book.active, [*rows, total], titles)
    return saved(book)


async def sends(pages: Browser, data: bytes, name: str = "lra.xlsx") -> httpx.Response:
    await pages.open(SIPD)
    csrf = form(pages, SIPD)["csrf"]
    return await pages.send(SIPD, {"csrf": csrf}, files={"file": (name, data)})


async def presses(pages: Browser, button: str, **typed: str) -> httpx.Response:
    action = f"{pages.path.removesuffix('/simpan')}/{button}"
    answers = {name.replace("_", ":"): text for name, text in typed.items()}
    return await pages.send(action, {**form(pages, action), **answers})


async def withdraws(pages: Browser, file: str) -> httpx.Response:
    """Look at what changes, and withdraw a file."""
    await pages.open(f"{SIPD}/batal?berkas={file}")
    return await pages.send(f"{SIPD}/batal", form(pages, f"{SIPD}/batal"))


async def withdraws_all(pages: Browser) -> None:
    """Each test has the agency's figures for itself."""
    await pages.open(SIPD)
    while files := WITHDRAWAL.findall(pages.page.text):
        await withdraws(pages, files[0])


async def takes(pages: Browser, data: bytes, month: int, *, cumulative: bool = True) -> None:
    """Send an export and let its figures count."""
    await sends(pages, data)
    counted = "sampai" if cumulative else "bulan"
    page = await presses(pages, "simpan", bulan_1=str(month), hitung_1=counted)
    assert pages.path == SIPD, page.text


async def links(pages: Browser, item_id: str, code: str = CODE) -> httpx.Response:
    await pages.open(SIPD)
    fields = form(pages, f"{SIPD}/tautan")
    return await pages.send(f"{SIPD}/tautan", {**fields, f"kode:{code}": item_id})


async def money(admin: Caller, item_id: str) -> tuple[int, str | None, str | None]:
    answer = await admin.tracker.get(f"/api/v1/items/{item_id}")
    found = answer.raise_for_status().json()
    return found["budget_realised"], found["budget_as_of"], found["budget_by"]


async def spent_by_agency(officer: Caller) -> int:
    answer = await officer.tracker.get("/api/v1/summary", params={"by": "agency"})
    (group,) = answer.raise_for_status().json()["groups"]
    return int(group["budget_realised"])


async def test_money_is_taken_from_sipd_and_not_typed(
    pages: Browser, plan: Plan, admin: Caller, officer: Caller
) -> None:
    now, year, code = today(), today().year, "3.27.02.2.01.0777"
    start = today().replace(month=1, day=1).isoformat()
    item = (await plan.has(start=start, title="Penanaman pohon pelindung"))["item_id"]
    page = await sends(pages, realisation(400_500_000, 1_000_000, code))
    assert "Rp 401.500.000" in page.text
    assert "Belum ada yang disimpan" in page.text
    page = await presses(pages, "simpan")
    assert page.status_code == 422
    assert {"bulan-1", "hitung-1"} <= {one.partition('"')[0] for one in page.text.split('href="#')}
    if now.month < 12:
        page = await presses(pages, "simpan", bulan_1="12", hitung_1="sampai")
        assert "belum mulai" in page.text
    page = await presses(pages, "simpan", bulan_1=str(now.month), hitung_1="sampai")
    assert pages.path == SIPD
    assert await money(admin, item) == (0, None, None), "not linked to anything yet"
    assert "usulan menurut namanya, belum dipilih: Penanaman pohon pelindung" in page.text
    assert form(pages, f"{SIPD}/tautan")[f"kode:{code}"] == "", "proposed, not chosen"
    typed = {"as_of": f"{start}", "physical_percent": 5, "budget_realised": 7_000_000}
    answer = await officer.tracker.post(f"/api/v1/items/{item}/reports", json=typed)
    assert answer.status_code == 201, answer.text
    before = await spent_by_agency(officer) - 7_000_000
    page = await links(pages, item, code)
    end = min(month_end(year, now.month), now).isoformat()
    assert await money(admin, item) == (401_500_000, end, "sipd")
    assert await spent_by_agency(officer) == before + 401_500_000
    page = await pages.open(f"/kemajuan/butir/{item}")
    assert "menurut SIPD" in page.text
    page = await pages.open(f"/kemajuan/butir/{item}/lapor")
    assert form(pages, f"/kemajuan/butir/{item}/lapor")["budget_realised"] == ""
    assert "Menurut SIPD" in page.text

    answer = await officer.tracker.post(
        f"/api/v1/items/{item}/reports",
        json={"as_of": now.isoformat(), "physical_percent": 40},
    )
    assert answer.status_code == 201, answer.text
    assert await money(admin, item) == (401_500_000, end, "sipd"), "a report without money"
    page = await pages.open(f"/kemajuan/butir/{item}/uang")
    assert "Penanaman Pohon Pelindung" in page.text
    assert "Rp 401.500.000" in re.sub(r"<[^>]*>", "", page.text)


async def test_the_cash_plan_stands_beside_it(pages: Browser, item: str) -> None:
    rows = [[*row] for row in cash_plan_rows(small_tree())]
    book = cash_plan(rows)
    book.active["A1"] = f"RENCANA ANGGARAN KAS TAHUN {today().year} DINAS PERKEBUNAN DAN TAMAN"
    await sends(pages, saved(book), "rak.xlsx")
    await presses(pages, "simpan")
    assert pages.path == SIPD
    await links(pages, item)
    page = await pages.open(f"/kemajuan/butir/{item}/uang")
    text = re.sub(r"<[^>]*>", "", page.text)
    assert "Rp 1.506.000" in text, "the budget, to be read without a pointer"
    assert "Rp 251.000" in text, "planned up to the end of February"


async def test_months_that_are_each_their_own_are_not_taken_as_cumulative(
    pages: Browser, item: str, admin: Caller
) -> None:
    month, code = max(2, today().month), CODE
    if today().month < 2:
        pytest.skip("one month has no other before it")
    await takes(pages, realisation(400_000_000), month - 1)
    await links(pages, item, code)
    assert (await money(admin, item))[0] == 400_000_000

    await sends(pages, realisation(90_000_000))
    page = await presses(pages, "simpan", bulan_1=str(month), hitung_1="sampai")
    assert page.status_code == 422
    assert "bulan itu saja" in page.text
    assert "Rp 400.000.000" in page.text
    page = await presses(pages, "simpan", bulan_1=str(month), hitung_1="bulan")
    assert pages.path == SIPD, page.text
    assert (await money(admin, item))[0] == 490_000_000

    await pages.open(SIPD)
    file = WITHDRAWAL.findall(pages.page.text)[0]
    page = await pages.open(f"{SIPD}/batal?berkas={file}")
    assert page.text.index("Rp 490.000.000") < page.text.index("Rp 400.000.000"), "now, then"
    assert (await money(admin, item))[0] == 490_000_000, "only asked"
    newest = form(pages, f"{SIPD}/batal")
    await pages.send(f"{SIPD}/batal", newest)
    assert (await money(admin, item))[0] == 400_000_000, "withdrawn"
    page = await pages.send(f"{SIPD}/batal", newest)
    assert page.status_code == 404
    assert (await pages.open(f"{SIPD}/batal?berkas={file}")).status_code == 404

    await sends(pages, realisation(300_000_000))
    answers = {"bulan_1": str(month), "hitung_1": "sampai", "turun": "1"}
    await presses(pages, "simpan", **answers)
    assert (await money(admin, item))[0] == 300_000_000, "said to have fallen"


async def test_a_later_report_counts_before_an_older_export(
    pages: Browser, item: str, admin: Caller, officer: Caller
) -> None:
    await takes(pages, realisation(500_000_000), today().month)
    await links(pages, item)
    as_of = (await money(admin, item))[1]
    assert as_of is not None
    body = {"physical_percent": 50, "budget_realised": 77_000_000}
    for day, counted in (("2020-01-05", False), (today().isoformat(), None)):
        answer = await officer.tracker.post(
            f"/api/v1/items/{item}/reports", json={**body, "as_of": day}
        )
        if counted is None:
            assert answer.status_code == 201, answer.text
    realised, told_day, by = await money(admin, item)
    expected = "sipd" if as_of >= today().isoformat() else "report"
    assert by == expected
    assert (realised == 77_000_000) is (expected == "report")
    assert told_day is not None


async def test_links_and_exports_are_their_agencys(
    pages: Browser, foreign: Browser, item: str
) -> None:
    await sends(pages, realisation(500_000_000))
    path = pages.path
    page = await foreign.open(path)
    assert page.status_code == 404
    await foreign.open(SIPD)
    own = form(foreign, SIPD)["csrf"]
    for button in ("simpan", "buang"):
        page = await foreign.send(f"{path}/{button}", {"csrf": own, "bulan:1": "1"})
        assert page.status_code == 404
    page = await foreign.send(f"{SIPD}/tautan", {"csrf": own, f"kode:{CODE}": item})
    assert page.status_code == 422
    assert "bukan milik" in page.text
    page = await foreign.open(f"/kemajuan/butir/{item}/uang")
    assert page.status_code == 404
    await presses(pages, "simpan", bulan_1=str(today().month), hitung_1="sampai")
    (file, *_) = WITHDRAWAL.findall(pages.page.text)
    assert (await foreign.open(f"{SIPD}/batal?berkas={file}")).status_code == 404
    page = await foreign.send(f"{SIPD}/tautan", {"csrf": "salah", f"kode:{CODE}": item})
    assert page.status_code == 403


async def test_a_form_that_was_open_too_long_takes_away_no_link(
    pages: Browser, item: str, admin: Caller
) -> None:
    await takes(pages, realisation(200_000_000), today().month)
    await links(pages, "")
    old = form(pages, f"{SIPD}/tautan")
    await links(pages, item)
    await pages.send(f"{SIPD}/tautan", old)
    assert pages.page.status_code == 200, "what stays as it was seen is left alone"
    assert (await money(admin, item))[0] == 200_000_000
    page = await pages.send(f"{SIPD}/tautan", {**old, f"kode:{CODE}": "UJI-001"})
    assert page.status_code == 409
    assert "sudah diubah orang lain" in page.text
    assert (await money(admin, item))[0] == 200_000_000


async def test_a_withdrawn_files_links_can_be_undone(
    pages: Browser, item: str, admin: Caller
) -> None:
    await takes(pages, realisation(200_000_000), today().month)
    await links(pages, item)
    await withdraws_all(pages)
    assert (await money(admin, item))[0] == 0
    await links(pages, "")
    await takes(pages, realisation(200_000_000), today().month)
    assert (await money(admin, item))[0] == 0


async def test_who_belongs_to_no_agency_sends_nothing(stack: Stack, callers: Any) -> None:
    async with browser(stack, "uji.dewan") as council:
        await council.signs_in()
        assert (await council.open(SIPD)).status_code == 403
        page = await council.send(f"{SIPD}/tautan", {"csrf": "x", f"kode:{CODE}": "UJI-001"})
        assert page.status_code == 403


async def test_a_file_of_something_else_says_what_to_send(pages: Browser) -> None:
    book = Workbook()
    book.active.append(["Belanja", "dapur"])
    page = await sends(pages, saved(book))
    assert "tidak memuat angka sub kegiatan" in page.text
    page = await pages.send(
        f"{pages.path}/simpan", {"csrf": form(pages, f"{pages.path}/buang")["csrf"]}
    )
    assert page.status_code == 422
    page = await sends(pages, b"PK\x03\x04 tidak utuh")
    assert page.status_code == 422
    assert form(pages, SIPD), "the form for another file"


async def test_links_and_figures_at_once_lose_neither(
    pages: Browser, stack: Stack, plan: Plan, admin: Caller
) -> None:
    start = today().replace(month=1, day=1).isoformat()
    one, two = [str((await plan.has(start=start))["item_id"]) for _ in range(2)]
    await takes(pages, realisation(600_000_000), today().month)
    await sends(pages, realisation(650_000_000))
    action = f"{pages.path}/simpan"
    confirmed = {
        **form(pages, action),
        "bulan:1": str(today().month),
        "hitung:1": "sampai",
        "turun": "1",
    }
    async with browser(stack, OFFICER) as other:
        await other.signs_in()
        for item_id in (one, two):
            await other.open(SIPD)
            fields = form(other, f"{SIPD}/tautan")
            linked = other.send(f"{SIPD}/tautan", {**fields, f"kode:{CODE}": item_id})
            await asyncio.gather(linked, pages.send(action, confirmed))
        assert (await money(admin, two))[0] == 650_000_000
        assert (await money(admin, one))[0] == 0


async def test_a_sub_activity_that_changes_its_code_is_linked_again(
    pages: Browser, plan: Plan, admin: Caller
) -> None:
    year, old, new = today().year, "3.27.02.2.02.0030", "3.27.02.2.02.0031"
    started = today().replace(year=year - 1, month=3, day=1)
    item_id = str((await plan.has(start=started.isoformat()))["item_id"])
    await sends(pages, realisation(500_000_000, code=old, year=year - 1))
    await presses(pages, "simpan", bulan_1="12", hitung_1="sampai")
    assert pages.path == SIPD, pages.page.text
    await links(pages, item_id, old)
    assert await money(admin, item_id) == (500_000_000, f"{year - 1}-12-31", "sipd")
    (file, *_) = WITHDRAWAL.findall((await pages.open(f"{SIPD}?tahun={year - 1}")).text)
    page = await pages.open(f"{SIPD}/batal?berkas={file}")
    assert page.text.index("Rp 500.000.000") < page.text.index("tidak diketahui"), "now, then"

    await takes(pages, realisation(90_000_000, code=new), today().month)
    assert (await money(admin, item_id))[0] == 500_000_000, "this year is not known"
    page = await pages.open(f"/kemajuan/butir/{item_id}/uang")
    assert f"{year}: {old} tidak ada dalam berkasnya, tautkan kode barunya" in page.text
    told = (await admin.tracker.get(f"/api/v1/items/{item_id}/money")).json()
    (lack,) = told["lacking"]
    assert (lack["year"], lack["code"], lack["reason"]) == (year, old, "code-gone")

    page = await pages.open(SIPD)
    assert f"usulan dari kode lamanya {old}, belum dipilih" in page.text
    assert form(pages, f"{SIPD}/tautan")[f"kode:{new}"] == ""
    page = await pages.open(f"{SIPD}?usulan=1")
    fields = form(pages, f"{SIPD}/tautan")
    assert fields[f"kode:{new}"] == item_id, "filled in, to be confirmed"
    page = await pages.send(f"{SIPD}/tautan", fields)
    assert page.status_code == 200, page.text
    assert (await money(admin, item_id))[0] == 590_000_000
    told = (await admin.tracker.get(f"/api/v1/items/{item_id}/money")).json()
    assert told["lacking"] == []
    assert [(one["code"], one["years"]) for one in told["sub_activities"]] == [
        (old, [year - 1]),
        (new, [year]),
    ]


async def test_sub_activities_are_found_by_words_and_shown_by_pages(
    pages: Browser, item: str
) -> None:
    codes = [f"3.27.02.2.03.{number:04}" for number in range(1, 31)]
    await takes(pages, many(codes), today().month)
    await pages.open(f"{SIPD}?tampil=belum&cari=3.27.02.2.03")
    first = form(pages, f"{SIPD}/tautan")
    shown = {name.removeprefix("kode:") for name in first if name.startswith("kode:")}
    assert len(shown) == 25
    assert len(urlencode(first)) < 8_000
    assert "halaman 1 dari 2" in pages.page.text
    page = await pages.send(f"{SIPD}/tautan", first)
    assert page.status_code == 200
    rest = {n.removeprefix("kode:") for n in form(pages, f"{SIPD}/tautan") if "kode:" in n}
    assert rest == {*codes} - shown, "what was decided makes room for the others"
    await pages.open(f"{SIPD}?cari=2.03.0007")
    fields = form(pages, f"{SIPD}/tautan")
    assert [name for name in fields if name.startswith("kode:")] == [f"kode:{codes[6]}"]
    assert (fields["cari"], fields["tahun"]) == ("2.03.0007", f"{today().year}")
    page = await pages.open(f"{SIPD}?cari=tiada&hal=99&tahun=abc")
    assert "Tidak ada yang cocok" in page.text
    await pages.send(f"{SIPD}/tautan", {**fields, f"kode:{codes[6]}": item})
    assert "cari=2.03.0007" in str(pages.page.url)
    assert form(pages, f"{SIPD}/tautan")[f"kode:{codes[6]}"] == item


def of_unit(operasi: int, name: str, code: str) -> bytes:
    """An export whose title names a unit of the agency."""
    titles = [*REALISATION_TITLES[:2], f"Unit Organisasi : {name}"]
    return realisation(operasi, code=code, titles=titles)


async def test_files_of_two_units_stand_beside_each_other(
    pages: Browser, item: str, admin: Caller
) -> None:
    code, month = "3.27.02.2.04.0001", today().month
    await takes(pages, of_unit(300_000_000, "UPTD Kebun Bibit", code), month)
    await links(pages, item, code)
    page = await sends(pages, of_unit(90_000_000, "UPTD Taman Kota", code))
    assert "Unit: UPTD TAMAN KOTA" in page.text
    assert "(UPTD KEBUN BIBIT), yang tetap dihitung" in page.text
    assert "Menggantikan" not in page.text
    await presses(pages, "simpan", bulan_1=str(month), hitung_1="sampai")
    assert (await money(admin, item))[0] == 390_000_000
    page = await sends(pages, of_unit(95_000_000, "UPTD Taman Kota", code))
    assert "Menggantikan angka" in page.text
    await presses(pages, "simpan", bulan_1=str(month), hitung_1="sampai")
    assert (await money(admin, item))[0] == 395_000_000


async def test_a_file_that_may_be_another_units_is_held_back_with_a_question(
    pages: Browser, item: str, admin: Caller
) -> None:
    codes, month = [f"3.27.02.2.05.{number:04}" for number in (1, 2, 3)], str(today().month)
    await takes(pages, many(codes[:2]), today().month)
    await links(pages, item, codes[1])
    assert (await money(admin, item))[0] == 400
    await sends(pages, many(codes[1:]))
    page = await presses(pages, "simpan", bulan_1=month, hitung_1="sampai")
    assert page.status_code == 422
    assert "menggantikan angka itu, atau menambahnya" in page.text
    shown = form(pages, pages.path)
    assert (shown["bulan:1"], shown.get("nama-unit:1")) == (month, "")
    page = await presses(pages, "simpan", bulan_1=month, hitung_1="sampai", unit_1="+")
    assert page.status_code == 422, "it has no name"
    named = {"unit_1": "+", "nama-unit_1": "Bagian Umum"}
    page = await presses(pages, "simpan", bulan_1=month, hitung_1="sampai", **named)
    assert pages.path == SIPD, page.text
    assert (await money(admin, item))[0] == 800

    await sends(pages, many(codes[1:]))
    await presses(pages, "simpan", bulan_1=month, hitung_1="sampai")
    assert 'value="=BAGIAN UMUM"' in pages.page.text
    await presses(pages, "simpan", bulan_1=month, hitung_1="sampai", unit_1="=BAGIAN UMUM")
    assert pages.path == SIPD, pages.page.text
    assert (await money(admin, item))[0] == 800, "replaced"


async def test_a_system_says_whose_figures_a_file_has(
    pages: Browser, item: str, officer: Caller, admin: Caller
) -> None:
    codes, url = [f"3.27.02.2.06.{number:04}" for number in (1, 2, 3)], "/api/v1/sipd/imports"
    asked = {"month": f"{today().month}", "cumulative": "true"}

    async def send(data: bytes, **more: str) -> httpx.Response:
        file = {"file": ("lra.xlsx", data)}
        return await officer.tracker.post(url, params={**asked, **more}, files=file)

    (sheet,) = (await send(many(codes[:2]))).raise_for_status().json()["sheets"]
    assert (sheet["work_unit"], sheet["replaces"]) == ("", [])
    held = await send(many(codes[1:]))
    assert (held.status_code, held.json()["errors"][0]["code"]) == (422, "whose-unit"), held.text
    tried = (await send(many(codes[1:]), work_unit="-", dry_run="true")).json()["sheets"][0]
    (replaced,) = tried["replaces"]
    assert (replaced["name"], replaced["work_unit"]) == ("lra.xlsx", "")
    added = (await send(many(codes[1:]), work_unit="Bagian Umum")).json()["sheets"][0]
    assert (added["work_unit"], added["replaces"]) == ("BAGIAN UMUM", [])
    assert len(added["beside"]) >= 1
    wanted = {"year": today().year, "links": [{"code": codes[1], "item_id": item}]}
    linked = await officer.tracker.put("/api/v1/sipd/links", json=wanted)
    assert linked.json() == {"changed": 1}
    assert (await money(admin, item))[0] == 800
