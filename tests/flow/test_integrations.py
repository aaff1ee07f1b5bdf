"""An agency's own system reports with a token: as docs/integrations.md says, and no more."""

import asyncio
import os
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.submissions import event_headers
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, REGION, SOON, Plan, report
from tests.flow.system import System
from tests.flow.test_account_pages import LIST, key_of
from tests.flow.test_pages import browser
from tests.flow.test_submissions import rejected_codes, submission

BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.DOTALL | re.MULTILINE)
DOCUMENT = Path(__file__).parents[2] / "docs" / "integrations.md"
BLOCKS = BLOCK.findall(DOCUMENT.read_text())
ACCOUNT = "uji.pptk"
TOKEN = re.compile(r"<code>(aksi_[A-Za-z0-9_-]{43})</code>")


async def a_token(admin: Caller, **changes: Any) -> dict[str, Any]:
    body = {"name": "SIMDA", "days": 30, **changes}
    answer = await admin.planner.post(f"/api/v1/accounts/{ACCOUNT}/tokens", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def revoke(admin: Caller, made: dict[str, Any]) -> None:
    answer = await admin.planner.delete(f"/api/v1/accounts/{ACCOUNT}/tokens/{made['id']}")
    assert answer.status_code == 200, answer.text


@pytest.fixture
async def token(stack: Stack, admin: Caller, officer: Caller) -> Any:
    """Of the officer's account of AGENCY; the tracker knows it."""
    made = await a_token(admin)
    await _is_known(Stranger(stack, "tracker", made["token"]))
    yield made
    left = (await admin.planner.get("/api/v1/accounts?limit=200")).json()["items"]
    (account,) = (one for one in left if one["username"] == ACCOUNT)
    if made["id"] in {one["id"] for one in account["tokens"]}:
        await revoke(admin, made)


class Stranger:
    """Asks a service with a token, and nothing else."""

    def __init__(self, stack: Stack, service: str, text: str) -> None:
        self._url = stack.services.url(service)
        self._head = {b"Authorization": f"Bearer {text}".encode()}

    async def __call__(self, method: str, path: str, body: Any = None) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self._url, headers=self._head) as client:
            return await client.request(method, path, json=body)


@pytest.fixture
def asking(stack: Stack) -> Callable[[str, str], Stranger]:
    return lambda service, text: Stranger(stack, service, text)


@pytest.mark.parametrize("number", range(3), ids=["curl", "Python", "Kafka"])
async def test_what_the_document_says_reports(
    stack: Stack, plan: Plan, token: dict[str, Any], number: int, tmp_path: Path
) -> None:
    assert [language for language, _ in BLOCKS] == ["sh", "python", "python"]
    language, script = BLOCKS[number]
    item_id = (await plan.has())["item_id"]
    ours = {
        "AKSI_TOKEN": token["token"],
        "AKSI_TRACKER": stack.services.url("tracker"),
        "AKSI_KAFKA": stack.running.kafka,
        "AKSI_ITEM": item_id,
        "AKSI_AGENCY": AGENCY,
    }
    program = ("bash", "-e") if language == "sh" else (sys.executable,)
    path = tmp_path / "script"
    path.write_text(script.replace("simda-2026", f"simda-{uuid4().hex[:8]}"))
    process = await asyncio.create_subprocess_exec(
        *program,
        str(path),
        env={**os.environ, **ours},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, (out + err).decode()

    async def recorded() -> bool:
        return int((await plan.item(item_id))["reports"]) == 1

    await until(recorded, SOON, "the report")
    (row,) = (await plan.item(item_id))["report_log"]
    assert row["submitted_by"].split(":")[0] == ACCOUNT
    assert row["physical_percent"] == 41.5 + number


async def test_a_token_opens_reporting_for_its_agency_and_nothing_else(
    plan: Plan, token: dict[str, Any], asking: Callable[[str, str], Stranger]
) -> None:
    tracker = asking("tracker", token["token"])
    item_id = (await plan.has())["item_id"]
    foreign = (await plan.has(agency="GRT-DISHUB"))["item_id"]
    assert (await tracker("GET", f"/api/v1/items/{item_id}")).status_code == 200
    assert (await tracker("GET", f"/api/v1/items/{foreign}")).status_code == 404
    answer = await tracker("POST", f"/api/v1/items/{foreign}/reports", report(40))
    assert answer.status_code == 404, answer.text
    for service, path in (("planner", "/api/v1/items"), ("notifier", "/api/v1/alerts")):
        assert (await asking(service, token["token"])("GET", path)).status_code == 401
    for wrong in (token["token"][:-1], token["token"] + "x", "aksi_", "aksi_ü"):
        assert (await asking("tracker", wrong)("GET", "/api/v1/items")).status_code == 401


async def test_a_revoked_token_is_soon_valid_nowhere(
    stack: Stack,
    plan: Plan,
    admin: Caller,
    system: System,
    asking: Callable[[str, str], Stranger],
) -> None:
    made = await a_token(admin, name="Dicabut")
    tracker = asking("tracker", made["token"])
    await _is_known(tracker)
    await revoke(admin, made)

    async def is_unknown() -> bool:
        return (await tracker("GET", "/api/v1/items?limit=1")).status_code == 401

    await until(is_unknown, SOON, "the end of the token")
    item_id = (await plan.has())["item_id"]
    body = submission(item_id, 1, 40)
    head = [
        *(one for one in await system.headers("x", item_id) if one[0] != "ce_aksitoken"),
        ("ce_aksitoken", made["token"].encode()),
    ]
    codes = await rejected_codes(stack, lambda: system.send(body, head), {body["report_id"]})
    assert codes == {body["report_id"]: {"unauthenticated"}}


@pytest.mark.parametrize(
    ("username", "changes", "code"),
    [
        (ACCOUNT, {"name": "  "}, "token-name"),
        (ACCOUNT, {"name": "x" * 61}, "token-name"),
        (ACCOUNT, {"days": 0}, "token-days"),
        (ACCOUNT, {"days": 367}, "token-days"),
        ("uji.kepala", {}, "token-not-officers"),
    ],
)
async def test_a_token_that_cannot_be_made_says_why(
    admin: Caller, callers: Any, username: str, changes: dict[str, Any], code: str
) -> None:
    body = {"name": "SIMDA", "days": 30, **changes}
    answer = await admin.planner.post(f"/api/v1/accounts/{username}/tokens", json=body)
    assert answer.status_code == 422, answer.text
    assert [fault["code"] for fault in answer.json()["errors"]] == [code]


async def test_who_may_not_manage_an_account_makes_no_token_for_it(
    officer: Caller, foreign_officer: Caller
) -> None:
    for caller in (officer, foreign_officer):
        body = {"name": "SIMDA", "days": 30}
        answer = await caller.planner.post(f"/api/v1/accounts/{ACCOUNT}/tokens", json=body)
        assert answer.status_code == 403


async def test_a_token_is_shown_once_on_the_page_and_revoked_there(
    stack: Stack, admin: Caller, officer: Caller, asking: Callable[[str, str], Stranger]
) -> None:
    async with browser(stack, admin.login.username) as pages:
        await pages.signs_in()
        path = f"{LIST}/{ACCOUNT}"
        await pages.open(path)
        bad = await pages.send(f"{path}/token", {"csrf": key_of(pages), "name": "e-K", "days": "x"})
        assert bad.status_code == 422
        assert "366" in bad.text
        form = {"csrf": key_of(pages), "name": "e-Kinerja <b>", "days": "90"}
        page = await pages.send(f"{path}/token", form)
        found = TOKEN.search(page.text)
        assert found, page.text
        again = (await pages.open(path)).text
        assert found[1] not in again
        assert "e-Kinerja &lt;b&gt;" in again
        await _is_known(asking("tracker", found[1]))
        (revoking,) = re.findall(rf'action="({path}/token/[0-9a-f]+/cabut)"', again)
        assert (await pages.send(revoking, {"csrf": "x"})).status_code == 403
        await pages.send(revoking, {"csrf": key_of(pages)})
        assert "Token sudah dicabut" in pages.page.text
        assert "Token sistem dicabut" in pages.page.text, "its history"


@pytest.mark.usefixtures("officer")
async def test_the_page_says_when_a_token_was_last_used_and_how(
    stack: Stack,
    plan: Plan,
    admin: Caller,
    system: System,
    asking: Callable[[str, str], Stranger],
) -> None:
    made, unused = [await a_token(admin, name=f"Pakai {number}") for number in (1, 2)]
    assert made["last_use"] is None

    async def last_use(token: dict[str, Any]) -> Any:
        listed = (await admin.planner.get("/api/v1/accounts?limit=200")).json()["items"]
        (account,) = (one for one in listed if one["username"] == ACCOUNT)
        (shown,) = (one for one in account["tokens"] if one["id"] == token["id"])
        return shown["last_use"]

    def used_by(source: str) -> Callable[[], Awaitable[bool]]:
        async def is_shown() -> bool:
            use = await last_use(made)
            return use is not None and use["source"] == source

        return is_shown

    try:
        await _is_known(asking("tracker", made["token"]))
        await until(used_by("http"), SOON, "the use over HTTP")
        async with browser(stack, admin.login.username) as pages:
            await pages.signs_in()
            assert "lewat API" in said_of("Pakai 1", (await pages.open(f"{LIST}/{ACCOUNT}")).text)

            body = submission((await plan.has())["item_id"], 1, 40)
            head = event_headers(body["report_id"], body["item_id"], made["token"])
            await (await system.send(body, head))
            await until(used_by("kafka"), SOON, "the use over Kafka")
            page = (await pages.open(f"{LIST}/{ACCOUNT}")).text
            assert "Terakhir dipakai" in said_of("Pakai 1", page)
            assert "lewat Kafka" in said_of("Pakai 1", page)
            assert "Belum pernah dipakai" in said_of("Pakai 2", page)
        use = await last_use(made)
        age = datetime.now(UTC) - datetime.fromisoformat(use["used_at"])
        assert timedelta(0) <= age < timedelta(minutes=10)
        assert await last_use(unused) is None
    finally:
        for one in (made, unused):
            await revoke(admin, one)


def said_of(name: str, page: str) -> str:
    """What an account's page says of the token of this name."""
    (said,) = re.findall(rf"<li>\s*<p><strong>{name}</strong>(.*?)<form", page, re.DOTALL)
    return str(said)


async def _is_known(tracker: Stranger) -> None:
    async def known() -> bool:
        return (await tracker("GET", "/api/v1/items?limit=1")).status_code == 200

    await until(known, SOON, "the token in the tracker")


async def test_a_token_ends_with_the_role_that_it_was_given_for(
    admin: Caller, stack: Stack, asking: Callable[[str, str], Stranger]
) -> None:
    name = f"uji.{uuid4().hex[:10]}"
    new = {"username": name, "password": "empat kata yang panjang", "role": "officer"}
    new |= {"agency": AGENCY, "region": REGION}
    assert (await admin.planner.post("/api/v1/accounts", json=new)).status_code == 201
    body = {"name": "SIMDA", "days": 30}
    made = (await admin.planner.post(f"/api/v1/accounts/{name}/tokens", json=body)).json()
    tracker = asking("tracker", made["token"])
    await _is_known(tracker)
    change = {"version": 2, "role": "head", "agency": AGENCY, "region": REGION}
    answer = await admin.planner.put(f"/api/v1/accounts/{name}", json=change)
    assert answer.json()["tokens"] == []

    async def ended() -> bool:
        return (await tracker("GET", "/api/v1/items?limit=1")).status_code == 401

    await until(ended, SOON, "the end of the token")
