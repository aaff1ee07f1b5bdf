"""What is made once for all who ask for the same within some time."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from datetime import datetime, timedelta
from typing import Any, NamedTuple


class _Value(NamedTuple):
    made_at: datetime
    lasts: timedelta
    task: "asyncio.Task[Any]"

    def holds(self, now: datetime) -> bool:
        return now - self.lasts < self.made_at <= now


class Kept:
    """Values by key, each for a time; at most so many, the oldest dropped first, and at most
    `at_once` of them made at the same time: making one may read a whole collection.
    """

    def __init__(self, most: int, at_once: int = 2) -> None:
        self._most = most
        self._values: dict[tuple[Hashable, ...], _Value] = {}
        self._turns = asyncio.Semaphore(at_once)

    def __len__(self) -> int:
        return len(self._values)

    async def of(
        self,
        key: tuple[Hashable, ...],
        now: datetime,
        lasts: timedelta,
        make: Callable[[], Coroutine[Any, Any, Any]],
    ) -> Any:
        """The value of this key, made unless one is kept that is younger than `lasts`. Who asks
        while it is made waits for it; one that failed is not kept.
        """
        found = self._values.get(key)
        if found is None or not found.holds(now):
            for old in [one for one, value in self._values.items() if not value.holds(now)]:
                del self._values[old]
            task = asyncio.ensure_future(self._made(make))
            found = self._values[key] = _Value(now, lasts, task)
            task.add_done_callback(lambda done: self._drop_failed(key, done))
            while len(self._values) > self._most:
                self._values.pop(next(iter(self._values)))
        return await asyncio.shield(found.task)

    async def _made(self, make: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        async with self._turns:
            return await make()

    def _drop_failed(self, key: tuple[Hashable, ...], done: "asyncio.Task[Any]") -> None:
        kept = self._values.get(key)
        if kept is not None and kept.task is done and (done.cancelled() or done.exception()):
            del self._values[key]
