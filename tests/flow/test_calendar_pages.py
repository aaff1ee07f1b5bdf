"""A region's reporting calendar kept on pages, without JavaScript, by those who keep its plan."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chassis.mongo.database import Database
from contracts import CalendarPublished
from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import REGION, SOON
from tests.flow.seeing import reading
from tests.flow.test_pages import Browser, browser, visiting
from tests.flow.test_plan_pages import form, until_shows

WHERE, OTHER = "paser", "balikpapan"
"""Regions whose calendar no other test has anything to do with."""
PAGE = f"/rencana/kalender/{WHERE}"
HOLIDAYS, GRANT = f"{PAGE}/libur", f"{PAGE}/izin"
PASSWORD = "empat kata pilihan sendiri"
YEAR = datetime.now(UTC).year
Calendar = dict[str, Any]


async def planner_of(stack: Stack, admin: Caller, region: str) -> str:
    """A new account that keeps the plan of a region."""
    name = f"uji.{uuid4().hex[:10]}"
    body = {"username": name, "password": PASSWORD, "role": "planner", "region": region}
    answer = await admin.planner.post("/api/v1/accounts", json={**body, "one_time": False})
    assert answer.status_code == 201, answer.text
    return name


@pytest.fixture
async def pages(stack: Stack, admin: Caller) -> AsyncIterator[Browser]:
    name = await planner_of(stack, admin, WHERE)
    async with visiting() as client:
        pages = Browser(stack, client, PASSWORD, name)
        await pages.signs_in()
        yield pages


@pytest.fixture
async def office(admin: Caller) -> str:
    """An agency of the region."""
    code = f"PSR-{uuid4().hex[:8].upper()}"
    body = {"agency": code, "region": WHERE, "name": f"Dinas {code}"}
    (await admin.planner.post("/api/v1/agencies", json=body)).raise_for_status()
    return code


async def stored(admin: Caller, region: str = WHERE) -> Calendar:
    answer = await admin.planner.get(f"/api/v1/calendars/{region}")
    body: Calendar = answer.raise_for_status().json()
    return body


async def has_a_calendar(admin: Caller, **changes: Any) -> Calendar:
    """The region's calendar, from the begin of last year, without extensions."""
    now = await stored(admin)
    for one in now["extensions"]:
        path = f"/api/v1/calendars/{WHERE}/extensions/{one['agency']}/{one['period']}"
        now = (await admin.planner.delete(path)).raise_for_status().json()
    given = {
        "version": now["version"],
        "begins": f"{YEAR - 1}-01-01",
        "workdays": [1, 2, 3, 4, 5],
        "periods": [{"kind": "month", "on_time_days": 5, "window_days": 10}],
        **changes,
    }
    answer = await admin.planner.put(f"/api/v1/calendars/{WHERE}", json=given)
    body: Calendar = answer.raise_for_status().json()
    return body


async def test_a_planner_comes_to_the_calendar_of_his_region_and_saves_it(
    pages: Browser, admin: Caller
) -> None:
    for above in ("/rencana/butir", "/rencana/akun"):
        assert 'href="/rencana/kalender"' in (await pages.open(above)).text
    await has_a_calendar(admin)
    await pages.open("/rencana/kalender")
    assert pages.path == PAGE
    assert 'name="wilayah"' not in pages.page.text, "his account has one region"
    typed = {"begins": f"1 Februari {YEAR}", "taken_over": f"{YEAR}-03-31", "workday_6": "ya"}
    typed |= {"used_four_months": "ya", "on_time_four_months": "10", "step_signed": ""}
    page = await pages.send(PAGE, {**form(pages, PAGE), **typed, "counts_from": "verified"})
    assert pages.path == PAGE, page.text
    assert "Kalender sudah disimpan." in page.text
    now = await stored(admin)
    assert (now["begins"], now["taken_over"]) == (f"{YEAR}-02-01", f"{YEAR}-03-31")
    assert now["workdays"] == [1, 2, 3, 4, 5, 6]
    assert now["periods"] == [
        {"kind": "month", "on_time_days": 5, "window_days": 10},
        {"kind": "four_months", "on_time_days": 10, "window_days": None},
    ]
    assert (now["steps"], now["counts_from"]) == (["verified"], "verified")
    _, _, history = (await until_shows(pages, PAGE, f"<dd>{pages.name}</dd>")).partition("Riwayat")
    assert "Kalender pelaporan disimpan" in history


async def test_a_calendar_that_is_saved_as_it_is_stays_as_it_is(
    pages: Browser, admin: Caller
) -> None:
    own = [{"day": f"{YEAR}-01-09", "name": "Uji & <Coba>", "decree": "SE 1"}]
    before = await has_a_calendar(admin, own_holidays=own, worked_holidays=[f"{YEAR}-12-25"])
    for path in (PAGE, HOLIDAYS):
        await pages.open(path)
        page = await pages.send(path, form(pages, path))
        assert page.status_code == 200, page.text
    assert await stored(admin) == before


async def test_what_is_saved_comes_to_the_topic_and_comes_again_when_all_is_sent_again(
    stack: Stack, admin: Caller
) -> None:
    async with reading(stack.running.kafka, CalendarPublished.topic) as consumer:
        saved = await has_a_calendar(
            admin, own_holidays=[{"day": f"{YEAR}-05-06", "name": f"Libur {uuid4().hex}"}]
        )
        wanted = (WHERE, saved["version"])

        async def come() -> bool:
            found = await consumer.getmany(timeout_ms=200)
            events = [
                CalendarPublished.model_validate_json(record.value)
                for records in found.values()
                for record in records
            ]
            return wanted in {(one.region, one.version) for one in events}

        await until(come, SOON, "the calendar on its topic")
        await stack.republish()
        await until(come, SOON, "the calendar once more")


async def test_the_deadlines_of_the_present_and_the_previous_period_are_shown(
    pages: Browser, admin: Caller
) -> None:
    await has_a_calendar(admin, begins=f"{YEAR + 1}-01-01")
    page = (await pages.open(PAGE)).text
    assert page.count("tidak dihitung</td>") == 4
    every = [{"kind": "month", "on_time_days": 250, "window_days": None}]
    await has_a_calendar(admin, periods=every)
    page = (await pages.open(PAGE)).text
    assert "tetap dibuka" in page
    assert "(sementara)" in page, "within a year there is an estimated day"
    assert "Semua periode tetap dibuka" in page


async def test_own_holidays_and_days_on_which_the_region_works_are_kept(
    pages: Browser, admin: Caller
) -> None:
    await has_a_calendar(admin)
    await pages.open(HOLIDAYS)
    assert "<strong>perkiraan</strong>" in pages.page.text
    typed = {"day_1": f"29 September {YEAR}", "name_1": "Hari Jadi <b>", "decree_1": "SE 12"}
    typed |= {f"kerja_{YEAR}-12-25": "ya"}
    page = await pages.send(HOLIDAYS, {**form(pages, HOLIDAYS), **typed})
    assert "Kalender sudah disimpan." in page.text
    assert 'value="Hari Jadi &lt;b&gt;"' in page.text
    now = await stored(admin)
    own = {"day": f"{YEAR}-09-29", "name": "Hari Jadi <b>", "decree": "SE 12"}
    assert now["own_holidays"] == [own]
    assert {**own, "provisional": False} in now["holidays"]
    assert now["worked_holidays"] == [f"{YEAR}-12-25"]
    assert f"{YEAR}-12-25" not in {one["day"] for one in now["holidays"]}
    emptied = {"day_0": "", "name_0": "", "decree_0": ""}
    unticked = {name: value for name, value in form(pages, HOLIDAYS).items() if "kerja" not in name}
    await pages.send(HOLIDAYS, {**unticked, **emptied})
    now = await stored(admin)
    assert (now["own_holidays"], now["worked_holidays"]) == ([], [])


async def test_an_estimate_near_an_own_holiday_is_named_until_the_region_works_on_it(
    pages: Browser, admin: Caller
) -> None:
    now = await has_a_calendar(admin)
    estimates = [
        one for one in now["holidays"] if one["provisional"] and "Idul Adha" in one["name"]
    ]
    estimate = date.fromisoformat(estimates[-1]["day"])
    decreed = estimate - timedelta(days=1)
    await pages.open(HOLIDAYS)
    assert "di dekatnya" not in pages.page.text
    assert now["near_estimates"] == []
    typed = {"day_1": decreed.isoformat(), "name_1": "Ditetapkan <b>", "decree_1": "SKB"}
    page = (await pages.send(HOLIDAYS, {**form(pages, HOLIDAYS), **typed})).text
    assert "Kalender sudah disimpan." in page
    assert "Perkiraan di dekat hari libur daerah" in page
    assert page.count("di dekatnya libur daerah") == 1
    assert "(Ditetapkan &lt;b&gt;) juga libur" in page
    (named,) = (await stored(admin))["near_estimates"]
    assert (named["day"], named["own_day"]) == (estimate.isoformat(), decreed.isoformat())
    ticked = {**form(pages, HOLIDAYS), f"kerja_{estimate.isoformat()}": "ya"}
    page = (await pages.send(HOLIDAYS, ticked)).text
    assert "di dekat" not in page
    assert (await stored(admin))["near_estimates"] == []


async def test_days_that_change_with_the_national_list_are_told_before_and_change_when_saved(
    stack: Stack, pages: Browser, admin: Caller
) -> None:
    await has_a_calendar(admin)
    database = Database(stack.running.mongodb, "planner")
    earlier = {"$pull": {"holidays": {"day": f"{YEAR}-12-25"}}}
    await database["calendars"].update_one({"_id": WHERE}, earlier)
    database.close()
    for path in (PAGE, HOLIDAYS):
        page = (await pages.open(path)).text
        assert "1 hari ikut berubah begitu kalender disimpan" in page
        assert f"Menjadi libur: 25 Desember {YEAR}, Hari Raya Natal" in page
    assert f"{YEAR}-12-25" not in {one["day"] for one in (await stored(admin))["holidays"]}
    page = (await pages.send(HOLIDAYS, form(pages, HOLIDAYS))).text
    assert "ikut berubah" not in page
    assert f"{YEAR}-12-25" in {one["day"] for one in (await stored(admin))["holidays"]}


async def test_everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost(
    pages: Browser, admin: Caller
) -> None:
    before = await has_a_calendar(admin)
    await pages.open(PAGE)
    wrong = {"begins": "kapan", "on_time_month": "11", "used_year": "ya", "on_time_year": "x"}
    wrong |= {"counts_from": "signed"}
    sent = {**form(pages, PAGE), **wrong}
    del sent["step_signed"]
    page = await pages.send(PAGE, sent)
    assert page.status_code == 422
    assert set(pages.errors()) == {"begins", "window_month", "on_time_year", "counts_from"}
    assert "Bulan: Lebih pendek dari batas tepat waktu, 11 hari kerja." in page.text
    shown = form(pages, PAGE)
    assert {name: shown[name] for name in wrong} == wrong
    assert "step_signed" not in shown
    assert (await pages.send(PAGE, {**shown, "csrf": "x"})).status_code == 403
    await pages.open(HOLIDAYS)
    rows = {"day_0": f"{YEAR}-02-30", "name_0": "Libur", "day_1": f"{YEAR}-02-03"}
    page = await pages.send(HOLIDAYS, {**form(pages, HOLIDAYS), **rows})
    assert (page.status_code, set(pages.errors())) == (422, {"day_0", "name_1"})
    assert "Hari libur daerah 2: Wajib diisi." in page.text
    shown = form(pages, HOLIDAYS)
    assert {name: shown[name] for name in rows} == rows
    assert await stored(admin) == before


@pytest.mark.parametrize("path", [PAGE, HOLIDAYS])
async def test_who_saves_second_is_told_what_changed_and_keeps_what_was_typed(
    pages: Browser, admin: Caller, path: str
) -> None:
    await has_a_calendar(admin, taken_over=None)
    await pages.open(path)
    day = f"{YEAR}-05-04"
    typed = {"begins": day} if path == PAGE else {"day_0": day, "name_0": "Libur"}
    first = {**form(pages, path), **typed}
    await has_a_calendar(admin, taken_over=f"{YEAR}-06-30")
    page = await pages.send(path, first)
    assert page.status_code == 409
    assert pages.errors() == ["berubah"]
    label = "Rencana diambil alih ke sistem ini pada"
    assert f"{label}: – → <strong>30 Juni {YEAR}</strong>" in page.text
    kept = form(pages, path)
    assert {name: kept[name] for name in typed} == typed
    page = await pages.send(path, kept)
    assert "Kalender sudah disimpan." in page.text


async def test_an_extension_is_granted_and_withdrawn(
    pages: Browser, admin: Caller, office: str
) -> None:
    await has_a_calendar(admin)
    await pages.open(PAGE)
    assert f">Desember {YEAR - 1}</option>" in pages.page.text
    period, until = f"{YEAR - 1}-M12", f"{YEAR}-03-31"
    typed = {"agency": office, "period": period, "until": until, "reason": f"Tanpa <{office}>"}
    page = await pages.send(GRANT, {**form(pages, GRANT), **typed})
    assert "Izin terlambat sudah diberikan." in page.text, page.text
    assert f"Dinas {office}, Desember {YEAR - 1}</h3>" in page.text
    assert f"<dd>31 Maret {YEAR}</dd>" in page.text
    (one,) = (await stored(admin))["extensions"]
    assert one.pop("granted_at")
    assert one == {**typed, "granted_by": pages.name}
    taken_back = f"{PAGE}/izin/cabut"
    page = await pages.send(taken_back, form(pages, taken_back))
    assert "Izin terlambat sudah dicabut." in page.text
    assert (await stored(admin))["extensions"] == []
    await until_shows(pages, PAGE, f"<dd>Tanpa &lt;{office}&gt;</dd>")
    await until_shows(pages, PAGE, "Izin terlambat dicabut")
    gone = {"csrf": form(pages, PAGE)["csrf"], "agency": office, "period": period}
    assert (await pages.send(taken_back, gone)).status_code == 404
    assert "bukan untuk akun Anda" in pages.page.text


async def test_an_extension_that_is_not_right_is_refused_with_all_that_was_typed(
    pages: Browser, admin: Caller, office: str
) -> None:
    before = await has_a_calendar(admin)
    await pages.open(PAGE)
    typed = {"agency": office, "period": f"{YEAR - 1}-M12", "reason": "Tanpa sinyal"}
    wrong = {**typed, "until": f"{YEAR - 1}-12-31"}
    page = await pages.send(GRANT, {**form(pages, GRANT), **wrong})
    assert (page.status_code, pages.errors()) == (422, ["until"])
    assert f"Sampai: Harus sesudah akhir periode, 31 Desember {YEAR - 1}." in page.text
    assert "<details open>" in page.text, "its errors can be seen"
    shown = form(pages, GRANT)
    assert {name: shown[name] for name in wrong} == wrong
    page = await pages.send(GRANT, {**shown, "agency": "", "period": "", "until": f"{YEAR}-03-01"})
    assert (page.status_code, set(pages.errors())) == (422, {"agency", "period"})
    assert "Periode: Wajib diisi." in page.text
    assert "<details open>" in page.text
    page = await pages.send(GRANT, {**shown, "until": "kapan"})
    assert (page.status_code, pages.errors()) == (422, ["until"])
    assert await stored(admin) == before


async def test_a_form_outlives_its_session(pages: Browser, admin: Caller) -> None:
    await has_a_calendar(admin)
    await pages.open(HOLIDAYS)
    rows = {f"name_{row}": f"Libur {row}" for row in range(3)}
    rows |= {f"day_{row}": f"{YEAR}-04-0{row + 6}" for row in range(3)}
    typed = {**form(pages, HOLIDAYS), **rows}
    pages.forgets_its_session()
    assert (await pages.send(HOLIDAYS, typed)).status_code == 401
    kept = form(pages, HOLIDAYS)
    await pages.signs_in()
    assert (await pages.send(HOLIDAYS, kept)).status_code == 403
    assert (await pages.send(HOLIDAYS, form(pages, HOLIDAYS))).status_code == 200
    assert len((await stored(admin))["own_holidays"]) == 3


async def test_an_admin_of_all_regions_chooses_one_and_sees_what_is_proposed(
    stack: Stack, admin: Caller
) -> None:
    async with browser(stack, admin.login.username) as pages:
        await pages.signs_in()
        await pages.open("/rencana/kalender", params={"wilayah": OTHER})
        assert pages.path == f"/rencana/kalender/{OTHER}"
        assert '<option value="balikpapan" selected>Kota Balikpapan</option>' in pages.page.text
        assert "belum berlaku sebelum disimpan" in pages.page.text
        assert "Izin dapat diberikan sesudah kalender disimpan." in pages.page.text
        english = {"accept-language": "en"}
        page = await pages.open(f"/rencana/kalender/{OTHER}", headers=english)
        assert "Deadlines of reports" in page.text
        assert "Four-month term" in page.text
        for nowhere in ("/rencana/kalender/tidak-ada", "/rencana/kalender/tidak-ada/libur"):
            assert (await pages.open(nowhere)).status_code == 404
    assert (await stored(admin, OTHER))["version"] == 0


async def test_only_those_who_keep_the_plan_of_a_region_see_and_change_it(
    stack: Stack, admin: Caller, callers: Any, pages: Browser
) -> None:
    before = await has_a_calendar(admin)
    foreign = f"/rencana/kalender/{REGION}"
    assert (await pages.open(foreign)).status_code == 403
    for path in (foreign, f"{foreign}/libur", f"{foreign}/izin", f"{foreign}/izin/cabut"):
        assert (await pages.send(path, {"version": "0"})).status_code == 403
    for who in ("uji.pptk", "uji.dewan"):
        async with browser(stack, who) as theirs:
            await theirs.signs_in()
            for path in ("/rencana/kalender", foreign, PAGE, HOLIDAYS):
                assert (await theirs.open(path)).status_code == 403
            for path in (PAGE, HOLIDAYS, GRANT, f"{GRANT}/cabut"):
                assert (await theirs.send(path, {"version": "0"})).status_code == 403
    assert await stored(admin) == before
