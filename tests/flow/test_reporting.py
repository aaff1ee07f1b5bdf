"""The page of who has not reported, by a calendar that the planner saves."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, timedelta
from typing import Any

import pytest

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, REGION, SOON, Plan, days_ago, report, today
from tests.flow.test_pages import Browser, browser

PAGE = "/kemajuan/pelaporan"


def last_month() -> tuple[str, date]:
    """The code of the month before this one, and its last day."""
    last = today().replace(day=1) - timedelta(days=1)
    return f"{last.year}-M{last.month}", last


@pytest.fixture
async def calendar(admin: Caller) -> None:
    """Months of the tests' region count from last year on, at any time, for every item so far."""
    path = f"/api/v1/calendars/{REGION}"
    shown = (await admin.planner.get(path)).raise_for_status().json()
    kept = {name: shown[name] for name in ("version", "workdays", "steps", "counts_from")}
    given = {
        **kept,
        "begins": date(today().year - 1, 1, 1).isoformat(),
        "taken_over": days_ago(-1).isoformat(),
        "periods": [{"kind": "month", "on_time_days": 5}],
    }
    (await admin.planner.put(path, json=given)).raise_for_status()

    async def taken_over() -> bool:
        answer = await admin.tracker.get(f"/api/v1/periods/{REGION}")
        return answer.status_code == 200

    await until(taken_over, SOON, "the calendar in the tracker")


@pytest.fixture
async def people(stack: Stack, callers: Any) -> AsyncIterator[dict[str, Browser]]:
    names = ("uji.pptk", "uji.pptk.lain", "uji.dewan", "uji.perencana")
    async with AsyncExitStack() as entered:
        made = {name: await entered.enter_async_context(browser(stack, name)) for name in names}
        for one in made.values():
            await one.signs_in()
        yield made


@pytest.mark.usefixtures("calendar")
async def test_who_has_not_reported_is_named_until_the_report_has_come(
    plan: Plan, officer: Caller, people: dict[str, Browser]
) -> None:
    code, last = last_month()
    item_id = (await plan.has())["item_id"]
    link = f'href="/kemajuan/butir/{item_id}"'
    asked = f"{PAGE}?periode={code}"
    page = await people["uji.pptk"].open(asked)
    assert page.status_code == 200
    assert link in page.text
    assert "belum pernah dilaporkan" in page.text
    assert link not in (await people["uji.pptk.lain"].open(asked)).text

    async def told() -> bool:
        return f"{PAGE}?periode={code}" in (await people["uji.pptk"].open("/kemajuan/")).text

    await until(told, SOON, "what is owed on the page of tasks")
    sent = await officer.tracker.post(f"/api/v1/items/{item_id}/reports", json=report(30, last))
    assert sent.status_code == 201, sent.text
    assert link not in (await people["uji.pptk"].open(asked)).text
    level = (await officer.tracker.get(f"/api/v1/periods/{REGION}/{code}")).json()
    assert {one["agency"] for one in level["agencies"]} == {AGENCY}
    assert item_id not in {one["item_id"] for one in level["missing"]}


@pytest.mark.usefixtures("calendar")
async def test_the_council_sees_whom_to_call_and_only_the_planner_their_address(
    plan: Plan, people: dict[str, Browser]
) -> None:
    code, _ = last_month()
    await plan.has()
    asked, office = f"{PAGE}?periode={code}", f"head {AGENCY}"
    council = (await people["uji.dewan"].open(asked)).text
    assert f'id="opd-{AGENCY}"' in council
    assert office in council
    assert "mailto:" not in council
    assert "mailto:" in (await people["uji.perencana"].open(asked)).text
    assert "mailto:" not in (await people["uji.pptk"].open(asked)).text


@pytest.mark.usefixtures("calendar")
async def test_a_past_day_can_be_asked_for_and_another_after_it(
    people: dict[str, Browser],
) -> None:
    code, last = last_month()
    council, zone_ahead = people["uji.dewan"], timedelta(days=2)
    page = await council.open(f"{PAGE}?periode={code}&per={last.isoformat()}")
    assert page.status_code == 200
    value, most = re.findall(r'id="per"[^>]*value="([^"]*)" max="([^"]*)"', page.text)[0]
    assert value == last.isoformat()
    assert date.fromisoformat(most) >= today() - zone_ahead
    page = await council.open(f"{PAGE}?periode={code}&per=2999-01-01")
    assert (page.status_code, council.errors()) == (422, ["per"])
    assert 'value="2999-01-01"' in page.text


@pytest.mark.usefixtures("calendar")
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("periode=2026-Q9", 422),
        ("periode=bulan", 422),
        ("periode=0001-M1", 422),
        ("periode=9999-M12", 422),
        (f"wilayah={REGION}x", 404),
        ("per=kemarin", 422),
        ("per=2999-01-01", 422),
    ],
)
async def test_what_is_no_period_or_day_is_said(
    people: dict[str, Browser], asked: str, status: int
) -> None:
    page = await people["uji.dewan"].open(f"{PAGE}?{asked}")
    assert page.status_code == status
    assert "<h1>" in page.text
    if asked.startswith("periode"):
        assert "bukan periode yang dihitung" in page.text
