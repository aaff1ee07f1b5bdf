"""Whatever Kafka, the clock and a crash do to a tracker, its items are what their records say.

Plans and reports arrive late, again and in any order; what leaves may be lost, doubled or
acknowledged in part.
"""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chassis.mongo.unit_of_work import Document
from chassis.outbox.rows import acknowledged
from contracts import PlanItemPublished
from contracts.words import Milestone
from tests.unit.tracker.memory_store import RULES, Tracker
from tests.unit.tracker.plans import a_plan, a_report
from tracker.repair.rebuild import differences
from tracker.reporting.report import Report
from tracker.reporting.verdict import Verdict

ITEMS = ("KUKAR-QW-01", "KUKAR-QW-02")
BEGIN = date(2026, 1, 1)
DUES = [date(2026, 5, 31), date(2026, 6, 16), date(2026, 7, 31), date(2026, 12, 31)]
TENDER = Milestone(name="lelang", due=date(2026, 3, 31), weight=10)
STATUS_CHANGED = "item.status_changed.v1"

T = TypeVar("T")

items = st.sampled_from(ITEMS)
picks = st.lists(st.integers(0, 1000), min_size=1, max_size=4)
percents = st.sampled_from([0.0, 35.0, 44.0, 45.5, 60.0, 90.0, 99.9, 100.0, 140.0])
reports = st.lists(
    st.tuples(st.integers(150, 190), percents, st.integers(0, 72)), min_size=1, max_size=4
)
"""The day of the year that the figures hold for, percent, hours since it was written."""

fates = st.lists(st.sampled_from(["taken", "taken and said so", "lost"]), min_size=1, max_size=5)


class DeliveredAtLeastOnce(RuleBasedStateMachine):
    """A tracker over a store in memory, and all that was ever sent to it."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.tracker = Tracker()
        self.plans: list[PlanItemPublished] = []
        self.delivered: list[PlanItemPublished] = []
        self.newest: dict[str, PlanItemPublished] = {}
        self.reports: list[Report] = []
        self.recorded: dict[str, Report] = {}
        self.topics: dict[tuple[str, str], list[Document]] = defaultdict(list)

    def teardown(self) -> None:
        self.everything_that_waits_is_published()
        self.loop.close()

    @initialize(reports=reports, due=st.sampled_from(DUES))
    def the_plan_and_what_was_reported(
        self, reports: list[tuple[int, float, int]], due: date
    ) -> None:
        self.the_plan_changes(ITEMS[0], due, False, (), True)
        self.reports_arrive(ITEMS[0], reports, "kafka")

    @rule(
        item_id=items,
        due=st.sampled_from(DUES),
        cancelled=st.sampled_from([False, False, False, True]),
        steps=st.sampled_from([(), (TENDER,)]),
        at_once=st.booleans(),
    )
    def the_plan_changes(
        self, item_id: str, due: date, cancelled: bool, steps: tuple[Milestone, ...], at_once: bool
    ) -> None:
        version = 1 + max((p.version for p in self.plans if p.item_id == item_id), default=0)
        plan = a_plan(
            item_id=item_id, version=version, due=due, cancelled=cancelled, milestones=steps
        )
        self.plans.append(plan)
        if at_once:
            self.replan([plan])

    @precondition(lambda self: self.plans)
    @rule(which=picks)
    def any_plan_versions_arrive(self, which: list[int]) -> None:
        self.replan([self.plans[n % len(self.plans)] for n in which])

    @rule(item_id=items, reports=reports, source=st.sampled_from(["http", "kafka"]))
    def reports_arrive(
        self, item_id: str, reports: list[tuple[int, float, int]], source: str
    ) -> None:
        new = [
            a_report(
                report_id=f"r-{len(self.reports) + number}",
                item_id=item_id,
                as_of=BEGIN + timedelta(days=day),
                submitted_at=self.tracker.clock.now() - timedelta(hours=written),
                physical_percent=percent,
                source=source,
            )
            for number, (day, percent, written) in enumerate(reports)
        ]
        self.reports += new
        self.record(new)

    @precondition(lambda self: self.reports)
    @rule(which=picks)
    def any_reports_arrive_again(self, which: list[int]) -> None:
        self.record([self.reports[n % len(self.reports)] for n in which])

    @precondition(lambda self: self.reports)
    @rule(which=st.integers(0, 1000))
    def a_report_id_is_used_for_other_content(self, which: int) -> None:
        report = self.reports[which % len(self.reports)]
        other = replace(report, content=report.content.model_copy(update={"note": "lain"}))
        self.reports.append(other)
        self.record([other])

    @precondition(lambda self: self.reports)
    @rule(
        which=st.integers(0, 1000),
        day=st.integers(150, 166),
        percent=percents,
        source=st.sampled_from(["http", "kafka"]),
    )
    def a_report_is_corrected(self, which: int, day: int, percent: float, source: str) -> None:
        """Any that was ever sent, also one that was refused or corrected before."""
        wrong = self.reports[which % len(self.reports)]
        right = a_report(
            report_id=f"r-{len(self.reports)}",
            item_id=wrong.item_id,
            as_of=BEGIN + timedelta(days=day),
            submitted_at=self.tracker.clock.now(),
            physical_percent=percent,
            source=source,
            corrects=wrong.report_id,
        )
        self.reports.append(right)
        self.record([right])

    @invariant()
    def all_topics_read_again_change_no_byte(self) -> None:
        """What came over HTTP is on no topic; whoever sends it again means it."""
        before = self.tracker.store.copy()
        self.replan(self.delivered)
        self.record([report for report in self.reports if report.source == "kafka"])
        assert self.tracker.store == before

    @rule(hours=st.integers(1, 24 * 40), looks=st.integers(0, 2))
    def time_goes_by(self, hours: int, looks: int) -> None:
        """And the clock loop takes up so many."""
        self.tracker.clock.advance(timedelta(hours=hours))
        if looks:
            self.run(self.tracker.items.tick(self.tracker.clock.now(), looks))

    @rule(fates=fates, crashes=st.booleans())
    def the_relay_publishes(self, fates: list[str], crashes: bool) -> None:
        """The broker takes some, says so of fewer; a crash forgets even that."""
        rows = list(self.tracker.store.outbox)
        events = [(row, event) for row in rows for event in row["events"]]
        unsent: dict[object, set[str]] = defaultdict(set)
        for (row, event), fate in zip(events, cycle(fates), strict=False):
            if fate != "lost":
                self.topics[row["topic"], event["key"]].append(event)
            if fate != "taken and said so":
                unsent[row["_id"]].add(event["event_id"])
        if not crashes:
            gone = {
                event["event_id"] for row in acknowledged(rows, unsent) for event in row["events"]
            }
            for row in rows:
                row["events"] = [one for one in row["events"] if one["event_id"] not in gone]
            self.tracker.store.outbox[:] = [row for row in rows if row["events"]]

    def everything_that_waits_is_published(self) -> None:
        self.the_relay_publishes(["taken and said so"], crashes=False)
        assert self.tracker.store.outbox == []
        for item_id, item in self.tracker.store.items.items():
            told = [event["event"].seq for event in self.topics[STATUS_CHANGED, item_id]]
            assert told[-1] == item.seq, "the last event of a key is its newest"
            assert set(told) == set(range(1, item.seq + 1)), "none is missing"
        published = {
            row["event"].report_id
            for (topic, _), rows in self.topics.items()
            for row in rows
            if topic == "progress.recorded.v1"
        }
        assert published == set(self.recorded)

    @invariant()
    def each_item_is_what_its_records_make_of_it(self) -> None:
        now = self.tracker.clock.now()
        for item_id, plan in self.newest.items():
            assert differences(self.tracker.records(item_id, plan), now, RULES) == []

    @invariant()
    def what_was_recorded_is_kept_once(self) -> None:
        kept = {row["_id"]: row["content"] for row in self.tracker.store.reports.values()}
        assert kept == {report.report_id: report.fingerprint for report in self.recorded.values()}

    def replan(self, plans: Sequence[PlanItemPublished]) -> None:
        self.delivered = [*self.delivered, *(p for p in plans if p not in self.delivered)]
        self.run(self.tracker.items.replan(plans))
        for plan in plans:
            newest = self.newest.get(plan.item_id)
            if newest is None or plan.version > newest.version:
                self.newest[plan.item_id] = plan

    def record(self, reports: Sequence[Report]) -> None:
        for outcome in self.run(self.tracker.items.record(reports)):
            report_id = outcome.report.report_id
            if outcome.verdict is Verdict.RECORDED:
                assert report_id not in self.recorded, "it counts once"
                self.recorded[report_id] = outcome.report
            elif self.recorded.get(report_id) == outcome.report:
                assert outcome.verdict is Verdict.DUPLICATE

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)


DeliveredAtLeastOnce.TestCase.settings = settings(max_examples=250, stateful_step_count=20)
TestDeliveredAtLeastOnce = DeliveredAtLeastOnce.TestCase
