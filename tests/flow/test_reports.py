"""A report over HTTP: counted once, seen at once, refused with a reason."""

from collections.abc import Callable

import httpx
import jsonschema
import pytest

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, OTHER_AGENCY, SOON, Plan, days_ago, report, today
from tests.flow.seeing import Metrics
from tracker.reporting.post_report import LONGEST_KEY

RECORDED = 'aksi_reports_total{outcome="recorded",source="http"}'


async def test_a_report_is_in_the_item_at_once_and_in_the_metrics_soon(
    plan: Plan, officer: Caller, metrics: Callable[[str], Metrics]
) -> None:
    tracker = metrics("tracker")
    item = await plan.has(kind="quick_win", pillar="economy")
    progress = f'aksi_quick_win_progress_ratio{{item_id="{item["item_id"]}"}}'
    before = await tracker.value(RECORDED) or 0.0

    answer = await officer.tracker.post(
        f"/api/v1/items/{item['item_id']}/reports", json=report(62.5)
    )

    assert answer.status_code == 201
    assert answer.json()["item"]["actual_percent"] == 62.5
    shown = await plan.item(item["item_id"])
    assert (shown["actual_percent"], shown["reports"]) == (62.5, 1)
    assert shown["status"] == "on_track"

    async def counted() -> bool:
        return (
            await tracker.value(progress) == 0.625
            and (await tracker.value(RECORDED) or 0.0) >= before + 1
        )

    await until(counted, SOON, "the report in /metrics")


async def test_the_same_key_again_is_one_report_and_the_same_answer(
    plan: Plan, officer: Caller
) -> None:
    item = await plan.has()
    url = f"/api/v1/items/{item['item_id']}/reports"
    key = {"Idempotency-Key": f"once-{item['item_id']}"}
    first = await officer.tracker.post(url, json=report(40), headers=key)
    again = await officer.tracker.post(url, json=report(40), headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["report_id"] == again.json()["report_id"]
    shown = await plan.item(item["item_id"])
    assert shown["reports"] == len(shown["report_log"]) == 1


async def test_the_same_key_with_other_content_is_a_conflict(plan: Plan, officer: Caller) -> None:
    item = await plan.has()
    url = f"/api/v1/items/{item['item_id']}/reports"
    key = {"Idempotency-Key": f"taken-{item['item_id']}"}
    await officer.tracker.post(url, json=report(40), headers=key)
    other = await officer.tracker.post(url, json=report(41), headers=key)
    assert other.status_code == 409
    assert (await plan.item(item["item_id"]))["actual_percent"] == 40


async def test_the_officer_of_another_agency_is_refused(
    plan: Plan, foreign_officer: Caller
) -> None:
    item = await plan.has()
    answer = await foreign_officer.tracker.post(
        f"/api/v1/items/{item['item_id']}/reports", json=report(40)
    )
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
    unknown = await foreign_officer.tracker.post("/api/v1/items/TIDAK-ADA/reports", json=report(40))
    assert (
        unknown.json()["detail"].replace("TIDAK-ADA", item["item_id"]) == (answer.json()["detail"])
    ), "whose items there are is nobody else's business"
    assert (await plan.item(item["item_id"]))["reports"] == 0


async def test_the_officer_of_another_agency_does_not_see_the_item(
    plan: Plan, foreign_officer: Caller, officer: Caller
) -> None:
    item = await plan.has()
    assert {seen["agency"] for seen in await officer.items()} == {AGENCY}
    assert AGENCY not in {seen["agency"] for seen in await foreign_officer.items()}
    hidden = await foreign_officer.tracker.get(f"/api/v1/items/{item['item_id']}")
    assert hidden.status_code == 404


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"physical_percent": 140}, "physical_percent"),
        ({"physical_percent": -1}, "physical_percent"),
        ({"budget_realised": -1}, "budget_realised"),
        ({"as_of": days_ago(-2).isoformat()}, "as_of"),
        ({"as_of": days_ago(400).isoformat()}, "as_of"),
        ({"as_of": "kemarin"}, "as_of"),
        ({"percent": 10}, "percent"),
    ],
)
async def test_a_wrong_figure_is_refused_by_the_name_of_its_field(
    plan: Plan, officer: Caller, wrong: dict[str, object], field: str
) -> None:
    item = await plan.has()
    answer = await officer.tracker.post(
        f"/api/v1/items/{item['item_id']}/reports", json={**report(40), **wrong}
    )
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json()["errors"]}
    assert (await plan.item(item["item_id"]))["reports"] == 0


@pytest.mark.parametrize("broken", [b'{"as_of": ', b"", b"\xff", b"[]"])
async def test_what_is_no_report_at_all_is_refused_as_a_whole(
    plan: Plan, officer: Caller, broken: bytes
) -> None:
    item = await plan.has()
    answer = await officer.tracker.post(f"/api/v1/items/{item['item_id']}/reports", content=broken)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["body"]


async def test_a_key_longer_than_any_is_refused_by_its_name(plan: Plan, officer: Caller) -> None:
    item = await plan.has()
    url = f"/api/v1/items/{item['item_id']}/reports"
    for length, status in ((LONGEST_KEY, 201), (LONGEST_KEY + 1, 422)):
        key = {"Idempotency-Key": "k" * length}
        answer = await officer.tracker.post(url, json=report(40), headers=key)
        assert answer.status_code == status
    assert [error["field"] for error in answer.json()["errors"]] == ["idempotency-key"]


async def test_the_document_of_the_service_says_what_a_report_is_made_of(officer: Caller) -> None:
    said = (await officer.tracker.get("/openapi.json")).json()
    post = said["paths"]["/api/v1/items/{item_id}/reports"]["post"]
    body = post["requestBody"]["content"]["application/json"]["schema"]
    assert set(report(40)) <= set(body["properties"])
    assert body["required"] == ["as_of", "physical_percent"]
    assert {one["name"] for one in post["parameters"]} == {"item_id", "Idempotency-Key"}


async def test_each_document_says_how_a_refusal_looks_and_so_it_looks(officer: Caller) -> None:
    for client in (officer.planner, officer.notifier, officer.tracker):
        said = (await client.get("/openapi.json")).json()
        for path, route in said["paths"].items():
            for operation in route.values():
                answers = operation["responses"]
                problems = {status for status in answers if status[0] not in "23"}
                assert problems >= {"default", "422", "503"}, path
                assert all(answers[status].keys() == {"$ref"} for status in problems), path
        schema = {"$ref": "#/components/schemas/Problem", "components": said["components"]}
        jsonschema.validate((await client.get("/tidak/ada")).json(), schema)
    refused = await officer.tracker.post("/api/v1/items/X/reports", json=report(140))
    assert refused.headers["content-type"] == "application/problem+json"
    jsonschema.validate(refused.json(), {**schema, "required": ["errors"]})


async def test_without_a_token_nothing_is_told_and_nothing_is_taken(
    plan: Plan, stack: Stack
) -> None:
    item = await plan.has()
    async with httpx.AsyncClient(base_url=stack.services.url("tracker")) as nobody:
        url = f"/api/v1/items/{item['item_id']}"
        assert (await nobody.post(f"{url}/reports", json=report(40))).status_code == 401
        assert (await nobody.get(url)).status_code == 401


async def test_an_unknown_item_is_not_found(officer: Caller) -> None:
    answer = await officer.tracker.post("/api/v1/items/TIDAK-ADA/reports", json=report(40))
    assert answer.status_code == 404


async def test_a_report_that_comes_late_does_not_displace_a_newer_one(
    plan: Plan, officer: Caller
) -> None:
    item = await plan.has()
    url = f"/api/v1/items/{item['item_id']}/reports"
    for percent, as_of in ((50, today()), (20, days_ago(30))):
        answer = await officer.tracker.post(url, json=report(percent, as_of))
        assert answer.status_code == 201
    shown = await plan.item(item["item_id"])
    assert (shown["actual_percent"], shown["reports"]) == (50, 2)


async def test_money_that_is_not_said_stays_as_it_was(plan: Plan, officer: Caller) -> None:
    item = await plan.has()
    url = f"/api/v1/items/{item['item_id']}/reports"
    silent = {k: v for k, v in report(50).items() if k != "budget_realised"}
    for body in (report(40), silent, {**silent, "budget_realised": None}):
        assert (await officer.tracker.post(url, json=body)).status_code == 201
    shown = await plan.item(item["item_id"])
    assert (shown["actual_percent"], shown["budget_realised"]) == (50, 250_000_000)
    assert shown["budget_as_of"] == report(40)["as_of"]


async def test_an_id_that_another_agency_uses_is_free_for_this_one(
    plan: Plan, officer: Caller, foreign_officer: Caller
) -> None:
    """Nobody learns of another's ids, and nobody can take one."""
    item, other = await plan.has(), await plan.has(agency=OTHER_AGENCY)
    body = {**report(40), "report_id": f"shared-{item['item_id']}"}
    for caller, whose in ((officer, item), (foreign_officer, other)):
        for _ in range(2):
            answer = await caller.tracker.post(
                f"/api/v1/items/{whose['item_id']}/reports", json=body
            )
            assert (answer.status_code, answer.json()["report_id"]) == (201, body["report_id"])
        assert (await plan.item(whose["item_id"]))["reports"] == 1
