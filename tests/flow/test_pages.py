"""Signing in, and a report from the form to its receipt, without JavaScript."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import unescape
from itertools import product
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx
import pytest

from chassis.mongo.database import Database
from deploy.local.accounts import log_ins
from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.people import PEOPLE
from tests.flow.plan import AGENCY, OTHER_AGENCY, REGION, SOON, Plan, days_ago

FIELD = re.compile(r'<(?:input|textarea)[^>]*?name="([a-z_]+)"([^>]*)>')
VALUE = re.compile(r'value="([^"]*)"')
OFFICER, FOREIGN = "uji.pptk", "uji.pptk.lain"


SERVICES = {"/rencana": "planner", "/kemajuan": "tracker", "/peringatan": "notifier"}


class Browser:
    """Follows links and fills in forms; has cookies, and no JavaScript."""

    def __init__(self, stack: Stack, client: httpx.AsyncClient, password: str, name: str) -> None:
        self._stack = stack
        self.client = client
        self._password = password
        self.name = name
        self.page: httpx.Response

    def url(self, path: str) -> str:
        service = SERVICES["/" + path.split("/")[1]]
        return f"{self._stack.services.url(service)}{path}"

    async def open(self, path: str, **more: Any) -> httpx.Response:
        self.page = await self.client.get(self.url(path), **more)
        return self.page

    async def send(self, path: str, form: dict[str, str], **more: Any) -> httpx.Response:
        self.page = await self.client.post(self.url(path), data=form, **more)
        return self.page

    async def signs_in(self, lanjut: str = "/kemajuan/") -> httpx.Response:
        form = {"username": self.name, "password": self._password, "lanjut": lanjut}
        return await self.send("/rencana/masuk", form)

    def forgets_its_session(self) -> None:
        self.client.cookies.clear()

    def form(self) -> dict[str, str]:
        """The fields of the page's last form, as they are filled in."""
        main, _, _ = self.page.text.partition("<footer")
        html = main[main.rindex("<form") :]
        found = {}
        for name, rest in FIELD.findall(html):
            value = VALUE.search(rest)
            found[name] = unescape(value[1]) if value else ""
        return found

    @property
    def path(self) -> str:
        return urlsplit(str(self.page.url)).path

    def errors(self) -> list[str]:
        return re.findall(r'<li><a href="#(\w+)">', self.page.text)


def visiting() -> httpx.AsyncClient:
    return httpx.AsyncClient(
        headers={"accept": "text/html", "accept-language": "id"},
        follow_redirects=True,
        trust_env=False,
        timeout=30,
    )


@asynccontextmanager
async def browser(stack: Stack, name: str) -> AsyncIterator[Browser]:
    password = next(one.password for one in log_ins(stack.secrets, PEOPLE) if one.username == name)
    async with visiting() as client:
        yield Browser(stack, client, password, name)


@pytest.fixture
async def officer(stack: Stack, callers: Any) -> AsyncIterator[Browser]:
    async with browser(stack, OFFICER) as one:
        yield one


@pytest.fixture
async def item(plan: Plan) -> str:
    """Due yesterday, and nothing was reported: among the first of anybody's tasks."""
    made = await plan.has(due=days_ago(1).isoformat())
    return str(made["item_id"])


def form_of(item: str) -> str:
    return f"/kemajuan/butir/{item}/lapor"


async def reports_of(admin: Caller, item: str) -> list[dict[str, Any]]:
    answer = await admin.tracker.get(f"/api/v1/items/{item}")
    log: list[dict[str, Any]] = answer.raise_for_status().json()["report_log"]
    return log


async def test_who_is_not_signed_in_comes_to_the_page_after_signing_in(
    officer: Browser, item: str
) -> None:
    page = await officer.open(f"/kemajuan/butir/{item}")
    assert (page.status_code, officer.path) == (200, "/rencana/masuk")
    lanjut = officer.form()["lanjut"]
    assert lanjut == f"/kemajuan/butir/{item}"
    page = await officer.signs_in(lanjut)
    assert (page.status_code, officer.path) == (200, f"/kemajuan/butir/{item}")


async def test_a_wrong_password_is_said_the_same_as_an_unknown_name(officer: Browser) -> None:
    pages = []
    for name in (OFFICER, f"siapa.{uuid4().hex[:6]}"):
        form = {"username": name, "password": "keliru sekali", "lanjut": ""}
        page = await officer.send("/rencana/masuk", form)
        pages.append(page.text.replace(name, "NAMA"))
        assert page.status_code == 401
    assert pages[0] == pages[1]
    assert officer.errors() == ["username"]


async def test_a_report_goes_from_the_form_over_its_check_to_a_receipt(
    officer: Browser, admin: Caller, item: str
) -> None:
    await officer.signs_in()
    page = await officer.open("/kemajuan/")
    assert f"/kemajuan/butir/{item}/lapor" in page.text
    await officer.open(form_of(item))
    filled = {**officer.form(), "physical_percent": "12,5", "budget_realised": "1,25 juta"}
    page = await officer.send(form_of(item), {**filled, "step": "periksa"})
    assert page.status_code == 200
    assert "Belum terkirim." in page.text
    assert "Terlambat" in page.text
    assert "Rp 1.250.000" in page.text
    assert await reports_of(admin, item) == []
    why = {"obstacle": "Hujan <b>deras</b>", "follow_up": "Lembur"}
    checked = {**officer.form(), **why, "step": "kirim"}
    receipt = await officer.send(form_of(item), checked)
    assert receipt.status_code == 200
    assert officer.path.startswith("/kemajuan/tanda-terima/")
    assert "Hujan &lt;b&gt;deras&lt;/b&gt;" in receipt.text
    address = officer.path
    again = await officer.send(form_of(item), checked)
    assert (again.status_code, officer.path) == (200, address)
    (report,) = await reports_of(admin, item)
    assert (report["physical_percent"], report["budget_realised"]) == (12.5, 1_250_000)
    assert report["submitted_by"] == OFFICER
    page = await officer.open(f"/kemajuan/butir/{item}")
    assert "Hujan &lt;b&gt;deras&lt;/b&gt;" in page.text
    assert "<polyline" in page.text


@pytest.mark.parametrize(
    ("field", "text"),
    [("physical_percent", "banyak"), ("budget_realised", "1,5"), ("as_of", "2999-01-01")],
)
async def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    officer: Browser, admin: Caller, item: str, field: str, text: str
) -> None:
    await officer.signs_in()
    await officer.open(form_of(item))
    typed = {**officer.form(), "physical_percent": "33", "budget_realised": "5 juta", field: text}
    page = await officer.send(form_of(item), {**typed, "step": "periksa"})
    assert page.status_code == 422
    assert officer.errors() == [field]
    kept = officer.form()
    assert {name: kept[name] for name in ("physical_percent", "budget_realised", "as_of")} == {
        name: typed[name] for name in ("physical_percent", "budget_realised", "as_of")
    }
    assert await reports_of(admin, item) == []


async def test_a_form_of_another_session_is_shown_again_and_not_sent(
    officer: Browser, admin: Caller, item: str
) -> None:
    await officer.signs_in()
    await officer.open(form_of(item))
    forged = {**officer.form(), "physical_percent": "77", "step": "kirim", "csrf": "0" * 64}
    page = await officer.send(form_of(item), forged)
    assert page.status_code == 409
    assert officer.form()["physical_percent"] == "77"
    assert await reports_of(admin, item) == []
    page = await officer.send(form_of(item), forged, headers={"sec-fetch-site": "cross-site"})
    assert page.status_code == 403


async def test_a_session_that_ran_out_costs_nothing_that_was_typed(
    officer: Browser, admin: Caller, item: str
) -> None:
    await officer.signs_in()
    await officer.open(form_of(item))
    typed = {**officer.form(), "physical_percent": "66,5", "budget_realised": "", "step": "kirim"}
    officer.forgets_its_session()
    page = await officer.send(form_of(item), typed)
    assert page.status_code == 401
    kept = officer.form()
    assert (kept["physical_percent"], kept["key"]) == ("66,5", typed["key"])
    assert "csrf" not in kept
    await officer.signs_in()
    await officer.send(form_of(item), kept)
    await officer.send(form_of(item), {**officer.form(), "step": "kirim"})
    assert officer.path.startswith("/kemajuan/tanda-terima/")
    assert [one["physical_percent"] for one in await reports_of(admin, item)] == [66.5]


async def test_one_tap_on_a_task_reports_no_change_and_its_check_is_sent_once(
    admin: Caller, officer: Browser, item: str
) -> None:
    await officer.signs_in()
    await officer.open(form_of(item))
    figures = {"physical_percent": "33,333333", "budget_realised": "1,25 miliar", "step": "kirim"}
    await officer.send(form_of(item), {**officer.form(), **figures})
    page = await officer.open("/kemajuan/")
    assert 'form="sama" name="butir" value="' in page.text
    csrf = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert csrf
    page = await officer.send("/kemajuan/sama", {"butir": item, "csrf": csrf[1]})
    assert "Belum terkirim." in page.text
    assert "turun" not in page.text
    check = officer.form()
    assert check["key"]
    for _ in range(2):
        await officer.send(form_of(item), {**check, "step": "kirim"})
        assert officer.path.startswith("/kemajuan/tanda-terima/")
    sent = [
        (one["physical_percent"], one["budget_realised"]) for one in await reports_of(admin, item)
    ]
    assert sent == [(33.333333, 1_250_000_000)] * 2

    page = await officer.send("/kemajuan/sama", {"butir": item, "csrf": "lama"})
    assert (page.status_code, "dari sesi sebelumnya" in page.text) == (409, True)
    page = await officer.send("/kemajuan/sama", {"butir": "TIDAK-ADA", "csrf": csrf[1]})
    assert page.status_code == 404


async def test_what_was_checked_and_not_sent_is_there_on_any_device_until_it_is_sent(
    stack: Stack, admin: Caller, callers: Any, officer: Browser, item: str
) -> None:
    await officer.signs_in()
    await officer.open(form_of(item))
    why = {"obstacle_category": "cuaca", "obstacle": "Banjir"}
    typed = {**officer.form(), "physical_percent": "47,25", "as_of": days_ago(3).isoformat(), **why}
    assert "Belum terkirim." in (await officer.send(form_of(item), typed)).text
    async with browser(stack, OFFICER) as elsewhere, browser(stack, "uji.kabid") as colleague:
        await elsewhere.signs_in()
        page = await elsewhere.open(form_of(item))
        assert (page.status_code, "Draf Anda" in page.text) == (200, True)
        found = elsewhere.form()
        for name in ("physical_percent", "as_of", "obstacle_category", "obstacle", "key"):
            assert found[name] == typed[name], name
        await colleague.signs_in()
        assert "Draf Anda" not in (await colleague.open(form_of(item))).text

        await elsewhere.send(form_of(item), {**found, "step": "kirim"})
        assert elsewhere.path.startswith("/kemajuan/tanda-terima/")
        assert "Draf Anda" not in (await elsewhere.open(form_of(item))).text
    await officer.send(form_of(item), {**typed, "step": "kirim"})
    assert len(await reports_of(admin, item)) == 1


async def test_what_is_refused_at_the_last_press_comes_back_with_all_that_was_typed(
    officer: Browser, admin: Caller, item: str
) -> None:
    await officer.signs_in()
    await officer.open(form_of(item))
    typed = {**officer.form(), "physical_percent": "52", "obstacle": "Jembatan putus"}
    early = {**typed, "as_of": days_ago(-2).isoformat(), "step": "kirim"}
    page = await officer.send(form_of(item), early)
    assert (page.status_code, officer.errors()) == (422, ["as_of"])
    assert officer.form()["obstacle"] == "Jembatan putus"
    assert await reports_of(admin, item) == []


async def test_other_figures_under_the_key_of_a_report_that_was_sent_are_checked_as_a_new_one(
    officer: Browser, admin: Caller, item: str
) -> None:
    await officer.signs_in()
    await officer.open(form_of(item))
    sent = {**officer.form(), "physical_percent": "52", "step": "kirim"}
    await officer.send(form_of(item), sent)
    page = await officer.send(form_of(item), {**sent, "physical_percent": "53"})
    assert "Belum terkirim." in page.text
    assert officer.form()["key"] != sent["key"]
    assert len(await reports_of(admin, item)) == 1
    await officer.send(form_of(item), {**officer.form(), "step": "kirim"})
    assert [one["physical_percent"] for one in await reports_of(admin, item)] == [53, 52]


ODD = (
    *("\0", "a\0b", "٤٥", "²", "1e400", "nan", "-0", "1" * 39, "0001-01-01", "9999-12-31"),
    *("2026-02-30", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "x" * 5_000),
    *("\n", "../..", "%00", "😀" * 900, "[]"),
)


async def test_no_odd_text_in_a_form_or_an_address_is_too_much_for_a_page(
    officer: Browser, item: str
) -> None:
    await officer.signs_in()
    await officer.open(form_of(item))
    usual = {**officer.form(), "physical_percent": "50", "step": "periksa"}
    for name, odd in product([*usual, "written_at", "obstacle_category"], ODD):
        if name != "csrf":
            page = await officer.send(form_of(item), {**usual, name: odd})
            assert page.status_code < 500, (name, odd)
    for odd in map(quote, ODD):
        for path in ("?sesudah={}", "butir/{}", "butir/{}/periksa", "tanda-terima/{}"):
            page = await officer.open(f"/kemajuan/{path.format(odd)}")
            assert page.status_code < 500, (path, odd)


async def test_who_may_not_report_has_no_form_and_no_draft(
    stack: Stack, callers: Any, item: str, tracker_database: Database
) -> None:
    async with browser(stack, "uji.dewan") as council:
        await council.signs_in()
        answers = [await council.open(form_of(item))]
        page = await council.open("/rencana/akun")
        csrf = council.form()["csrf"]
        fields = {"csrf": csrf, "physical_percent": "1", "as_of": days_ago(0).isoformat()}
        answers.append(await council.send(form_of(item), {**fields, "step": "periksa"}))
        answers.append(await council.send("/kemajuan/sama", {"csrf": csrf, "butir": item}))
        answers.append(await council.open(f"/kemajuan/butir/{item}/periksa"))
    assert page.status_code == 200
    assert {answer.status_code for answer in answers} == {403}
    assert await tracker_database["report_drafts"].find_one({"_id": f"uji.dewan\n{item}"}) is None


async def test_the_council_finds_by_status_agency_and_pillar_what_it_looks_for(
    stack: Stack, plan: Plan, callers: Any
) -> None:
    late = (await plan.has(due=days_ago(3).isoformat(), pillar="living"))["item_id"]
    done = (await plan.has(agency=OTHER_AGENCY))["item_id"]
    async with browser(stack, "uji.dewan") as council:
        page = await council.signs_in()
        assert 'href="/kemajuan/?status=late"' in page.text
        shown = {
            "?status=late&pilar=living": late,
            f"?opd={OTHER_AGENCY}": done,
            f"?status=not_started&opd={OTHER_AGENCY}": None,
            "?status=late&pilar=mobility": None,
        }
        for query, item in shown.items():
            page = await council.open(f"/kemajuan/{query}")
            found = set(re.findall(r'data-item="([^"]+)"', page.text))
            while (more := re.search(r'rel="next" href="([^"]+)"', page.text)) and item:
                page = await council.open(unescape(more[1]))
                found |= set(re.findall(r'data-item="([^"]+)"', page.text))
            others = {late, done} - {item}
            assert (item in found or item is None, found & others) == (True, set()), query
        empty = await council.open("/kemajuan/?status=cancelled&opd=TIDAK-ADA")
        assert "Tidak ada rencana aksi yang cocok." in empty.text
        for odd in ("?status=terlambat", "?pilar=1", "?opd=" + "x" * 40):
            assert (await council.open(f"/kemajuan/{odd}")).status_code == 422


async def test_what_is_kept_of_a_page_for_one_reader_gives_another_no_button_and_no_language(
    stack: Stack, officer: Browser, item: str, callers: Any
) -> None:
    await officer.signs_in()
    for _ in range(2):
        page = await officer.open(f"/kemajuan/butir/{item}")
        assert f"{item}/lapor" in page.text
    async with browser(stack, "uji.dewan") as council:
        await council.signs_in()
        for path in (f"/kemajuan/butir/{item}", "/kemajuan/?status=late"):
            page = await council.open(path)
            assert "Selesai paling lambat" in page.text
            assert "/lapor" not in page.text
            page = await council.open(path, headers={"accept-language": "en"})
            assert "Selesai paling lambat" not in page.text
    page = await officer.open(f"/kemajuan/butir/{item}")
    assert f"{item}/lapor" in page.text


async def test_a_draft_is_dropped_to_begin_anew(officer: Browser, item: str) -> None:
    await officer.signs_in()
    await officer.open(form_of(item))
    await officer.send(form_of(item), {**officer.form(), "physical_percent": "11"})
    await officer.open(form_of(item))
    assert officer.form()["physical_percent"] == "11"
    await officer.send(form_of(item), {**officer.form(), "physical_percent": "x", "step": "ulang"})
    assert (officer.path, officer.form()["physical_percent"]) == (form_of(item), "")


async def test_another_agencys_officer_sees_nothing_of_it(
    stack: Stack, callers: Any, officer: Browser, item: str
) -> None:
    await officer.signs_in()
    await officer.open(form_of(item))
    await officer.send(form_of(item), {**officer.form(), "physical_percent": "60", "step": "kirim"})
    receipt = officer.path
    async with browser(stack, FOREIGN) as stranger:
        page = await stranger.signs_in()
        assert item not in page.text
        answers = []
        for path in (f"/kemajuan/butir/{item}", form_of(item), receipt):
            answers.append(await stranger.open(path))
        answers.append(await stranger.open("/kemajuan/butir/TIDAK-ADA"))
        answers.append(await stranger.send(form_of(item), {"physical_percent": "1"}))
        assert {answer.status_code for answer in answers} == {404}
        assert {answer.headers["content-type"].split(";")[0] for answer in answers} == {"text/html"}


async def test_a_program_that_asks_for_json_gets_json(officer: Browser) -> None:
    await officer.signs_in()
    page = await officer.open("/kemajuan/butir/TIDAK-ADA", headers={"accept": "application/json"})
    assert page.headers["content-type"] == "application/problem+json"


async def test_pages_are_in_the_readers_language(officer: Browser, item: str) -> None:
    await officer.signs_in()
    page = await officer.open(f"/kemajuan/butir/{item}", headers={"accept-language": "en"})
    assert page.headers["content-language"] == "en"
    assert 'lang="en"' in page.text
    assert "Plan and progress" in page.text
    assert "Rencana dan capaian" not in page.text


OLD, NEW = "empat kata yang panjang", "empat kata yang lain"


@pytest.fixture
async def reader(stack: Stack, admin: Caller, agencies: Any) -> AsyncIterator[Browser]:
    """The browser of an account made for one test, which may end its sessions."""
    account: dict[str, Any] = {"username": f"uji.{uuid4().hex[:10]}", "password": OLD}
    account |= {"role": "council", "region": REGION, "one_time": False}
    (await admin.planner.post("/api/v1/accounts", json=account)).raise_for_status()
    async with visiting() as client:
        yield Browser(stack, client, OLD, account["username"])


async def test_who_has_several_agencies_chooses_one_and_may_change_it(
    reader: Browser, admin: Caller, plan: Plan
) -> None:
    mine = (await plan.has(due=days_ago(2).isoformat()))["item_id"]
    theirs = (await plan.has(agency=OTHER_AGENCY, due=days_ago(2).isoformat()))["item_id"]
    office = {"role": "head", "agency": AGENCY, "also": [OTHER_AGENCY], "region": REGION}
    changed = {**office, "version": 1}
    answer = await admin.planner.put(f"/api/v1/accounts/{reader.name}", json=changed)
    answer.raise_for_status()
    page = await reader.signs_in(f"/kemajuan/butir/{theirs}")
    assert (page.status_code, reader.path) == (200, "/rencana/instansi")
    form = reader.form()
    assert form["lanjut"] == f"/kemajuan/butir/{theirs}"
    page = await reader.send("/rencana/instansi", {**form, "agency": OTHER_AGENCY})
    assert (page.status_code, reader.path) == (200, f"/kemajuan/butir/{theirs}")

    async def is_named() -> bool:
        page = await reader.open(f"/kemajuan/butir/{theirs}")
        return OTHER_AGENCY in page.text.partition("</header>")[0]

    await until(is_named, SOON, "the tracker knows the account's agencies")
    assert (await reader.open(f"/kemajuan/butir/{mine}")).status_code == 404
    await reader.open("/rencana/akun")
    csrf = reader.form()["csrf"]
    passwords = {"csrf": csrf, "password": OLD, "new_password": NEW}
    page = await reader.send("/rencana/akun/sandi", passwords)
    assert OTHER_AGENCY in page.text.partition("</header>")[0]
    await reader.open("/rencana/instansi")
    await reader.send("/rencana/instansi", {**reader.form(), "agency": AGENCY})
    assert reader.path == "/kemajuan/"
    assert (await reader.open(f"/kemajuan/butir/{mine}")).status_code == 200
    assert (await reader.open(f"/kemajuan/butir/{theirs}")).status_code == 404
    await reader.open("/rencana/instansi")
    page = await reader.send("/rencana/instansi", {**reader.form(), "agency": "GRT-LAIN"})
    assert page.status_code == 403


async def test_signing_out_everywhere_ends_the_session_of_pages(reader: Browser) -> None:
    await reader.signs_in()
    await reader.open("/rencana/akun")
    await reader.send("/rencana/akun/keluar-semua", reader.form())
    assert reader.path == "/kemajuan/keluar"
    await reader.open("/kemajuan/")
    assert reader.path == "/rencana/masuk"


async def test_a_new_password_is_set_by_its_page_and_the_session_goes_on(reader: Browser) -> None:
    await reader.signs_in("/rencana/akun")
    changed = {"csrf": reader.form()["csrf"], "password": OLD, "new_password": "1234567890"}
    page = await reader.send("/rencana/akun/sandi", changed)
    assert (page.status_code, reader.errors()) == (422, ["new_password"])
    page = await reader.send("/rencana/akun/sandi", {**changed, "new_password": NEW})
    assert (page.status_code, "Kata sandi sudah diganti." in page.text) == (200, True)
    page = await reader.open("/kemajuan/")
    assert (page.status_code, reader.path) == (200, "/kemajuan/")


async def test_an_item_says_who_was_told_about_it_and_what_changed_in_its_plan(
    admin: Caller, plan: Plan, callers: Any, officer: Browser
) -> None:
    made = await plan.has(kind="quick_win", due=days_ago(1).isoformat())
    stored = (await admin.planner.get(f"/api/v1/items/{made['item_id']}")).raise_for_status().json()
    new = {**stored, "title": "Judul <baru>", "budget": 2_500_000_000}
    changed = await admin.planner.put(f"/api/v1/items/{made['item_id']}", json=new)
    assert changed.status_code == 200, changed.text
    await officer.signs_in()

    async def told() -> str | None:
        page = (await officer.open(f"/kemajuan/butir/{made['item_id']}")).text
        return page if "Kepala GRT-DISKOMINFO" in page and "Versi 2" in page else None

    page = await until(told, SOON, "the alert and the change on the item's page")
    assert "Pagu: Rp 1.000.000.000 → Rp 2.500.000.000" in page
    assert f"Judul: {made['title']} → Judul &lt;baru&gt;" in page
    assert "@grt" not in page, "nobody needs the address"


async def test_no_page_has_a_script_or_a_style_of_its_own(officer: Browser, item: str) -> None:
    await officer.signs_in()
    paths = ["/kemajuan/", f"/kemajuan/butir/{item}", form_of(item), "/rencana/akun"]
    paths += ["/rencana/masuk", "/kemajuan/tidak-ada"]
    for path in paths:
        page = await officer.open(path)
        assert re.findall(r"<script(?! src=\"/kemajuan/aset/)[^>]*>", page.text) == []
        assert " style=" not in page.text
        policy = page.headers["content-security-policy"]
        assert page.headers["referrer-policy"] == "same-origin"
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert page.headers["cache-control"] == "no-store"
        for address in re.findall(r'href="(/[^"]*/aset/[^"]*)"', page.text):
            file = await officer.open(address)
            assert "immutable" in file.headers["cache-control"]


async def test_the_reader_chooses_the_language_and_stays_on_the_page(officer: Browser) -> None:
    await officer.signs_in()
    page = await officer.send("/kemajuan/bahasa", {"bahasa": "en", "lanjut": "/kemajuan/"})
    assert "My tasks" in page.text
    page = await officer.open("/rencana/akun")
    assert (page.headers["content-language"], "My account" in page.text) == ("en", True)
    page = await officer.send("/kemajuan/bahasa", {"bahasa": "xx", "lanjut": "//jahat.example/"})
    assert (officer.path, "My tasks" in page.text) == ("/kemajuan/", True)


async def test_the_first_password_is_for_one_time_and_replaced_at_the_sign_in(
    stack: Stack, admin: Caller, callers: Any
) -> None:
    name = f"uji.baru.{uuid4().hex[:6]}"
    given, own = "sementara-dari-admin", "pilihan pemilik akun ini"
    account = {"username": name, "password": given, "role": "council", "region": REGION}
    (await admin.planner.post("/api/v1/accounts", json=account)).raise_for_status()
    login = {"username": name, "password": given}
    answer = await admin.planner.post("/api/v1/session", json=login)
    assert (answer.status_code, answer.json()["code"]) == (403, "password-one-time")
    async with browser(stack, OFFICER) as one:
        page = await one.send("/rencana/masuk", {**login, "lanjut": "/kemajuan/"})
        assert (page.status_code, one.errors()) == (403, ["password"])
        assert "new_password" in one.form()
        for wish, status in (("pendek", 422), (given, 422), (own, 200)):
            form = {**one.form(), "password": given, "new_password": wish}
            page = await one.send("/rencana/masuk", form)
            assert page.status_code == status, wish
        assert one.path == "/kemajuan/"
    answer = await admin.planner.post("/api/v1/session", json=login)
    assert answer.status_code == 401
    answer = await admin.planner.post("/api/v1/session", json={**login, "password": own})
    assert answer.status_code == 200
