"""Alerts asked for over HTTP, from the real database: who sees which, and in what pages."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from chassis.http.answers import answer_problems
from chassis.mongo.database import Database
from notifier.alerting import list_alerts
from notifier.alerting.gauges import take_census
from tests.claims import Claims
from tests.flow.notifier.mongo_store import MongoStore
from tests.unit.notifier.given import START, change
from tests.unit.notifier.world import World

ADMIN = "admin"


@pytest.fixture(scope="module")
async def caller(mongodb_uri: str) -> AsyncIterator[httpx.AsyncClient]:
    """Three alerts of two agencies in two regions; the first one done."""
    database = Database(mongodb_uri, "notifier-http")
    store = MongoStore(database)
    await store.prepare()
    await store.empty()
    world = await World(store).knows_the_offices()
    at = START + timedelta(microseconds=777)
    await world.alerts.follow(
        [
            change("late", item="QW-01", at=at),
            change("critical", item="QW-02", at=at, agency="DISHUB"),
            change("late", item="QW-03", at=at, agency="PASER-KOMINFO", region="paser"),
        ]
    )
    await world.passes()
    await world.alerts.follow([change("done", 2, "QW-01")])
    await world.passes()
    app = FastAPI()
    answer_problems(app)
    app.include_router(list_alerts.routes(Claims(), store.alerts, store.deliveries))
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://notifier") as client:
        yield client
    database.close()


async def shown(caller: httpx.AsyncClient, account: str, **asked: Any) -> list[str]:
    answer = await caller.get("/api/v1/alerts", params=asked, headers={"x-account": account})
    assert answer.status_code == 200, answer.text
    return sorted(one["item_id"] for one in answer.json()["items"])


@pytest.mark.parametrize(
    ("account", "items"),
    [
        (ADMIN, ["QW-01", "QW-02", "QW-03"]),
        ("council/kukar", ["QW-01", "QW-02"]),
        ("planner/paser", ["QW-03"]),
        ("officer/kukar/DISHUB", ["QW-02"]),
        ("head/kukar/DISKOMINFO", ["QW-01"]),
        ("verifier/kukar", []),  # an office account without an agency sees nothing
    ],
)
async def test_an_account_sees_what_its_region_and_agency_allow(
    caller: httpx.AsyncClient, account: str, items: list[str]
) -> None:
    assert await shown(caller, account) == items


@pytest.mark.parametrize(
    ("asked", "items"),
    [
        ({"state": "open"}, ["QW-02", "QW-03"]),
        ({"state": "closed"}, ["QW-01"]),
        ({"rule": "critical"}, ["QW-02"]),
        ({"agency": "DISHUB"}, ["QW-02"]),
        ({"region": "paser"}, ["QW-03"]),
        ({"item_id": "QW-01"}, ["QW-01"]),
        ({"item_id": "QW-01", "state": "open"}, []),
    ],
)
async def test_what_is_asked_for_narrows_the_list(
    caller: httpx.AsyncClient, asked: dict[str, str], items: list[str]
) -> None:
    assert await shown(caller, ADMIN, **asked) == items


async def test_asking_for_another_agency_does_not_widen_what_an_office_sees(
    caller: httpx.AsyncClient,
) -> None:
    assert await shown(caller, "officer/kukar/DISHUB", agency="DISKOMINFO") == []


async def test_pages_show_each_alert_once_though_they_opened_at_one_instant(
    caller: httpx.AsyncClient,
) -> None:
    seen: list[str] = []
    asked: dict[str, Any] = {"limit": 1}
    while True:
        answer = await caller.get("/api/v1/alerts", params=asked, headers={"x-account": ADMIN})
        seen += [one["alert"] for one in answer.json()["items"]]
        if answer.json()["next"] is None:
            break
        asked["cursor"] = answer.json()["next"]
    assert seen == ["late:QW-03:1", "late:QW-01:1", "critical:QW-02:1"]


async def test_an_alert_shows_whom_it_told_and_why_it_closed(caller: httpx.AsyncClient) -> None:
    answer = await caller.get("/api/v1/alerts/late:QW-01:1", headers={"x-account": ADMIN})
    alert = answer.json()
    assert (alert["state"], alert["close_reason"]) == ("closed", "done")
    lines = {(one["step"], one["recipient"], one["state"]) for one in alert["deliveries"]}
    assert lines == {
        ("1", "kepala@kominfo.example", "sent"),
        ("1", "tim@kukarkab.example", "sent"),
        ("closed", "kepala@kominfo.example", "sent"),
        ("closed", "tim@kukarkab.example", "sent"),
    }


HEAD, TEAM = "kepala@kominfo.example", "tim@kukarkab.example"


@pytest.mark.parametrize(
    ("account", "addresses"),
    [
        (ADMIN, {HEAD, TEAM}),
        ("planner/kukar", {HEAD, TEAM}),
        ("head/kukar/DISKOMINFO", {HEAD, None}),
        ("officer/kukar/DISKOMINFO", {HEAD, None}),
        ("council/kukar", {None}),
    ],
)
async def test_addresses_are_for_those_who_keep_them_and_for_the_offices_own_agency(
    caller: httpx.AsyncClient, account: str, addresses: set[str | None]
) -> None:
    for path in ("/late:QW-01:1", "?item_id=QW-01"):
        answer = await caller.get(f"/api/v1/alerts{path}", headers={"x-account": account})
        told = answer.json()
        lines = (told if "alert" in told else told["items"][0])["deliveries"]

        assert {one["recipient"] for one in lines} == addresses
        assert {one["role"] for one in lines} == {"head", "delivery_team"}
        for one in lines:
            assert (one["message_id"] is None) == (one["recipient"] is None)
        hidden = {HEAD, TEAM} - addresses
        assert not any(address in answer.text for address in hidden)


async def test_an_alert_with_an_office_that_has_no_address_says_which(
    caller: httpx.AsyncClient,
) -> None:
    answer = await caller.get("/api/v1/alerts/critical:QW-02:1", headers={"x-account": ADMIN})
    assert answer.json()["missing_roles"] == ["officer", "verifier"]


async def test_an_alert_that_is_not_ones_own_is_as_if_it_were_not_there(
    caller: httpx.AsyncClient,
) -> None:
    for path in ("late:QW-01:1", "late:QW-99:1"):
        answer = await caller.get(
            f"/api/v1/alerts/{path}", headers={"x-account": "officer/kukar/DISHUB"}
        )
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize(
    "asked", [{"state": "bogus"}, {"cursor": "eHg"}, {"cursor": "!"}, {"limit": 0}]
)
async def test_what_cannot_be_asked_is_refused_by_name(
    caller: httpx.AsyncClient, asked: dict[str, Any]
) -> None:
    answer = await caller.get("/api/v1/alerts", params=asked, headers={"x-account": ADMIN})
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == list(asked)


async def test_the_census_counts_what_the_list_shows(
    caller: httpx.AsyncClient, mongodb_uri: str
) -> None:
    database = Database(mongodb_uri, "notifier-http")
    store = MongoStore(database)
    census = await take_census(store.alerts, store.directory)
    database.close()
    assert census.open_alerts.by_region_and_rule == {("kukar", "critical"): 1, ("paser", "late"): 1}
    assert census.open_alerts.without_recipient == 2
