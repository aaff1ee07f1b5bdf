import asyncio
import threading
from collections.abc import Callable

import pytest

from chassis.http.problem import Problem
from planner.accounts.passwords import Passwords

GOOD = "rahasia-dinas"


async def test_a_password_is_kept_as_argon2id_and_matches_only_itself() -> None:
    passwords = Passwords()
    kept = await passwords.hashed(GOOD)

    assert kept.startswith("$argon2id$")
    assert await passwords.matches(GOOD, kept)
    assert not await passwords.matches(GOOD + " ", kept)


async def test_an_unknown_account_matches_no_password_not_even_the_stand_ins() -> None:
    assert not await Passwords().matches("nobody has it", None)


async def test_a_spoilt_hash_matches_nothing() -> None:
    assert not await Passwords().matches(GOOD, "bukan hash")


class Slow:
    """Stands in for argon2: counts who is at it, and holds them until it is told."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.at_it = 0
        self.most = 0
        self.tried: list[str] = []
        self._lock = threading.Lock()

    def hash(self, _password: str) -> str:
        return "hash of nobody"

    def verify(self, password: str, kept: str) -> bool:
        with self._lock:
            self.tried.append(kept)
            self.at_it += 1
            self.most = max(self.most, self.at_it)
        assert self.go_on.wait(30)
        with self._lock:
            self.at_it -= 1
        return password == GOOD


@pytest.fixture
def slow() -> Slow:
    return Slow()


@pytest.fixture
def make(slow: Slow) -> Callable[[int, int], Passwords]:
    def passwords(at_once: int, waiting: int) -> Passwords:
        made = Passwords(at_once, waiting)
        made._argon2id = slow  # type: ignore[assignment]
        return made

    return passwords


async def test_of_many_at_once_a_few_are_looked_at_some_wait_and_the_rest_are_sent_away(
    make: Callable[[int, int], Passwords], slow: Slow
) -> None:
    passwords = make(2, 3)
    slow.go_on.set()
    await passwords.matches(GOOD, "kept")  # makes the hash for unknown names, once
    slow.go_on.clear()

    tries = [asyncio.ensure_future(passwords.matches(GOOD, "kept")) for _ in range(9)]
    async with asyncio.timeout(30):
        while slow.at_it < 2:  # noqa: ASYNC110 - it is a thread that gets there
            await asyncio.sleep(0.001)
    slow.go_on.set()
    answers = await asyncio.gather(*tries, return_exceptions=True)

    assert slow.most == 2
    assert [answer for answer in answers if answer is True] == [True] * 5
    told = [answer for answer in answers if isinstance(answer, Problem)]
    assert [(one.status, "Retry-After" in one.headers) for one in told] == [(503, True)] * 4


async def test_the_line_is_free_again_once_it_has_been_worked_off(
    make: Callable[[int, int], Passwords], slow: Slow
) -> None:
    passwords = make(1, 0)
    slow.go_on.set()

    for _ in range(3):
        assert await passwords.matches(GOOD, "kept")


async def test_a_name_that_nobody_has_takes_the_same_work(
    make: Callable[[int, int], Passwords], slow: Slow
) -> None:
    passwords = make(1, 1)
    slow.go_on.set()

    assert [await passwords.matches(GOOD, kept) for kept in ("kept", None)] == [True, False]
    assert slow.tried == ["kept", "hash of nobody"]
