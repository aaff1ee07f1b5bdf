"""The tracker's metrics. One closed list, each explained once; sums, never ratios."""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any, NamedTuple, get_args
from zoneinfo import ZoneInfo

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily

from chassis.clock import Clock
from contracts.progress_recorded import Source
from contracts.words import Kind, ReviewAction, Status
from tracker.bands.repository import BandRepository
from tracker.bands.view import InBand
from tracker.items.item import Change, Item
from tracker.items.query import ItemQuery
from tracker.items.repository import ItemRepository
from tracker.plan.repository import AgencyRepository
from tracker.recounted import Pace, RecountedGauges, family
from tracker.reporting.verdict import Outcome, Verdict
from tracker.review.review import ORDER
from tracker.review.service import Done
from tracker.status.curve import end_of
from tracker.status.rule_set import RuleSet
from tracker.status.status import course_of, standing
from tracker.summary.repository import SummaryRepository
from tracker.summary.sums import Sums

DAY = 86_400
LAG_BUCKETS = tuple(days * DAY for days in (1, 3, 7, 14, 31, 62, 92, 183, 366))
NO_STATUS = "none"
"""The `from` label of an item's first status."""

_GROUP = ["region", "pillar", "kind", "agency"]


class Group(NamedTuple):
    """The labels by which items are summed."""

    region: str
    pillar: str
    kind: str
    agency: str


class Counters:
    """Counters of this process, updated after each commit."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.reports = Counter(
            "aksi_reports",
            "Reports by the road they came and what became of them.",
            ["source", "outcome"],
            registry=registry,
        )
        for source, verdict in product(get_args(Source), Verdict):
            self.reports.labels(source, verdict)
        self.lag = Histogram(
            "aksi_report_lag_seconds",
            "From the end of the day a report is about to its arrival.",
            ["region"],
            buckets=LAG_BUCKETS,
            registry=registry,
        )
        self.status_changes = Counter(
            "aksi_status_changes",
            "Status changes.",
            ["region", "from", "to"],
            registry=registry,
        )
        self.reviews = Counter(
            "aksi_reviews",
            "Reports verified, signed, returned, and taken back, by step.",
            ["region", "step", "action"],
            registry=registry,
        )
        self.review_lag = Histogram(
            "aksi_review_lag_seconds",
            "From a report's arrival, or the step before, to this step's passing.",
            ["region", "step"],
            buckets=LAG_BUCKETS,
            registry=registry,
        )
        self._regions: set[str] = set()

    def know(self, regions: Iterable[str]) -> None:
        """Start every series of these regions at 0. In a new series the first count would not be
        visible, because an increase needs two samples.
        """
        for region in set(regions) - self._regions:
            self._regions.add(region)
            self.lag.labels(region)
            for was, now in product((NO_STATUS, *Status), Status):
                self.status_changes.labels(region, was, now)
            for step, action in product(ORDER, ReviewAction):
                self.review_lag.labels(region, step)
                self.reviews.labels(region, step, action)

    def after_review(self, done: Sequence[Done]) -> None:
        """Count what was done with reports."""
        for one in done:
            if one.act is not None and one.since is not None:
                self.reviews.labels(one.region, one.act.step, one.act.action).inc()
                if one.act.action is ReviewAction.PASSED:
                    waited = (one.act.at - one.since).total_seconds()
                    self.review_lag.labels(one.region, one.act.step).observe(max(0.0, waited))

    def after_commit(
        self, outcomes: Sequence[Outcome], changes: Sequence[Change], now: datetime
    ) -> None:
        """Count a committed batch."""
        became = Tally((one.report.source, one.verdict) for one in outcomes)
        for source_and_verdict, count in became.items():
            self.reports.labels(*source_and_verdict).inc(count)
        recorded = Tally(
            (one.item.plan.region, one.item.plan.time_zone, one.report.content.as_of)
            for one in outcomes
            if one.verdict is Verdict.RECORDED and one.item
        )
        for (region, time_zone, as_of), count in recorded.items():
            late = max(0.0, (now - end_of(as_of, ZoneInfo(time_zone))).total_seconds())
            observe = self.lag.labels(region).observe
            for _ in range(count):
                observe(late)
        self.know(change.after.plan.region for change in changes)
        status_changes = (change.status_changed for change in changes if change.status_changed)
        moved = Tally(
            (one.region, one.from_status or NO_STATUS, one.to_status) for one in status_changes
        )
        for labels, count in moved.items():
            self.status_changes.labels(*labels).inc(count)


def tell_settings(registry: CollectorRegistry, *, trust_broker: bool, portal_url: str) -> None:
    """The gauges of AKSI_TRUST_BROKER and AKSI_PORTAL_URL."""
    Gauge(
        "aksi_trusts_broker",
        "Whether submissions on Kafka without a token are believed (AKSI_TRUST_BROKER).",
        registry=registry,
    ).set(trust_broker)
    Gauge(
        "aksi_portal_info",
        "Where people open the tracker's pages (AKSI_PORTAL_URL).",
        ["address"],
        registry=registry,
    ).labels(portal_url.rstrip("/")).set(1)


class Standings(RecountedGauges):
    """Gauges of the items."""

    def __init__(
        self,
        *,
        items: ItemRepository,
        summaries: SummaryRepository,
        agencies: AgencyRepository,
        clock: Clock,
        rules: RuleSet,
        registry: CollectorRegistry,
        pace: Pace,
        bands: BandRepository,
        know_regions: Callable[[Iterable[str]], None] = lambda _: None,
    ) -> None:
        self._items = items
        self._summaries = summaries
        self._agencies = agencies
        self._know_regions = know_regions
        self._clock = clock
        self._rules = rules
        self._bands = bands
        super().__init__(registry, pace)

    async def recount(self) -> None:
        """Count all items, read the quick wins one by one, and let the event loop run other tasks
        in between.
        """
        now = self._clock.now()
        groups = await self._summaries.counted(ItemQuery(), Group._fields, now)
        in_bands = await self._bands.counted(ItemQuery(), Group._fields, now)
        quick_wins = self._items.every(ItemQuery(kind=Kind.QUICK_WIN))
        sums = {Group(*group): sums for group, sums in groups.items()}
        agencies = await self._agencies.agencies()
        found = [item async for item in quick_wins]
        board = _Board(now, self._rules, sums, in_bands, found, agencies)
        regions = {group.region for group in sums} | {agency["region"] for agency in agencies}
        self._know_regions(regions)
        await self.show(board.families())


@dataclass(frozen=True, slots=True)
class _Board:
    """Turns sums and quick wins into gauges."""

    _now: datetime
    _rules: RuleSet
    _sums: Mapping[Group, Sums]
    _in_bands: Mapping[tuple[str, ...], Tally[InBand]]
    _quick_wins: Sequence[Item]
    _agencies: Sequence[Mapping[str, Any]]

    def families(self) -> Iterator[GaugeMetricFamily]:
        yield from self._of_groups()
        yield from self._of_quick_wins()
        yield from self._of_agencies()

    def _of_groups(self) -> Iterable[GaugeMetricFamily]:
        items = family("aksi_items", "Items by status.", [*_GROUP, "status"])
        for group, sums in self._sums.items():
            for status, count in sums.by_status.items():
                items.add_metric([*group, status], count)
        yield items
        for name, what, attribute in SUMS:
            one = family(name, what, _GROUP)
            for group, sums in self._sums.items():
                one.add_metric(group, getattr(sums, attribute))
            yield one
        in_bands = family(
            "aksi_items_in_band",
            "Items by the bands of other offices' schemes.",
            [*_GROUP, "scheme", "band"],
        )
        for labels, bands in self._in_bands.items():
            for scheme_and_band, count in bands.items():
                in_bands.add_metric([*labels, *scheme_and_band], count)
        yield in_bands

    def _of_quick_wins(self) -> Iterable[GaugeMetricFamily]:
        due = family(
            "aksi_quick_win_due_timestamp_seconds", "When its due day has ended.", ["item_id"]
        )
        actual = family("aksi_quick_win_progress_ratio", "Physical progress, 0 to 1.", ["item_id"])
        planned = family("aksi_quick_win_planned_ratio", "Planned progress, 0 to 1.", ["item_id"])
        status = family("aksi_quick_win_status", "1 for the status it has.", ["item_id", "status"])
        info = family(
            "aksi_quick_win_info",
            "What it is called and whose it is.",
            ["item_id", "region", "pillar", "agency", "title"],
        )
        for item in self._quick_wins:
            plan, course = item.plan, course_of(item.plan)
            stands = standing(course, item.progress, self._now, self._rules)
            due.add_metric([plan.item_id], course.ends.timestamp())
            actual.add_metric([plan.item_id], stands.actual_percent / 100)
            planned.add_metric([plan.item_id], stands.planned_percent / 100)
            status.add_metric([plan.item_id, item.status or stands.status], 1)
            labels = [plan.item_id, plan.region, plan.pillar, plan.agency, plan.title]
            info.add_metric(labels, 1)
        return due, actual, planned, status, info

    def _of_agencies(self) -> Iterable[GaugeMetricFamily]:
        info = family("aksi_agency_info", "What it is called.", ["region", "agency", "name"])
        for agency in self._agencies:
            info.add_metric([agency["region"], agency["_id"], agency["name"]], 1)
        received = family(
            "aksi_agency_last_report_timestamp_seconds",
            "When its last report arrived.",
            ["region", "agency"],
        )
        owed = family(
            "aksi_agency_reports_owed_since_timestamp_seconds",
            "From when on it had an item under way to report on.",
            ["region", "agency"],
        )
        last: dict[tuple[str, str], float] = {}
        first: dict[tuple[str, str], float] = {}
        for group, sums in self._sums.items():
            key = (group.region, group.agency)
            if sums.heard_at:
                last[key] = max(last.get(key, 0.0), sums.heard_at.timestamp())
            if sums.owes_since:
                owes_since = sums.owes_since.timestamp()
                first[key] = min(first.get(key, owes_since), owes_since)
        for (region, code), instant in last.items():
            received.add_metric([region, code], instant)
        for (region, code), instant in first.items():
            owed.add_metric([region, code], instant)
        return info, received, owed


SUMS = (
    ("aksi_items_weight", "Sum of weights.", "weight"),
    ("aksi_items_weight_done", "Sum of weight times actual progress.", "weight_done"),
    (
        "aksi_items_weight_done_proven",
        "Sum of weight times actual progress that has the evidence asked for.",
        "weight_done_proven",
    ),
    (
        "aksi_items_weight_done_verified",
        "Sum of weight times progress as the verified reports say.",
        "weight_done_verified",
    ),
    (
        "aksi_items_weight_done_signed",
        "Sum of weight times progress as the signed reports say.",
        "weight_done_signed",
    ),
    (
        "aksi_items_weight_done_is_signed",
        "Sum of weight times as much of the actual progress as signed reports say.",
        "weight_done_is_signed",
    ),
    ("aksi_items_weight_planned", "Sum of weight times planned progress.", "weight_planned"),
    (
        "aksi_items_figure_old",
        "Items under way without a figure of the last 35 days, that began before.",
        "figures_old",
    ),
    ("aksi_budget_rupiah", "Budget (pagu), rupiah.", "budget"),
    ("aksi_budget_realised_rupiah", "Spent so far, rupiah.", "budget_realised"),
)
"""Sums of items as gauges: name, what it says, and which of `Sums` it is."""
