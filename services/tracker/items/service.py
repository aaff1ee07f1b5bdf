"""The only write path: every report, plan version and tick of the clock changes items here."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain

from chassis.clock import Clock
from chassis.http.problem import Fault
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import BetterInParts, Database
from chassis.mongo.parts import Parts, conflicts_of
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from contracts import PlanItemPublished, ProgressRejected
from contracts.calendar import ReviewStep
from tracker.evidence.repository import EvidenceRepository, FilesOfReports
from tracker.funding.funding import Funding
from tracker.items.item import (
    CLOCKS_APART,
    Change,
    Item,
    change_to,
    recorded_event,
    status_events,
    with_plan,
    with_reports,
)
from tracker.items.repository import ItemRepository
from tracker.reporting.refusals import reasons_of, rejection
from tracker.reporting.report import Report
from tracker.reporting.report_ids import StoredIds
from tracker.reporting.repository import Record, ReportRepository
from tracker.reporting.verdict import Outcome, Verdict, judge_reports
from tracker.review.review import Reached, reached_progress
from tracker.status.progress import Mark, needs_all_marks
from tracker.status.rule_set import RuleSet

ITEMS_AT_A_TIME = 50
"""Of a large batch; then the event loop runs other tasks."""
ITEMS_JUDGED_ANEW = 500
"""Per transaction."""


CountsFrom = Callable[[Iterable[str]], Awaitable[Mapping[str, ReviewStep]]]
"""Of regions the review step from which reports count; that of recording where none is named."""


async def from_recording(_regions: Iterable[str]) -> Mapping[str, ReviewStep]:
    """In every region reports count from recording."""
    return {}


AfterCommit = Callable[[Sequence[Outcome], Sequence[Change], datetime], None]
"""Called after each commit with the outcomes, the changes and the instant they were judged for."""


class Items:
    """All changes to items, each batch in one transaction with its events."""

    def __init__(
        self,
        *,
        database: Database,
        items: ItemRepository,
        reports: ReportRepository,
        evidence: EvidenceRepository,
        outbox: Outbox,
        clock: Clock,
        rules: RuleSet,
        after_commit: Sequence[AfterCommit] = (),
        counts_from: CountsFrom = from_recording,
    ) -> None:
        self._database = database
        self._items = items
        self._reports = reports
        self._evidence = evidence
        self._outbox = outbox
        self._clock = clock
        self._ticking = Parts()
        self._after_commit = list(after_commit)
        self._counts_from = counts_from
        self.rules = rules

    def after_commit(self, hook: AfterCommit) -> None:
        """Call `hook`, too, after each commit."""
        self._after_commit.append(hook)

    async def judge(self, reports: Sequence[Report]) -> list[Outcome]:
        """The outcome that `record` would give for each report, with its item as it is, without any
        change.
        """
        now = self._clock.now()
        stored_ids = await self._reports.stored_ids(reports)
        items = await self._items.items(r.item_id for r in reports)
        outcomes = judge_reports(reports, items, stored_ids, frozenset(), now)
        for outcome in outcomes:
            outcome.item = items.get(outcome.report.item_id)
        return outcomes

    async def record(
        self,
        reports: Sequence[Report],
        *,
        whole: bool = False,
        conflicts: int | None = None,
        meanwhile: Callable[[Sequence[Outcome]], None] = lambda _: None,
        alongside: Callable[[UnitOfWork, Sequence[Outcome]], None] = lambda _unit, _outcomes: None,
    ) -> list[Outcome]:
        """Record every report without faults; an outcome for each, in their order.

        With `whole`, nothing is recorded when one of them has faults. `alongside` adds to the same
        transaction; `meanwhile` is called with the outcomes while the database commits.

        Idempotent: the same report again is a duplicate and changes nothing, and a submission over
        Kafka that was refused stays refused, whatever has changed since. Raises `DatabaseTrouble`:
        then none or all of the batch is recorded. Raises `TooManyConflicts` after `conflicts`
        conflicts.
        """
        from_cache = not any(r.former_id or r.content.corrects for r in reports)
        # ids that no unique index holds, or that have to be there

        async def work(unit: UnitOfWork) -> tuple[list[Outcome], list[Change], datetime]:
            nonlocal from_cache
            now = self._clock.now()
            items, outcomes = await self._load_and_judge(unit, reports, now, from_cache=from_cache)
            from_cache = False  # on a retry: an id is taken or an item has changed
            if whole and any(outcome.faults for outcome in outcomes):
                return outcomes, [], now
            changes = await self._write_recorded(unit, outcomes, items, now)
            self._write_rejections(unit, outcomes, now)
            alongside(unit, outcomes)
            items |= {change.after.item_id: change.after for change in changes}
            for outcome in outcomes:
                outcome.item = items.get(outcome.report.item_id)
            return outcomes, changes, now

        outcomes, changes, now = await self._database.transaction(
            work, conflicts=conflicts, meanwhile=lambda done: meanwhile(done[0])
        )
        if changes or not whole:
            self._committed(outcomes, changes, now)
        return outcomes

    async def reject(
        self,
        submission: str,
        *,
        report_id: str,
        item_id: str,
        agency: str,
        submitted_at: datetime,
        faults: Sequence[Fault],
    ) -> None:
        """Publish, once, that a submission over Kafka is none. Raises `DatabaseTrouble`."""

        async def work(unit: UnitOfWork) -> None:
            if await self._reports.refused(unit, [submission]):
                return
            now = self._clock.now()
            event = ProgressRejected(
                report_id=report_id,
                item_id=item_id,
                agency=agency,
                submitted_at=submitted_at,
                received_at=now,
                reasons=reasons_of(faults),
            )
            self._reports.remember_refused(unit, [submission], now)
            self._outbox.put(unit, [Outgoing(event, f"{event.topic}/{submission}", now)])

        await self._database.transaction(work)

    async def replan(self, plans: Sequence[PlanItemPublished]) -> None:
        """Apply the newest version of each item's plan; older ones change nothing.

        Raises `DatabaseTrouble`, of which `TooManyConflicts` is one.
        """
        newest: dict[str, PlanItemPublished] = {}
        for plan in plans:
            other = newest.get(plan.item_id)
            if other is None or plan.version > other.version:
                newest[plan.item_id] = plan

        async def work(unit: UnitOfWork) -> tuple[list[Change], datetime]:
            now = self._clock.now()
            items = await self._items.items(newest, unit)
            new = {plan.region for item_id, plan in newest.items() if item_id not in items}
            steps = await self._counts_from(new) if new else {}
            changes = []
            for item_id, plan in newest.items():
                before = items.get(item_id)
                after = with_plan(before, plan)
                if before is None and after is not None and plan.region in steps:
                    after = replace(after, counts_from=steps[plan.region])
                if after is not None:
                    changes.append(change_to(before, after, now, self.rules))
            self._save(unit, changes)
            return changes, now

        conflicts = conflicts_of(len(newest))
        changes, now = await self._database.transaction(work, conflicts=conflicts)
        self._committed([], changes, now)

    async def refold(
        self,
        unit: UnitOfWork,
        reports: Mapping[str, Sequence[Reached]],
        now: datetime,
        counts_from: ReviewStep | None = None,
    ) -> list[Change]:
        """In the transaction of `unit`, the progress of items by their `reports` as they have been
        reviewed: of those whose reports count from a review step, or of all from `counts_from` on.
        After the commit the changes are told to `refolded`.
        """
        items = await self._items.items(reports, unit)
        changes: list[Change] = []
        for item_id, before in items.items():
            step = counts_from or before.counts_from
            if counts_from is None and step is ReviewStep.RECORDED:
                continue
            progress = reached_progress(reports[item_id], step)
            after = replace(before, progress=progress, counts_from=step)
            change = change_to(before, after, now, self.rules)
            if change.changes_the_item:
                changes.append(change)
        self._save(unit, changes)
        return changes

    async def fund(
        self, unit: UnitOfWork, found: Mapping[str, Funding | None], now: datetime
    ) -> list[Change]:
        """In the transaction of `unit`, the money of items as their sub kegiatan say. After the
        commit the changes are told to `refolded`.
        """
        items = await self._items.items(found, unit)
        changes = [
            change_to(before, replace(before, funding=found[item_id]), now, self.rules)
            for item_id, before in items.items()
            if before.funding != found[item_id]
        ]
        self._save(unit, changes)
        return changes

    def refolded(self, changes: Sequence[Change], now: datetime) -> None:
        """Note what `refold` or `fund` changed, once it is committed."""
        self._committed([], changes, now)

    async def tick(self, now: datetime, limit: int) -> int:
        """Update the status of items that are due at `now`; returns how many were due."""
        try:
            return await self._judge_due(partial(self._items.due, now=now, limit=limit), now, limit)
        except BetterInParts:
            due = [item.item_id for item in await self._items.due(None, now, limit)]
            await self._ticking.do(partial(self._tick_some, now), due)
            return len(due)

    async def judge_anew(self, now: datetime) -> int:
        """Judge again the items judged by a clock ahead of `now`; returns how many were changed.

        Idempotent. Raises `DatabaseTrouble`.
        """
        ahead = await self._items.judged_after(now + CLOCKS_APART)
        changed = 0
        for first in range(0, len(ahead), ITEMS_JUDGED_ANEW):
            some = ahead[first : first + ITEMS_JUDGED_ANEW]
            changed += sum(await self._ticking.do(partial(self._judge_some_anew, now), some))
        return changed

    async def _judge_some_anew(self, now: datetime, item_ids: Sequence[str]) -> int:
        async def work(unit: UnitOfWork) -> list[Change]:
            items = await self._items.items(item_ids, unit)
            judged = [change_to(item, item, now, self.rules) for item in items.values()]
            changes = [one for one in judged if one.changes_the_item]
            self._save(unit, changes)
            return changes

        changes = await self._database.transaction(work, conflicts=conflicts_of(len(item_ids)))
        self._committed([], changes, now)
        return len(changes)

    async def _tick_some(self, now: datetime, item_ids: Sequence[str]) -> None:
        async def due(unit: UnitOfWork) -> list[Item]:
            items = await self._items.items(item_ids, unit)
            return [one for one in items.values() if one.wake_at and one.wake_at <= now]

        await self._judge_due(due, now, len(item_ids))

    async def _judge_due(
        self, find: Callable[[UnitOfWork], Awaitable[list[Item]]], now: datetime, most: int
    ) -> int:
        """Update the items that `find` returns, at most `most`, to their status at `now`."""

        async def work(unit: UnitOfWork) -> list[Change]:
            changes = [change_to(item, item, now, self.rules) for item in await find(unit)]
            self._save(unit, changes)
            return changes

        changes = await self._database.transaction(work, conflicts=conflicts_of(most))
        self._committed([], changes, now)
        return len(changes)

    async def _load_and_judge(
        self, unit: UnitOfWork, reports: Sequence[Report], now: datetime, *, from_cache: bool
    ) -> tuple[dict[str, Item], list[Outcome]]:
        """The reports' items, and an outcome for each report.

        With `from_cache`, items come from the cache and ids are not looked up; unless all reports
        are recorded, the batch is judged again from the database.
        """
        item_ids = [report.item_id for report in reports]
        submissions = [name for r in reports if r.source == "kafka" for name in r.submissions]
        refused = await self._reports.refused(unit, submissions)
        if from_cache:
            items = await self._items.items(item_ids, unit, from_cache=True)
            outcomes = judge_reports(reports, items, StoredIds(), refused, now)
            if all(outcome.verdict is Verdict.RECORDED for outcome in outcomes):
                return items, outcomes
        items = await self._items.items(item_ids, unit)
        stored_ids = await self._reports.stored_ids(reports, unit)
        return items, judge_reports(reports, items, stored_ids, refused, now)

    async def _write_recorded(
        self, unit: UnitOfWork, outcomes: Sequence[Outcome], items: dict[str, Item], now: datetime
    ) -> list[Change]:
        """Write the recorded reports, their items' changes, and the events of both."""
        new: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            if outcome.verdict is Verdict.RECORDED:
                new[outcome.report.item_id].append(outcome)
        marks = {
            i: [o.report.mark(now, o.key, o.corrected) for o in those] for i, those in new.items()
        }
        need_all = {i for i, m in marks.items() if needs_all_marks(items[i].progress, m)}
        old = await self._reports.marks(unit, need_all)
        changes: list[Change] = []
        records: list[Record] = []
        for number, (item_id, those) in enumerate(new.items(), 1):
            if number % ITEMS_AT_A_TIME == 0:
                await asyncio.sleep(0)
            before = items[item_id]
            all_marks: list[Mark] | None = old[item_id] if item_id in need_all else None
            after = with_reports(before, marks[item_id], all_marks, now)
            changes.append(change_to(before, after, now, self.rules))
            records += [
                (recorded_event(o.report, before, now), o.report.fingerprint, o.key, o.corrected)
                for o in those
            ]
        self._items.save(unit, changes)
        reports = [outcome.report for those in new.values() for outcome in those]
        self._evidence.of_reports(unit, reports, partial(_with_evidence, records))
        self._reports.add_reports(unit, records)
        events = (Outgoing(event, f"{event.topic}/{key}", now) for event, _, key, _ in records)
        self._outbox.put(unit, chain(events, _status_events(changes)))
        return changes

    def _save(self, unit: UnitOfWork, changes: Sequence[Change]) -> None:
        self._items.save(unit, changes)
        self._outbox.put(unit, _status_events(changes))

    def _write_rejections(
        self, unit: UnitOfWork, outcomes: Sequence[Outcome], now: datetime
    ) -> None:
        """Publish one rejection for each refused submission over Kafka."""
        rejections = {
            o.report.submission: rejection(o.report, o.faults, now)
            for o in outcomes
            if o.faults and o.report.source == "kafka"
        }
        if not rejections:
            return
        self._reports.remember_refused(unit, sorted(rejections), now)
        self._outbox.put(
            unit,
            [
                Outgoing(event, f"{event.topic}/{submission}", now)
                for submission, event in sorted(rejections.items())
            ],
        )

    def _committed(
        self, outcomes: Sequence[Outcome], changes: Sequence[Change], now: datetime
    ) -> None:
        self._items.remember(change.after for change in changes)
        for hook in self._after_commit:
            hook(outcomes, changes, now)


def _with_evidence(records: list[Record], given: FilesOfReports) -> None:
    """Let the events list the files that are there already."""
    for number, (event, content, key, corrected) in enumerate(records):
        if files := given.get((event.item_id, event.agency, event.report_id)):
            listing = event.model_copy(update={"evidence": tuple(files)})
            records[number] = (listing, content, key, corrected)


def _status_events(changes: Sequence[Change]) -> list[Outgoing]:
    return [out for change in changes for out in status_events(change)]
