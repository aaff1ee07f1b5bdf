"""What is made once for all who ask for the same within some time."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from datetime import datetime, timedelta
from typing import Any


class Kept:
    """Values by key, each for a time; at most so many, the oldest dropped first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: dict[tuple[Hashable, ...], tuple[datetime, asyncio.Task[Any]]] = {}

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
        if found is None or not now - lasts < found[0] <= now:
            task = asyncio.ensure_future(make())
            self._values.pop(key, None)
            found = self._values[key] = now, task
            task.add_done_callback(lambda done: self._drop_failed(key, done))
            while len(self._values) > self._most:
                self._values.pop(next(iter(self._values)))
        return await asyncio.shield(found[1])

    def _drop_failed(self, key: tuple[Hashable, ...], done: "asyncio.Task[Any]") -> None:
        kept = self._values.get(key)
        if kept is not None and kept[1] is done and (done.cancelled() or done.exception()):
            del self._values[key]
