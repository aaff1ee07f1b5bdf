"""Accounts from a workbook on pages: looked at, made as they were seen, passwords shown once."""

import asyncio
import base64
import io
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import uuid4

import httpx
import openpyxl
import pytest
import python_calamine

from chassis.mongo.database import Database
from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from planner.account_sheets.making import FEW
from tests.flow.plan import AGENCY, OTHER_AGENCY, REGION
from tests.flow.test_account_pages import LIST as ACCOUNTS
from tests.flow.test_account_pages import SOON, key_of, made, signed_in_first
from tests.flow.test_pages import Browser, browser, visiting
from tests.flow.test_plan_import_pages import IMPORT as PLAN_IMPORT
from tests.flow.test_plan_import_pages import codes, presses, row, workbook
from tests.flow.test_plan_pages import form

IMPORT = "/rencana/akun-impor"
HEADERS = ("Nama pengguna", "Peran", "Perangkat daerah", "Wilayah")
GIVEN = re.compile(
    r'<th role="rowheader" scope="row">([^<]+)</th>.*?<code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})<'
)
DATABASES = ("planner", "tracker", "notifier")
Row = list[Any]


@pytest.fixture
async def pages(stack: Stack, admin: Caller, agencies: object) -> AsyncIterator[Browser]:
    async with browser(stack, admin.login.username) as pages:
        await pages.signs_in()
        yield pages


def names(count: int) -> list[str]:
    """New names, the accounts of one test."""
    mark = uuid4().hex[:8]
    return [f"uji.{mark}.{number}" for number in range(1, count + 1)]


def an_officer(name: str, role: str = "PPTK", agency: str = AGENCY, region: str = "") -> Row:
    return [name, role, agency, region]


async def looks_at(pages: Browser, rows: Sequence[Row]) -> httpx.Response:
    """Send a workbook of accounts by the form, to its preview; the first account is in row 4."""
    return await sends_file(pages, workbook(rows, HEADERS))


async def sends_file(pages: Browser, data: bytes) -> httpx.Response:
    await pages.open(IMPORT)
    typed = {"csrf": key_of(pages)}
    return await pages.send(IMPORT, typed, files={"file": ("akun.xlsx", data)})


async def looks_at_many(pages: Browser) -> tuple[list[Row], str]:
    """The rows of so many accounts that their passwords take a while, and where they are shown."""
    rows = [an_officer(name) for name in names(FEW + 1)]
    await looks_at(pages, rows)
    return rows, pages.path


async def imported(pages: Browser, rows: Sequence[Row], **typed: str) -> dict[str, str]:
    """The one-time password of each account that was made, by name."""
    await looks_at(pages, rows)
    page = await presses(pages, "terapkan", **typed)
    assert page.status_code == 200, page.text
    return dict(GIVEN.findall(page.text))


async def test_five_rows_of_which_two_are_bad_are_mended_made_and_sign_in_once(
    stack: Stack, admin: Caller, pages: Browser
) -> None:
    one, two, three, four, five = names(5)
    good = [an_officer(one), an_officer(two, "Kepala OPD"), an_officer(three, "Dewan", "", "semua")]
    bad = [an_officer(four, "Dukun <b>"), an_officer(five, agency="TIDAK-ADA")]
    page = await looks_at(pages, [*good, *bad])
    assert page.status_code == 200, page.text
    assert "3 akun baru, 0 sudah ada, 2 ditolak." in page.text
    assert "Peran (B7): Dukun &lt;b&gt; tidak dikenal" in page.text
    assert "Perangkat daerah (C8): Perangkat daerah TIDAK-ADA tidak dikenal" in page.text
    assert "Buat 3 akun yang sah" in page.text
    assert f"Kantor {AGENCY}" in page.text

    preview = pages.path
    refused = await pages.open(f"{preview}/ditolak")
    sheet = python_calamine.load_workbook(io.BytesIO(refused.content)).get_sheet_by_index(0)
    assert [cells[0] for cells in sheet.to_python()] == ["Nama pengguna", four, five]
    assert (await pages.open(f"{ACCOUNTS}/{one}")).status_code == 404, "nothing is saved yet"

    page = await looks_at(pages, [*good, an_officer(four, "Kabid"), an_officer(five)])
    assert (await pages.open(preview)).status_code == 404, "one file of each sender is kept"
    page = await looks_at(pages, [*good, an_officer(four, "Kabid"), an_officer(five)])
    assert "5 akun baru, 0 sudah ada, 0 ditolak." in page.text
    page = await presses(pages, "terapkan")
    given = dict(GIVEN.findall(page.text))
    assert list(given) == [one, two, three, four, five], page.text
    assert "Tampak sekali ini saja" in page.text
    found = re.search(r'href="data:[a-z.\-/]+;base64,([^"]+)" download=', page.text)
    assert found
    book = python_calamine.load_workbook(io.BytesIO(base64.b64decode(found[1])))
    _, *printed = book.get_sheet_by_index(0).to_python()
    assert {str(cells[0]): cells[-1] for cells in printed} == given

    async with visiting() as client:
        theirs = Browser(stack, client, given[five], five)
        await theirs.signs_in()
        assert theirs.page.status_code == 403, "a password of one's own is asked for"
        await signed_in_first(theirs, given[five])
    page = await pages.open(f"{ACCOUNTS}/{four}")
    assert "Akun dibuat" in page.text or await noted(pages, four)
    again = await pages.open(pages.path)
    assert given[one] not in again.text


async def noted(pages: Browser, name: str) -> bool:
    async def told() -> bool:
        return "Akun dibuat" in (await pages.open(f"{ACCOUNTS}/{name}")).text

    await until(told, SOON, f"{name} was made, in its history")
    return True


async def test_the_button_pressed_twice_makes_the_accounts_once_and_shows_the_same_passwords(
    stack: Stack, pages: Browser, admin: Caller
) -> None:
    """Of two answers a browser shows the last."""
    rows = [an_officer(name) for name in names(3)]
    await looks_at(pages, rows)
    preview = pages.path
    pressed = form(pages, f"{preview}/terapkan")
    url = pages.url(f"{preview}/terapkan")
    answers = await asyncio.gather(*(pages.client.post(url, data=pressed) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {200}
    given = [dict(GIVEN.findall(answer.text)) for answer in answers]
    assert len(given[0]) == 3
    assert given == [given[0]] * 3
    again = await pages.client.post(url, data=pressed)
    assert dict(GIVEN.findall(again.text)) == given[0]
    name, password = next(iter(given[0].items()))
    async with visiting() as client:
        await signed_in_first(Browser(stack, client, password, name), password)
    counts = {"accepted": 3, "unchanged": 0, "refused": 0, "given_anew": 0}

    async def told() -> bool:
        answer = await admin.planner.get("/api/v1/audit", params={"what": "accounts-imported"})
        latest = answer.raise_for_status().json()["entries"][0]
        return {name: latest["details"][name] for name in counts} == counts

    await until(told, SOON, "the import in the audit trail")
    assert "Impor akun sudah diterapkan" in (await pages.open(preview)).text


async def test_new_passwords_are_given_once_though_the_button_is_pressed_twice(
    pages: Browser,
) -> None:
    """The outcome is the same before and after, so that the kept file alone tells them apart."""
    rows = [an_officer(name) for name in names(2)]
    await imported(pages, rows)
    await looks_at(pages, rows)
    preview = pages.path
    pressed = {**form(pages, f"{preview}/terapkan"), "ulang": "ya"}
    url = pages.url(f"{preview}/terapkan")
    answers = await asyncio.gather(*(pages.client.post(url, data=pressed) for _ in range(3)))
    given = [dict(GIVEN.findall(answer.text)) for answer in answers]
    assert len(given[0]) == 2
    assert given == [given[0]] * 3


async def test_of_many_passwords_it_is_shown_how_far_they_are_and_then_the_passwords(
    stack: Stack, pages: Browser
) -> None:
    rows, preview = await looks_at_many(pages)
    await presses(pages, "terapkan")
    progress = f"{preview}/kemajuan"
    assert pages.path == progress
    first = pages.page
    assert "Akun sedang dibuat" in first.text or GIVEN.findall(first.text)
    if "Akun sedang dibuat" in first.text:
        assert f"dari {FEW + 1} kata sandi" in first.text
        assert int(first.headers["refresh"]) > 0, "the page comes again by itself"

    async def all_made() -> dict[str, str]:
        return dict(GIVEN.findall((await pages.open(progress)).text))

    given = await until(all_made, 60, "the passwords")
    assert list(given) == [cells[0] for cells in rows]
    assert dict(GIVEN.findall((await pages.open(progress)).text)) == given, "loaded again"
    assert (await pages.open(progress)).headers["cache-control"] == "no-store"
    name, password = next(iter(given.items()))
    async with visiting() as client:
        theirs = Browser(stack, client, password, name)
        assert "Tampak sekali ini saja" not in (await theirs.open(progress)).text
        await signed_in_first(theirs, password)


async def test_why_many_accounts_were_not_made_is_told_where_their_progress_is(
    pages: Browser, admin: Caller
) -> None:
    rows, preview = await looks_at_many(pages)
    seen = form(pages, f"{preview}/terapkan")
    body = {
        "username": rows[0][0],
        "password": "rahasia-yang-panjang",
        "role": "officer",
        "agency": AGENCY,
    }
    assert (await admin.planner.post("/api/v1/accounts", json=body)).is_success
    page = await pages.send(f"{preview}/terapkan", seen)
    assert page.status_code == 409
    page = await pages.open(f"{preview}/kemajuan")
    assert "Akun berubah sejak Anda melihat berkas ini" in page.text
    await pages.open(preview)
    await presses(pages, "terapkan")

    async def made_now() -> list[str]:
        return GIVEN.findall((await pages.open(f"{preview}/kemajuan")).text)

    given = await until(made_now, 60, "the passwords of the others")
    assert len(given) == FEW


async def test_the_name_of_a_removed_account_is_free_in_a_file_too(
    pages: Browser, admin: Caller
) -> None:
    (name,) = names(1)
    await imported(pages, [an_officer(name)])
    removal = {"version": 1, "reason": "tidak dipakai"}
    answer = await admin.planner.post(f"/api/v1/accounts/{name}/removal", json=removal)
    assert answer.status_code == 204
    page = await looks_at(pages, [an_officer(name)])
    assert "1 akun baru, 0 sudah ada, 0 ditolak." in page.text
    page = await presses(pages, "terapkan")
    assert list(dict(GIVEN.findall(page.text))) == [name]
    assert (await pages.open(f"{ACCOUNTS}/{name}")).status_code == 200


async def test_what_was_looked_at_is_made_and_nothing_else(pages: Browser, admin: Caller) -> None:
    one, two = names(2)
    await looks_at(pages, [an_officer(one), an_officer(two)])
    preview = pages.path
    looked_at = form(pages, f"{preview}/terapkan")
    await made(pages, two)
    page = await pages.send(f"{preview}/terapkan", looked_at)
    assert page.status_code == 409
    assert "Akun berubah sejak Anda melihat berkas ini" in page.text
    assert "1 akun baru, 1 sudah ada, 0 ditolak." in page.text
    assert not GIVEN.findall(page.text)
    assert (await pages.open(f"{ACCOUNTS}/{one}")).status_code == 404
    await pages.open(preview)
    page = await presses(pages, "terapkan")
    assert list(dict(GIVEN.findall(page.text))) == [one]


async def test_a_lost_page_of_passwords_is_made_good_by_the_same_file(
    stack: Stack, pages: Browser
) -> None:
    settled, waiting, other = names(3)
    first = await imported(pages, [an_officer(settled), an_officer(waiting)])
    async with visiting() as client:
        theirs = Browser(stack, client, first[settled], settled)
        await signed_in_first(theirs, first[settled])
    rows = [an_officer(settled), an_officer(waiting)]
    page = await looks_at(pages, rows)
    assert "0 akun baru, 2 sudah ada, 0 ditolak." in page.text
    assert "Beri juga kata sandi sekali pakai baru kepada 1 akun" in page.text
    page = await presses(pages, "terapkan")
    assert page.status_code == 422, "nothing is asked for"
    second = await imported(pages, rows, ulang="ya")
    assert list(second) == [waiting]
    assert second[waiting] != first[waiting]
    async with visiting() as client:
        theirs = Browser(stack, client, first[waiting], waiting)
        await theirs.signs_in()
        assert theirs.page.status_code == 401, "the lost password is worth nothing"
        await signed_in_first(theirs, second[waiting])
    both = await imported(pages, [*rows, an_officer(other)], ulang="ya")
    assert list(both) == [other], "the others have passwords of their own"

    async def told() -> bool:
        page = await pages.open(f"{ACCOUNTS}/{waiting}")
        return "Kata sandi baru diberikan" in page.text

    await until(told, SOON, "the password that was given anew, in its history")


async def test_an_account_that_is_there_and_differs_is_told_and_left(pages: Browser) -> None:
    (name,) = names(1)
    await imported(pages, [an_officer(name)])
    page = await looks_at(pages, [an_officer(name.upper(), "Kabid", OTHER_AGENCY)])
    assert "0 akun baru, 0 sudah ada, 1 ditolak." in page.text
    assert "di sana: Pelapor (PPTK)" in page.text
    assert f"di sana: {AGENCY}" in page.text
    assert f'href="{ACCOUNTS}/{name}"' in page.text
    assert "terapkan" not in page.text
    assert (await pages.open(f"{ACCOUNTS}/{name}")).status_code == 200
    assert 'name="version" value="1"' in pages.page.text


async def test_a_head_imports_accounts_of_its_own_agency_only(
    stack: Stack, callers: Any, pages: Browser
) -> None:
    head, own, foreign, above = names(4)
    given = (await imported(pages, [an_officer(head, "Kepala OPD")]))[head]
    async with visiting() as client:
        theirs = Browser(stack, client, given, head)
        await signed_in_first(theirs, given)
        assert 'href="/rencana/akun-impor"' in (await theirs.open(ACCOUNTS)).text
        template = await theirs.open(f"{IMPORT}/templat")
        choices = python_calamine.load_workbook(io.BytesIO(template.content)).get_sheet_by_index(1)
        assert [cells[1] for cells in choices.to_python()][1] == f"Kantor {AGENCY}"
        assert "Admin" not in [cells[0] for cells in choices.to_python()]
        rows = [an_officer(own, agency=""), an_officer(foreign, agency=OTHER_AGENCY)]
        page = await looks_at(theirs, [*rows, an_officer(above, "Admin", "")])
        assert "1 akun baru, 0 sudah ada, 2 ditolak." in page.text
        assert "Anda hanya boleh mengelola akun pelapor" in page.text
        page = await presses(theirs, "terapkan")
        assert list(dict(GIVEN.findall(page.text))) == [own]
        mine = theirs.path
        assert (await pages.open(mine.removesuffix("/terapkan"))).status_code == 404
    async with browser(stack, "uji.pptk") as officer:
        await officer.signs_in()
        for path in (IMPORT, f"{IMPORT}/templat", mine.removesuffix("/terapkan")):
            assert (await officer.open(path)).status_code == 403


async def test_the_imports_of_accounts_and_of_the_plan_do_not_replace_each_other(
    pages: Browser,
) -> None:
    await pages.open(PLAN_IMPORT)
    typed = {"csrf": key_of(pages), "region": REGION}
    file = {"file": ("rencana.xlsx", workbook([row(*codes(1))]))}
    await pages.send(PLAN_IMPORT, typed, files=file)
    plan = pages.path
    await looks_at(pages, [an_officer(*names(1))])
    accounts = pages.path
    assert (await pages.open(plan)).status_code == 200
    await pages.open(accounts)
    assert pages.page.status_code == 200
    await presses(pages, "buang")
    assert (await pages.open(accounts)).status_code == 404
    await pages.open(plan)
    await presses(pages, "buang")
    assert pages.path == PLAN_IMPORT


async def test_a_file_without_the_columns_is_told_what_to_write(pages: Browser) -> None:
    for headers, said in (
        (("Nama pengguna", "Perangkat daerah"), "Kolom wajib Peran tidak ada di lembar"),
        (("Nama", "Alamat"), "kolom wajib: Nama pengguna, Peran, Perangkat daerah"),
    ):
        page = await sends_file(pages, workbook([["a", "b"]], headers))
        assert page.status_code == 422
        assert said in page.text
    many = [an_officer(f"uji.banyak.{number}") for number in range(501)]
    page = await looks_at(pages, many)
    assert page.status_code == 422
    assert "paling banyak 500" in page.text


async def test_a_sheet_without_accounts_is_told_beside_the_counts(pages: Browser) -> None:
    (name,) = names(1)
    book = openpyxl.load_workbook(io.BytesIO(workbook([an_officer(name)], HEADERS)))
    book.create_sheet("Kecamatan").append(["Nama pengguna", "Jabatan"])
    book["Kecamatan"].append(["camat.anggana", "Camat"])
    out = io.BytesIO()
    book.save(out)
    page = await sends_file(pages, out.getvalue())
    assert "1 akun baru, 0 sudah ada, 0 ditolak." in page.text
    before = page.text.partition("<details")[0]
    assert "Lembar Kecamatan" in before


async def test_the_template_can_be_filled_in_and_sent(pages: Browser) -> None:
    template = await pages.open(f"{IMPORT}/templat")
    book = python_calamine.load_workbook(io.BytesIO(template.content))
    headers = [str(cell) for cell in book.get_sheet_by_index(0).to_python()[0]]
    assert headers[:3] == ["Nama pengguna", "Peran", "Perangkat daerah"]
    roles = [cells[0] for cells in book.get_sheet_by_index(1).to_python() if cells[0]]
    assert "Pelapor (PPTK)" in roles
    (name,) = names(1)
    filled = [name, "Pelapor (PPTK)", f"Kantor {AGENCY}", "", REGION]
    page = await sends_file(pages, workbook([filled], headers))
    assert "1 akun baru, 0 sudah ada, 0 ditolak." in page.text
    page = await sends_file(pages, template.content)
    assert "Berkas ini tidak berisi akun." in page.text


async def test_the_passwords_are_in_no_log_no_audit_trail_and_no_database(
    stack: Stack, pages: Browser
) -> None:
    (one, two) = names(2)
    given = await imported(pages, [an_officer(one), an_officer(two)])
    given |= {f"{one} anew": (await imported(pages, [an_officer(one)], ulang="ya"))[one]}
    assert len(given) == 3
    await noted(pages, one)
    for name in DATABASES:
        database = Database(stack.running.mongodb, name)
        collections = await database["accounts"].database.list_collection_names()
        for collection in collections:
            async for document in database[collection].find():
                told = str(document)
                assert not [password for password in given.values() if password in told], collection
        database.close()
    logs = list(stack.folder.logs.iterdir())
    assert logs
    for log in logs:
        content = log.read_bytes()
        assert not [one for one in given.values() if one.encode() in content], log.name
