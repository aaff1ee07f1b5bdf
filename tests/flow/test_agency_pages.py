"""Agencies and their contacts kept on pages, without JavaScript, by those who keep the plan."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from chassis.mongo.database import Database
from deploy.local.callers import Caller
from deploy.local.stack import Stack
from planner.pages.agency_pages import SHOWN_MOST
from tests.flow.plan import AGENCY, REGION
from tests.flow.test_pages import Browser, browser, visiting
from tests.flow.test_plan_pages import form, until_shows

LIST, NEW = "/rencana/opd", "/rencana/opd-baru"
PLANNER, OFFICER = "uji.perencana", "uji.pptk"
MANY = 8
"""Contacts with which the form has more fields than most."""
Agency = dict[str, Any]
Have = Callable[..., Awaitable[str]]


def a_code() -> str:
    return f"UJI-{uuid4().hex[:8].upper()}"


def contact(role: str, email: str, name: str | None = None) -> dict[str, str | None]:
    return {"role": role, "email": email, "name": name}


@pytest.fixture
async def pages(stack: Stack, callers: Any) -> AsyncIterator[Browser]:
    async with browser(stack, PLANNER) as pages:
        await pages.signs_in()
        yield pages


@pytest.fixture
async def have(admin: Caller) -> AsyncIterator[Have]:
    """Makes an agency, and gives its code. Afterwards it has no contacts: a delivery team hears of
    every alert in the region, also of those of other tests.
    """
    made: list[str] = []

    async def have(*contacts: dict[str, str | None], code: str = "", **more: Any) -> str:
        code = code or a_code()
        body = {"agency": code, "region": REGION, "name": f"Badan {code}", **more}
        answer = await admin.planner.post("/api/v1/agencies", json={**body, "contacts": contacts})
        assert answer.status_code == 201, answer.text
        made.append(code)
        return code

    yield have
    for code in made:
        body = {**await stored(admin, code), "contacts": []}
        kept = {name: body[name] for name in ("name", "version", "contacts")}
        (await admin.planner.put(f"/api/v1/agencies/{code}", json=kept)).raise_for_status()


async def stored(admin: Caller, code: str) -> Agency:
    answer = await admin.planner.get(f"/api/v1/agencies/{code}")
    body: Agency = answer.raise_for_status().json()
    return body


def row_of(pages: Browser, code: str) -> str:
    """What the list says of an agency."""
    _, _, after = pages.page.text.partition(f'href="{LIST}/{code}"')
    row, _, _ = after.partition("</li>")
    return row


async def test_a_planner_makes_an_agency_with_its_contacts(pages: Browser, admin: Caller) -> None:
    for page in ("/rencana/butir", "/rencana/akun"):
        assert f'href="{LIST}"' in (await pages.open(page)).text
    assert f'href="{NEW}"' in (await pages.open(LIST)).text
    await pages.open(NEW)
    code = a_code()
    typed = {"agency": code.lower(), "name": f"Badan <b> {code}", "kind": "badan"}
    typed |= {"aliases": f"Bdn {code}\r\n\r\nKantor  {code}; Sebutan {code}"}
    typed |= {"email_0": "pptk@uji.example", "email_2": "kepala@uji.example"}
    typed |= {"contact_2": "Kepala Badan"}
    made_page = await pages.send(NEW, {**form(pages, NEW), **typed})
    assert pages.path == f"{LIST}/{code}", made_page.text
    assert "sudah dibuat" in made_page.text
    assert f"Badan &lt;b&gt; {code}" in made_page.text

    made = await stored(admin, code)
    assert made["aliases"] == [f"Bdn {code}", f"Kantor {code}", f"Sebutan {code}"]
    assert made["contacts"] == [
        contact("officer", "pptk@uji.example"),
        contact("head", "kepala@uji.example", "Kepala Badan"),
    ]
    for words in (code.lower(), f"badan <B> {code}", f"SEBUTAN {code}"):
        await pages.open(LIST, params={"cari": words})
        assert "2 kontak" in row_of(pages, code), words
    await pages.open(LIST, params={"cari": f"badan .* {code}"})
    assert "Tidak ada perangkat daerah yang cocok." in pages.page.text


async def test_the_councils_addresses_are_kept_and_stay_when_a_workbook_is_imported(
    pages: Browser, admin: Caller
) -> None:
    await pages.open(NEW)
    code = a_code()
    typed = {"agency": code, "name": f"Dewan {code}", "role_0": "council", "role_1": "secretary"}
    typed |= {"email_0": "dewan@uji.example", "email_1": "sekda@uji.example"}
    await pages.send(NEW, {**form(pages, NEW), **typed})
    assert pages.path == f"{LIST}/{code}", pages.page.text
    assert "Tanpa kontak" not in pages.page.text
    kept = [contact("secretary", "sekda@uji.example"), contact("council", "dewan@uji.example")]
    assert (await stored(admin, code))["contacts"] == kept
    sheet = f"Kode;Nama;Alias;Email Kepala\n{code};Dewan Baru {code};;\n".encode()
    answer = await admin.planner.post(
        "/api/v1/imports", params={"region": REGION}, files={"file": ("opd.csv", sheet)}
    )
    assert answer.json()["changed"] == 1, answer.text
    renamed = await stored(admin, code)
    assert (renamed["name"], renamed["contacts"]) == (f"Dewan Baru {code}", kept)


@pytest.mark.parametrize(
    ("roles", "unreached"),
    [
        ((), "PPTK, Kepala"),
        (("officer",), "Kepala"),
        (("verifier", "head"), "PPTK"),
        (("officer", "head"), None),
        (("delivery_team",), None),
    ],
)
async def test_an_agency_that_alerts_do_not_reach_is_marked(
    pages: Browser, have: Have, roles: tuple[str, ...], unreached: str | None
) -> None:
    code = await have(*(contact(role, f"{role}@uji.example") for role in roles))
    said = f"Tanpa kontak {unreached}: peringatan tidak sampai."
    await pages.open(LIST, params={"cari": code})
    assert f"{len(roles)} kontak" in row_of(pages, code)
    assert (said in row_of(pages, code)) is (unreached is not None)
    assert (said in (await pages.open(f"{LIST}/{code}")).text) is (unreached is not None)
    assert ("Tanpa kontak" in pages.page.text) is (unreached is not None)


async def test_a_long_list_goes_on_with_what_was_searched(pages: Browser, have: Have) -> None:
    word = uuid4().hex[:8]
    codes = {await have(name=f"Kelurahan {word} {number}") for number in range(SHOWN_MOST + 1)}
    other = await have(code=f"ZZZ-{uuid4().hex[:8]}")
    first = (await pages.open(LIST, params={"cari": word})).text
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following, first
    second = (await pages.open(unescape(following[1]))).text
    shown = [{code for code in codes if f"{LIST}/{code}" in page} for page in (first, second)]
    assert [len(page) for page in shown] == [SHOWN_MOST, 1]
    assert shown[0] | shown[1] == codes
    assert other not in second


async def test_an_agency_that_is_saved_as_it_is_stays_as_it_is(
    pages: Browser, admin: Caller, have: Have
) -> None:
    contacts = [contact("head", "k@uji.example"), contact("head", "s@uji.example", "Sekretaris")]
    code = await have(*contacts, aliases=["Uji & <Coba>", "Coba, Uji"], kind="badan")
    before, path = await stored(admin, code), f"{LIST}/{code}"
    await pages.open(path)
    page = await pages.send(path, form(pages, path))
    assert page.status_code == 200, page.text
    assert await stored(admin, code) == before


async def test_a_contact_is_removed_and_others_are_added_and_the_history_has_no_address(
    pages: Browser, admin: Caller, have: Have
) -> None:
    many = [contact("officer", f"pptk{number}@uji.example") for number in range(MANY)]
    code = await have(*many, contact("head", "lama@uji.example", "Kepala lama"))
    path = f"{LIST}/{code}"
    await pages.open(path)
    emptied = {f"email_{row}": "" for row in range(1, MANY + 1)} | {f"contact_{MANY}": ""}
    added = {f"role_{MANY + 1}": "verifier", f"email_{MANY + 1}": "kabid@uji.example"}
    added |= {f"role_{MANY + 2}": "officer", f"email_{MANY + 2}": "pptk.baru@uji.example"}
    page = await pages.send(path, {**form(pages, path), **emptied, **added})
    assert "sudah disimpan" in page.text
    now = await stored(admin, code)
    assert now["version"] == 2
    assert now["contacts"] == [
        contact("officer", "pptk0@uji.example"),
        contact("officer", "pptk.baru@uji.example"),
        contact("verifier", "kabid@uji.example"),
    ]
    _, _, history = (await until_shows(pages, path, "Yang berubah")).partition("Riwayat")
    assert "<dd>Kontak</dd>" in history
    assert PLANNER in history
    assert "@" not in history


async def test_who_saves_second_is_told_what_changed_and_keeps_what_was_typed(
    pages: Browser, admin: Caller, have: Have
) -> None:
    code = await have(contact("head", "kepala@uji.example"), aliases=[])
    path = f"{LIST}/{code}"
    await pages.open(path)
    first = form(pages, path)
    await pages.send(path, {**first, "email_0": "plt@uji.example", "contact_0": "Plt. Kepala"})
    assert "sudah disimpan" in pages.page.text

    typed = {**first, "name": f"Dinas {code}", "aliases": f"Dns {code}"}
    page = await pages.send(path, {**typed, "email_0": "bukan alamat"})
    assert page.status_code == 422, "what is wrong in the form hides no change of others"
    assert form(pages, path)["version"] == "1"
    page = await pages.send(path, {**form(pages, path), "email_0": first["email_0"]})
    assert page.status_code == 409
    assert "Apa yang berubah sejak Anda membukanya" in page.text
    was, now = "kepala@uji.example", "Plt. Kepala &lt;plt@uji.example&gt;"
    assert f"Kepala: {was} → <strong>{now}</strong>" in page.text
    assert pages.errors() == ["berubah"], "no field of the form is at fault"
    assert (await stored(admin, code))["name"] != typed["name"]
    kept = form(pages, path)
    assert [kept[name] for name in ("name", "aliases", "email_0", "contact_0")] == [
        *(typed["name"], typed["aliases"], first["email_0"], ""),
    ]

    await pages.send(path, {**kept, "email_0": "plt@uji.example"})
    body = await stored(admin, code)
    assert (body["name"], body["version"]) == (typed["name"], 3)
    assert body["contacts"] == [contact("head", "plt@uji.example")]


async def test_everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(
    pages: Browser, admin: Caller, have: Have
) -> None:
    code = await have(contact("head", "kepala@uji.example"))
    other = await have(aliases=[f"Sebutan {code}"])
    before, path = await stored(admin, code), f"{LIST}/{code}"
    wrong = {"name": f"Badan {other}", "aliases": f"sebutan {code.lower()}\n{'x' * 301}"}
    wrong |= {"kind": "x" * 65, "contact_0": "", "email_0": "kepala di uji"}
    wrong |= {"role_1": "officer", "contact_1": "PPTK", "email_1": ""}
    wrong |= {"role_2": "", "email_2": "tanpa@peran.example"}
    await pages.open(path)
    page = await pages.send(path, {**form(pages, path), **wrong})
    assert page.status_code == 422
    wanted = {"name", "aliases", "kind", "email_0", "email_1", "role_2"}
    assert set(pages.errors()) == wanted
    assert f"sudah menunjuk perangkat daerah {other}" in page.text
    assert "Kontak 1: Alamat kepala di uji tidak dapat disurati: ada spasi" in page.text
    assert "Kontak 3: pilih satu" in page.text
    assert "Teks 301 huruf" in page.text, "both that is wrong with the aliases"
    shown = form(pages, path)
    assert {name: shown[name] for name in wrong} == wrong
    assert (await pages.send(path, {**shown, "csrf": "x", "name": "Lain"})).status_code == 403
    assert form(pages, path)["name"] == "Lain"
    assert await stored(admin, code) == before


async def test_a_new_agency_with_a_code_that_is_taken_is_refused_with_all_that_was_typed(
    pages: Browser, admin: Caller, have: Have
) -> None:
    code = await have()
    before = await stored(admin, code)
    await pages.open(NEW)
    typed = {"agency": code, "name": f"Kantor {code}", "email_2": "kepala@uji.example"}
    page = await pages.send(NEW, {**form(pages, NEW), **typed})
    assert page.status_code == 409
    assert pages.errors() == ["agency"]
    assert form(pages, NEW)["email_2"] == typed["email_2"]
    page = await pages.send(NEW, {**form(pages, NEW), "agency": "BUKAN KODE", "name": ""})
    assert (page.status_code, set(pages.errors())) == (422, {"agency", "name"})
    assert await stored(admin, code) == before


async def test_a_form_of_many_contacts_outlives_its_session(
    pages: Browser, admin: Caller, have: Have
) -> None:
    code = await have(*(contact("officer", f"pptk{n}@uji.example") for n in range(MANY)))
    path = f"{LIST}/{code}"
    await pages.open(path)
    typed = {**form(pages, path), "name": f"Dinas {code}", "aliases": "Satu\nDua"}
    pages.forgets_its_session()
    assert (await pages.send(path, typed)).status_code == 401
    kept = form(pages, path)
    await pages.signs_in()
    assert (await pages.send(path, kept)).status_code == 403
    assert (await pages.send(path, form(pages, path))).status_code == 200
    now = await stored(admin, code)
    assert (now["name"], now["aliases"]) == (f"Dinas {code}", ["Satu", "Dua"])
    assert len(now["contacts"]) == MANY


async def test_the_pages_speak_english_too(pages: Browser, have: Have) -> None:
    code = await have()
    english = {"accept-language": "en"}
    said = "No contact for Officer (PPTK), Head: alerts do not get through."
    for path in (f"{LIST}?cari={code}", f"{LIST}/{code}"):
        assert said in (await pages.open(path, headers=english)).text
    assert "Delivery team" in pages.page.text
    assert "The delivery team, the regency" in pages.page.text


async def test_only_those_who_keep_the_plan_of_a_region_see_its_agencies(
    stack: Stack, admin: Caller, callers: Any, have: Have
) -> None:
    code = await have(contact("head", "rahasia@uji.example"))
    before, path = await stored(admin, code), f"{LIST}/{code}"
    changed = {"name": "Diambil alih", "version": "1"}
    async with browser(stack, OFFICER) as pages:
        await pages.signs_in()
        for page in (LIST, NEW, path, f"{LIST}/{AGENCY}"):
            assert (await pages.open(page)).status_code == 403
        for page in (NEW, path):
            assert (await pages.send(page, changed)).status_code == 403
    name, password = f"uji.{uuid4().hex[:10]}", "empat kata pilihan sendiri"
    body = {"username": name, "password": password, "role": "planner", "region": "kubar"}
    answer = await admin.planner.post("/api/v1/accounts", json={**body, "one_time": False})
    assert answer.status_code == 201, answer.text
    async with visiting() as client:
        foreign = Browser(stack, client, password, name)
        await foreign.signs_in()
        await foreign.open(LIST, params={"cari": code})
        assert "Tidak ada perangkat daerah yang cocok." in foreign.page.text
        assert (await foreign.open(path)).status_code == 404
        assert (await foreign.send(path, changed)).status_code == 404
        await foreign.open(NEW)
        elsewhere = {**form(foreign, NEW), "agency": a_code(), "name": "Susupan"}
        assert (await foreign.send(NEW, {**elsewhere, "region": REGION})).status_code == 403
    assert await stored(admin, code) == before


async def test_an_address_of_before_the_rule_is_said_to_reach_nobody(
    stack: Stack, pages: Browser, have: Have
) -> None:
    code = await have(contact("officer", "pptk@uji.example"), contact("head", "kepala@uji.example"))
    database = Database(stack.running.mongodb, "planner")
    odd = {"$set": {"contacts.1.email": "kepala@uji"}}
    await database["agencies"].update_one({"_id": code}, odd)
    database.close()
    assert "Tanpa kontak Kepala: peringatan tidak sampai." in row_of(
        await list_of(pages, code), code
    )
    page = await pages.open(f"{LIST}/{code}")
    assert "Alamat kepala@uji tidak dapat disurati: domain uji tidak lengkap" in page.text
    await pages.send(f"{LIST}/{code}", form(pages, f"{LIST}/{code}"))
    assert pages.errors() == ["email_1"], "what stood there before is not kept silently"


async def list_of(pages: Browser, code: str) -> Browser:
    await pages.open(f"{LIST}?cari={code}")
    return pages
