"""What the council decides: recorded on a page without a script, shown beside its number."""

import re
from html import unescape
from typing import Any

import pytest

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests import evidence_files as files
from tests.flow.plan import AGENCY, OTHER_AGENCY, SOON, Plan, days_ago
from tests.flow.test_pages import Browser, browser

DECISIONS = "/kemajuan/keputusan"
WORDS = "Pengadaan diulang lewat e-katalog"


@pytest.fixture
async def item(plan: Plan, callers: Any) -> str:
    """A quick win that is late by ten days."""
    start, due = days_ago(300).isoformat(), days_ago(10).isoformat()
    return str((await plan.has(kind="quick_win", start=start, due=due))["item_id"])


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


async def shown(pages: Browser, path: str, words: str) -> str:
    """The page's words, once these are among them."""

    async def there() -> str | None:
        page = await pages.open(path)
        assert page.status_code == 200, page.text
        found = words_of(page.text)
        return found if words in found else None

    return await until(there, 3 * SOON, f"{words!r} on {path}")


async def test_from_red_to_decided_to_done_and_each_is_said_where_the_number_is(
    stack: Stack, item: str
) -> None:
    words = f"Pengadaan {item} diulang"
    async with browser(stack, "uji.dewan") as council, browser(stack, "uji.pptk") as officer:
        await council.signs_in()
        council_page = f"/kemajuan/dewan?jenis=quick_win&opd={AGENCY}"
        await shown(council, f"/kemajuan/butir/{item}", "Belum ada keputusan, merah sejak ")

        page = await council.open(f"{DECISIONS}/baru?butir={item}")
        assert "Terlambat merah sejak " in words_of(page.text)
        form = council.form()
        assert form["rapat"] == days_ago(0).isoformat()
        page = await council.send(DECISIONS, {**form, "keputusan": " ", "batas": "besok"})
        assert (page.status_code, council.errors()) == (422, ["batas"])
        due = days_ago(-14).isoformat()
        page = await council.send(DECISIONS, {**form, "keputusan": " ", "batas": due})
        assert (page.status_code, council.errors()) == (422, ["keputusan"])
        wanted = {**form, "keputusan": words, "batas": due, "risalah": "005/RSC"}
        await council.send(DECISIONS, wanted)
        assert council.page.status_code == 200, council.page.text
        decision = council.path
        await council.send(DECISIONS, wanted)
        assert council.path == decision, "the same form again is the same decision"
        page = await council.send(DECISIONS, {**wanted, "keputusan": "Lain"})
        assert (page.status_code, council.errors()) == (409, ["keputusan"])

        assert "Belum ada keputusan" not in words_of((await council.open(decision)).text)
        listed = await shown(council, DECISIONS, words)
        assert f"{words} Terbuka Kantor {AGENCY}" in listed
        await shown(council, council_page, f"Keputusan: {words} Terbuka")
        await shown(council, f"/kemajuan/butir/{item}", f"{words} Terbuka")
        changes = await shown(council, f"/kemajuan/perubahan?opd={AGENCY}", words)
        assert "Yang diputuskan, dan apa jadinya (" in changes

        await officer.signs_in()
        page = await officer.open(decision)
        assert "Tarik kembali keputusan" not in page.text
        done = {**officer.form(), "tindakan": "done 2", "catatan": ""}
        await officer.send(decision, done)
        assert (officer.page.status_code, officer.errors()) == (422, ["catatan"])
        await officer.send(decision, {**done, "catatan": "Kontrak ditandatangani"})
        assert officer.path == decision
        assert "Dilaporkan selesai, uji.pptk," in words_of(officer.page.text)
        taken_back = {**officer.form(), "tindakan": "done 2", "catatan": "Sekali lagi"}
        await council.open(decision)
        own = {"csrf": council.form()["csrf"]}
        late = {**own, "tindakan": "taken_back 2", "catatan": "terlambat melihat"}
        await council.send(decision, late)
        assert (council.page.status_code, council.errors()) == (409, ["catatan"])
        await officer.send(decision, taken_back)
        assert "Sekali lagi" not in officer.page.text, "done already"
        assert words not in words_of((await council.open(DECISIONS)).text)
        await shown(council, f"{DECISIONS}?keadaan=done", words)
        await shown(council, council_page, "Selesai dilaksanakan")


async def test_an_agency_sees_its_own_and_nobody_else_records(stack: Stack, item: str) -> None:
    async with browser(stack, "uji.perencana") as planner, browser(stack, "uji.pptk.lain") as other:
        await planner.signs_in()
        await planner.open(f"{DECISIONS}/baru?butir={item}")
        wanted = {**planner.form(), "keputusan": "Rahasia bersama", "batas": str(days_ago(-3))}
        await planner.send(DECISIONS, wanted)
        decision = planner.path
        await other.signs_in()
        assert (await other.open(decision)).status_code == 404
        assert "Rahasia bersama" not in (await other.open(f"{DECISIONS}?keadaan=semua")).text
        for path in (f"{DECISIONS}/baru", f"{DECISIONS}/baru?butir={item}"):
            assert (await other.open(path)).status_code == 403
        await other.open(DECISIONS)
        own = {**other.form(), "keputusan": "Sendiri", "batas": str(days_ago(-3))}
        assert (await other.send(DECISIONS, own)).status_code == 403
        await planner.open(f"{DECISIONS}/baru")
        on_agency = {**planner.form(), "opd": OTHER_AGENCY, "keputusan": "Tambah tenaga"}
        await planner.send(DECISIONS, {**on_agency, "batas": str(days_ago(-3))})
        assert planner.path.startswith(f"{DECISIONS}/"), planner.page.text
        assert "Tentang perangkat daerah" in words_of(planner.page.text)
        assert "Tambah tenaga" in (await other.open(DECISIONS)).text


async def test_the_interface_says_the_same_and_shows_what_may_be_done(
    callers: dict[str, Caller], item: str
) -> None:
    planner, head = callers["uji.perencana"].tracker, callers["uji.kepala"].tracker
    body = {
        **{"item_id": item, "decision": WORDS, "owner": OTHER_AGENCY},
        **{"due": days_ago(-3).isoformat(), "met_on": days_ago(1).isoformat()},
    }
    assert (await head.post("/api/v1/decisions", json=body)).status_code == 403
    key = {"Idempotency-Key": f"k-{item}"}
    answers = [await planner.post("/api/v1/decisions", json=body, headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 200], answers[0].text
    first, again = [one.json() for one in answers]
    assert first == again
    assert (first["state"], first["overdue"], first["status"]) == ("open", False, "late")
    (listed,) = (await head.get("/api/v1/decisions", params={"item_id": item})).json()["items"]
    assert listed["decision_id"] == first["decision_id"]
    assert {one["action"]: one["may"] for one in listed["choices"]} == {
        "done": False,  # for the other agency to do
        "taken_back": False,
    }
    other = callers["uji.pptk.lain"].tracker
    path = f"/api/v1/decisions/{first['decision_id']}"
    act = {"action": "done", "number": 2, "words": "Selesai"}
    assert (await head.post(f"{path}/acts", json=act)).status_code == 403
    assert (await other.post(f"{path}/acts", json=act)).json()["state"] == "done"
    assert (await other.get(path)).json()["acts"][1]["by"] == "uji.pptk.lain"
    page = await planner.get(f"/api/v1/decisions?limit=1&state=done&item_id={item}")
    assert page.json()["next"] is None


async def with_minutes(pages: Browser, item_id: str) -> str:
    """Record a decision with the file of its minutes on a page; its path."""
    await pages.open(f"{DECISIONS}/baru?butir={item_id}")
    form = {**pages.form(), "keputusan": WORDS, "batas": days_ago(-9).isoformat()}
    form.pop("file")
    minutes = {"file": ("Risalah rapat.pdf", files.pdf())}
    page = await pages.send(DECISIONS, form, files=minutes)
    assert page.status_code == 200, page.text
    return pages.path


async def test_the_minutes_come_as_a_file_with_the_decision_and_are_downloaded_by_who_sees_it(
    stack: Stack, item: str
) -> None:
    async with browser(stack, "uji.perencana") as planner, browser(stack, "uji.pptk.lain") as other:
        await planner.signs_in()
        await planner.open(f"{DECISIONS}/baru?butir={item}")
        form = {**planner.form(), "keputusan": WORDS, "batas": days_ago(-9).isoformat()}
        form.pop("file")
        bad = {"file": ("risalah.pdf", files.pdf(script="app.alert(1)"))}
        page = await planner.send(DECISIONS, form, files=bad)
        assert (page.status_code, planner.errors()) == (422, ["file"])
        assert WORDS in planner.page.text, "what was typed is there"
        good = {"file": ("risalah.pdf", files.pdf())}
        page = await planner.send(DECISIONS, {**form, "keputusan": ""}, files=good)
        assert (page.status_code, planner.errors()) == (422, ["keputusan", "file"])
        assert "pilih sekali lagi" in planner.page.text
        foreign = {**form, "csrf": "0" * 64}
        assert (await planner.send(DECISIONS, foreign, files=good)).status_code == 403
        listed = await planner.open(f"{DECISIONS}?keadaan=semua&butir={item}")
        assert WORDS not in listed.text, "nothing half made"

        decision = await with_minutes(planner, item)
        assert "Unduh berkasnya (Risalah rapat.pdf, 1 kB)" in words_of(planner.page.text)
        file = await planner.open(f"{decision}/risalah")
        assert (file.status_code, file.content) == (200, files.pdf())
        assert file.headers["content-disposition"].startswith("attachment;")
        assert file.headers["content-security-policy"] == "default-src 'none'; sandbox"
        await other.signs_in()
        assert (await other.open(f"{decision}/risalah")).status_code == 404
    async with browser(stack, "uji.pptk") as officer:
        await officer.signs_in()
        assert (await officer.open(f"{decision}/risalah")).content == files.pdf()


async def without_minutes(pages: Browser, item_id: str) -> str:
    """Record a decision without a file on a page; its path."""
    await pages.open(f"{DECISIONS}/baru?butir={item_id}")
    form = {**pages.form(), "keputusan": WORDS, "batas": days_ago(-9).isoformat()}
    form.pop("file")
    page = await pages.send(DECISIONS, form)
    assert page.status_code == 200, page.text
    return pages.path


async def adds_minutes(pages: Browser, decision: str) -> None:
    """Add the file of the minutes on the page of a decision that has none."""
    page = await pages.open(decision)
    form = {"csrf": pages.form()["csrf"]}
    minutes = {"file": ("Risalah bertanda tangan.pdf", files.pdf())}
    page = await pages.send(f"{decision}/risalah", form, files=minutes)
    assert (page.status_code, pages.path) == (200, decision), page.text


async def test_the_minutes_may_be_added_later_on_the_page_of_the_decision(
    stack: Stack, item: str
) -> None:
    async with browser(stack, "uji.perencana") as planner:
        await planner.signs_in()
        decision = await without_minutes(planner, item)
        own = {"csrf": planner.form()["csrf"]}
        page = await planner.send(f"{decision}/risalah", own)
        assert (page.status_code, planner.errors()) == (422, ["file"])
        bad = {"file": ("risalah.pdf", files.pdf(script="app.alert(1)"))}
        page = await planner.send(f"{decision}/risalah", own, files=bad)
        assert (page.status_code, planner.errors()) == (422, ["file"])
        foreign = {"csrf": "0" * 64}
        good = {"file": ("risalah.pdf", files.pdf())}
        assert (await planner.send(f"{decision}/risalah", foreign, files=good)).status_code == 403
        await adds_minutes(planner, decision)
        said = words_of(planner.page.text)
        assert "Unduh berkasnya (Risalah bertanda tangan.pdf, 1 kB)" in said
        assert "Berkas risalah ditambahkan, uji.perencana," in said
        assert "Tambahkan berkas risalah" not in said
    async with browser(stack, "uji.pptk") as officer:
        await officer.signs_in()
        assert (await officer.open(f"{decision}/risalah")).content == files.pdf()
        assert (await officer.send(f"{decision}/risalah", {}, files=good)).status_code == 403
