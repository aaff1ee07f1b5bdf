"""Accounts on pages: made, changed and ended by those who may, with a password told once."""

import re
from uuid import uuid4

import pytest

from deploy.local.callers import Caller
from deploy.local.stack import Stack
from deploy.local.waiting import until
from tests.flow.plan import AGENCY, OTHER_AGENCY, REGION
from tests.flow.test_pages import Browser, browser, visiting

SOON = 20.0
LIST, NEW = "/rencana/akun-akun", "/rencana/akun-baru"
OWN = "empat kata pilihan sendiri"
PASSWORD = re.compile(r"<code>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</code>")


def a_name() -> str:
    return f"uji.{uuid4().hex[:10]}"


def key_of(pages: Browser) -> str:
    """The session's key, in every form of the page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', pages.page.text)
    assert found, pages.page.text
    return found[1]


def an_officer(pages: Browser, **values: str) -> dict[str, str]:
    """The form of an account, filled in."""
    filled = {"role": "officer", "agency": AGENCY, "also": "", "region": REGION, "version": "1"}
    return {"csrf": key_of(pages), **filled, **values}


async def signed_in_first(pages: Browser, password: str) -> None:
    """With a one-time password, and one of one's own instead."""
    given = {"username": pages.name, "password": password, "new_password": OWN}
    await pages.send("/rencana/masuk", {**given, "lanjut": "/kemajuan/"})
    assert pages.path == "/kemajuan/", pages.page.text


async def shows(pages: Browser, name: str, *words: str) -> bool:
    """Whether the page of an account has these words."""
    page = await pages.open(f"{LIST}/{name}")
    return all(word in page.text for word in words)


async def made(pages: Browser, name: str, **values: str) -> str:
    """The one-time password of a new account."""
    await pages.open(NEW)
    page = await pages.send(NEW, an_officer(pages, username=name, **values))
    assert page.status_code == 200, page.text
    found = PASSWORD.search(page.text)
    assert found, page.text
    return found[1]


async def test_an_admin_makes_an_account_that_signs_in_once_with_its_password_and_is_ended(
    stack: Stack, admin: Caller, agencies: object
) -> None:
    name = a_name()
    async with browser(stack, admin.login.username) as pages, visiting() as client:
        await pages.signs_in()
        given = await made(pages, name)
        assert given not in (await pages.open(f"{LIST}/{name}")).text
        theirs = Browser(stack, client, given, name)
        await signed_in_first(theirs, given)
        await pages.open(f"{LIST}/{name}")
        form = an_officer(pages, version="2", disabled="ya")
        assert (await pages.send(f"{LIST}/{name}", form)).status_code == 200
        assert "Perubahan sudah disimpan." in pages.page.text

        async def out() -> bool:
            await theirs.open("/kemajuan/")
            return theirs.path.startswith("/rencana/masuk")

        await until(out, SOON, "the disabled account is out")
        await until(lambda: shows(pages, name, "Akun diubah", "tidak → ya"), SOON, "its history")
        stale = await pages.send(f"{LIST}/{name}", {**form, "disabled": ""})
        assert stale.status_code == 409
        assert "Muat ulang" in stale.text


async def test_what_is_wrong_in_the_form_of_an_account_hides_no_change_of_others(
    stack: Stack, admin: Caller, agencies: object
) -> None:
    name = a_name()
    async with browser(stack, admin.login.username) as pages:
        await pages.signs_in()
        await made(pages, name)
        await pages.open(f"{LIST}/{name}")
        first = an_officer(pages, version="1")
        await pages.send(f"{LIST}/{name}", {**first, "role": "verifier"})
        wrong = await pages.send(f"{LIST}/{name}", {**first, "agency": "TIDAK-ADA"})
        assert wrong.status_code == 409, "the version is looked at first"
        wrong = await pages.send(f"{LIST}/{name}", {**first, "role": "dukun"})
        assert wrong.status_code == 422
        assert 'name="version" value="1"' in wrong.text


async def test_a_head_manages_its_own_agency_and_sees_no_other(
    stack: Stack, admin: Caller, agencies: object
) -> None:
    head, officer, foreign = a_name(), a_name(), a_name()
    async with browser(stack, admin.login.username) as pages, visiting() as client:
        await pages.signs_in()
        given = await made(pages, head, role="head")
        await made(pages, foreign, agency=OTHER_AGENCY)
        theirs = Browser(stack, client, given, head)
        await signed_in_first(theirs, given)
        await made(theirs, officer)
        listed = await theirs.open(LIST, params={"nama": "uji."})
        assert officer in listed.text
        assert foreign not in listed.text
        assert (await theirs.open(f"{LIST}/{foreign}")).status_code == 404
        await theirs.open(NEW)
        form = key_of(theirs)
        path = f"{LIST}/{foreign}/kata-sandi"
        assert (await theirs.send(path, {"csrf": form})).status_code == 404
        above = {"csrf": form, "username": a_name(), "role": "admin"}
        assert (await theirs.send(NEW, above)).status_code == 403
        elsewhere = {"csrf": form, "username": a_name(), "role": "officer", "agency": OTHER_AGENCY}
        page = await theirs.send(NEW, elsewhere)
        assert page.status_code == 200
        assert AGENCY in page.text


async def test_an_account_named_as_a_region_shows_nothing_of_the_region(
    stack: Stack, admin: Caller, agencies: object
) -> None:
    """Nor one named as a service, whose settings the trail has."""
    (await admin.planner.get("/api/v1/export", params={"region": REGION})).raise_for_status()
    async with browser(stack, admin.login.username) as pages:
        await pages.signs_in()
        for name in (REGION, "planner"):
            await made(pages, name)
            await until(lambda: shows(pages, name, "Akun dibuat"), SOON, "its history")  # noqa: B023
            assert "Rencana diekspor" not in pages.page.text
            assert "Layanan mulai" not in pages.page.text


@pytest.mark.parametrize("name", ["uji.pptk", "uji.dewan"])
async def test_others_manage_no_accounts(stack: Stack, name: str, callers: object) -> None:
    async with browser(stack, name) as pages:
        await pages.signs_in()
        for path in (LIST, NEW, f"{LIST}/admin"):
            assert (await pages.open(path)).status_code == 403
        page = await pages.send(NEW, {"csrf": "x", "username": "x"})
        assert page.status_code == 403


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_made(
    stack: Stack, admin: Caller, agencies: object
) -> None:
    async with browser(stack, admin.login.username) as pages:
        await pages.signs_in()
        await pages.open(NEW)
        wrong = an_officer(pages, username="Ada Spasi", agency="")
        page = await pages.send(NEW, wrong)
        assert page.status_code == 422
        assert set(pages.errors()) == {"username", "agency"}
        taken = {**wrong, "username": "uji.pptk", "agency": AGENCY}
        assert (await pages.send(NEW, taken)).status_code == 409
        assert pages.errors() == ["username"]
        of_none = an_officer(pages, username=a_name(), role="planner")
        assert (await pages.send(NEW, of_none)).status_code == 422
        assert pages.errors() == ["agency"]
        own = await pages.open(f"{LIST}/{admin.login.username}")
        assert own.status_code == 200
        change = an_officer(pages, role="admin", agency="", region="", disabled="ya")
        page = await pages.send(f"{LIST}/{admin.login.username}", change)
        assert page.status_code == 409
        assert "Akun sendiri tidak dapat diubah" in page.text
