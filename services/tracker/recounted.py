"""Gauges that are recounted in the background; a scrape only reads the last count."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chassis.mongo.database import DatabaseTrouble

log = structlog.get_logger()

REFRESH_SECONDS = 1.0
IDLE_REFRESH_SECONDS = 10.0
COUNTS_REMEMBERED = 10


class Pace:
    """How often all gauges of a process are counted: one after the other, and together in at most
    a twenty-fifth of the time, for any number of items.
    """

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._spent: dict[object, deque[float]] = defaultdict(
            lambda: deque(maxlen=COUNTS_REMEMBERED)
        )

    @asynccontextmanager
    async def turn(self, gauges: object) -> AsyncIterator[None]:
        """Held while they are counted. A count that failed is not remembered."""
        async with self._turn:
            started = time.monotonic()
            yield
            self.took(gauges, time.monotonic() - started)

    def took(self, gauges: object, seconds: float) -> None:
        """Remember what one count took."""
        self._spent[gauges].append(seconds)

    def pause(self) -> float:
        """Seconds to wait between two counts of the same gauges. The shortest duration is the cost
        of counting; longer ones include waiting for other work.
        """
        return max(REFRESH_SECONDS, 24 * sum(min(spent) for spent in self._spent.values()))


class RecountedGauges(Collector):
    """Gauges whose values `recount` shows, soon after `changed` is set and at intervals."""

    def __init__(
        self, registry: CollectorRegistry, pace: Pace, changed: asyncio.Event | None = None
    ) -> None:
        """`pace` is the same for all gauges of a process."""
        self._families: list[GaugeMetricFamily] = []
        self._pace = pace
        self.changed = changed or asyncio.Event()
        registry.register(self)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The metric families as last counted."""
        yield from self._families

    async def recount(self) -> None:
        """Count, and `show` the families."""
        raise NotImplementedError

    async def show(self, families: Iterable[GaugeMetricFamily]) -> None:
        """Show these from now on, and let the event loop run other tasks in between."""
        made = []
        for one in families:
            made.append(one)
            await asyncio.sleep(0)
        self._families = made

    def after_commit(
        self, _outcomes: Sequence[Any], changes: Sequence[Any], _now: datetime
    ) -> None:
        """Items changed in this process: count again soon."""
        if changes:
            self.changed.set()

    async def run(self) -> None:
        """Recount until the service stops: soon after a change, and at intervals without one."""
        while True:
            try:
                async with self._pace.turn(self):
                    await self.recount()
            except (DatabaseTrouble, OSError) as error:
                log.warning("could not count for metrics", error=str(error)[:300])
            await asyncio.sleep(self._pace.pause())
            try:
                await asyncio.wait_for(self.changed.wait(), IDLE_REFRESH_SECONDS)
            except TimeoutError:
                continue
            self.changed.clear()


def family(name: str, what: str, labels: Sequence[str]) -> GaugeMetricFamily:
    """A gauge by its labels, without values yet."""
    return GaugeMetricFamily(name, what, labels=list(labels))
