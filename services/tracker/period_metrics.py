"""Gauges of the reporting of periods: sums, never ratios."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily

from contracts.calendar import Period
from contracts.wording import period_name
from tracker.items.item import Change
from tracker.periods.service import Level, ReportingPeriods
from tracker.periods.service_level import Limits, Measures, measured
from tracker.recounted import Pace, RecountedGauges, family
from tracker.reporting.verdict import Outcome

_LABELS = ("region", "agency", "kind", "period")
_COUNTS = (
    ("aksi_period_reports_expected", "Reports that the period expects, one for each item."),
    ("aksi_period_reports", "Items on which a report that counts for the period came."),
    ("aksi_period_reports_on_time", "Items on which one came in time."),
)


class Owed(NamedTuple):
    """Reports that an agency owes on a period that is over, and the last day on which they are on
    time.
    """

    period: Period
    missing: int
    on_time_until: date


Counted = tuple[str, Limits, Mapping[str, Measures]]
"""Of a region's period its limits, and the measures by agency."""


class PeriodGauges(RecountedGauges):
    """Of each region's present period of each kind and those before it up to the last whose limit
    has passed, by agency.
    """

    def __init__(
        self,
        periods: ReportingPeriods,
        registry: CollectorRegistry,
        pace: Pace,
        changed: asyncio.Event,
    ) -> None:
        """Counted soon after `changed` is set, by a calendar or by `after_commit`."""
        self._periods = periods
        self._owed: Mapping[str, Sequence[Owed]] = {}
        super().__init__(registry, pace, changed)

    def after_commit(
        self, outcomes: Sequence[Outcome], changes: Sequence[Change], _now: datetime
    ) -> None:
        """Reports were recorded or items changed in this process: count again soon."""
        if outcomes or changes:
            self.changed.set()

    async def recount(self) -> None:
        """Measure the periods."""
        counted: list[Counted] = []
        owed: dict[str, list[Owed]] = defaultdict(list)
        async for level in self._periods.levels_of_all():
            measures = measured(level.expected)
            counted.append((level.calendar.region, level.limits, measures))
            for agency, one in _owed(level, measures):
                owed[agency].append(one)
        self._owed = owed
        await self.show(_families(counted))

    def owed(self, agency: str) -> Sequence[Owed]:
        """What the agency owes as last counted, of periods that are over and not closed to it."""
        return self._owed.get(agency, ())


def _owed(level: Level, measures: Mapping[str, Measures]) -> Iterator[tuple[str, Owed]]:
    """By agency what it can still send of a period that is over."""
    limits = level.limits
    if limits.at < limits.end:
        return
    on_time_until = level.calendar.on_time_until(level.period)
    for agency, counts in measures.items():
        closes = limits.closes_for(agency)
        if counts.missing and (closes is None or limits.at < closes):
            yield agency, Owed(level.period, counts.missing, on_time_until)


def _families(levels: Sequence[Counted]) -> Iterator[GaugeMetricFamily]:
    for number, (name, what) in enumerate(_COUNTS):
        gauge = family(name, what, _LABELS)
        for region, limits, by_agency in levels:
            period = limits.period
            for agency, counts in by_agency.items():
                value = (counts.expected, counts.actual, counts.on_time)[number]
                gauge.add_metric([region, agency, period.kind, period.code], value)
        yield gauge
    ends = family(
        "aksi_period_on_time_until_timestamp_seconds",
        "When reports on the period stop being on time.",
        ("region", "kind", "period", "period_name"),
    )
    for region, limits, _ in levels:
        period = limits.period
        labels = [region, period.kind, period.code, period_name(period)]
        ends.add_metric(labels, limits.on_time_until.timestamp())
    yield ends
