"""How an item stood at the ends of past days: by its plan of today, and by the reports that hold
for a day, whenever they came. Pure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from contracts.calendar import ReviewStep
from tracker.evidence.proof import ProofRules, is_unproven
from tracker.funding.funding import Funding
from tracker.items.item import Item
from tracker.review.review import Reached, passed
from tracker.status.progress import Mark, Progress, counting, fold
from tracker.status.status import course_of
from tracker.summary.sums import Sums

ADDED = frozenset(
    {
        *("weight", "weight_planned", "budget", "budget_realised"),
        *("weight_done", "weight_done_proven", "weight_done_verified", "weight_done_signed"),
        "weight_done_is_signed",
    }
)
"""Which of `Sums` are known of past days."""


class PastItem:
    """An item, all its reports and how far each has come, and what SIPD says was spent up to which
    days, the oldest first.
    """

    def __init__(
        self,
        item: Item,
        reached: Sequence[Reached],
        spent: Sequence[Funding],
        rules: ProofRules,
    ) -> None:
        steps = {item.counts_from, ReviewStep.VERIFIED, ReviewStep.SIGNED}
        self._item = item
        self._marks = {step: counting(passed(reached, step)) for step in steps}
        self._spent = spent
        self._rules = rules

    def add_to(
        self, sums: Sequence[Sums], days: Sequence[date], instants: Sequence[datetime]
    ) -> None:
        """Add what it was at each instant, the end of one of the days, to that day's sums. A
        cancelled item adds nothing.
        """
        plan = self._item.plan
        if plan.cancelled:
            return
        curve = course_of(plan).curve
        for whole, instant, stood in zip(sums, instants, self._on(days), strict=True):
            whole.weight += plan.weight
            whole.weight_planned += plan.weight * curve.at(instant) / 100
            whole.weight_done += plan.weight * stood.weight_done
            whole.weight_done_proven += plan.weight * stood.weight_done_proven
            whole.weight_done_verified += plan.weight * stood.weight_done_verified
            whole.weight_done_signed += plan.weight * stood.weight_done_signed
            whole.weight_done_is_signed += plan.weight * stood.weight_done_is_signed
            whole.budget += plan.budget
            whole.budget_realised += stood.budget_realised

    def _on(self, days: Sequence[date]) -> Iterator[Sums]:
        """What was done and spent on each of the days, of a weight of 1; reckoned anew only where
        something is said of a day.
        """
        said = sorted(
            {mark.as_of for marks in self._marks.values() for mark in marks}
            | {one.as_of for one in self._spent}
        )
        told, stood = 0, Sums()
        for day in days:
            until = told
            while until < len(said) and said[until] <= day:
                until += 1
            if until > told:
                told, stood = until, self._until(said[until - 1])
            yield stood

    def _until(self, day: date) -> Sums:
        item = replace(
            self._item,
            progress=self._progress(self._item.counts_from, day),
            funding=next((one for one in reversed(self._spent) if one.as_of <= day), None),
        )
        done = item.progress.actual_percent / 100
        signed = self._progress(ReviewStep.SIGNED, day).actual_percent / 100
        return Sums(
            weight_done=done,
            weight_done_proven=0 if is_unproven(item, self._rules) else done,
            weight_done_verified=self._progress(ReviewStep.VERIFIED, day).actual_percent / 100,
            weight_done_signed=signed,
            weight_done_is_signed=min(done, signed),
            budget_realised=item.budget_realised,
        )

    def _progress(self, step: ReviewStep, day: date) -> Progress:
        return fold(self._until_day(self._marks[step], day))

    @staticmethod
    def _until_day(marks: Sequence[Mark], day: date) -> Iterator[Mark]:
        return (mark for mark in marks if mark.as_of <= day)
