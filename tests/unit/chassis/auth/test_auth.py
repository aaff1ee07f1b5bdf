import asyncio
import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from threading import active_count
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Body, FastAPI
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from limits import parse
from limits.strategies import FixedWindowRateLimiter
from pydantic import RootModel
from starlette.requests import Request
from starlette.responses import Response

from chassis.auth.auth import AccountCounters, Auth, Caller, PublishedKeys, Sender, caller
from chassis.auth.signed_tokens import ALGORITHM, Signed, VerifiedTokens
from chassis.clock import FixedClock, SystemClock
from chassis.http.answers import answer_problems
from chassis.http.problem import Problem
from chassis.http.validation import read_as
from contracts.account import Account, Role

pytestmark = pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
HOUR = 3_600


def new_key() -> OKPKey:
    key = OKPKey.generate_key("Ed25519")
    key.ensure_kid()
    return key


def token_of(key: OKPKey, **changes: object) -> str:
    now = int(time.time())
    claims = {"iss": "aksi", "aud": "aksi", "sub": "petugas", "role": "officer", "iat": now}
    claims |= {"exp": now + HOUR, **changes}
    claims = {name: claim for name, claim in claims.items() if claim is not None}
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])


def asking(token: str) -> Request:
    return Request({"type": "http", "headers": [(b"authorization", f"Bearer {token}".encode())]})


class Planner:
    """Publishes whatever keys it has now."""

    def __init__(self, *keys: OKPKey) -> None:
        self.keys = list(keys)

    async def __call__(self) -> KeySet:
        return KeySet(list(self.keys))


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    count = 0
    decode = jwt.decode

    def counted(*given: object, **named: object) -> object:
        nonlocal count
        count += 1
        return decode(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(jwt, "decode", counted)
    return lambda: count


async def test_a_token_that_comes_again_is_not_verified_again(
    verifications: Callable[[], int],
) -> None:
    key = new_key()
    auth, token = Auth(Planner(key), "aksi", 100), token_of(key)

    first, again = [await auth.account(asking(token)) for _ in range(2)]

    assert first == again == Account(username="petugas", role=Role.OFFICER)
    assert verifications() == 1


async def test_a_token_that_was_good_is_refused_once_it_has_expired() -> None:
    key, clock = new_key(), FixedClock(datetime.now(UTC))
    auth, token = Auth(Planner(key), "aksi", 100, clock=clock), token_of(key)
    await auth.account(asking(token))

    clock.advance(timedelta(seconds=HOUR + 1))

    with pytest.raises(Problem) as refused:
        await auth.account(asking(token))
    assert refused.value.status == 401


async def test_a_token_that_was_good_is_refused_once_its_key_is_no_longer_published() -> None:
    old, new = new_key(), new_key()
    planner = Planner(old, new)
    auth, token = Auth(planner, "aksi", 100), token_of(old)
    await auth.account(asking(token))

    planner.keys = [new]

    with pytest.raises(Problem) as refused:
        await auth.account(asking(token))
    assert refused.value.status == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": None},
        {"aud": "another-system"},
        {"aud": ["another-system"]},
        {"aud": ""},
        {"iss": "another-system"},
        {"exp": None},
        {"exp": 1},
        {"iat": 2**40},
    ],
)
async def test_a_token_for_others_by_others_or_of_another_time_is_refused(
    changes: dict[str, object],
) -> None:
    key = new_key()
    with pytest.raises(Problem) as refused:
        await Auth(Planner(key), "aksi", 100).account(asking(token_of(key, **changes)))
    assert refused.value.status == 401


async def test_the_audience_is_a_setting_and_may_be_one_of_several() -> None:
    key = new_key()
    auth = Auth(Planner(key), "aksi", 100, audience="aksi-kukar")

    token = token_of(key, aud=["portal", "aksi-kukar"])
    assert (await auth.account(asking(token))).username == "petugas"
    with pytest.raises(Problem):
        await auth.account(asking(token_of(key)))


async def test_a_clock_that_is_a_little_behind_the_planners_takes_its_tokens() -> None:
    key, behind = new_key(), FixedClock(datetime.now(UTC) - timedelta(seconds=30))

    account = await Auth(Planner(key), "aksi", 100, clock=behind).account(asking(token_of(key)))

    assert account.username == "petugas"


async def test_the_end_of_a_token_has_no_leeway_also_when_it_is_seen_the_first_time() -> None:
    key, ahead = new_key(), FixedClock(datetime.now(UTC) + timedelta(seconds=HOUR + 1))

    with pytest.raises(Problem):
        await Auth(Planner(key), "aksi", 100, clock=ahead).account(asking(token_of(key)))


async def test_a_token_with_a_letter_changed_is_not_the_one_that_was_good() -> None:
    key = new_key()
    auth, token = Auth(Planner(key), "aksi", 100), token_of(key)
    await auth.account(asking(token))
    head, claims, signature = token.split(".")

    with pytest.raises(Problem) as refused:
        await auth.account(asking(f"{head}.{claims}.{signature[::-1]}"))
    assert refused.value.status == 401


async def test_a_known_token_counts_towards_the_rate_of_its_account() -> None:
    key = new_key()
    auth, token = Auth(Planner(key), "aksi", 2), token_of(key)
    for _ in range(2):
        await auth.account(asking(token))

    with pytest.raises(Problem) as refused:
        await auth.account(asking(token))
    assert refused.value.status == 429


def test_no_more_tokens_are_known_than_there_is_room_for() -> None:
    key = new_key()
    keys = KeySet([key])
    officer = Account(username="petugas", role=Role.OFFICER)
    known, signed = VerifiedTokens(most=2), Signed(officer, str(key.kid), 0, HOUR)

    for token in ("a", "b", "c"):
        known.remember(token, signed)

    assert len(known) == 2
    assert [known.known(token, keys) for token in ("a", "b", "c")] == [None, signed, signed]
    assert known.known("c", KeySet([new_key()])) is None


async def test_a_message_is_judged_by_the_time_at_which_it_was_sent() -> None:
    key, now = new_key(), time.time()
    token = token_of(key, iat=int(now) - 2 * HOUR, exp=int(now) - HOUR)
    auth = Auth(Planner(key), "aksi", 100)
    with pytest.raises(Problem):
        await auth.account(asking(token))
    sender = await auth.of_message(token)
    assert sender.account.username == "petugas"
    assert sender.sent_at(now - 1.5 * HOUR)
    assert not sender.sent_at(now)
    assert sender.sent_at(now - 3 * HOUR)  # by a clock that is behind the planner's


@pytest.mark.parametrize("drill", [timedelta(), timedelta(days=2)])
async def test_a_machines_clock_that_is_set_while_a_token_is_looked_at_ends_none(
    drill: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set a day ahead between any two looks at it."""
    key, now = new_key(), time.time()
    shown = SystemClock.now
    days = count()
    token = token_of(key, exp=int(now + drill.total_seconds()) + HOUR)
    auth = Auth(Planner(key), "aksi", 100, clock=SystemClock(drill))
    monkeypatch.setattr(SystemClock, "now", lambda own: shown(own) + timedelta(days=next(days)))

    sender = await auth.of_message(token)

    assert sender.sent_at(now)
    assert not sender.sent_at(now + 2 * HOUR)


class Systems:
    """One account, whose program's token is known."""

    def __init__(self, token: str, expires_at: datetime) -> None:
        self._known = {hashlib.sha256(token.encode()).hexdigest(): expires_at}

    async def system(self, sha256: str) -> tuple[Account, datetime] | None:
        expires_at = self._known.get(sha256)
        return (Account(username="sistem", role=Role.OFFICER), expires_at) if expires_at else None


async def test_the_token_of_a_program_is_valid_until_it_expires_and_where_programs_are_known() -> (
    None
):
    token, clock = "aksi_rahasia", FixedClock(datetime.now(UTC))
    known: Any = Systems(token, clock.now() + timedelta(hours=1))
    auth = Auth(Planner(), "aksi", 3, clock=clock, accounts=known, systems=lambda *_: None)
    assert (await auth.account(asking(token))).username == "sistem"
    for wrong in ("aksi_", token + "x", token[:-1]):
        with pytest.raises(Problem):
            await auth.account(asking(wrong))
    with pytest.raises(Problem):
        await Auth(Planner(), "aksi", 3, clock=clock, accounts=known).account(asking(token))

    clock.advance(timedelta(hours=1, seconds=1))
    with pytest.raises(Problem) as refused:
        await auth.account(asking(token))
    assert refused.value.status == 401
    clock.advance(-timedelta(hours=1, seconds=1))
    await auth.account(asking(token))
    await auth.account(asking(token))
    with pytest.raises(Problem) as refused:
        await auth.account(asking(token))
    assert refused.value.status == 429, "its rate is limited, too"


async def test_a_use_of_a_program_s_token_is_told_where_it_was_valid() -> None:
    key, clock = new_key(), FixedClock(datetime.now(UTC))
    known: Any = Systems("aksi_rahasia", clock.now() + timedelta(hours=1))
    uses: list[tuple[str, str, float]] = []

    def used(sender: Sender, instant: float) -> None:
        uses.append((sender.sha256, sender.account.username, instant))

    auth = Auth(Planner(key), "aksi", 1, clock=clock, accounts=known, systems=used)
    await auth.account(asking("aksi_rahasia"))
    with pytest.raises(Problem):
        await auth.account(asking("aksi_rahasia"))  # above its rate
    with pytest.raises(Problem):
        await auth.account(asking("aksi_lain"))
    clock.advance(timedelta(hours=1))
    with pytest.raises(Problem):
        await auth.account(asking("aksi_rahasia"))
    ((sha256, username, instant),) = uses
    assert (sha256, username) == (hashlib.sha256(b"aksi_rahasia").hexdigest(), "sistem")
    assert instant == pytest.approx(time.time(), abs=60)


@pytest.fixture
def planner_answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[httpx.Response], list[str]]:
    def answering(answer: httpx.Response) -> list[str]:
        asked: list[str] = []

        async def respond(request: httpx.Request) -> httpx.Response:
            asked.append(request.url.path)
            await asyncio.sleep(0)
            return answer

        client = partial(httpx.AsyncClient, transport=httpx.MockTransport(respond))
        monkeypatch.setattr(httpx, "AsyncClient", client)
        return asked

    return answering


async def test_many_who_ask_at_once_have_the_keys_fetched_once(
    planner_answers: Callable[[httpx.Response], list[str]],
) -> None:
    key = new_key()
    published = {"keys": [key.as_dict(private=False)]}
    asked = planner_answers(httpx.Response(200, json=published))
    keys = PublishedKeys("http://planner")

    had = await asyncio.gather(*(keys() for _ in range(64)))

    assert asked == ["/.well-known/jwks.json"]
    assert {one.kid for keyset in had for one in keyset} == {key.kid}


async def test_many_who_ask_in_vain_are_all_told_so_and_the_next_asks_anew(
    planner_answers: Callable[[httpx.Response], list[str]],
) -> None:
    asked = planner_answers(httpx.Response(500))
    keys = PublishedKeys("http://planner")

    had = await asyncio.gather(*(keys() for _ in range(64)), return_exceptions=True)
    assert [one.status for one in had if isinstance(one, Problem)] == [503] * 64
    assert len(asked) == 1

    with pytest.raises(Problem):
        await keys()
    assert len(asked) == 2


class Kept:
    """Keys as they were had last."""

    def __init__(self, published: Any = None) -> None:
        self.published = published

    async def keep(self, published: Any) -> None:
        self.published = published

    async def last(self) -> Any:
        return self.published


async def test_while_the_planner_is_down_the_keys_that_were_had_last_are_used(
    planner_answers: Callable[[httpx.Response], list[str]],
) -> None:
    published, kept = {"keys": [new_key().as_dict(private=False)]}, Kept()
    planner_answers(httpx.Response(200, json=published))
    await PublishedKeys("http://planner", kept)()  # type: ignore[arg-type]
    assert kept.published == published

    planner_answers(httpx.Response(503))
    had = await PublishedKeys("http://planner", kept)()  # type: ignore[arg-type]
    assert [key.kid for key in had] == [published["keys"][0]["kid"]]
    with pytest.raises(Problem):
        await PublishedKeys("http://planner", Kept())()  # type: ignore[arg-type]


async def answers(auth: Auth, token: str | None, body: bytes, *, plain: bool = False) -> int:
    """The status of a request with that body to a route that wants a number."""
    app = FastAPI()
    answer_problems(app)
    router = APIRouter(route_class=auth.plain_route if plain else auth.route)

    async def read(account: Caller, number: Annotated[int, Body()]) -> str:
        return account.username

    async def read_plainly(request: Request) -> Response:
        read_as(RootModel[int], await request.body())
        return Response(caller(request).username)

    router.post("/")(read_plainly if plain else read)
    app.include_router(router)
    head = {"Content-Type": "application/json"}
    if token:
        head["Authorization"] = f"Bearer {token}"
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://a") as client:
        return (await client.post("/", content=body, headers=head)).status_code


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("body", [b"7", b"no json", b"{}", b""])
async def test_a_stranger_is_refused_whatever_is_sent(body: bytes, plain: bool) -> None:
    auth = Auth(Planner(new_key()), "aksi", 10)
    assert await answers(auth, None, body, plain=plain) == 401
    assert await answers(auth, token_of(new_key()), body, plain=plain) == 401


@pytest.mark.parametrize("plain", [False, True])
async def test_what_cannot_be_read_counts_as_asking(plain: bool) -> None:
    key = new_key()
    auth = Auth(Planner(key), "aksi", 3)
    token = token_of(key)
    said = [
        await answers(auth, token, body, plain=plain) for body in (b"7", b"no json", b"{}", b"7")
    ]
    assert said == [200, 422, 422, 429]


async def test_a_drill_may_leave_the_planner_at_its_own_clock() -> None:
    key, now = new_key(), datetime.now(UTC)
    shifted, planners = FixedClock(now + timedelta(days=40)), FixedClock(now)
    auth = Auth(Planner(key), "aksi", 100, clock=shifted, planners=planners)
    token = token_of(key)
    assert (await auth.account(asking(token))).username == "petugas"
    assert (await auth.account(asking(token))).username == "petugas"

    planners.advance(timedelta(seconds=HOUR + 1))
    with pytest.raises(Problem, match="unauthenticated"):
        await auth.account(asking(token))


async def test_counting_what_accounts_ask_starts_no_thread_and_keeps_no_minute_that_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = active_count()
    storage = AccountCounters()
    limiter, limit = FixedWindowRateLimiter(storage), parse("2/minute")
    assert [limiter.hit(limit, "pptk") for _ in range(3)] == [True, True, False]
    assert active_count() == before
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert limiter.hit(limit, "pptk")
    assert len(storage.storage) == 1
