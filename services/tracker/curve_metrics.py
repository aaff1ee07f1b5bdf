"""Gauges of the year's curve: what was planned and what was reached at the ends of its months."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import structlog
from prometheus_client import CollectorRegistry

from chassis.clock import Clock
from chassis.mongo.database import DatabaseTrouble
from tracker.council.repository import CouncilRepository
from tracker.council.s_curve import CurvePoint, Span, points_of
from tracker.items.item import Change
from tracker.items.query import ItemQuery
from tracker.recounted import Pace, RecountedGauges, family
from tracker.reporting.verdict import Outcome
from tracker.status.curve import end_of
from tracker.summary.repository import SummaryRepository

log = structlog.get_logger()

PART_OF_THE_TIME = 50
"""Reading every report of the year takes at most one part in so many of the time."""
SHORTEST_SECONDS, LONGEST_SECONDS = 10.0, 3600.0
QUIET_SECONDS, BUSY_PER_SECOND = 5.0, 50
"""While more reports come than that, for so long, recording has the machine."""
_SUMS = (
    ("planned", "Sum of weight times what is planned for the end of the month."),
    ("done", "Sum of weight times what reports say for the end of the month, that is over."),
)


class CurveGauges(RecountedGauges):
    """Of each region the present year. Read at a pace of its own: it reads all reports, and its
    past hardly changes.
    """

    def __init__(
        self,
        *,
        rows: CouncilRepository,
        summaries: SummaryRepository,
        clock: Clock,
        registry: CollectorRegistry,
    ) -> None:
        self._rows = rows
        self._summaries = summaries
        self._clock = clock
        self._came = 0
        super().__init__(registry, Pace())

    def after_commit(
        self, outcomes: Sequence[Outcome], changes: Sequence[Change], now: datetime
    ) -> None:
        """Items changed in this process: read again when it is time."""
        self._came += len(outcomes)
        super().after_commit(outcomes, changes, now)

    async def run(self) -> None:
        """Read until the service stops: after a change, and each hour without one."""
        while True:
            started = time.monotonic()
            try:
                await self.recount()
            except (DatabaseTrouble, OSError) as error:
                log.warning("could not read the year's curve", error=str(error)[:300])
            await asyncio.sleep(pause_after(time.monotonic() - started))
            try:
                await asyncio.wait_for(self.changed.wait(), LONGEST_SECONDS)
            except TimeoutError:
                continue
            await self._until_quiet()
            self.changed.clear()

    async def _until_quiet(self) -> None:
        """Wait while reports come fast, but not longer than without any change."""
        give_up_at = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < give_up_at:
            self._came = 0
            await asyncio.sleep(QUIET_SECONDS)
            if self._came <= QUIET_SECONDS * BUSY_PER_SECOND:
                return

    async def recount(self) -> None:
        """Read the curves of all regions."""
        weight = family("aksi_curve_weight", "Sum of weights of all items.", ["region"])
        planned, actual = (
            family(f"aksi_curve_weight_{name}", what, ["region", "month"]) for name, what in _SUMS
        )
        groups = await self._summaries.counted(ItemQuery(), ("region",), self._clock.now())
        for (region,), sums in sorted(groups.items()):
            weight.add_metric([region], sums.weight)
            for point in await self._points(region):
                month = [region, f"{point.day:%Y-%m}"]
                planned.add_metric(month, sums.weight * point.planned / 100)
                if point.actual is not None:
                    actual.add_metric(month, sums.weight * point.actual / 100)
        await self.show([weight, planned, actual])

    async def _points(self, region: str) -> Sequence[CurvePoint]:
        """As today ends: what is planned for a month's last day is for its end all day long. Of a
        month that is not over nothing is said as reached.
        """
        wanted, now = ItemQuery(region=region), self._clock.now()
        zone = await self._rows.time_zone(wanted)
        today = now.astimezone(zone).date()
        span = Span(today.year, zone, end_of(today, zone))
        sums = await self._rows.s_curve(wanted, span, span.days)
        points = points_of(span, span.days, sums, None)
        return [
            one if end_of(one.day, zone) <= now else replace(one, actual=None)
            for one in points
            if is_a_months_end(one.day, span.year)
        ]


def is_a_months_end(day: date, year: int) -> bool:
    """Whether it is the last day of a month of the year."""
    return day.year == year and (day + timedelta(days=1)).day == 1


def pause_after(seconds: float) -> float:
    """How long to wait after reading took so long."""
    return min(max(SHORTEST_SECONDS, PART_OF_THE_TIME * seconds), LONGEST_SECONDS)
