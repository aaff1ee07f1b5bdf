"""Turns for reading files: a few at once, one for each owner, and a bounded waiting queue."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from chassis.http.problem import Problem
from chassis.text import Text

RETRY_AFTER = "10"


def too_many_files() -> Problem:
    """503: too many other files are being read."""
    return Problem(
        503,
        "files-waiting",
        Text(
            "Sedang banyak berkas yang dibaca; berkas ini belum dibaca. Unggah lagi sebentar lagi.",
            "Many files are being read, and this one was not. Upload it again in a moment.",
        ),
        headers={"Retry-After": RETRY_AFTER},
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    owner: str
    turn: asyncio.Future[None]


class Turns:
    """`at_once` turns for files; an owner has one at a time, so that one owner cannot block the
    others. A file gets 503 when the queue holds `waiting` files, when half of its places are
    taken by the same owner, or after a wait of `seconds`.
    """

    def __init__(self, at_once: int, waiting: int, seconds: float) -> None:
        self._at_once = at_once
        self._most = waiting
        self._seconds = seconds
        self._served: set[str] = set()
        self._line: list[_Waiting] = []

    @asynccontextmanager
    async def turn(self, owner: str) -> AsyncIterator[None]:
        """Hold a turn. Raises 503 with Retry-After when the queue is full or too slow."""
        await self._wait(owner)
        try:
            yield
        finally:
            self._served.discard(owner)
            self._next()

    async def _wait(self, owner: str) -> None:
        if len(self._served) < self._at_once and owner not in self._served:
            self._served.add(owner)
            return
        own = sum(1 for one in self._line if one.owner == owner)
        if len(self._line) >= self._most or own >= -(-self._most // 2):
            raise too_many_files()
        waiting = _Waiting(owner, asyncio.get_running_loop().create_future())
        self._line.append(waiting)
        try:
            async with asyncio.timeout(self._seconds):
                await waiting.turn
        except BaseException as error:
            self._leave(waiting)
            if isinstance(error, TimeoutError):
                raise too_many_files() from None
            raise

    def _leave(self, waiting: _Waiting) -> None:
        """Leave the queue; a turn that was just given passes to the next."""
        if waiting in self._line:
            self._line.remove(waiting)
        elif waiting.turn.done() and not waiting.turn.cancelled():
            self._served.discard(waiting.owner)
            self._next()

    def _next(self) -> None:
        for waiting in list(self._line):
            if len(self._served) >= self._at_once:
                return
            if waiting.owner not in self._served and not waiting.turn.done():
                self._line.remove(waiting)
                self._served.add(waiting.owner)
                waiting.turn.set_result(None)
