"""Password hashes: argon2id, in threads of their own, in equal time for an unknown name."""

import asyncio
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError

from chassis.http.problem import Problem
from chassis.text import Text

T = TypeVar("T")
AT_ONCE, WAITING = 2, 64
BUSY_SECONDS = 5


_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None of which is taken for another when it is read aloud or copied by hand."""


def new_one_time_password() -> str:
    """Three groups of four letters, 59 bits: to be told once, and replaced at the first sign-in."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


class Passwords:
    """Makes and checks hashes: `at_once` in parallel, 64 MB each, up to `waiting` in the queue.

    These threads do no other work, and a call is refused when the queue is full. So many log ins
    take neither the memory nor the threads of other work.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._argon2id = PasswordHash.recommended()
        self._threads = ThreadPoolExecutor(at_once, "passwords")
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._nobodys: str | None = None

    async def hashed(self, password: str) -> str:
        """The argon2id hash of a password. Raises 503 when too many wait."""
        return await self._in_line(lambda: self._argon2id.hash(password))

    async def matches(self, password: str, hashed: str | None) -> bool:
        """Whether the password is right; for an unknown account (None) False, after the same work.

        Raises 503 when too many wait.
        """
        if self._nobodys is None:
            self._nobodys = await self._in_line(lambda: self._argon2id.hash("nobody has it"))
        against = hashed or self._nobodys
        return await self._in_line(lambda: self._same(password, against)) and hashed is not None

    def _same(self, password: str, hashed: str) -> bool:
        try:
            return self._argon2id.verify(password, hashed)
        except PwdlibError:
            return False

    async def _in_line(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise too_many_logins()
        doing = self._threads.submit(work)
        doing.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(doing)


def too_many_logins() -> Problem:
    """503: the queue is full."""
    return Problem(
        503,
        "too-many-logins",
        Text(
            f"Terlalu banyak yang masuk bersamaan. Coba lagi dalam {BUSY_SECONDS} detik.",
            f"Too many are logging in at once. Try again in {BUSY_SECONDS} seconds.",
        ),
        headers={"Retry-After": str(BUSY_SECONDS)},
    )
