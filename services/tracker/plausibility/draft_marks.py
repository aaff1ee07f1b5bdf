"""Looks at reports before they are recorded: one that is typed, or all rows of a spreadsheet."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from chassis.clock import Clock
from contracts.calendar import Calendar
from tracker.funding.repository import FundingRepository
from tracker.funding.spending import spent_on
from tracker.periods.repository import PeriodRepository
from tracker.plausibility.drafts import Draft, Marks, facts_of_draft, marks_of_drafts
from tracker.plausibility.histories import Histories
from tracker.plausibility.mark import Known, PlausibilityMark
from tracker.plausibility.repository import MarkRepository
from tracker.plausibility.rule_set import PlausibilityRules
from tracker.plausibility.rules import LOOKED_BACK, marks_of_item
from tracker.reporting.report import Report

RECORDED_MOST, RECORDED_LEAST = 20_000, 2
"""Recorded reports that are read for one spreadsheet, and of each item at least."""


class DraftMarks:
    """The marks that reports would get. Nothing is stored."""

    def __init__(
        self,
        *,
        marks: MarkRepository,
        money: FundingRepository,
        periods: PeriodRepository,
        rules: PlausibilityRules,
        clock: Clock,
    ) -> None:
        self._marks = marks
        self._money = money
        self._histories = Histories(marks, money)
        self._periods = periods
        self._rules = rules
        self._clock = clock

    async def of_draft(self, report: Report, corrected: str) -> Sequence[PlausibilityMark]:
        """The marks that a report would get now, by itself, its item and the reports before it;
        `corrected` is the key of the one that it corrects.
        """
        histories = await self._histories.of(None, [report.item_id])
        history = histories.get(report.item_id)
        if history is None:
            return ()
        draft = facts_of_draft(report, corrected, self._clock.now())
        calendar = await self._periods.calendar(history.region)
        known = replace(history.known, calendar=calendar)
        found = marks_of_item([*history.reports, draft], known, self._rules)
        return found.get(draft.key, ())

    async def of_drafts(self, drafts: Sequence[Draft]) -> Marks:
        """The marks that they would get if they came now, together. What is recorded is read at
        once for all; of very many items the latest reports only.
        """
        items = {one.report.item_id: one.item for one in drafts}
        if not items:
            return {}
        each = max(RECORDED_LEAST, min(LOOKED_BACK, RECORDED_MOST // len(items)))
        recorded = await self._marks.recorded(items, each)
        plans = {item_id: item.plan for item_id, item in items.items()}
        spent = await spent_on(self._money, plans)
        calendars: dict[str, Calendar | None] = {}
        for region in {plan.region for plan in plans.values()}:
            calendars[region] = await self._periods.calendar(region)
        known = {
            item_id: Known(plan, calendar=calendars[plan.region], spent=spent.get(item_id, ()))
            for item_id, plan in plans.items()
        }
        now = self._clock.now()

        def looked_at() -> Marks:
            facts = [facts_of_draft(one.report, one.corrected, now) for one in drafts]
            return marks_of_drafts(facts, recorded, known, self._rules)

        return await asyncio.to_thread(looked_at)
