"""Sessions are listed and ended one by one; removed accounts are gone everywhere."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import pytest

from deploy.local.callers import Caller, calling
from deploy.local.demo_file import LogIn
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, OTHER_AGENCY, REGION
from tests.flow.test_account_pages import LIST, OWN, a_name, key_of, made, shows, signed_in_first
from tests.flow.test_accounts import LISTS, PASSWORD, SOON
from tests.flow.test_pages import Browser, browser, visiting

MINE = "/rencana/akun"
SESSION = re.compile(r'/sesi/([0-9a-f]{16})"')


async def codes(caller: Caller) -> set[int]:
    """How the services answer a session's token."""
    return {(await getattr(caller, name).get(path)).status_code for name, path in LISTS.items()}


async def is_out(caller: Caller) -> bool:
    return await codes(caller) == {401}


@pytest.fixture
async def name(admin: Caller, agencies: Any) -> str:
    """An officer's account."""
    name = a_name()
    account = {"username": name, "password": PASSWORD, "role": "officer", "one_time": False}
    made = await admin.planner.post(
        "/api/v1/accounts", json={**account, "agency": AGENCY, "region": REGION}
    )
    made.raise_for_status()
    return name


@pytest.fixture
async def program(stack: Stack, name: str) -> AsyncIterator[Caller]:
    """A session of it that a program has."""
    async with AsyncExitStack() as entered:
        login = LogIn(name, PASSWORD, "officer", AGENCY)
        yield await entered.enter_async_context(calling(stack.services, login))


async def test_who_sees_a_session_that_is_not_his_ends_it_and_stays_signed_in(
    stack: Stack, name: str, program: Caller
) -> None:
    assert await codes(program) == {200}
    async with visiting() as client:
        pages = Browser(stack, client, PASSWORD, name)
        await pages.signs_in()
        page = await pages.open(MINE)
        (own, other) = SESSION.findall(page.text)
        assert page.text.count("sesi ini") == 1
        assert page.text.index("sesi ini") < page.text.index(other), "the latest comes first"
        assert "python-httpx" in page.text
        page = await pages.send(f"{MINE}/sesi/{other}", {"csrf": key_of(pages)})
        assert "Sesi itu sudah berakhir." in page.text
        assert SESSION.findall(page.text) == [own]
        await until(lambda: is_out(program), SOON, "the program's tokens are refused everywhere")
        await pages.open("/kemajuan/")
        assert pages.path == "/kemajuan/"
        again = await pages.send(f"{MINE}/sesi/{other}", {"csrf": "x"})
        assert again.status_code == 403
        unknown = await pages.send(f"{MINE}/sesi/{uuid4().hex[:16]}", {"csrf": key_of(pages)})
        assert unknown.status_code == 404


async def test_who_signs_out_leaves_nothing_to_whoever_copied_the_cookie(
    stack: Stack, name: str, program: Caller
) -> None:
    async with visiting() as client, visiting() as copied:
        pages = Browser(stack, client, PASSWORD, name)
        await pages.signs_in()
        thief = Browser(stack, copied, PASSWORD, name)
        copied.cookies.update(client.cookies)
        await thief.open(MINE)
        assert thief.path == MINE
        await pages.send("/rencana/keluar", {})

        async def out() -> bool:
            await thief.open("/kemajuan/")
            return thief.path.startswith("/rencana/masuk")

        await until(out, SOON, "the copied cookie is refused")
        await thief.open(MINE)
        assert thief.path.startswith("/rencana/masuk")
    assert await codes(program) == {200}


async def test_a_head_ends_a_session_of_his_agency_and_of_no_other(
    stack: Stack, admin: Caller, name: str, program: Caller
) -> None:
    async with browser(stack, admin.login.username) as pages, visiting() as client:
        await pages.signs_in()
        heads = {}
        for agency in (OTHER_AGENCY, AGENCY):
            head = a_name()
            heads[agency] = head, await made(pages, head, role="head", agency=agency)
        page = await pages.open(f"{LIST}/{name}")
        (session,) = SESSION.findall(page.text)
        for agency, (head, given) in heads.items():
            client.cookies.clear()
            theirs = Browser(stack, client, given, head)
            await signed_in_first(theirs, given)
            await theirs.open(LIST)
            await theirs.open(MINE)
            path = f"{LIST}/{name}/sesi/{session}"
            answer = await theirs.send(path, {"csrf": key_of(theirs)})
            assert answer.status_code == (200 if agency == AGENCY else 404)
        await until(lambda: is_out(program), SOON, "the officer's session is ended")
        words = ("Satu sesi diakhiri", heads[AGENCY][0])
        await until(lambda: shows(pages, name, *words), SOON, "it is noted")


async def test_a_removed_account_is_gone_and_its_name_is_free_but_its_tokens_stay_void(
    stack: Stack, admin: Caller, name: str, program: Caller
) -> None:
    async with browser(stack, admin.login.username) as pages:
        await pages.signs_in()
        await pages.open(f"{LIST}/{name}")
        form = {"csrf": key_of(pages), "version": "1", "removal": ""}
        page = await pages.send(f"{LIST}/{name}/hapus", form)
        assert page.status_code == 422
        assert pages.errors() == ["removal"]
        stale = await pages.send(f"{LIST}/{name}/hapus", {**form, "version": "7", "removal": "x"})
        assert stale.status_code == 409
        page = await pages.send(f"{LIST}/{name}/hapus", {**form, "removal": "pindah tugas"})
        assert "Akun itu sudah dihapus." in page.text
        await until(lambda: is_out(program), SOON, "its tokens are refused everywhere")
        assert f"{LIST}/{name}" not in (await pages.open(LIST, params={"nama": name})).text
        assert (await pages.open(f"{LIST}/{name}")).status_code == 404
        listed = (await admin.planner.get("/api/v1/accounts", params={"limit": 500})).json()
        assert name not in {one["username"] for one in listed["items"]}
        login = {"username": name, "password": PASSWORD}
        assert (await admin.planner.post("/api/v1/session", json=login)).status_code == 401

        given = await made(pages, name, agency=OTHER_AGENCY)
        assert await is_out(program)
        async with visiting() as client:
            theirs = Browser(stack, client, given, name)
            await signed_in_first(theirs, given)
            assert await is_out(program), "also where the new owner has sessions"
        words = ("Akun dihapus", "pindah tugas")
        await until(lambda: shows(pages, name, *words), SOON, "its history goes on")


async def test_nobody_removes_himself_or_what_is_not_his(
    stack: Stack, admin: Caller, name: str, program: Caller
) -> None:
    body = {"version": 1, "reason": "tidak dipakai"}
    own = await admin.planner.post("/api/v1/accounts/admin/removal", json=body)
    assert (own.status_code, own.json()["code"]) == (409, "own-account")
    by_officer = await program.planner.post(f"/api/v1/accounts/{name}/removal", json=body)
    assert by_officer.status_code == 403
    async with browser(stack, admin.login.username) as pages, visiting() as client:
        await pages.signs_in()
        head = a_name()
        given = await made(pages, head, role="head", agency=OTHER_AGENCY)
        theirs = Browser(stack, client, given, head)
        await signed_in_first(theirs, given)
        login = LogIn(head, OWN, "head", OTHER_AGENCY)
        async with calling(stack.services, login) as caller:
            foreign = await caller.planner.post(f"/api/v1/accounts/{name}/removal", json=body)
            assert foreign.status_code == 404
            done = await admin.planner.post(f"/api/v1/accounts/{name}/removal", json=body)
            assert done.status_code == 204
            again = {"username": name, "password": PASSWORD, "role": "officer"}
            at_hers = {**again, "agency": OTHER_AGENCY, "region": REGION}
            refused = await caller.planner.post("/api/v1/accounts", json=at_hers)
            assert refused.json()["code"] == "already-exists", "she could not manage that account"
