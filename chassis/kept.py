"""What is made once for all who ask for the same within some time."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chassis.http.problem import Problem
from chassis.text import Text

OWN_MOST = 4
"""Values that one owner may have in the making: an address with a filter that nobody asked for yet
may read a whole collection, and who asks for many must not hold up the others.
"""


PATIENCE_SECONDS = 1.0
"""How long who asks waits for a new value where a former one may be given instead."""


@dataclass(slots=True)
class _Value:
    made_at: datetime
    lasts: timedelta
    instead: Callable[[Any], timedelta]
    task: "asyncio.Task[Any]"
    former: "_Value | None" = None
    """The last one that was made, while this one is in the making."""

    def holds(self, now: datetime) -> bool:
        return not self.task.done() or now - self.lasts < self.made_at <= now

    def may_stand_in(self, now: datetime) -> bool:
        if not self.task.done():
            return True
        if self.task.cancelled() or self.task.exception():
            return False
        lasts = self.lasts + self.instead(self.task.result())
        return now - lasts < self.made_at <= now


class Kept:
    """Values by key, each for a time; at most so many, the oldest dropped first, and at most
    `at_once` of them made at the same time: making one may read a whole collection.
    """

    def __init__(
        self, most: int, at_once: int = 2, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._most = most
        self._values: dict[tuple[Hashable, ...], _Value] = {}
        self._turns = asyncio.Semaphore(at_once)
        self._in_the_making = Counter[str]()
        self._patience = patience_seconds

    def __len__(self) -> int:
        return len(self._values)

    async def of(
        self,
        key: tuple[Hashable, ...],
        now: datetime,
        lasts: timedelta,
        make: Callable[[], Coroutine[Any, Any, Any]],
        *,
        owner: str = "",
        instead: Callable[[Any], timedelta] = lambda former: timedelta(0),
    ) -> Any:
        """The value of this key, made unless one is kept that is younger than `lasts`. Who asks
        while it is made waits for it; where that takes long, a former one is given that is older
        by at most what `instead` says of it. One that failed is not kept. Raises 503 for one more
        than an owner may have in the making; a blank owner may have any number.
        """
        found = self._values.get(key)
        if found is None or not found.holds(now):
            for old in [one for one, value in self._values.items() if not value.may_stand_in(now)]:
                del self._values[old]
            if owner and self._in_the_making[owner] >= OWN_MOST:
                raise too_much_asked()
            task = asyncio.ensure_future(self._made(make))
            former = self._values.pop(key, None)  # the new one's place is the last
            found = self._values[key] = _Value(now, lasts, instead, task, former)
            task.add_done_callback(lambda done: self._settle(key, done))
            self._count(owner, task)
            while len(self._values) > self._most:
                self._values.pop(next(iter(self._values)))
        stand_in = found.former
        if stand_in is not None and stand_in.may_stand_in(now):
            await asyncio.wait({found.task}, timeout=self._patience)
            if not found.task.done():
                return stand_in.task.result()
        return await asyncio.shield(found.task)

    async def _made(self, make: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        async with self._turns:
            return await make()

    def _count(self, owner: str, task: "asyncio.Task[Any]") -> None:
        self._in_the_making[owner] += 1

        def over(_: "asyncio.Task[Any]") -> None:
            self._in_the_making[owner] -= 1
            if not self._in_the_making[owner]:
                del self._in_the_making[owner]

        task.add_done_callback(over)

    def _settle(self, key: tuple[Hashable, ...], done: "asyncio.Task[Any]") -> None:
        """The new value takes the former one's place, unless it failed."""
        kept = self._values.get(key)
        if kept is None or kept.task is not done:
            return
        former, kept.former = kept.former, None
        if done.cancelled() or done.exception():
            del self._values[key]
            if former is not None:
                self._values[key] = former


def too_much_asked() -> Problem:
    """503: what the same account asked for before is still in the making."""
    return Problem(
        503,
        "too-much-asked",
        Text(
            "Yang Anda minta sebelumnya masih dihitung. Tunggu sebentar, lalu muat ulang.",
            "What you asked for before is still being made. Wait a moment, and ask again.",
        ),
        headers={"Retry-After": "5"},
    )
