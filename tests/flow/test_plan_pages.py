"""The plan kept on pages: made, changed at the version that was seen, cancelled and restored."""

from collections.abc import AsyncIterator
from datetime import date
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest

from chassis.sheets.calendar_date import long_date
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, OTHER_AGENCY, SOON, Plan, days_ago
from tests.flow.test_pages import Browser, browser

LIST, NEW = "/rencana/butir", "/rencana/butir-baru"


class Forms(HTMLParser):
    """The posted forms of a page, each as its action and its values."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._select = self._area = ""
        self._by_id: dict[str, dict[str, str]] = {}
        self._of: dict[str, str] = {}
        """The form of the select or area that is being read."""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("action", ""), {}))
            self._by_id[given.get("id", "")] = self.found[-1][1]
            return
        if tag == "option" and self._select:
            if "selected" in given or self._select not in self._of:
                self._of[self._select] = given["value"]
            return
        if tag not in {"input", "textarea", "select"} or not self.found:
            return
        self._of = self._by_id[given["form"]] if "form" in given else self.found[-1][1]
        if tag == "input" and (
            given.get("type") not in {"checkbox", "radio"} or "checked" in given
        ):
            self._of[given["name"]] = given.get("value", "")
        elif tag == "textarea":
            self._area = given["name"]
            self._of[self._area] = ""
        elif tag == "select":
            self._select = given["name"]

    def handle_data(self, data: str) -> None:
        if self._area:
            self._of[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._select = self._area = ""


def form(pages: Browser, action: str) -> dict[str, str]:
    """The values of the page's form that is posted there."""
    return next(values for to, values in Forms(pages.page.text).found if to == action)


@pytest.fixture
async def pages(stack: Stack, callers: Any) -> AsyncIterator[Browser]:
    async with browser(stack, "uji.perencana") as pages:
        await pages.signs_in()
        yield pages


@pytest.fixture
async def item(plan: Plan) -> str:
    steps = [
        {"name": "Lelang", "due": days_ago(30).isoformat(), "weight": 12.5},
        {"name": "Pasang", "due": days_ago(-30).isoformat(), "weight": 40.125},
    ]
    rich: dict[str, Any] = {
        "milestones": steps,
        "weight": 1.25,
        "baseline": 0.0000001,
        "target": 1250,
        "unit": "rumah",
    }
    rich |= {"supporting_agencies": [OTHER_AGENCY], "kecamatan": "Tenggarong", "rural": True}
    rich["partners"] = [{"name": "PT Uji", "kind": "business"}]
    made = await plan.has(**rich, budget=1_250_000_000_001)
    return str(made["item_id"])


async def stored(plan: Plan, item_id: str) -> dict[str, Any]:
    answer = await plan.admin.planner.get(f"/api/v1/items/{item_id}")
    body: dict[str, Any] = answer.raise_for_status().json()
    return body


async def test_a_planner_makes_an_item_and_the_tracker_judges_it(
    pages: Browser, plan: Plan
) -> None:
    await pages.open(NEW)
    code = f"UJI-{uuid4().hex[:8].upper()}"
    typed = {"item_id": code.lower(), "title": "Jaringan <air> bersih", "pillar": "living"}
    typed |= {"agency": AGENCY, "start": days_ago(10).isoformat(), "due": "31 Desember 2030"}
    typed |= {"budget": "1,25 miliar", "step_0": "Lelang", "step_due_0": "1 Juli 2030"}
    page = await pages.send(NEW, {**form(pages, NEW), **typed, "step_weight_0": "12,5"})
    assert pages.path == f"{LIST}/{code}", page.text
    assert "sudah dibuat" in page.text
    assert "Jaringan &lt;air&gt; bersih" in page.text

    made = await stored(plan, code)
    assert (made["budget"], made["due"]) == (1_250_000_000, "2030-12-31")
    assert made["milestones"] == [{"name": "Lelang", "due": "2030-07-01", "weight": 12.5}]
    assert (await until(lambda: plan.item(code), SOON, "it in the tracker"))[
        "status"
    ] != "cancelled"
    assert code in (await pages.open(f"{LIST}?cari=jaringan <AIR>&opd={AGENCY}")).text
    assert code not in (await pages.open(f"{LIST}?cari=jaringan .* bersih")).text


async def test_an_item_that_is_saved_as_it_is_stays_as_it_is(
    pages: Browser, plan: Plan, item: str
) -> None:
    before, path = await stored(plan, item), f"{LIST}/{item}"
    await pages.open(path)
    page = await pages.send(path, form(pages, path))
    assert page.status_code == 200, page.text
    assert await stored(plan, item) == before


async def test_who_saves_second_is_told_what_changed_and_keeps_what_was_typed(
    pages: Browser, plan: Plan, item: str
) -> None:
    path = f"{LIST}/{item}"
    await pages.open(path)
    first = second = form(pages, path)
    due = days_ago(-120).isoformat()
    await pages.send(path, {**second, "due": due})
    assert "sudah disimpan" in pages.page.text

    typed = {**first, "title": "Judul dari jendela pertama"}
    page = await pages.send(path, {**typed, "budget": "banyak"})
    assert page.status_code == 422, "what is wrong in the form hides no change of others"
    page = await pages.send(path, {**form(pages, path), "budget": typed["budget"]})
    assert page.status_code == 409
    assert "Apa yang berubah sejak Anda membukanya" in page.text
    was, now = (long_date(date.fromisoformat(day)) for day in (first["due"], due))
    assert f"Selesai paling lambat: {was} → <strong>{now}</strong>" in page.text
    assert pages.errors() == ["berubah"], "no field of the form is at fault"
    assert (await stored(plan, item))["title"] != typed["title"]
    assert form(pages, path)["title"] == typed["title"]
    assert form(pages, path)["due"] == first["due"], "nothing that was typed is replaced"

    await pages.send(path, {**form(pages, path), "due": due})
    after = await stored(plan, item)
    assert (after["title"], after["due"], after["version"]) == (typed["title"], due, 3)
    history = await until_shows(pages, path, "Versi")
    assert "uji.perencana" in history


async def until_shows(pages: Browser, path: str, word: str) -> str:
    async def shown() -> bool:
        return word in (await pages.open(path)).text

    await until(shown, SOON, f"{word} on {path}")
    return pages.page.text


async def test_a_cancelled_item_says_why_and_can_be_restored(
    pages: Browser, plan: Plan, item: str
) -> None:
    path = f"{LIST}/{item}"
    await pages.open(path)
    before = (await plan.item(item))["status"]
    cancelling = form(pages, f"{path}/batal")
    assert (await pages.send(f"{path}/batal", cancelling)).status_code == 422
    await pages.send(f"{path}/batal", {**cancelling, "reason": "Digabung <dengan> UJI-002"})
    assert "sudah dibatalkan" in pages.page.text
    assert "<strong>Digabung &lt;dengan&gt; UJI-002</strong>" in pages.page.text
    changes = (await pages.open("/rencana/perubahan?hari=1")).text
    assert "dibatalkan: Digabung &lt;dengan&gt; UJI-002" in changes
    await pages.open(path)

    async def has(status: str) -> bool:
        return str((await plan.item(item))["status"]) == status

    await until(lambda: has("cancelled"), SOON, "the cancellation in the tracker")
    page = await until_shows(pages, path, "Digabung &lt;dengan&gt; UJI-002")
    assert "Simpan" not in page
    restoring = form(pages, f"{path}/pulih")
    await pages.send(f"{path}/pulih", restoring)
    assert "Pembatalan sudah dicabut" in pages.page.text
    await until(lambda: has(before), SOON, "the item judged again")
    again = await pages.send(f"{path}/pulih", restoring)
    assert again.status_code == 200, "pressed twice, it is done once"
    assert (await stored(plan, item))["version"] == 3


async def test_every_field_that_is_wrong_is_said_at_once_and_nothing_is_saved(
    pages: Browser, plan: Plan, item: str
) -> None:
    before, path = await stored(plan, item), f"{LIST}/{item}"
    await pages.open(path)
    wrong = {"title": "", "due": "31 Februari 2030", "budget": "banyak", "weight": "-1"}
    wrong |= {"pillar": "cinta", "supporting_agencies": "TIDAK-ADA", "step_due_0": "kapan-kapan"}
    page = await pages.send(path, {**form(pages, path), **wrong})
    assert page.status_code == 422
    assert set(pages.errors()) >= wrong.keys()
    assert "Pagu: isi angka" in page.text
    assert form(pages, path)["budget"] == "banyak"
    stale_key = {**form(pages, path), "csrf": "x", "title": "Lain"}
    assert (await pages.send(path, stale_key)).status_code == 403
    assert await stored(plan, item) == before


async def test_what_was_typed_for_an_item_outlives_its_session(
    pages: Browser, plan: Plan, item: str
) -> None:
    path = f"{LIST}/{item}"
    await pages.open(path)
    typed = {**form(pages, path), "title": "Judul yang diketik lama"}
    pages.forgets_its_session()
    assert (await pages.send(path, typed)).status_code == 401
    kept = form(pages, path)
    await pages.signs_in()
    assert (await pages.send(path, kept)).status_code == 403, "its key is of the earlier session"
    await pages.send(path, form(pages, path))
    assert (await stored(plan, item))["title"] == typed["title"]


async def test_only_those_who_keep_the_plan_of_a_region_see_its_pages(
    stack: Stack, callers: Any, item: str
) -> None:
    async with browser(stack, "uji.pptk") as pages:
        await pages.signs_in()
        for path in (LIST, NEW, f"{LIST}/{item}"):
            assert (await pages.open(path)).status_code == 403
        assert (await pages.send(f"{LIST}/{item}", {"title": "x"})).status_code == 403
