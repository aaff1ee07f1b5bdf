"""Signing in with a second factor: turned on, asked for, demanded by a region, taken off."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from chassis.auth.keys import new_key
from chassis.clock import FixedClock
from chassis.serve import Service
from chassis.web.session import COOKIE
from contracts.account import Account, Role
from planner.accounts.account import NewAccount
from planner.accounts.second_factor import STEP_SECONDS, code_at, step_at
from planner.agencies.agency import Fields
from planner.app import Components, create_app, create_parts
from planner.settings import Settings

PASSWORD, NEW_PASSWORD = "empat kata yang panjang", "empat kata yang lain sekali"
NOON = datetime(2026, 11, 24, 4, 0, 5, tzinfo=UTC)
ROOT = Account(username="akar", role=Role.ADMIN)
SIGN_IN, ENTER, SET_UP = "/rencana/masuk", "/rencana/masuk/kode", "/rencana/masuk/pasang"
ACCOUNT, OWN = "/rencana/akun", "/rencana/akun/dua-langkah"
URI = re.compile(r'href="(otpauth:[^"]+)"')
RECOVERY = re.compile(r"<li><code>([A-Z2-7 ]{19})</code>")
FREE = 4
"""Wrong tries before each costs a pause."""


@dataclass
class Visitor:
    """Somebody at a browser, at an address of their own."""

    app: FastAPI
    name: str
    clock: FixedClock
    address: str = field(default_factory=lambda: f"10.0.{uuid4().bytes[0]}.{uuid4().bytes[0]}")
    secret: str = ""
    codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app, client=(self.address, 40_000)),
            base_url="http://planner.example",
            headers={"accept": "text/html", "accept-language": "id"},
        )
        self.page: httpx.Response

    async def open(self, path: str) -> httpx.Response:
        self.page = await self.client.get(path)
        return self.page

    async def send(self, path: str, **form: str) -> httpx.Response:
        self.page = await self.client.post(path, data=form)
        return self.page

    async def sends(self, path: str, **form: str) -> httpx.Response:
        """With the key of the page's forms."""
        return await self.send(path, csrf=self.hidden("csrf"), **form)

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]+)"', self.page.text)
        assert found, self.page.text
        return unescape(found[1])

    def errors(self) -> list[str]:
        return re.findall(r'<li><a href="#(\w+)">', self.page.text)

    async def gives_password(self, password: str = PASSWORD) -> httpx.Response:
        return await self.send(SIGN_IN, username=self.name, password=password, lanjut=ACCOUNT)

    async def enters(self, code: str, path: str = ENTER) -> httpx.Response:
        """The second step, from the page that asks for it."""
        step = self.hidden("langkah")
        return await self.send(path, langkah=step, lanjut=ACCOUNT, one_time_code=code)

    async def is_in(self) -> bool:
        return (await self.client.get(ACCOUNT)).status_code == 200

    def leaves(self) -> None:
        self.client.cookies.clear()

    def code(self, ahead: int = 0) -> str:
        """What the app on the phone shows now, or so many steps later."""
        return code_at(self.secret, step_at(self.clock.now()) + ahead)

    def reads_secret(self) -> str:
        found = URI.search(self.page.text)
        assert found, self.page.text
        (self.secret,) = parse_qs(urlsplit(unescape(found[1])).query)["secret"]
        groups = " ".join(self.secret[n : n + 4] for n in range(0, len(self.secret), 4))
        assert f"<code>{groups}</code>" in self.page.text
        return self.secret

    async def turns_on(self) -> None:
        """Signed in, with a session that goes on."""
        assert (await self.gives_password()).status_code == 303
        await self.open(ACCOUNT)
        assert (await self.sends(OWN)).headers["location"] == OWN
        await self.open(OWN)
        self.reads_secret()
        page = await self.sends(f"{OWN}/nyalakan", one_time_code=self.code())
        assert page.status_code == 200, page.text
        self.codes = RECOVERY.findall(page.text)
        assert len(self.codes) == 10
        self.clock.advance(timedelta(seconds=STEP_SECONDS))

    async def asks(self, path: str = "/api/v1/session", **body: Any) -> tuple[int, dict[str, Any]]:
        """As a program does."""
        given = {"username": self.name, "password": PASSWORD, **body}
        headers = {"accept": "application/json"}
        answer = await self.client.post(path, json=given, headers=headers)
        return answer.status_code, answer.json()


@dataclass
class Planner:
    app: FastAPI
    parts: Components
    clock: FixedClock

    async def account(
        self,
        role: Role = Role.COUNCIL,
        region: str | None = "kutim",
        *,
        agency: str | None = None,
    ) -> Visitor:
        name = f"uji.{uuid4().hex[:10]}"
        new = NewAccount(name, role, agency, region)
        await self.parts.account_service.create(new, PASSWORD, one_time=False, by=ROOT)
        return self.visitor(name)

    async def agency(self) -> str:
        """In kutim."""
        office: Fields = {
            "agency": f"UJI-{uuid4().hex[:8].upper()}",
            "name": f"Dinas {uuid4().hex[:8]}",
            "kind": "dinas",
            "contacts": (),
        }
        await self.parts.agency_service.create(office, region="kutim", by=ROOT.username)
        return office["agency"]

    def visitor(self, name: str) -> Visitor:
        return Visitor(self.app, name, self.clock)

    async def deeds(self, name: str) -> list[tuple[str, str, dict[str, Any]]]:
        """(what, by, details) of what was done about an account."""
        await self.parts.trail.link()
        found = await self.parts.trail.entries.latest({"about": name}, None, 50)
        rows = [(one.deed.what, one.deed.by, dict(one.deed.details)) for one in found]
        return rows[::-1]

    async def whole_database(self) -> str:
        """All that is stored, but for the accounts' own documents."""
        names = ("outbox", "audit", "audit_new", "account_states", "turns")
        told = []
        for name in names:
            told += [str(row) async for row in self.parts.database[name].find({})]
        return "\n".join(told)


@pytest.fixture
async def planner(
    mongodb_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Planner]:
    clock = FixedClock(NOON)
    monkeypatch.setattr("chassis.serve.SystemClock", lambda *_: clock)
    new_key(tmp_path / "key.pem")
    zone = {"name": "K", "time_zone": "Asia/Makassar"}
    regions = {"kukar": {**zone, "second_factor_for": ["planner"]}, "kutim": zone}
    (tmp_path / "regions.json").write_text(json.dumps(regions))
    settings = Settings(
        mongodb=mongodb_uri,
        database="planner_of_test_second_factor",
        signing_key_file=tmp_path / "key.pem",
        regions_file=tmp_path / "regions.json",
        logins_per_minute=FREE,
    )
    app = create_app(settings)
    service: Service = app.state.service
    for work in service._before:
        await work()
    parts = create_parts(
        settings,
        service.database,
        service.outbox,
        clock,
        states=service.accounts,
        trail=service.trail,
    )
    yield Planner(app, parts, clock)
    service.database.close()


async def test_once_it_is_on_the_password_alone_lets_nobody_in(planner: Planner) -> None:
    one = await planner.account()
    await one.turns_on()
    one.leaves()
    page = await one.gives_password()
    assert (page.status_code, page.headers.get("set-cookie")) == (200, None)
    assert not await one.is_in()
    wrong = await one.enters("000000" if one.code() != "000000" else "111111")
    assert (wrong.status_code, one.errors()) == (401, ["one_time_code"])
    assert not await one.is_in()
    entered = await one.enters(one.code())
    assert (entered.status_code, entered.headers["location"]) == (303, ACCOUNT)
    assert await one.is_in()
    done = [(what, by) for what, by, _ in await planner.deeds(one.name)]
    assert done[1:] == [
        ("signed-in", one.name),
        ("second-factor-on", one.name),
        ("sign-in-refused", ""),
        ("signed-in", one.name),
    ]


async def test_a_used_code_is_answered_as_a_wrong_one(planner: Planner) -> None:
    one = await planner.account()
    await one.turns_on()
    used = one.code()
    one.leaves()
    await one.gives_password()
    assert (await one.enters(used)).status_code == 303
    one.leaves()
    answers = []
    for code in (used, one.code(ahead=7)):
        await one.gives_password()
        page = await one.enters(code)
        answers.append((page.status_code, page.text.replace(one.hidden("langkah"), "")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 401
    for what, _, details in (await planner.deeds(one.name))[-2:]:
        assert (what, details["wrong_code"]) == ("sign-in-refused", True)


async def test_of_two_at_once_with_one_code_one_is_let_in(planner: Planner) -> None:
    one = await planner.account()
    await one.turns_on()
    others = [planner.visitor(one.name) for _ in range(6)]
    for other in others:
        await other.gives_password()
    for code in (one.code(), one.codes[0]):
        pages = await asyncio.gather(*(other.enters(code) for other in others[:3]))
        assert sorted(page.status_code for page in pages) == [303, 401, 401], code
        others = others[3:]


async def test_a_recovery_code_lets_in_once_and_is_shown_once(planner: Planner) -> None:
    one = await planner.account()
    await one.turns_on()
    for page in (ACCOUNT, OWN):
        shown = (await one.open(page)).text
        assert not any(code in shown for code in one.codes)
        assert one.secret not in shown.replace(" ", "")
    one.leaves()
    await one.gives_password()
    assert (await one.enters(one.codes[0].lower())).status_code == 303
    assert "yang tersisa: 9." in (await one.open(ACCOUNT)).text
    one.leaves()
    await one.gives_password()
    assert (await one.enters(one.codes[0])).status_code == 401
    assert (await one.enters(one.codes[1])).status_code == 303
    done = await planner.deeds(one.name)
    assert ("recovery-code-used", one.name, {"left": 9}) in done
    assert ("recovery-code-used", one.name, {"left": 8}) in done


async def test_it_is_not_on_before_a_code_was_typed_and_a_new_try_has_a_new_secret(
    planner: Planner,
) -> None:
    one = await planner.account()
    await one.gives_password()
    await one.open(ACCOUNT)
    await one.sends(OWN)
    await one.open(OWN)
    first = one.reads_secret()
    page = await one.sends(f"{OWN}/nyalakan", one_time_code=one.code(ahead=9))
    assert (page.status_code, one.errors()) == (401, ["one_time_code"])
    assert one.reads_secret() == first
    other = planner.visitor(one.name)
    assert (await other.gives_password()).status_code == 303
    await one.sends(OWN)
    await one.open(OWN)
    assert one.reads_secret() != first
    assert (await one.send(f"{OWN}/nyalakan", one_time_code=one.code())).status_code == 403


async def test_a_code_is_not_kept_in_the_page_that_says_the_session_is_over(
    planner: Planner,
) -> None:
    one = await planner.account()
    page = await one.send(f"{OWN}/nyalakan", csrf="x", one_time_code="135790")
    assert page.status_code == 401
    assert "135790" not in page.text


async def test_turning_off_and_new_recovery_codes_need_the_password_and_a_code(
    planner: Planner,
) -> None:
    one = await planner.account()
    await one.turns_on()
    await one.open(OWN)
    for path in (f"{OWN}/kode-baru", f"{OWN}/matikan"):
        page = await one.sends(path, password=PASSWORD, one_time_code="")
        assert (page.status_code, one.errors()) == (401, ["one_time_code"])
        page = await one.sends(path, password="keliru sekali", one_time_code=one.code())
        assert (page.status_code, one.errors()) == (401, ["password"])
    page = await one.sends(f"{OWN}/kode-baru", password=PASSWORD, one_time_code=one.code())
    renewed = RECOVERY.findall(page.text)
    assert len(set(renewed) - set(one.codes)) == 10
    planner.clock.advance(timedelta(seconds=STEP_SECONDS))
    await one.open(OWN)
    page = await one.sends(f"{OWN}/matikan", password=PASSWORD, one_time_code=one.codes[0])
    assert page.status_code == 401, "an old recovery code is void"
    page = await one.sends(f"{OWN}/matikan", password=PASSWORD, one_time_code=renewed[0])
    assert page.status_code == 303
    assert not await one.is_in()
    assert (await one.gives_password()).status_code == 303
    assert await one.is_in()
    done = [what for what, _, _ in await planner.deeds(one.name)]
    assert done[-4:] == [
        "sign-in-refused",
        "recovery-code-used",
        "second-factor-off",
        "signed-in",
    ]
    assert "recovery-codes-made" in done


async def test_who_must_have_one_has_no_session_before_it_is_set_up(planner: Planner) -> None:
    one = await planner.account(Role.PLANNER, "kukar")
    assert (await one.asks())[1]["code"] == "second-factor-to-set-up"
    page = await one.gives_password()
    assert (page.status_code, page.headers.get("set-cookie")) == (200, None)
    assert not await one.is_in()
    await one.gives_password()
    one.reads_secret()
    page = await one.enters(one.code(ahead=9), SET_UP)
    assert (page.status_code, one.errors()) == (401, ["one_time_code"])
    page = await one.enters(one.code(), SET_UP)
    assert len(RECOVERY.findall(page.text)) == 10
    assert f'href="{ACCOUNT}"' in page.text
    assert await one.is_in()
    one.leaves()
    planner.clock.advance(timedelta(seconds=STEP_SECONDS))
    await one.gives_password()
    assert "otpauth" not in one.page.text
    assert (await one.enters(one.code())).status_code == 303


async def test_who_has_a_right_everywhere_must_have_what_one_region_demands(
    planner: Planner,
) -> None:
    everywhere = await planner.account(Role.PLANNER, None)
    elsewhere = await planner.account(Role.PLANNER, "kutim")
    admin = await planner.account(Role.ADMIN, "kukar")
    assert (await everywhere.asks())[0] == 403
    assert (await elsewhere.asks())[0] == 200
    assert (await admin.asks())[0] == 200


async def test_a_step_that_began_before_another_secret_shows_none(planner: Planner) -> None:
    owner = await planner.account(Role.PLANNER, "kukar")
    await owner.gives_password()
    early = owner.hidden("langkah")
    await owner.gives_password()
    owner.reads_secret()
    stranger = planner.visitor(owner.name)
    page = await stranger.send(SET_UP, langkah=early, one_time_code="000000", lanjut="")
    assert (page.status_code, stranger.errors()) == (401, ["username"])
    assert "otpauth" not in page.text


async def test_what_goes_between_password_and_code_is_no_session(planner: Planner) -> None:
    one = await planner.account()
    await one.turns_on()
    one.leaves()
    await one.gives_password()
    step = one.hidden("langkah")
    thief = planner.visitor(one.name)
    thief.client.cookies.set(COOKIE, step)
    assert (await thief.open(ACCOUNT)).headers["location"].startswith(SIGN_IN)
    thief.leaves()
    headers = {"authorization": f"Bearer {step}", "accept": "application/json"}
    assert (await thief.client.get("/api/v1/items", headers=headers)).status_code == 401
    renewed = await thief.client.post("/api/v1/session/renewal", json={"renewal_token": step})
    assert renewed.status_code == 401
    for form in ({}, {"one_time_code": ""}):
        await thief.send(ENTER, langkah=step, lanjut="", **form)
        assert (thief.page.status_code, thief.errors()) == (401, ["one_time_code"])
    assert not await thief.is_in()


async def test_it_is_over_after_five_minutes_and_when_the_password_is_another(
    planner: Planner,
) -> None:
    one = await planner.account()
    await one.turns_on()
    one.leaves()
    await one.gives_password()
    planner.clock.advance(timedelta(minutes=5))
    page = await one.enters(one.code())
    assert (page.status_code, one.errors()) == (401, ["username"])
    assert "Waktunya habis" in page.text
    await one.gives_password()
    step = one.page
    service = planner.parts.account_passwords
    await service.set_password(one.name, NEW_PASSWORD, one_time=False, by=ROOT)
    one.page = step
    assert (await one.enters(one.code())).status_code == 401
    assert not await one.is_in()


async def test_codes_cannot_be_guessed_by_who_knows_the_password(planner: Planner) -> None:
    """Neither by giving the right password between them, nor from many addresses."""
    owner = await planner.account()
    await owner.turns_on()
    guessers = [planner.visitor(owner.name) for _ in range(FREE + 1)]
    for guesser in guessers:
        await guesser.gives_password()
    for _ in range(FREE):
        page = await guessers[0].enters(owner.code(ahead=9))
        assert page.status_code == 401
        asked = await guessers[0].client.post(
            SIGN_IN, data={"username": owner.name, "password": PASSWORD}
        )
    assert asked.status_code == 429, "the password does not clear the wrong codes"
    stopped = await guessers[1].enters(owner.code())
    assert (stopped.status_code, stopped.headers["retry-after"].isdigit()) == (429, True)


async def test_a_program_gives_the_code_with_the_password(planner: Planner) -> None:
    one = await planner.account()
    wrong_before = await one.asks(password="keliru sekali")
    await one.turns_on()
    one.leaves()
    assert await one.asks(password="keliru sekali") == wrong_before
    assert await one.asks(password="keliru sekali", code=one.code()) == wrong_before
    status, problem = await one.asks()
    assert (status, problem["code"]) == (401, "second-factor-needed")
    used = one.code()
    status, session = await one.asks(code=used)
    assert (status, session["token_type"]) == (200, "Bearer")
    answers = [await one.asks(code=code) for code in (used, "abc")]
    assert answers[0] == answers[1]
    assert (answers[0][0], answers[0][1]["code"]) == (401, "wrong-code")


async def test_a_new_password_needs_a_code_too(planner: Planner) -> None:
    one = await planner.account()
    await one.turns_on()
    change = "/api/v1/session/password"
    assert (await one.asks(change, new_password=NEW_PASSWORD))[1]["code"] == "second-factor-needed"
    await one.open(ACCOUNT)
    form = {"password": PASSWORD, "new_password": NEW_PASSWORD}
    page = await one.sends(f"{ACCOUNT}/sandi", **form, one_time_code="")
    assert (page.status_code, one.errors()) == (401, ["one_time_code"])
    short = {**form, "new_password": "pendek"}
    page = await one.sends(f"{ACCOUNT}/sandi", **short, one_time_code=one.code())
    assert (page.status_code, one.errors()) == (422, ["new_password"])
    page = await one.sends(f"{ACCOUNT}/sandi", **form, one_time_code=one.code())
    assert page.status_code == 303, "what was refused for another reason used up no code"
    assert await one.is_in()


async def test_a_one_time_password_and_a_code_give_a_password_of_ones_own(
    planner: Planner,
) -> None:
    one = await planner.account()
    await one.turns_on()
    one.leaves()
    given = "sekali-pakai-ini"
    service = planner.parts.account_passwords
    await service.set_password(one.name, given, one_time=True, by=ROOT)
    page = await one.gives_password(given)
    assert page.status_code == 403
    assert 'name="one_time_code"' in page.text
    form = {"username": one.name, "password": given, "new_password": NEW_PASSWORD, "lanjut": ""}
    page = await one.send(SIGN_IN, **form)
    assert (page.status_code, one.errors()) == (401, ["one_time_code"])
    assert (await one.gives_password(NEW_PASSWORD)).status_code == 401, "it was not changed"
    assert (await one.send(SIGN_IN, **form, one_time_code=one.code())).status_code == 303
    assert await one.is_in()


async def test_an_admin_takes_it_off_with_a_reason_and_the_sessions_end(planner: Planner) -> None:
    one, admin = await planner.account(), await planner.account(Role.ADMIN, None)
    await one.turns_on()
    await admin.gives_password()
    path = f"/rencana/akun-akun/{one.name}"
    off = f"{path}/dua-langkah/lepas"
    await admin.open(path)
    page = await admin.sends(off, reason=" ")
    assert (page.status_code, admin.errors()) == (422, ["reason"])
    assert await one.is_in()
    page = await admin.sends(off, reason="ponsel hilang")
    assert page.headers["location"] == f"{path}?selesai=dua-langkah"
    assert "sudah dilepas" in (await admin.open(page.headers["location"])).text
    assert not await one.is_in()
    assert (await one.gives_password()).status_code == 303
    done = await planner.deeds(one.name)
    assert ("second-factor-removed", admin.name, {"reason": "ponsel hilang"}) in done
    page = await admin.sends(off, reason="ponsel hilang")
    assert page.status_code == 409, "it is off"


async def test_nobody_takes_it_off_an_account_above_or_beside_his_own(planner: Planner) -> None:
    everywhere = await planner.account(Role.ADMIN, None)
    await everywhere.turns_on()
    path = f"/rencana/akun-akun/{everywhere.name}/dua-langkah/lepas"
    for role, status in ((Role.ADMIN, 404), (Role.PLANNER, 403)):
        by = await planner.account(role, "kutim")
        await by.gives_password()
        await by.open(ACCOUNT)
        assert (await by.sends(path, reason="iseng")).status_code == status
    await everywhere.open(ACCOUNT)
    page = await everywhere.sends(path, reason="tanpa kode")
    assert page.status_code == 409, "one's own needs the password and a code"
    assert await everywhere.is_in()


async def test_a_head_does_not_take_it_off_the_accounts_that_it_manages(planner: Planner) -> None:
    agency = await planner.agency()
    head = await planner.account(Role.HEAD, agency=agency)
    officer = await planner.account(Role.OFFICER, agency=agency)
    await officer.turns_on()
    await head.gives_password()
    path = f"/rencana/akun-akun/{officer.name}"
    page = await head.open(path)
    assert "Verifikasi dua langkah" in page.text
    assert "dua-langkah/lepas" not in page.text
    assert (await head.sends(f"{path}/dua-langkah/lepas", reason="iseng")).status_code == 403
    assert await officer.is_in()


@contextmanager
def all_answers(visitor: Visitor) -> Iterator[list[str]]:
    """Every answer that a visitor gets."""
    seen: list[str] = []

    async def keep(answer: httpx.Response) -> None:
        await answer.aread()
        seen.append(f"{answer.headers} {answer.text}".replace(" ", ""))

    visitor.client.event_hooks["response"].append(keep)
    yield seen


async def test_the_secret_is_shown_on_one_page_and_is_nowhere_else(
    planner: Planner, capfd: pytest.CaptureFixture[str]
) -> None:
    one, admin = await planner.account(), await planner.account(Role.ADMIN, None)
    with all_answers(one) as seen, all_answers(admin) as of_admin:
        await one.turns_on()
        one.leaves()
        await one.asks(code=one.code(ahead=9))
        await one.asks(code=one.code())
        await one.gives_password()
        await one.enters(one.codes[0])
        await one.open(ACCOUNT)
        await one.open(OWN)
        _, session = await admin.asks()
        bearer = {"authorization": f"Bearer {session['access_token']}"}
        accounts = await admin.client.get("/api/v1/accounts?limit=200", headers=bearer)
        await admin.gives_password()
        await admin.open("/rencana/akun-akun")
        await admin.open(f"/rencana/akun-akun/{one.name}")
        await admin.open("/rencana/audit")
    (listed,) = [row for row in accounts.json()["items"] if row["username"] == one.name]
    assert listed["second_factor"] is True
    assert len([text for text in seen if one.secret in text]) == 1
    elsewhere = [*of_admin, await planner.whole_database(), *capfd.readouterr()]
    assert one.name in "".join(elsewhere)
    stored = await planner.parts.database["accounts"].find_one({"_id": one.name})
    assert stored is not None
    kept = stored["second_factor"]["recovery"]
    for secret in (one.secret, *(code.replace(" ", "") for code in one.codes), *kept):
        assert not any(secret in text.replace(" ", "") for text in elsewhere)
    assert not set(one.codes) & set(kept)


async def test_an_account_of_an_earlier_release_signs_in_and_turns_it_on(planner: Planner) -> None:
    one = await planner.account()
    accounts = planner.parts.database["accounts"]
    await accounts.update_one({"_id": one.name}, {"$unset": {"second_factor": ""}})
    assert (await one.asks())[0] == 200
    await one.turns_on()
    assert (await one.asks())[1]["code"] == "second-factor-needed"


async def test_the_kept_admin_keeps_it_when_the_service_starts(planner: Planner) -> None:
    service, factors = planner.parts.account_passwords, planner.parts.second_factors
    await planner.parts.database["accounts"].delete_one({"_id": "admin"})
    await service.keep_admin(PASSWORD)
    admin = planner.visitor("admin")
    await admin.turns_on()
    for password in (PASSWORD, NEW_PASSWORD):
        await service.keep_admin(password)
        factor = await factors.of("admin")
        assert factor is not None
        assert (factor.on, factor.secret) == (True, admin.secret)
