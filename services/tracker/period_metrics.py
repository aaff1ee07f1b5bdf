"""Gauges of the reporting of periods: sums, never ratios."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily

from tracker.items.item import Change
from tracker.periods.service import Level, ReportingPeriods
from tracker.periods.service_level import measured
from tracker.recounted import RecountedGauges, family
from tracker.reporting.verdict import Outcome

_LABELS = ("region", "agency", "kind", "period")
_COUNTS = (
    ("aksi_period_reports_expected", "Reports that the period expects, one for each item."),
    ("aksi_period_reports", "Items on which a report that counts for the period came."),
    ("aksi_period_reports_on_time", "Items on which one came in time."),
)


class PeriodGauges(RecountedGauges):
    """Of each region's present and last period of each kind, by agency."""

    def __init__(
        self, periods: ReportingPeriods, registry: CollectorRegistry, changed: asyncio.Event
    ) -> None:
        """Counted soon after `changed` is set, by a calendar or by `after_commit`."""
        self._periods = periods
        super().__init__(registry, changed)

    def after_commit(
        self, outcomes: Sequence[Outcome], changes: Sequence[Change], _now: datetime
    ) -> None:
        """Reports were recorded or items changed in this process: count again soon."""
        if outcomes or changes:
            self.changed.set()

    async def recount(self) -> None:
        """Measure the periods."""
        await self.show(_families(await self._periods.levels_of_all()))


def _families(levels: Sequence[Level]) -> Iterator[GaugeMetricFamily]:
    measures = [(level, measured(level.expected)) for level in levels]
    for number, (name, what) in enumerate(_COUNTS):
        gauge = family(name, what, _LABELS)
        for level, by_agency in measures:
            period, region = level.period, level.calendar.region
            for agency, counts in by_agency.items():
                value = (counts.expected, counts.actual, counts.on_time)[number]
                gauge.add_metric([region, agency, period.kind, period.code], value)
        yield gauge
    limits = family(
        "aksi_period_on_time_until_timestamp_seconds",
        "When reports on the period stop being on time.",
        ("region", "kind", "period"),
    )
    for level in levels:
        labels = [level.calendar.region, level.period.kind, level.period.code]
        limits.add_metric(labels, level.limits.on_time_until.timestamp())
    yield limits
