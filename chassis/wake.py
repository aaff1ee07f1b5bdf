"""Work that is due at a time. It is found by an index: the cost depends on what is due, not on
how many documents exist.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from chassis.clock import Clock
from chassis.metrics import ChassisMetrics
from chassis.mongo.database import DatabaseTrouble

log = structlog.get_logger()

Due = Callable[[datetime, int], Awaitable[int]]
Oldest = Callable[[], Awaitable[datetime | None]]

CHUNK = 500
TICK_SECONDS = 0.5
"""Interval of the loop while this process writes."""
REST_SECONDS = 5.0
"""Interval while this process does not write: for work of a dead process, and clock changes."""
SHORTEST_SECONDS = 0.01


class WakeLoop:
    """Calls `due(now, limit)` until it returns less than `limit`, and again at every tick.

    `due` processes documents with `wake_at` <= now and returns how many; `oldest` returns the
    earliest `wake_at`, for the metric and the next tick; setting `poked` starts a tick at once.
    Several replicas may run it.
    """

    def __init__(
        self,
        name: str,
        due: Due,
        oldest: Oldest,
        clock: Clock,
        metrics: ChassisMetrics,
        *,
        poked: asyncio.Event | None = None,
    ) -> None:
        self._name = name
        self._due = due
        self._oldest = oldest
        self._clock = clock
        self._overdue = metrics.overdue.labels(name)
        self.poked = poked or asyncio.Event()
        self._written = False
        self._resting = False

    def written(self) -> None:
        """Called after a commit of this process: something may be due before the pause ends."""
        self._written = True
        if self._resting:
            self.poked.set()

    async def run(self) -> None:
        """Run until cancelled."""
        trouble = TICK_SECONDS
        while True:
            try:
                pause = await self._tick()
                trouble = TICK_SECONDS
            except (DatabaseTrouble, OSError, TimeoutError) as error:
                pause = trouble = min(10.0, trouble * 2)
                log.warning("wake loop in trouble", loop=self._name, error=str(error)[:300])
            await self._sleep(pause)

    async def _tick(self) -> float:
        """Do what is due. Returns the seconds until the next tick when this process does not
        write: `TICK_SECONDS` before the earliest `wake_at`, and then at that time.
        """
        self._written = False
        now = self._clock.now()
        oldest = await self._oldest()
        waits = (oldest - now).total_seconds() if oldest else 2 * REST_SECONDS
        self._overdue.set(max(0.0, -waits))
        while await self._due(now, CHUNK) == CHUNK:
            now = self._clock.now()
        if waits <= 0:
            return TICK_SECONDS
        if waits <= TICK_SECONDS:
            return max(waits, SHORTEST_SECONDS)
        return min(REST_SECONDS, max(waits - TICK_SECONDS, SHORTEST_SECONDS))

    async def _sleep(self, seconds: float) -> None:
        tick = min(seconds, TICK_SECONDS)
        if await self._is_poked(tick) or self._written or seconds <= tick:
            return
        self._resting = True
        await self._is_poked(seconds - tick)
        self._resting = False

    async def _is_poked(self, within: float) -> bool:
        try:
            await asyncio.wait_for(self.poked.wait(), within * random.uniform(0.8, 1.2))  # noqa: S311
        except TimeoutError:
            return False
        self.poked.clear()
        return True
