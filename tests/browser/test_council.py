"""The council's pages and the public one: on a phone, enlarged, and for axe."""

import zipfile

import pytest
from playwright.async_api import Browser, expect

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from tests.browser.test_officer import has_no_serious_fault, phone, signs_in
from tests.flow.plan import Plan, days_ago, report


async def decision_on(item_id: str, planner: Caller) -> str:
    today = days_ago(0).isoformat()
    body = {"item_id": item_id, "decision": "Ulangi pengadaan", "due": today, "met_on": today}
    answer = await planner.tracker.post("/api/v1/decisions", json=body)
    return str(answer.raise_for_status().json()["decision_id"])


@pytest.mark.parametrize("language", ["id", "en"])
async def test_the_councils_pages_have_no_serious_fault(
    chromium: Browser,
    stack: Stack,
    plan: Plan,
    callers: dict[str, Caller],
    language: str,
) -> None:
    start, due = days_ago(100).isoformat(), days_ago(12).isoformat()
    late = await plan.has(kind="quick_win", start=start, due=due)
    url = f"/api/v1/items/{late['item_id']}/reports"
    posted = await callers["uji.pptk"].tracker.post(url, json=report(60))
    assert posted.status_code == 201
    tracker = stack.services.url("tracker")
    async with phone(chromium) as page:
        await signs_in(page, stack, "uji.dewan")
        await page.set_extra_http_headers({"Accept-Language": language})
        decided = f"keputusan/{await decision_on(late['item_id'], callers['uji.perencana'])}"
        form = f"keputusan/baru?butir={late['item_id']}"
        for path in (
            *(
                "dewan",
                "dewan?kecamatan=tiada",
                f"dewan?per={days_ago(20).isoformat()}",
                "perubahan",
                "kalender",
            ),
            *("keputusan", "keputusan/baru", form, decided),
            *("indeks", "indeks?impact=3,07&tahun=2022"),
        ):
            answer = await page.goto(f"{tracker}/kemajuan/{path}")
            assert answer is not None
            assert answer.status == 200
            await has_no_serious_fault(page)
        await page.goto(f"{tracker}/publik/kukar")
        await has_no_serious_fault(page)


async def test_the_council_comes_from_the_number_to_the_late_item_without_a_script(
    chromium: Browser, stack: Stack, plan: Plan, officer: Caller
) -> None:
    start, due = days_ago(300).isoformat(), days_ago(200).isoformat()
    late = await plan.has(kind="quick_win", start=start, due=due)
    url = f"/api/v1/items/{late['item_id']}/reports"
    assert (await officer.tracker.post(url, json=report(60))).status_code == 201
    async with phone(chromium, java_script_enabled=False) as page:
        await signs_in(page, stack, "uji.dewan")
        await page.get_by_role("link", name="Dewan", exact=True).press("Enter")
        await (
            page.get_by_role("region", name="Quick win terlambat")
            .get_by_role("link")
            .first.press("Enter")
        )
        await expect(page.get_by_role("heading", name=late["title"])).to_be_visible()


async def test_the_council_has_the_evaluation_pack_by_keyboard_without_a_script(
    chromium: Browser, stack: Stack, plan: Plan
) -> None:
    await plan.has(kind="quick_win")
    async with phone(chromium, java_script_enabled=False) as page:
        await signs_in(page, stack, "uji.dewan")
        await page.get_by_role("link", name="Dewan", exact=True).press("Enter")
        await page.get_by_role("link", name="Indeks kota cerdas").press("Enter")
        async with page.expect_download() as started:
            await page.get_by_role("button", name="Unduh paket evaluasi").press("Enter")
        download = await started.value
        assert download.suggested_filename.startswith("evaluasi-")
        assert zipfile.is_zipfile(await download.path())
