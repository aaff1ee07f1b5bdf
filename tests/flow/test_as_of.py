"""The past asked for over HTTP and on pages."""

import re
from typing import Any

import pytest

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from tests.flow.plan import AGENCY, Plan, days_ago, report
from tests.flow.test_council_page import COUNCIL
from tests.flow.test_pages import browser

ITEMS = "/api/v1/items"


def asked(as_of: str, basis: str, **more: str) -> dict[str, str]:
    return {"as_of": as_of, "basis": basis, **more}


async def test_a_report_of_an_earlier_day_was_so_then_and_was_not_known(
    plan: Plan, officer: Caller
) -> None:
    item = (await plan.has(start=days_ago(300).isoformat()))["item_id"]
    mine = officer.tracker
    before = (await mine.get(f"{ITEMS}/{item}")).json()
    planned_at = before["status_history"][-1]["at"]
    url = f"{ITEMS}/{item}/reports"
    assert (await mine.post(url, json=report(60))).status_code == 201

    known = (await mine.get(f"{ITEMS}/{item}", params=asked(planned_at, "arrival"))).json()
    assert (known["actual_percent"], known["reports"], known["report_log"]) == (0, 0, [])
    so = (await mine.get(f"{ITEMS}/{item}", params=asked(planned_at, "event"))).json()
    assert (so["actual_percent"], so["seq"], len(so["report_log"])) == (60, None, 1)

    listed = await mine.get(ITEMS, params=asked(planned_at, "event", limit="500"))
    (row,) = [one for one in listed.json()["items"] if one["item_id"] == item]
    assert {name: so[name] for name in row} == row


async def test_sums_of_now_and_as_of_now_are_the_same(plan: Plan, admin: Caller) -> None:
    await plan.has(start=days_ago(100).isoformat())
    for path, rows in (("/api/v1/summary", "groups"), ("/api/v1/bands", "groups")):
        of_now = (await admin.tracker.get(path, params={"by": "agency"})).json()
        then = asked(of_now["as_of"], "event", by="agency")
        as_of_now = (await admin.tracker.get(path, params=then)).json()
        assert as_of_now["basis"] == "event"
        assert without_marks(as_of_now[rows]) == without_marks(of_now[rows])


def without_marks(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Reports to look at are not counted for the past."""
    return [{name: row[name] for name in row if name != "reports_to_look_at"} for row in rows]


@pytest.mark.parametrize("as_of", ["besok", "2026-13-01", "2026-01-01T00:00:00", "9999-12-31"])
async def test_what_is_no_instant_that_was_is_refused_by_name(officer: Caller, as_of: str) -> None:
    for path in (ITEMS, "/api/v1/summary", "/api/v1/bands"):
        answer = await officer.tracker.get(path, params={"as_of": as_of})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] == "as_of"
    answer = await officer.tracker.get(ITEMS, params={"as_of": "2026-01-01", "basis": "lain"})
    assert answer.status_code == 422


async def test_an_agency_sees_of_the_past_what_was_its_own(
    plan: Plan, officer: Caller, foreign_officer: Caller
) -> None:
    item = (await plan.has(start=days_ago(100).isoformat()))["item_id"]
    since = (await officer.tracker.get(f"{ITEMS}/{item}")).json()["status_history"][-1]["at"]
    then = asked(since, "event")
    assert (await officer.tracker.get(f"{ITEMS}/{item}", params=then)).status_code == 200
    assert (await foreign_officer.tracker.get(f"{ITEMS}/{item}", params=then)).status_code == 404
    listed = (await foreign_officer.tracker.get(ITEMS, params={**then, "limit": "500"})).json()[
        "items"
    ]
    assert AGENCY not in {one["agency"] for one in listed}


async def test_the_pages_say_that_it_is_the_past_and_lead_back(
    stack: Stack, callers: Any, plan: Plan, officer: Caller
) -> None:
    item = (await plan.has(kind="quick_win", start=days_ago(300).isoformat()))["item_id"]
    assert (
        await officer.tracker.post(f"{ITEMS}/{item}/reports", json=report(35))
    ).status_code == 201
    today = (await officer.tracker.get(f"{ITEMS}/{item}")).json()["last_report"]
    async with browser(stack, "uji.dewan") as council:
        await council.signs_in()
        page = await council.open(f"{COUNCIL}?per={days_ago(1).isoformat()}&opd={AGENCY}")
        assert page.status_code == 200
        assert "bukan keadaan hari ini" in page.text
        assert f'href="{COUNCIL}?opd={AGENCY}"' in page.text
        wrong = await council.open(f"{COUNCIL}?per=2999-01-01")
        assert wrong.status_code == 422
        assert 'id="per-salah"' in wrong.text
        stood = await council.open(f"/kemajuan/butir/{item}/keadaan?per={today}")
        assert len(re.findall(r"<td[^>]*>35 %</td>", stood.text)) >= 1
        assert (await council.open(f"/kemajuan/butir/{item}/keadaan")).status_code == 200
        assert (await council.open("/kemajuan/butir/TIADA/keadaan")).status_code == 404
