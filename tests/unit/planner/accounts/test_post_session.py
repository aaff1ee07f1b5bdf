from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock, Mock

import httpx
import pytest
from fastapi import FastAPI

from chassis.auth.auth import Auth
from chassis.auth.keys import new_key, read_key
from chassis.clock import FixedClock
from chassis.http.answers import answer_problems
from chassis.http.problem import Problem
from chassis.text import Text
from contracts.account import Role
from planner.accounts import post_session
from planner.accounts.account import StoredAccount
from planner.accounts.log_ins import LogIns
from planner.accounts.throttle import PER_ADDRESS, Throttle
from planner.accounts.tokens import Signer

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
PER_MINUTE = 3
GOOD = "rahasia-dinas"


class OnlyAdmin:
    """Accounts with one account."""

    async def is_known(self, username: str) -> bool:
        return username == "admin"

    async def logged_in(self, username: str, password: str) -> StoredAccount:
        if (username, password) != ("admin", GOOD):
            raise Problem(401, "wrong-login", Text("salah", "wrong"))
        return StoredAccount("admin", Role.ADMIN, None, None, "")


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    new_key(tmp_path / "key.pem")
    signer = Signer(read_key(tmp_path / "key.pem"), "aksi", 480)
    clock = FixedClock(datetime(2026, 11, 24, tzinfo=UTC))
    app = FastAPI()
    answer_problems(app)
    throttle, auth = Throttle(PER_MINUTE), Auth(signer.keys, "aksi", 1_000)
    service: Any = OnlyAdmin()
    none: Any = Mock(is_missing=Mock(return_value=False))
    log_ins = LogIns(
        service,
        signer=signer,
        factors=none,
        throttle=throttle,
        code_throttle=Throttle(PER_MINUTE),
        sessions=AsyncMock(),
        clock=clock,
        note=AsyncMock(return_value=None),
    )
    app.include_router(post_session.routes(log_ins, service, signer, auth, clock))
    return app


def from_address(app: FastAPI, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 40_000))
    return httpx.AsyncClient(transport=transport, base_url="http://planner")


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with from_address(app, "10.0.0.1") as client:
        yield client


async def log_in(client: httpx.AsyncClient, username: str, password: str) -> httpx.Response:
    body = {"username": username, "password": password}
    return await client.post("/api/v1/session", json=body)


async def test_a_session_is_a_token_and_when_it_ends(client: httpx.AsyncClient) -> None:
    answer = await log_in(client, "admin", GOOD)

    assert answer.status_code == 200
    assert answer.json()["expires_at"] == "2026-11-24T08:00:00Z"
    assert answer.json()["access_token"].count(".") == 2
    assert answer.json()["expires_in"] == 8 * 3600
    assert answer.json()["session_expires_at"] == "2026-11-24T12:00:00Z"


async def test_guessing_at_one_name_is_stopped_and_told_when_to_come_back(
    client: httpx.AsyncClient,
) -> None:
    codes = [(await log_in(client, "admin", "salah")).status_code for _ in range(PER_MINUTE)]
    stopped = await log_in(client, "admin", GOOD)

    assert codes == [401] * PER_MINUTE
    assert stopped.status_code == 429
    assert 1 <= int(stopped.headers["Retry-After"]) <= 60


async def test_another_name_is_not_stopped_by_it(client: httpx.AsyncClient) -> None:
    for _ in range(PER_MINUTE + 1):
        await log_in(client, "petugas", "salah")

    assert (await log_in(client, "admin", GOOD)).status_code == 200


async def test_the_owner_logs_in_from_elsewhere_while_somebody_guesses(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    for _ in range(PER_MINUTE * 4):
        await log_in(client, "admin", "salah")

    assert (await log_in(client, "admin", GOOD)).status_code == 429
    async with from_address(app, "10.0.0.2") as owner:
        assert (await log_in(owner, "admin", GOOD)).status_code == 200


async def test_guessing_at_many_names_from_one_address_is_stopped(
    client: httpx.AsyncClient,
) -> None:
    tries = PER_MINUTE * PER_ADDRESS
    for number in range(tries):
        await log_in(client, f"petugas{number}", "salah")

    assert (await log_in(client, "admin", GOOD)).status_code == 429


async def test_logging_in_rightly_uses_nothing_up(client: httpx.AsyncClient) -> None:
    codes = [(await log_in(client, "admin", GOOD)).status_code for _ in range(PER_MINUTE * 3)]

    assert codes == [200] * (PER_MINUTE * 3)


async def test_a_field_that_is_not_known_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/api/v1/session", json={"username": "a", "password": "b", "role": "admin"}
    )

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "role"
