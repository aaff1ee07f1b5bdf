"""A real Prometheus reads the services, and sees a report as soon as it is there."""

from typing import Any

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, SOON, Plan, report
from tests.flow.seeing import asking

REMEDY = "apt-get install prometheus"


async def asked(stack: Stack, promql: str) -> list[dict[str, Any]]:
    url = stack.running.prometheus
    assert url, REMEDY
    async with asking() as client:
        answer = await client.get(f"{url}/api/v1/query", params={"query": promql})
    found: list[dict[str, Any]] = answer.raise_for_status().json()["data"]["result"]
    return found


async def test_every_service_is_scraped_under_its_name(stack: Stack) -> None:
    async def three() -> bool:
        up = {row["metric"]["job"]: row["value"][1] for row in await asked(stack, "up")}
        return up == {"planner": "1", "tracker": "1", "notifier": "1"}

    await until(three, SOON, "three services up")


async def test_a_report_is_soon_a_number_in_prometheus(
    stack: Stack, plan: Plan, officer: Caller
) -> None:
    item = await plan.has(kind="quick_win", pillar="branding")
    await officer.tracker.post(f"/api/v1/items/{item['item_id']}/reports", json=report(37))

    async def there() -> bool:
        of_item = f'aksi_quick_win_progress_ratio{{item_id="{item["item_id"]}"}}'
        return [row["value"][1] for row in await asked(stack, of_item)] == ["0.37"]

    await until(there, SOON, "the report's figure in Prometheus")


async def test_the_deployed_rules_are_loaded(stack: Stack) -> None:
    async with asking() as client:
        answer = await client.get(f"{stack.running.prometheus}/api/v1/rules")
    groups = answer.raise_for_status().json()["data"]["groups"]
    assert any(rule["name"] == "QuickWinLate" for group in groups for rule in group["rules"])


async def test_the_sums_of_an_agency_are_there(stack: Stack, plan: Plan) -> None:
    await plan.has()

    async def there() -> bool:
        return bool(await asked(stack, f'sum(aksi_items{{agency="{AGENCY}"}}) > 0'))

    await until(there, SOON, "the agency's items")
