"""An account's end, its other role and its new password hold at every service within seconds."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.local.callers import Caller, calling
from deploy.local.demo_file import LogIn
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, OTHER_AGENCY, REGION, Plan

SOON = 30.0
PASSWORD, NEW_PASSWORD = "empat kata yang panjang", "empat kata yang lain sekali"
LISTS = {"planner": "/api/v1/items", "tracker": "/api/v1/items", "notifier": "/api/v1/alerts"}


class Officer:
    """An officer's account, and a session of it."""

    def __init__(self, admin: Caller, stack: Stack, account: dict[str, Any]) -> None:
        self._admin = admin
        self._stack = stack
        self.account = account
        self.username = account["username"]
        self.caller: Caller

    def log_in(self, password: str = PASSWORD) -> LogIn:
        return LogIn(self.username, password, "officer", AGENCY)

    async def revised(self, **changes: Any) -> httpx.Response:
        names = ("version", "role", "agency", "region", "disabled")
        body = {name: self.account[name] for name in names} | changes
        answer = await self._admin.planner.put(f"/api/v1/accounts/{self.username}", json=body)
        if answer.status_code == 200:
            self.account = answer.json()
        return answer

    async def codes(self) -> dict[str, int]:
        """How each service answers the session's token."""
        clients = {"planner": self.caller.planner, "tracker": self.caller.tracker}
        clients["notifier"] = self.caller.notifier
        return {name: (await clients[name].get(path)).status_code for name, path in LISTS.items()}

    async def ends(self) -> None:
        async def refused() -> bool:
            return set((await self.codes()).values()) == {401}

        await until(refused, SOON, "every service refuses the token")


@pytest.fixture
async def officer(stack: Stack, admin: Caller, agencies: Any) -> AsyncIterator[Officer]:
    account = {
        "username": f"uji.{uuid4().hex[:10]}",
        "password": PASSWORD,
        "role": "officer",
        "agency": AGENCY,
        "region": REGION,
        "one_time": False,
    }
    made = (await admin.planner.post("/api/v1/accounts", json=account)).raise_for_status().json()
    officer = Officer(admin, stack, made)
    async with AsyncExitStack() as entered:
        entering = calling(stack.services, officer.log_in())
        officer.caller = await entered.enter_async_context(entering)
        assert set((await officer.codes()).values()) == {200}
        yield officer


async def test_a_disabled_account_is_refused_by_every_service_and_cannot_log_in(
    officer: Officer,
) -> None:
    assert (await officer.revised(disabled=True)).status_code == 200
    await officer.ends()
    again = await officer.caller.planner.post(
        "/api/v1/session", json={"username": officer.username, "password": PASSWORD}
    )
    assert (again.status_code, again.json()["code"]) == (401, "wrong-login")
    assert (await officer.revised(disabled=False)).status_code == 200

    async def admitted() -> bool:
        return set((await officer.codes()).values()) == {200}

    await until(admitted, SOON, "every service accepts the token again")


async def test_another_agency_holds_for_the_token_that_was_signed_before(
    officer: Officer, agencies: Any
) -> None:
    assert (await officer.revised(agency=OTHER_AGENCY)).status_code == 200

    async def moved() -> bool:
        body = {"as_of": "2026-01-01", "physical_percent": 1}
        path = "/api/v1/items/TIDAK-ADA/reports"
        answer = await officer.caller.tracker.post(path, json=body)
        return OTHER_AGENCY in answer.text

    await until(moved, SOON, "the tracker takes it for the other agency's officer")


async def renewed(officer: Officer, renewal_token: str) -> httpx.Response:
    body = {"renewal_token": renewal_token}
    return await officer.caller.planner.post("/api/v1/session/renewal", json=body)


async def test_access_is_renewed_with_its_session_until_that_ends(
    officer: Officer, stack: Stack
) -> None:
    login = {"username": officer.username, "password": PASSWORD}
    begun = (await officer.caller.planner.post("/api/v1/session", json=login)).json()
    assert 0 < begun["expires_in"] <= 15 * 60
    answer = await renewed(officer, begun["renewal_token"])
    assert answer.status_code == 200, answer.text
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    for name, path in LISTS.items():
        fresh = await getattr(officer.caller, name).get(path, headers=bearer)
        assert fresh.status_code == 200
        as_access = {"Authorization": f"Bearer {begun['renewal_token']}"}
        assert (await getattr(officer.caller, name).get(path, headers=as_access)).status_code == 401
    assert (await renewed(officer, begun["access_token"])).status_code == 401
    assert (await officer.caller.planner.delete("/api/v1/session")).status_code == 204
    assert (await renewed(officer, begun["renewal_token"])).json()["code"] == "session-ended"


async def test_an_account_of_several_agencies_acts_for_the_one_that_its_session_chose(
    officer: Officer, agencies: Any, plan: Plan
) -> None:
    own = (await plan.has())["item_id"]
    other = (await plan.has(agency=OTHER_AGENCY))["item_id"]
    login = {"username": officer.username, "password": PASSWORD, "agency": OTHER_AGENCY}
    refused = await officer.caller.planner.post("/api/v1/session", json=login)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    answer = await officer.revised(also=[OTHER_AGENCY, AGENCY, OTHER_AGENCY])
    assert answer.json()["also"] == [OTHER_AGENCY]
    begun = (await officer.caller.planner.post("/api/v1/session", json=login)).json()
    assert (begun["agency"], begun["agencies"]) == (OTHER_AGENCY, [AGENCY, OTHER_AGENCY])
    bearer = {"Authorization": f"Bearer {begun['access_token']}"}

    async def sees(item: str) -> bool:
        path = f"/api/v1/items/{item}"
        return (await officer.caller.tracker.get(path, headers=bearer)).status_code == 200

    await until(lambda: sees(other), SOON, "the tracker knows the account's agencies")
    assert not await sees(own)
    assert (await officer.caller.tracker.get(f"/api/v1/items/{own}")).status_code == 200
    assert (await officer.revised(also=[])).status_code == 200

    async def own_again() -> bool:
        return await sees(own) and not await sees(other)

    await until(own_again, SOON, "what it may no longer act for is closed to its session")


@pytest.mark.parametrize("role", ["officer", "council"])
async def test_further_agencies_are_known_ones_of_an_office_in_an_agency(
    officer: Officer, role: str
) -> None:
    own = AGENCY if role == "officer" else None
    answer = await officer.revised(role=role, agency=own, also=["TIDAK-ADA"])
    (fault,) = answer.json()["errors"]
    expected = "unknown-agency" if role == "officer" else "agency-not-wanted"
    assert (answer.status_code, fault["field"], fault["code"]) == (422, "also", expected)


async def test_a_new_password_ends_the_sessions_of_before(
    officer: Officer, admin: Caller, stack: Stack
) -> None:
    body = {"username": officer.username, "password": PASSWORD, "new_password": NEW_PASSWORD}
    answer = await officer.caller.planner.post("/api/v1/session/password", json=body)
    assert answer.status_code == 200
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    await officer.ends()
    for name, path in LISTS.items():
        fresh = await getattr(officer.caller, name).get(path, headers=bearer)
        assert fresh.status_code == 200
    async with calling(stack.services, officer.log_in(NEW_PASSWORD)) as caller:
        set_by_admin = await admin.planner.post(
            f"/api/v1/accounts/{officer.username}/password", json={"password": PASSWORD}
        )
        assert set_by_admin.status_code == 200
        officer.caller = caller
        await officer.ends()


async def test_who_signs_out_everywhere_is_signed_out_everywhere(
    officer: Officer, stack: Stack
) -> None:
    async with calling(stack.services, officer.log_in()) as elsewhere:
        left = await officer.caller.planner.delete("/api/v1/session")
        assert left.status_code == 204
        await officer.ends()
        officer.caller = elsewhere
        await officer.ends()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"version": 7}, 409, "stale-version"),
        ({"agency": "TIDAK-ADA"}, 422, "invalid"),
        ({"agency": None}, 422, "invalid"),
        ({"region": "atlantis"}, 422, "invalid"),
    ],
)
async def test_a_change_that_breaks_a_rule_changes_nothing(
    officer: Officer, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = await officer.revised(**changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set((await officer.codes()).values()) == {200}


async def test_nobody_takes_away_his_own_rights(admin: Caller) -> None:
    body = {"version": 1, "role": "council", "agency": None, "region": None, "disabled": True}
    answer = await admin.planner.put("/api/v1/accounts/admin", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "own-account")


async def test_only_an_administrator_changes_accounts(officer: Officer) -> None:
    change = {"version": 1, "role": "admin", "agency": None, "region": None}
    path = f"/api/v1/accounts/{officer.username}"
    answers = [
        await officer.caller.planner.put(path, json=change),
        await officer.caller.planner.post(f"{path}/password", json={"password": NEW_PASSWORD}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]


@pytest.mark.parametrize("password", ["12345678", "password12", "Password12!", "1234567890"])
async def test_a_password_that_many_use_is_refused(officer: Officer, password: str) -> None:
    body = {"username": officer.username, "password": PASSWORD, "new_password": password}
    answer = await officer.caller.planner.post("/api/v1/session/password", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["password"]
    assert set((await officer.codes()).values()) == {200}
