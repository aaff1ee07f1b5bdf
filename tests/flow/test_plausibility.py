"""What in a report is worth a look: shown before sending, to the verifier and to the council, and
dismissed with words.
"""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import count
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from chassis.mongo.database import Database
from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, REGION, SOON, Plan, days_ago, report
from tests.flow.test_audit import repaired
from tests.flow.test_pages import Browser, browser, reports_of

FORM = "/kemajuan/pemeriksaan/tinjauan"
SEEN = "fisik turun dari 40 % menjadi "
FALLS = count(1)
"""Each item falls by its own: many that fall alike are marked for that as well."""
APART = "fisik 75 %, uang 15 %: berjauhan 60 poin"
WORDS = "Volume dihitung ulang <bersama> konsultan"


@pytest.fixture
async def people(stack: Stack, callers: Any) -> AsyncIterator[dict[str, Browser]]:
    """The officer, the head of division and the head of one agency, and the council."""
    names = {"pptk": "uji.pptk", "kabid": "uji.kabid", "kepala": "uji.kepala", "dewan": "uji.dewan"}
    async with AsyncExitStack() as entered:
        made = {}
        for name, username in names.items():
            made[name] = await entered.enter_async_context(browser(stack, username))
            await made[name].signs_in()
        yield made


async def marked(plan: Plan, caller: Caller) -> tuple[str, str]:
    """An item whose last report falls, and the key of that report, once it is marked."""
    item_id = (await plan.has())["item_id"]
    for percent, ago in ((40, 3), (40 - next(FALLS) * 1.1, 2)):
        body = {**report(percent, days_ago(ago)), "budget_realised": 300_000_000}
        answer = await caller.tracker.post(f"/api/v1/items/{item_id}/reports", json=body)
        assert answer.status_code == 201, answer.text
    key = answer.json()["report_id"]

    async def found() -> bool:
        return bool(await marks(caller, key))

    await until(found, SOON, "the marks of a report")
    return item_id, key


async def marks(caller: Caller, key: str) -> list[dict[str, Any]]:
    answer = await caller.tracker.get(f"/api/v1/marks/{quote(key, safe='')}")
    found: list[dict[str, Any]] = answer.raise_for_status().json()["marks"]
    return found


async def wanted(caller: Caller, key: str) -> dict[str, str]:
    """The dismissal of a report's mark as it is now."""
    (mark,) = await marks(caller, key)
    return {"report": key, "rule": mark["rule"], "finding": mark["finding"], "words": WORDS}


def button(pages: Browser) -> str:
    """What the button sends that dismisses the one mark of the page."""
    (sent,) = re.findall(r'name="aturan" value="(falling [0-9a-f]{16})"', pages.page.text)
    return str(sent)


async def gauge(stack: Stack) -> int:
    """Open falling marks of the agency, as the tracker's metrics say."""
    async with httpx.AsyncClient(trust_env=False) as client:
        page = (await client.get(f"{stack.running.services['tracker']}/metrics")).text
    labels = f'agency="{AGENCY}",region="{REGION}",rule="falling"'
    shown = re.search(rf"^aksi_reports_to_look_at\{{{labels}\}} (\S+)$", page, re.MULTILINE)
    return int(float(shown[1])) if shown else 0


async def counted(caller: Caller) -> int:
    """Reports to look at of the agency, as the summary says."""
    answer = await caller.tracker.get("/api/v1/summary", params={"by": "agency"})
    groups = answer.raise_for_status().json()["groups"]
    return sum(one["reports_to_look_at"] for one in groups if one["key"] == AGENCY)


async def test_an_officer_sees_before_sending_what_will_be_looked_at_and_may_send_it(
    plan: Plan, people: dict[str, Browser], officer: Caller
) -> None:
    item_id, pptk = (await plan.has())["item_id"], people["pptk"]
    await pptk.open(f"/kemajuan/butir/{item_id}/lapor")
    filled = {**pptk.form(), "physical_percent": "75", "budget_realised": "150 juta"}
    page = await pptk.send(f"/kemajuan/butir/{item_id}/lapor", filled)
    assert pptk.path.endswith("/periksa")
    assert APART in page.text
    await pptk.send(f"/kemajuan/butir/{item_id}/lapor", {**pptk.form(), "step": "kirim"})
    assert pptk.path.startswith("/kemajuan/tanda-terima/")
    key = pptk.path.rpartition("/")[2]

    async def found() -> bool:
        return [one["rule"] for one in await marks(officer, key)] == ["scissors"]

    await until(found, SOON, "the mark of a report that was sent")
    assert APART in (await pptk.open(f"/kemajuan/tanda-terima/{key}")).text


async def test_marks_are_shown_beside_the_report_to_those_who_look_at_it(
    plan: Plan, officer: Caller, people: dict[str, Browser]
) -> None:
    item_id, key = await marked(plan, officer)
    for path in (f"/kemajuan/butir/{item_id}", f"/kemajuan/tanda-terima/{key}"):
        for name in ("pptk", "kabid", "kepala", "dewan"):
            page = (await people[name].open(path)).text
            assert (name, path, SEEN in page) == (name, path, True)
            assert (FORM in page) == (name == "kabid" and "tanda-terima" in path)
            assert (on_item(item_id) in page) == (name == "kabid" and "butir" in path)
    assert (
        "Perlu ditinjau: 1 laporan"
        in (await people["dewan"].open(f"/kemajuan/butir/{item_id}")).text
    )
    assert SEEN in (await people["kabid"].open("/kemajuan/pemeriksaan")).text
    council = (await people["dewan"].open(f"/kemajuan/?opd={AGENCY}")).text
    shown = re.search(r"Perlu ditinjau: (\d+) laporan", council)
    assert shown
    assert int(shown[1]) == await counted(officer) > 0


async def test_a_verifier_dismisses_a_mark_with_words_once(
    plan: Plan, officer: Caller, people: dict[str, Browser]
) -> None:
    item_id, key = await marked(plan, officer)
    kabid, receipt, before = (
        people["kabid"],
        f"/kemajuan/tanda-terima/{key}",
        await counted(officer),
    )

    assert "Perlu ditinjau: 1 laporan" in (await people["dewan"].open(item_page(item_id))).text
    await kabid.open(receipt)
    form = {**kabid.form(), "laporan": key, "aturan": button(kabid)}
    page = await kabid.send(FORM, {**form, "catatan": "  "})
    assert (page.status_code, kabid.errors()) == (422, ["catatan"])
    page = await kabid.send(FORM, {**form, "csrf": "0" * 64, "catatan": WORDS})
    assert page.status_code == 403
    assert (await counted(officer)) == before
    for _ in range(2):
        page = await kabid.send(FORM, {**form, "catatan": WORDS})
        assert (page.status_code, kabid.path) == (200, receipt)
    assert "Volume dihitung ulang &lt;bersama&gt; konsultan" in page.text
    assert "Sudah ditinjau" in page.text
    assert FORM not in page.text
    assert await counted(officer) == before - 1
    (mark,) = await marks(officer, key)
    assert (mark["dismissed"]["by"], mark["dismissed"]["words"]) == ("uji.kabid", WORDS)
    item = (await people["dewan"].open(item_page(item_id))).text
    assert "Sudah ditinjau" in item
    assert "Perlu ditinjau: " not in item


async def test_a_mark_that_has_changed_since_it_was_seen_is_not_dismissed(
    plan: Plan, officer: Caller, callers: dict[str, Caller], people: dict[str, Browser]
) -> None:
    item_id, key = await marked(plan, officer)
    kabid, receipt = people["kabid"], f"/kemajuan/tanda-terima/{key}"
    await kabid.open(receipt)
    form = {**kabid.form(), "laporan": key, "aturan": button(kabid), "catatan": WORDS}
    seen = await wanted(officer, key)
    log = await reports_of(officer, item_id)
    first = next(one["report_id"] for one in log if one["report_id"] != key)
    body = {**report(44, days_ago(3)), "budget_realised": 300_000_000, "corrects": first}
    path = f"/api/v1/items/{item_id}/reports"
    (await officer.tracker.post(path, json=body)).raise_for_status()

    async def changed() -> bool:
        return [one["finding"] for one in await marks(officer, key)] != [seen["finding"]]

    await until(changed, SOON, "another finding")
    page = await kabid.send(FORM, form)
    assert (page.status_code, kabid.errors()) == (409, ["catatan"])
    assert "Sekarang fisik turun dari 44 %" in page.text
    assert "&lt;bersama&gt;" in page.text, "what was typed is kept"
    answer = await callers["uji.kabid"].tracker.post(
        "/api/v1/marks/dismissals", json={"dismissals": [seen]}
    )
    refused = answer.raise_for_status().json()["dismissals"][0]["refused"]
    assert (refused["code"], refused["status"]) == ("mark-changed", 409)
    page = await kabid.send(FORM, {**form, "aturan": button(kabid)})
    assert (page.status_code, kabid.path) == (200, receipt)
    assert "Sudah ditinjau" in page.text


async def test_counting_items_anew_leaves_marks_and_dismissals(
    stack: Stack, plan: Plan, officer: Caller, callers: dict[str, Caller]
) -> None:
    item_id, key = await marked(plan, officer)
    body = {"dismissals": [await wanted(officer, key)]}
    await callers["uji.kabid"].tracker.post("/api/v1/marks/dismissals", json=body)
    before = await marks(officer, key)
    await repaired(stack, item_id)
    assert await marks(officer, key) == before
    assert before[0]["dismissed"]["words"] == WORDS


def item_page(item_id: str) -> str:
    return f"/kemajuan/butir/{item_id}"


def on_item(item_id: str) -> str:
    return f"{item_page(item_id)}/tinjauan"


async def test_a_verifier_dismisses_a_mark_on_the_page_of_its_item(
    plan: Plan, officer: Caller, people: dict[str, Browser]
) -> None:
    item_id, key = await marked(plan, officer)
    kabid, form, path = people["kabid"], on_item(item_id), item_page(item_id)
    page = await kabid.open(path)
    (chosen,) = re.findall(r'name="tanda" value="([^"]+)" required checked', page.text)
    seen = await wanted(officer, key)
    assert chosen == f"falling {seen['finding']} {key}"
    csrf = kabid.form()["csrf"]

    for status, wrong, sent in (
        (422, "catatan", {"csrf": csrf, "tanda": chosen, "catatan": " "}),
        (422, "tanda", {"csrf": csrf, "catatan": WORDS}),
        (404, "tanda", {"csrf": csrf, "tanda": "x", "catatan": WORDS}),
        (409, "tanda", {"csrf": csrf, "tanda": f"falling {'0' * 16} {key}", "catatan": WORDS}),
        (403, "catatan", {"csrf": "0" * 64, "tanda": chosen, "catatan": WORDS}),
    ):
        page = await kabid.send(form, sent)
        assert (page.status_code, kabid.errors()) == (status, [wrong])
        assert SEEN in page.text
    assert "&lt;bersama&gt;" in page.text, "what was typed is kept"
    assert [one["dismissed"] for one in await marks(officer, key)] == [None]

    for _ in range(2):
        page = await kabid.send(form, {"csrf": csrf, "tanda": chosen, "catatan": WORDS})
        assert (page.status_code, kabid.path) == (200, path)
    assert "Sudah ditinjau" in page.text
    assert form not in page.text
    assert (await kabid.open(path)).text.count("&lt;bersama&gt;") == 1
    page = await kabid.send(form, {"csrf": csrf, "tanda": "x", "catatan": WORDS})
    assert (page.status_code, kabid.errors()) == (404, ["tanda"])
    assert "Tidak ada tanda yang dapat Anda tutup" in page.text
    foreign = {"csrf": csrf, "tanda": chosen, "catatan": WORDS}
    assert (await kabid.send(on_item("TIADA"), foreign)).status_code == 404


async def test_the_gauge_follows_what_is_open(
    stack: Stack, plan: Plan, officer: Caller, callers: dict[str, Caller]
) -> None:
    keys = [(await marked(plan, officer))[1] for _ in range(2)]

    async def agrees() -> bool:
        return await gauge(stack) == await falling(stack)

    before = await falling(stack)
    assert before >= 2
    await until(agrees, SOON, "the marks in the gauge")
    body = {"dismissals": [await wanted(officer, key) for key in keys]}
    answer = await callers["uji.kabid"].tracker.post("/api/v1/marks/dismissals", json=body)
    assert [one["refused"] for one in answer.json()["dismissals"]] == [None, None], answer.text
    assert await falling(stack) == before - 2
    await until(agrees, SOON, "the gauge without what was dismissed")


async def falling(stack: Stack) -> int:
    """Open falling marks of the agency, as the tracker stores them."""
    database = Database(stack.running.mongodb, "tracker")
    wanted = {"agency": AGENCY, "open": "falling"}
    count = await database["report_marks"].count_documents(wanted)
    database.close()
    return int(count)


async def test_no_other_account_dismisses_on_any_road(
    plan: Plan, officer: Caller, callers: dict[str, Caller], people: dict[str, Browser]
) -> None:
    item_id, key = await marked(plan, officer)
    body = {"dismissals": [await wanted(officer, key)]}
    for name in ("uji.pptk", "uji.kepala", "uji.dewan", "uji.perencana", "uji.pptk.lain"):
        answer = await callers[name].tracker.post("/api/v1/marks/dismissals", json=body)
        assert (name, answer.status_code) == (name, 403)
    for name in ("pptk", "kepala"):
        page = await people[name].open("/kemajuan/")
        csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
        assert csrf
        seen = f"falling {body['dismissals'][0]['finding']}"
        forged = {"csrf": csrf[1], "laporan": key, "aturan": seen, "catatan": WORDS}
        assert (await people[name].send(FORM, forged)).status_code == 403
        on_page = {"csrf": csrf[1], "tanda": f"{seen} {key}", "catatan": WORDS}
        assert (await people[name].send(on_item(item_id), on_page)).status_code == 403
    foreign = await callers["uji.pptk.lain"].tracker.get(f"/api/v1/marks/{key}")
    assert foreign.json()["marks"] == []
    (mark,) = await marks(officer, key)
    assert mark["dismissed"] is None


async def test_a_verifier_does_not_dismiss_a_mark_on_a_report_of_their_own(
    plan: Plan, callers: dict[str, Caller], people: dict[str, Browser]
) -> None:
    kabid = callers["uji.kabid"]
    _, key = await marked(plan, kabid)
    body = {"dismissals": [await wanted(kabid, key)]}
    answer = await kabid.tracker.post("/api/v1/marks/dismissals", json=body)
    assert answer.json()["dismissals"][0]["refused"]["code"] == "own-report"
    assert FORM not in (await people["kabid"].open(f"/kemajuan/tanda-terima/{key}")).text
