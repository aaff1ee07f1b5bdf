"""A report that names the one it corrects: that one stays, marked, and counts no longer."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from tests.flow.plan import AGENCY, Plan, days_ago, report
from tests.flow.test_pages import Browser, browser, form_of
from tests.flow.test_rebuild import NOTHING, rebuild

OFFICER = "uji.pptk"


@pytest.fixture
async def item(plan: Plan) -> str:
    return str((await plan.has(kind="quick_win"))["item_id"])


@pytest.fixture
async def pages(stack: Stack, callers: Any) -> AsyncIterator[Browser]:
    async with browser(stack, OFFICER) as one:
        await one.signs_in()
        yield one


async def says(officer: Caller, item: str, report_id: str, percent: float, **more: Any) -> Any:
    day = more.pop("as_of", days_ago(1))
    body = report(percent, day, report_id=report_id, **more)
    return await officer.tracker.post(f"/api/v1/items/{item}/reports", json=body)


async def test_a_slip_of_the_finger_is_undone_on_every_figure_though_its_day_is_later(
    stack: Stack, plan: Plan, officer: Caller, item: str
) -> None:
    await stack.republish()
    slip, right = f"salah-{item}", f"benar-{item}"
    await says(officer, item, f"awal-{item}", 20, as_of=days_ago(9))
    await says(officer, item, slip, 100, budget_realised=900_000_000)
    assert (await plan.item(item))["status"] == "done"
    answer = await says(officer, item, right, 25, as_of=days_ago(5), corrects=slip)
    assert answer.status_code == 201, answer.text
    shown = await plan.item(item)
    assert (shown["actual_percent"], shown["budget_realised"]) == (25, 250_000_000)
    assert (shown["done_at"], shown["reports"]) == (None, 3)
    by_id = {row["report_id"]: row for row in shown["report_log"]}
    assert (by_id[slip]["corrected_by"], by_id[slip]["physical_percent"]) == (right, 100)
    assert (by_id[right]["corrects"], by_id[right]["corrected_by"]) == (slip, None)
    again = await says(officer, item, slip, 100, budget_realised=900_000_000)
    assert again.status_code == 201
    assert (await plan.item(item))["actual_percent"] == 25
    code, said = await rebuild(stack)
    assert (code, NOTHING in said) == (0, True), said


async def test_only_a_report_of_the_agency_on_the_item_can_be_corrected(
    plan: Plan, officer: Caller, item: str
) -> None:
    other = str((await plan.has())["item_id"])
    await says(officer, other, f"milik-{other}", 20)
    for named in (f"milik-{other}", "tidak-ada", f"diri-{item}"):
        answer = await says(officer, item, f"diri-{item}", 30, corrects=named)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (422, "unknown-report")
        assert problem["errors"][0]["field"] == "corrects"
        assert AGENCY in problem["detail"]
    assert (await plan.item(item))["reports"] == 0


async def test_a_receipt_leads_to_its_correction_and_back(
    pages: Browser, plan: Plan, officer: Caller, item: str
) -> None:
    slip = f"salah-{item}"
    await says(officer, item, slip, 77, obstacle="Hujan deras")
    receipt = f"/kemajuan/tanda-terima/{slip}"
    assert "Koreksi laporan ini" in (await pages.open(receipt)).text
    await pages.open(f"{form_of(item)}?koreksi={slip}")
    filled = pages.form()
    assert filled["physical_percent"] == "77"
    assert (filled["obstacle"], filled["corrects"]) == ("Hujan deras", slip)
    await pages.send(form_of(item), {**filled, "physical_percent": "7,7", "step": "periksa"})
    assert "Mengoreksi laporan" in pages.page.text
    await pages.send(form_of(item), {**pages.form(), "step": "kirim"})
    assert pages.path.startswith("/kemajuan/tanda-terima/")
    assert f'href="{receipt}"' in pages.page.text
    old = await pages.open(receipt)
    assert "Sudah dikoreksi" in old.text
    assert "Koreksi laporan ini" not in old.text
    page = await pages.open(f"/kemajuan/butir/{item}")
    assert "Dikoreksi, tidak dihitung." in page.text
    assert (await plan.item(item))["actual_percent"] == 7.7


async def test_a_report_that_the_agency_never_made_has_no_form_to_correct_it(
    pages: Browser, plan: Plan, officer: Caller, item: str
) -> None:
    other = str((await plan.has())["item_id"])
    await says(officer, other, f"lain-{other}", 20)
    for named in (f"lain-{other}", "tidak-ada"):
        page = await pages.open(f"{form_of(item)}?koreksi={named}")
        assert page.status_code == 404
