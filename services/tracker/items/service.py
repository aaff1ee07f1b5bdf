"""The one road in: every report, plan version and tick of the clock changes items here."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from chassis.clock import Clock
from chassis.http.problem import Fault
from chassis.kafka.envelope import Outgoing
from chassis.mongo.database import BetterInParts, Database
from chassis.mongo.parts import Parts, conflicts_of
from chassis.mongo.session import Session
from chassis.outbox.outbox import Outbox
from contracts import PlanItemPublished, ProgressRecorded
from tracker.items.item import (
    CLOCKS_APART,
    Change,
    Item,
    outgoing,
    recorded,
    replanned,
    reported,
    settled,
)
from tracker.items.repository import ItemRepository
from tracker.reporting.report import Report, conflict, may_report, refusals, rejection, unknown_item
from tracker.reporting.report_ids import Taken
from tracker.reporting.repository import ReportRepository
from tracker.status.progress import Mark, needs_all
from tracker.status.rule_set import RuleSet

ITEMS_AT_A_TIME = 50
"""Of a large batch; then others get their turn of the event loop."""
ITEMS_JUDGED_ANEW = 500
"""In one transaction."""


class Verdict(StrEnum):
    """What became of a report."""

    RECORDED = "recorded"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(slots=True)
class Outcome:
    """What became of one report, why, and its item as it is after the batch."""

    report: Report
    verdict: Verdict
    faults: tuple[Fault, ...] = ()
    item: Item | None = None
    key: str = ""
    """What it is stored under, when it is recorded: its id, or its agency's own where another
    agency's report has that.
    """


AfterCommit = Callable[[Sequence[Outcome], Sequence[Change], datetime], None]
"""Called with what a transaction did once it is committed: for metrics and the like."""


class Items:
    """All changes to items, each batch in one transaction with the events that tell of it."""

    def __init__(
        self,
        *,
        database: Database,
        items: ItemRepository,
        reports: ReportRepository,
        outbox: Outbox,
        clock: Clock,
        rules: RuleSet,
        after_commit: Sequence[AfterCommit] = (),
    ) -> None:
        self._database = database
        self._items = items
        self._reports = reports
        self._outbox = outbox
        self._clock = clock
        self._ticking = Parts()
        self._after_commit = after_commit
        self.rules = rules

    async def judge(self, reports: Sequence[Report]) -> list[Outcome]:
        """What `record` would say of each report, with nothing changed."""
        now = self._clock.now()
        taken = await self._reports.taken(reports)
        items = await self._items.items(r.item_id for r in reports)
        return _judged(reports, items, taken, frozenset(), now)

    async def record(
        self,
        reports: Sequence[Report],
        *,
        whole: bool = False,
        conflicts: int | None = None,
    ) -> list[Outcome]:
        """Record what can be recorded; an outcome for each report, in their order.

        With `whole`, nothing is recorded unless all of them can be.

        Safe to repeat: the same report again is a duplicate and changes nothing, and a
        submission over Kafka that was refused stays so, whatever has changed since: read
        again it is no other. Raises `DatabaseTrouble`, and then nothing of the batch is
        recorded, or all of it; also `Overtaken`, after so many `conflicts`.
        """

        second = any(report.former_id for report in reports)  # nothing would say that it is there

        async def work(session: Session) -> tuple[list[Outcome], list[Change], datetime]:
            nonlocal second
            now = self._clock.now()
            items, outcomes = await self._look(session, reports, now, closely=second)
            second = True  # if an id is taken, an item another: the database says so, and we look
            if whole and any(outcome.faults for outcome in outcomes):
                return outcomes, [], now
            changes = await self._counted(session, outcomes, items, now)
            self._answer(session, outcomes, now)
            items |= {change.after.item_id: change.after for change in changes}
            for outcome in outcomes:
                outcome.item = items.get(outcome.report.item_id)
            return outcomes, changes, now

        outcomes, changes, now = await self._database.transaction(work, conflicts=conflicts)
        if changes or not whole:
            self._done(outcomes, changes, now)
        return outcomes

    async def replan(self, plans: Sequence[PlanItemPublished]) -> None:
        """Take over the newest version of each item's plan; older ones say nothing.

        Raises `DatabaseTrouble`, of which `Overtaken` is one.
        """
        newest: dict[str, PlanItemPublished] = {}
        for plan in plans:
            known = newest.get(plan.item_id)
            if known is None or plan.version > known.version:
                newest[plan.item_id] = plan

        async def work(session: Session) -> tuple[list[Change], datetime]:
            now = self._clock.now()
            items = await self._items.items(newest, session)
            changes = []
            for item_id, plan in newest.items():
                before = items.get(item_id)
                after = replanned(before, plan)
                if after is not None:
                    changes.append(settled(before, after, now, self.rules))
            self._save(session, changes, [])
            return changes, now

        conflicts = conflicts_of(len(newest))
        changes, now = await self._database.transaction(work, conflicts=conflicts)
        self._done([], changes, now)

    async def tick(self, now: datetime, limit: int) -> int:
        """Give the items that are due at `now` their new status; how many were due."""
        try:
            return await self._settle(partial(self._items.due, now=now, limit=limit), now, limit)
        except BetterInParts:
            due = [item.item_id for item in await self._items.due(None, now, limit)]
            await self._ticking.do(partial(self._tick_some, now), due)
            return len(due)

    async def judge_anew(self, now: datetime) -> int:
        """Judge anew what was judged by a clock ahead of `now`; how many items were changed.

        Safe to repeat. Raises `DatabaseTrouble`.
        """
        ahead = await self._items.judged_after(now + CLOCKS_APART)
        changed = 0
        for first in range(0, len(ahead), ITEMS_JUDGED_ANEW):
            some = ahead[first : first + ITEMS_JUDGED_ANEW]
            changed += sum(await self._ticking.do(partial(self._judge_some_anew, now), some))
        return changed

    async def _judge_some_anew(self, now: datetime, item_ids: Sequence[str]) -> int:
        async def work(session: Session) -> list[Change]:
            items = await self._items.items(item_ids, session)
            judged = [settled(item, item, now, self.rules) for item in items.values()]
            changes = [one for one in judged if one.changes_the_item]
            self._save(session, changes, [])
            return changes

        changes = await self._database.transaction(work, conflicts=conflicts_of(len(item_ids)))
        self._done([], changes, now)
        return len(changes)

    async def _tick_some(self, now: datetime, item_ids: Sequence[str]) -> None:
        async def due(session: Session) -> list[Item]:
            items = await self._items.items(item_ids, session)
            return [one for one in items.values() if one.wake_at and one.wake_at <= now]

        await self._settle(due, now, len(item_ids))

    async def _settle(
        self, find: Callable[[Session], Awaitable[list[Item]]], now: datetime, most: int
    ) -> int:
        """Give the items that `find` finds, `most` of them, the status they have at `now`."""

        async def work(session: Session) -> list[Change]:
            changes = [settled(item, item, now, self.rules) for item in await find(session)]
            self._save(session, changes, [])
            return changes

        changes = await self._database.transaction(work, conflicts=conflicts_of(most))
        self._done([], changes, now)
        return len(changes)

    async def _look(
        self, session: Session, reports: Sequence[Report], now: datetime, *, closely: bool
    ) -> tuple[dict[str, Item], list[Outcome]]:
        """The reports' items, and a verdict for each report: on the items as they are known, if
        that records them all and nobody asks to look `closely`; else on what stands there.
        """
        item_ids = [report.item_id for report in reports]
        known = {} if closely else await self._items.items(item_ids, session, as_known=True)
        submissions = [name for r in reports if r.source == "kafka" for name in r.submissions]
        refused = await self._reports.refused(session, submissions)
        if not closely:
            outcomes = _judged(reports, known, Taken(), refused, now)
            if all(outcome.verdict is Verdict.RECORDED for outcome in outcomes):
                return known, outcomes
        items = await self._items.items(item_ids, session)
        taken = await self._reports.taken(reports, session)
        return items, _judged(reports, items, taken, refused, now)

    async def _counted(
        self, session: Session, outcomes: Sequence[Outcome], items: dict[str, Item], now: datetime
    ) -> list[Change]:
        """Write the reports that count, and what they make of their items."""
        new: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            if outcome.verdict is Verdict.RECORDED:
                new[outcome.report.item_id].append(outcome)
        marks = {i: [o.report.mark(now, o.key) for o in those] for i, those in new.items()}
        everything = {i for i, m in marks.items() if needs_all(items[i].progress, m)}
        old = await self._reports.marks(session, everything)
        changes: list[Change] = []
        facts: list[tuple[ProgressRecorded, str, str]] = []
        for number, (item_id, those) in enumerate(new.items(), 1):
            if number % ITEMS_AT_A_TIME == 0:
                await asyncio.sleep(0)
            before = items[item_id]
            whole: list[Mark] | None = old[item_id] if item_id in everything else None
            after = reported(before, marks[item_id], whole, now)
            changes.append(settled(before, after, now, self.rules))
            facts += [(recorded(o.report, before, now), o.report.content, o.key) for o in those]
        self._reports.add_reports(session, facts)
        told = [Outgoing(fact, f"{fact.topic}/{key}", now) for fact, _, key in facts]
        self._save(session, changes, told)
        return changes

    def _save(self, session: Session, changes: Sequence[Change], told: Sequence[Outgoing]) -> None:
        self._items.save(session, changes)
        status_changes = [out for change in changes for out in outgoing(change)]
        self._outbox.put(session, [*told, *status_changes])

    def _answer(self, session: Session, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Tell who submitted over Kafka what was refused, once."""
        answers = {
            o.report.submission: rejection(o.report, o.faults, now)
            for o in outcomes
            if o.faults and o.report.source == "kafka"
        }
        if not answers:
            return
        self._reports.remember_refused(session, sorted(answers), now)
        self._outbox.put(
            session,
            [
                Outgoing(answer, f"{answer.topic}/{submission}", now)
                for submission, answer in sorted(answers.items())
            ],
        )

    def _done(self, outcomes: Sequence[Outcome], changes: Sequence[Change], now: datetime) -> None:
        self._items.remember(change.after for change in changes)
        for hook in self._after_commit:
            hook(outcomes, changes, now)


def _judged(
    reports: Sequence[Report],
    items: Mapping[str, Item],
    taken: Taken,
    refused: Set[str],
    now: datetime,
) -> list[Outcome]:
    """A verdict for each report; of equal ones in the batch the first is recorded.

    Submissions in `refused` were answered before: they are refused again without a word. Whether
    the item is the sender's comes before whether an id is in use, and an id is looked for among
    the sender's own only: nobody learns from the answer what others have sent.
    """
    outcomes = []
    for report in reports:
        item = items.get(report.item_id)
        plan = item.plan if item else None
        new = taken.is_new(report)
        if not new and taken.has(report):
            outcomes.append(Outcome(report, Verdict.DUPLICATE))
        elif refused and not refused.isdisjoint(report.submissions):
            outcomes.append(Outcome(report, Verdict.REFUSED))
        elif plan is None or not may_report(report, plan):
            outcomes.append(Outcome(report, Verdict.REFUSED, (unknown_item(report),)))
        elif not new and taken.has_other(report):
            faults = (conflict(report.report_id),)
            outcomes.append(Outcome(report, Verdict.CONFLICT, faults))
        elif against := refusals(report, plan, now):
            outcomes.append(Outcome(report, Verdict.REFUSED, against))
        else:
            outcomes.append(Outcome(report, Verdict.RECORDED, key=taken.take(report)))
    return outcomes
