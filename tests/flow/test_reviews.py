"""Reports reviewed on pages and over HTTP, by those who may."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from tests.flow.plan import Plan, days_ago, report
from tests.flow.test_pages import Browser, browser
from tests.flow.test_plan_pages import form as form_of

LIST = "/kemajuan/pemeriksaan"
ONE = f"{LIST}/laporan"
CHOSEN = re.compile(r'name="(pilih\.\d+)" value="(\d+ [^"]+)"')
Fields = dict[str, str]


@pytest.fixture
async def people(stack: Stack, callers: Any) -> AsyncIterator[dict[str, Browser]]:
    """The officer, the head of division and the head of one agency, signed in."""
    names = {"pptk": "uji.pptk", "kabid": "uji.kabid", "kepala": "uji.kepala"}
    async with AsyncExitStack() as entered:
        made = {}
        for name, username in names.items():
            made[name] = await entered.enter_async_context(browser(stack, username))
            await made[name].signs_in()
        yield made


async def reported(plan: Plan, officer: Caller, *percents: float) -> tuple[str, list[str]]:
    """An item, and the keys of its reports, a day apart."""
    item_id = (await plan.has())["item_id"]
    keys = []
    for number, percent in enumerate(percents):
        body = report(percent, days_ago(len(percents) - number))
        answer = await officer.tracker.post(f"/api/v1/items/{item_id}/reports", json=body)
        assert answer.status_code == 201, answer.text
        keys.append(answer.json()["report_id"])
    return item_id, keys


async def chosen(one: Browser, keys: list[str]) -> Fields:
    """The fields that choose these reports on the reader's list, and the form's key."""
    await one.open(LIST)
    fields = {name: unescape(value) for name, value in CHOSEN.findall(one.page.text)}
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', one.page.text)
    assert csrf
    found = {name: value for name, value in fields.items() if value.partition(" ")[2] in keys}
    return {"csrf": csrf[1], **found}


async def state(officer: Caller, key: str) -> str:
    answer = await officer.tracker.get(f"/api/v1/reviews/{quote(key, safe='')}")
    return str(answer.raise_for_status().json()["state"])


async def test_a_list_is_verified_and_then_signed_in_one_go(
    plan: Plan, officer: Caller, people: dict[str, Browser]
) -> None:
    item_id, keys = await reported(plan, officer, 10, 20, 30)
    page = await people["kabid"].open(LIST)
    assert "250.000.000" in page.text
    await people["kabid"].send(LIST, await chosen(people["kabid"], keys))
    assert people["kabid"].page.status_code == 200
    assert "3 laporan selesai" in people["kabid"].page.text
    assert [await state(officer, key) for key in keys] == ["verified"] * 3
    assert keys[0] not in (await people["kabid"].open(LIST)).text
    await people["kepala"].send(LIST, await chosen(people["kepala"], keys[:2]))
    assert [await state(officer, key) for key in keys] == ["signed", "signed", "verified"]
    page = await people["pptk"].open(f"/kemajuan/butir/{item_id}")
    assert "30 %, 20 %" in page.text
    log = (await officer.tracker.get(f"/api/v1/items/{item_id}")).json()["report_log"]
    assert [one["review"] for one in log] == ["verified", "signed", "signed"]


async def test_a_returned_report_is_put_right_by_its_officer(
    plan: Plan, officer: Caller, people: dict[str, Browser]
) -> None:
    item_id, (key,) = await reported(plan, officer, 70)
    receipt = f"/kemajuan/tanda-terima/{key}"
    kabid, pptk = people["kabid"], people["pptk"]
    await kabid.open(receipt)
    form = {**form_of(kabid, ONE), "tindakan": "returned verified 1"}
    page = await kabid.send(ONE, {**form, "words": " "})
    assert (page.status_code, kabid.errors()) == (422, ["words"])
    page = await kabid.send(ONE, {**form, "words": "Foto belum <ada>"})
    assert (page.status_code, kabid.path) == (200, receipt)
    assert "Foto belum &lt;ada&gt;" in page.text
    tasks = await pptk.open("/kemajuan/")
    assert "Foto belum &lt;ada&gt;" in tasks.text
    correction = f"/kemajuan/butir/{item_id}/lapor?koreksi={key}"
    assert correction in unescape(tasks.text)
    await pptk.open(correction)
    filled = {**pptk.form(), "physical_percent": "60", "step": "kirim"}
    filled |= {"obstacle": "Hujan", "follow_up": "Lembur"}
    page = await pptk.send(f"/kemajuan/butir/{item_id}/lapor", filled)
    assert pptk.path.startswith("/kemajuan/tanda-terima/"), page.text
    assert "Foto belum" not in (await pptk.open("/kemajuan/")).text
    assert key not in (await kabid.open(LIST)).text


async def test_a_form_of_another_session_or_pressed_twice_changes_nothing_twice(
    plan: Plan, officer: Caller, people: dict[str, Browser]
) -> None:
    _, keys = await reported(plan, officer, 15)
    form = await chosen(people["kabid"], keys)
    page = await people["kabid"].send(LIST, {**form, "csrf": "0" * 64})
    assert page.status_code == 403
    assert await state(officer, keys[0]) == "recorded"
    for _ in range(2):
        page = await people["kabid"].send(LIST, form)
        assert page.status_code == 200
    answer = await officer.tracker.get(f"/api/v1/reviews/{keys[0]}")
    assert [act["number"] for act in answer.json()["acts"]] == [1]


async def test_what_was_done_meanwhile_is_told_and_the_rest_is_done(
    plan: Plan, officer: Caller, callers: dict[str, Caller], people: dict[str, Browser]
) -> None:
    _, keys = await reported(plan, officer, 15, 25)
    form = await chosen(people["kabid"], keys)
    returned = {"report": keys[0], "action": "returned", "step": "verified", "number": 1}
    body = {"reviews": [{**returned, "words": "lihat lagi"}]}
    answer = await callers["uji.kabid"].tracker.post("/api/v1/reviews", json=body)
    assert answer.json()["reviews"] == [{"report": keys[0], "state": "returned", "refused": None}]
    page = await people["kabid"].send(LIST, form)
    assert page.status_code == 409
    assert "sudah berubah" in page.text
    assert "1 laporan selesai" in page.text
    assert [await state(officer, key) for key in keys] == ["returned", "verified"]


async def test_no_other_account_reviews_on_any_road(
    plan: Plan, officer: Caller, callers: dict[str, Caller], people: dict[str, Browser]
) -> None:
    _, (key,) = await reported(plan, officer, 15)
    one = {"report": key, "action": "passed", "step": "verified", "number": 1}
    for name in ("uji.pptk", "uji.dewan", "uji.perencana"):
        answer = await callers[name].tracker.post("/api/v1/reviews", json={"reviews": [one]})
        assert answer.status_code == 403
    answer = await callers["uji.kepala"].tracker.post("/api/v1/reviews", json={"reviews": [one]})
    assert answer.json()["reviews"][0]["refused"]["code"] == "other-reviewer"
    shown = await callers["uji.dewan"].tracker.get(f"/api/v1/reviews/{key}")
    assert {choice["may"] for choice in shown.json()["choices"]} == {False}
    foreign = await callers["uji.pptk.lain"].tracker.get(f"/api/v1/reviews/{key}")
    assert foreign.status_code == 404
    await people["pptk"].open(f"/kemajuan/tanda-terima/{key}")
    csrf = re.search(
        r'name="csrf" value="([0-9a-f]+)"', (await people["pptk"].open("/kemajuan/")).text
    )
    assert csrf
    forged = {"csrf": csrf[1], "laporan": key, "tindakan": "passed verified 1", "words": ""}
    page = await people["pptk"].send(ONE, forged)
    assert page.status_code == 403
    assert await state(officer, key) == "recorded"
