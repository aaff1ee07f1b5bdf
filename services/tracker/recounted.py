"""Gauges that are recounted in the background; a scrape only reads the last count."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import structlog
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chassis.mongo.database import DatabaseTrouble

log = structlog.get_logger()

REFRESH_SECONDS = 1.0
IDLE_REFRESH_SECONDS = 10.0
COUNTS_REMEMBERED = 10


def pause_after(spent: Iterable[float]) -> float:
    """Seconds to wait after the last counts, which took `spent` seconds each. Counting takes at
    most a twenty-fifth of the time, for any number of items.

    The shortest duration is the cost of counting; longer ones include waiting for other work.
    """
    return max(REFRESH_SECONDS, 24 * min(spent, default=0.0))


class RecountedGauges(Collector):
    """Gauges whose values `recount` shows, soon after `changed` is set and at intervals."""

    def __init__(self, registry: CollectorRegistry, changed: asyncio.Event | None = None) -> None:
        self._families: list[GaugeMetricFamily] = []
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

    async def run(self) -> None:
        """Recount until the service stops: soon after a change, and at intervals without one."""
        spent: deque[float] = deque(maxlen=COUNTS_REMEMBERED)
        while True:
            started = time.monotonic()
            try:
                await self.recount()
                spent.append(time.monotonic() - started)
            except (DatabaseTrouble, OSError) as error:
                log.warning("could not count for metrics", error=str(error)[:300])
            await asyncio.sleep(pause_after(spent))
            try:
                await asyncio.wait_for(self.changed.wait(), IDLE_REFRESH_SECONDS)
            except TimeoutError:
                continue
            self.changed.clear()


def family(name: str, what: str, labels: Sequence[str]) -> GaugeMetricFamily:
    """A gauge by its labels, without values yet."""
    return GaugeMetricFamily(name, what, labels=list(labels))
