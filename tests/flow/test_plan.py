"""What a planner changes reaches the tracker."""

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import Plan, days_ago, report

_OF_THE_TRACKER_OR_THE_STORE = ("version", "cancelled")


async def planned(admin: Caller, item_id: str) -> dict[str, object]:
    answer = await admin.planner.get(f"/api/v1/items/{item_id}")
    return dict(answer.raise_for_status().json())


async def test_a_revised_due_day_takes_the_lateness_away(plan: Plan, admin: Caller) -> None:
    item = await plan.has(due=days_ago(1).isoformat(), start=days_ago(2).isoformat())
    await plan.becomes(item["item_id"], "late")
    stored = await planned(admin, item["item_id"])

    answer = await admin.planner.put(
        f"/api/v1/items/{item['item_id']}", json={**stored, "due": days_ago(-3650).isoformat()}
    )

    assert answer.status_code == 200, answer.text
    await plan.becomes(item["item_id"], "on_track")
    assert (await plan.item(item["item_id"]))["version"] == 2


async def test_a_revision_of_an_older_version_is_refused(plan: Plan, admin: Caller) -> None:
    item = await plan.has()
    stored = await planned(admin, item["item_id"])
    url = f"/api/v1/items/{item['item_id']}"
    first = await admin.planner.put(url, json={**stored, "title": "Judul pertama"})
    second = await admin.planner.put(url, json={**stored, "title": "Judul kedua"})
    assert (first.status_code, second.status_code) == (200, 409)
    assert (await planned(admin, item["item_id"]))["title"] == "Judul pertama"


async def test_a_cancelled_item_takes_no_more_reports(
    plan: Plan, admin: Caller, officer: Caller
) -> None:
    item = await plan.has()
    stored = await planned(admin, item["item_id"])
    answer = await admin.planner.post(
        f"/api/v1/items/{item['item_id']}/cancel", json={"version": stored["version"]}
    )
    assert answer.is_success, answer.text
    await plan.becomes(item["item_id"], "cancelled")
    refused = await officer.tracker.post(
        f"/api/v1/items/{item['item_id']}/reports", json=report(40)
    )
    assert refused.status_code == 409


async def test_sending_the_plan_again_changes_nothing_downstream(
    plan: Plan, stack: Stack, admin: Caller
) -> None:
    item = await plan.has()
    before = await plan.item(item["item_id"])
    await stack.republish()
    later = await plan.has()
    after = await plan.item(item["item_id"])
    assert later["status"] == "critical"
    assert (after["version"], after["seq"]) == (before["version"], before["seq"])
    assert after["status_history"] == before["status_history"]
    await until(lambda: plan.item(item["item_id"]), 5)
