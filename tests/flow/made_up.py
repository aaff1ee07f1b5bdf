"""Who asks, and a small plan, where the services run in one process on a database of their own."""

from asyncio import Event
from datetime import UTC, datetime
from typing import Any

import httpx

from chassis.serve import Service
from contracts import PlanItemPublished
from contracts.account import OF_AN_AGENCY, Role
from tests.flow.tracker.keeping import tracking
from tests.in_process import InProcess
from tracker.decisions.wanted import decision_id_of
from tracker.funding.repository import FundingRepository
from tracker.periods.repository import PeriodRepository
from tracker.plausibility.report_watch import ReportWatch
from tracker.plausibility.repository import MarkRepository
from tracker.plausibility.rule_set import read_plausibility_rules

AGENCY, OTHER_AGENCY, ITEM, REGION = "FUZZ-OPD", "FUZZ-LAIN", "FUZZ-1", "kukar"
NOBODY = "nobody"
CALLERS = (*(str(role) for role in Role), NOBODY)
"""Each role, and who is not signed in."""
PASSWORD = "empat kata yang panjang"
PLANNED = {
    "pillar": "governance",
    "title": "Uji",
    "agency": AGENCY,
    "start": "2026-01-01",
    "due": "2026-12-31",
}
AN_AGENCY = {"agency": AGENCY, "name": "Uji", "region": REGION}
AN_ITEM = {**PLANNED, "item_id": ITEM, "region": REGION}
DECISION = decision_id_of("uji.planner", ITEM)
A_REPORT = {"as_of": "2026-01-02", "physical_percent": 5}


def account(role: str) -> dict[str, Any]:
    """The account with which a role signs in; those of an agency may act for another as well."""
    one = {"username": f"uji.{role}", "password": PASSWORD, "role": role, "one_time": False}
    if role in OF_AN_AGENCY:
        one |= {"region": REGION, "agency": AGENCY, "also": [OTHER_AGENCY]}
    return one


async def have_plan(services: InProcess, admin: dict[str, httpx.AsyncClient]) -> None:
    """Two agencies, and an item with a report, and one after it that is to be looked at: the
    admin's clients are by service.
    """
    other = {**AN_AGENCY, "agency": OTHER_AGENCY, "name": "Uji lain"}
    for path, body in (("agencies", AN_AGENCY), ("agencies", other), ("items", AN_ITEM)):
        answer = await admin["planner"].post(f"/api/v1/{path}", json=body)
        assert answer.status_code == 201, answer.text
    await _tracked(services.service("tracker"))
    falling = {"as_of": "2026-01-03", "physical_percent": 1}
    for report in (A_REPORT, falling):
        answer = await admin["tracker"].post(f"/api/v1/items/{ITEM}/reports", json=report)
        assert answer.status_code == 201, answer.text
    await _looked_at(services.service("tracker"))
    await _decided(services)


async def _decided(services: InProcess) -> None:
    """Have a decision on the item."""
    token = services.token(Role.PLANNER, datetime.now(UTC))
    body = {"item_id": ITEM, "decision": "Ulangi", "due": "2026-12-31", "met_on": "2026-01-05"}
    async with services.client("tracker", token) as planner:
        answer = await planner.post(
            "/api/v1/decisions", json=body, headers={"Idempotency-Key": ITEM}
        )
    assert answer.status_code == 201, answer.text


async def _looked_at(service: Service) -> None:
    """Have the marks of reports stored, as the tracker does soon after it has recorded them."""
    watch = ReportWatch(
        database=service.database,
        marks=MarkRepository(service.database),
        money=FundingRepository(service.database),
        periods=PeriodRepository(service.database),
        rules=read_plausibility_rules(),
        changed=Event(),
    )
    while await watch.look():
        pass


async def _tracked(service: Service) -> None:
    """Have the tracker know the item, as it does once it has heard of it."""
    items = tracking(service.database, service.clock, service.outbox)
    plan = {**AN_ITEM, "version": 1, "kind": "action", "time_zone": "Asia/Makassar"}
    await items.replan([PlanItemPublished.model_validate(plan)])
