"""What `make demo` promises, on the sample plan."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from contracts.words import Pillar
from deploy.local.callers import Caller, calling
from deploy.local.demo import demonstrate
from deploy.local.sample import PLAN_FILE, REPORTS_FILE
from deploy.local.stack import Stack
from tests.flow.seeing import Mail
from tests.flow.spoiled import SPOILED, spoiled

REGION = "kukar"


@pytest.fixture(scope="session")
async def items(demonstrated: Stack, admin: Caller) -> list[dict[str, Any]]:
    return await admin.items(region=REGION)


async def send_plan(admin: Caller, content: bytes, *, dry_run: bool) -> dict[str, Any]:
    answer = await admin.planner.post(
        "/api/v1/imports",
        params={"dry_run": str(dry_run).lower(), "region": REGION},
        files={"file": (PLAN_FILE, content)},
    )
    return dict(answer.raise_for_status().json())


async def send_reports(caller: Caller, stack: Stack) -> dict[str, Any]:
    content = (stack.folder.sample / REPORTS_FILE).read_bytes()
    answer = await caller.tracker.post(
        "/api/v1/reports/imports",
        params={"dry_run": "true"},
        files={"file": (REPORTS_FILE, content)},
    )
    return dict(answer.raise_for_status().json())


def plan_file(stack: Stack) -> bytes:
    return (stack.folder.sample / PLAN_FILE).read_bytes()


def test_there_are_items_of_all_six_pillars(items: list[dict[str, Any]]) -> None:
    assert {item["pillar"] for item in items} == set(Pillar)


def test_some_are_done_some_behind_some_late_and_some_silent(items: list[dict[str, Any]]) -> None:
    statuses = {item["status"] for item in items}
    assert statuses >= {"done", "on_track", "behind", "critical", "late", "not_started"}
    assert any(item["reports"] == 0 for item in items if item["status"] in ("late", "critical"))
    assert len({item["agency"] for item in items if item["reports"]}) >= 20


async def test_the_region_has_a_reporting_calendar_by_which_the_year_counts(
    demonstrated: Stack, admin: Caller
) -> None:
    calendar = (await admin.planner.get(f"/api/v1/calendars/{REGION}")).json()
    today = date.fromisoformat((demonstrated.folder.sample / "today").read_text())
    assert calendar["version"] == 1
    assert calendar["begins"] == f"{today.year}-01-01"
    assert date.fromisoformat(calendar["taken_over"]) >= today
    (own,) = calendar["own_holidays"]
    assert own["decree"]
    assert own["day"] in {one["day"] for one in calendar["holidays"]}


async def test_each_late_quick_win_has_one_mail_for_each_recipient(
    demonstrated: Stack, items: list[dict[str, Any]], admin: Caller
) -> None:
    late = [i for i in items if (i["kind"], i["status"]) == ("quick_win", "late")]
    assert late
    for item in late:
        (alert,) = await admin.alerts(item_id=item["item_id"], rule="late", state="open")
        told = {delivery["recipient"] for delivery in alert["deliveries"]}
        assert len(told) == 2
        mails = await Mail(demonstrated.running.mail).about(item["item_id"])
        ids = {delivery["message_id"] for delivery in alert["deliveries"]}
        to = Counter(mail["to"] for mail in mails if mail["message_id"] in ids)
        assert to == dict.fromkeys(told, 1)


async def test_scripts_find_every_part_in_the_demo_file(demonstrated: Stack) -> None:
    found = json.loads(demonstrated.folder.demo_file.read_text())
    assert set(found["services"]) == {"planner", "tracker", "notifier"}
    assert found["pids"] == demonstrated.supervisor.pids
    roles = {account["role"] for account in found["accounts"]}
    assert roles == {"admin", "planner", "council", "officer", "verifier", "head"}


async def test_the_first_officer_to_try_has_a_late_quick_win(demonstrated: Stack) -> None:
    login = next(account for account in demonstrated.accounts if account.role == "officer")
    async with calling(demonstrated.services, login) as officer:
        assert await officer.items(status="late", kind="quick_win")


async def test_no_log_of_a_run_holds_a_password(demonstrated: Stack) -> None:
    passwords = [account.password.encode() for account in demonstrated.accounts]
    logs = list(demonstrated.folder.logs.iterdir())
    assert len(passwords) > 20
    assert {path.stem for path in logs} >= {"planner", "tracker", "notifier"}
    for path in logs:
        assert not any(password in path.read_bytes() for password in passwords), path


async def test_nobody_was_told_of_what_the_reports_say_is_well(
    items: list[dict[str, Any]], admin: Caller
) -> None:
    well = {i["item_id"] for i in items if i["status"] not in ("late", "critical")}
    alerts = await admin.alerts(region=REGION)
    assert not {alert["item_id"] for alert in alerts if alert["deliveries"]} & well


async def test_a_second_demonstration_doubles_nothing(
    demonstrated: Stack, items: list[dict[str, Any]], admin: Caller
) -> None:
    mail = Mail(demonstrated.running.mail)
    quick_wins = [item["item_id"] for item in items if item["kind"] == "quick_win"]
    mails = {item_id: len(await mail.about(item_id)) for item_id in quick_wins}

    path = f"/api/v1/calendars/{REGION}"
    calendar = (await admin.planner.get(path)).json()

    await demonstrate(demonstrated)

    assert (await admin.planner.get(path)).json() == calendar
    told = ("item_id", "version", "seq", "reports", "status", "actual_percent")
    again = await admin.items(region=REGION)
    assert [[i[n] for n in told] for i in again] == [[i[n] for n in told] for i in items]
    assert {item_id: len(await mail.about(item_id)) for item_id in quick_wins} == mails


async def test_importing_the_sample_again_changes_nothing(
    demonstrated: Stack, admin: Caller
) -> None:
    content = plan_file(demonstrated)
    for dry_run in (True, False):
        said = await send_plan(admin, content, dry_run=dry_run)
        assert (said["accepted"], said["changed"], said["refused"]) == (0, 0, 0)
        assert said["items"]["unchanged"] == len(await admin.items(region=REGION))


async def test_fifteen_spoiled_cells_are_named_and_no_other(
    demonstrated: Stack, admin: Caller
) -> None:
    content, cells = spoiled(plan_file(demonstrated))
    assert len(cells) == len(SPOILED) == 15
    said = await send_plan(admin, content, dry_run=True)
    assert sorted(error["cell"] for error in said["errors"]) == sorted(cells)
    assert all(error["code"] and error["message"] for error in said["errors"])
    answer = await admin.planner.post(
        "/api/v1/imports", params={"region": REGION}, files={"file": (PLAN_FILE, content)}
    )
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 15


async def test_an_exported_plan_imports_unchanged(demonstrated: Stack, admin: Caller) -> None:
    exported = (await admin.planner.get("/api/v1/export", params={"region": REGION})).content
    said = await send_plan(admin, exported, dry_run=True)
    assert (said["accepted"], said["changed"], said["refused"]) == (0, 0, 0)


async def test_a_spreadsheet_of_reports_counts_once(demonstrated: Stack, admin: Caller) -> None:
    said = await send_reports(admin, demonstrated)
    assert (said["accepted"], said["refused"]) == (0, 0)
    assert said["unchanged"] > 100


async def test_nobody_hands_in_the_reports_of_another_agency(demonstrated: Stack) -> None:
    login = next(one for one in demonstrated.accounts if one.username == "pptk.disdukcapil")
    async with calling(demonstrated.services, login) as officer:
        said = await send_reports(officer, demonstrated)
    assert (said["accepted"], said["unchanged"]) == (0, 0)
    assert {error["code"] for error in said["errors"]} == {"unknown-item"}


async def test_what_a_visitor_changed_stays_when_the_demo_is_started_again(
    demonstrated: Stack, admin: Caller
) -> None:
    """A cancelled item made the import of the sample plan fail, for ever."""
    path = "/api/v1/items/KKR-BRA-001"
    before = (await admin.planner.get(path)).raise_for_status().json()
    assert (await admin.planner.post(f"{path}/cancel")).status_code == 200
    await demonstrate(demonstrated)
    after = (await admin.planner.get(path)).json()
    assert (after["version"], after["cancelled"]) == (before["version"] + 1, True)
