"""Gauges of the items that the council has to decide about, and of who was told about them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily

from chassis.clock import Clock
from tracker.alerts.repository import AlertRepository
from tracker.council.repository import CouncilRepository
from tracker.items.item import Item
from tracker.items.query import ItemQuery
from tracker.plan.repository import AgencyRepository
from tracker.recounted import Pace, RecountedGauges, family
from tracker.status.curve import end_of
from tracker.status.rule_set import RuleSet
from tracker.status.status import course_of, standing

WORST_MOST = 50
"""Of each region: who decides reads no more, and series do not grow with the plan."""
LastTold = Mapping[tuple[str, str], datetime]
"""By item and office when it was last told."""


class TroubledGauges(RecountedGauges):
    """The worst `WORST_MOST` late and critical items of each region, of every kind."""

    def __init__(
        self,
        *,
        rows: CouncilRepository,
        agencies: AgencyRepository,
        alerts: AlertRepository,
        clock: Clock,
        rules: RuleSet,
        registry: CollectorRegistry,
        pace: Pace,
    ) -> None:
        self._rows = rows
        self._agencies = agencies
        self._alerts = alerts
        self._clock = clock
        self._rules = rules
        super().__init__(registry, pace)

    async def recount(self) -> None:
        """Read the worst of each region, and who was told about them."""
        regions = sorted({agency["region"] for agency in await self._agencies.agencies()})
        found = [
            item
            for region in regions
            for item in await self._rows.worst(ItemQuery(region=region), WORST_MOST)
        ]
        told = await self._alerts.last_told([item.item_id for item in found])
        now = self._clock.now()
        await self.show([*_of_items(found, now, self._rules), _of_told(told)])


def _of_items(items: Sequence[Item], now: datetime, rules: RuleSet) -> Iterator[GaugeMetricFamily]:
    info = family(
        "aksi_troubled_item_info",
        "What a late or critical item is called, and whose it is.",
        ["item_id", "region", "pillar", "kind", "agency", "title", "status"],
    )
    due = family(
        "aksi_troubled_item_due_timestamp_seconds", "When its due day has ended.", ["item_id"]
    )
    planned = family("aksi_troubled_item_planned_ratio", "Planned progress, 0 to 1.", ["item_id"])
    actual = family("aksi_troubled_item_progress_ratio", "Physical progress, 0 to 1.", ["item_id"])
    figure = family(
        "aksi_troubled_item_figure_timestamp_seconds",
        "End of the day that its figure holds for; none without a report.",
        ["item_id"],
    )
    for item in items:
        plan, course = item.plan, course_of(item.plan)
        stands, item_id = standing(course, item.progress, now, rules), [plan.item_id]
        labels = [plan.region, plan.pillar, plan.kind, plan.agency, plan.title]
        info.add_metric([*item_id, *labels, item.status or stands.status], 1)
        due.add_metric(item_id, course.ends.timestamp())
        planned.add_metric(item_id, stands.planned_percent / 100)
        actual.add_metric(item_id, stands.actual_percent / 100)
        if item.progress.latest:
            ends = end_of(item.progress.latest.as_of, ZoneInfo(plan.time_zone))
            figure.add_metric(item_id, ends.timestamp())
    yield from (info, due, planned, actual, figure)


def _of_told(told: LastTold) -> GaugeMetricFamily:
    last = family(
        "aksi_troubled_item_told_timestamp_seconds",
        "When the last mail about it was handed over, by whom it went to; for an office above the "
        "agencies, when it was to be told.",
        ["item_id", "role"],
    )
    for (item_id, role), instant in sorted(told.items()):
        last.add_metric([item_id, role], instant.timestamp())
    return last
