"""What was done with an item's reports, beside what is stored of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tracker.review.review import ORDER, Act, Reached, Standing, reached_progress, standing_of
from tracker.status.progress import Mark


@dataclass(frozen=True)
class ReviewRecords:
    """The acts by report, and what is stored: how far each report has come, and the item's percent
    by step.
    """

    acts: Mapping[str, Sequence[Act]] = field(default_factory=dict)
    stored: Mapping[str, Standing] = field(default_factory=dict)
    progress: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def recomputed(self) -> Mapping[str, Standing]:
        """How far each report has come that is in review, by its acts."""
        keys = sorted(self.acts.keys() | self.stored.keys())
        return {key: standing_of(self.acts.get(key, ())) for key in keys}

    def reached(self, marks: Sequence[Mark]) -> Sequence[Reached]:
        """Those of the reports that are in review, and how far each has come."""
        return [
            (mark, self.recomputed[mark.report_id].reached)
            for mark in marks
            if mark.report_id in self.recomputed
        ]

    def progress_of(self, marks: Sequence[Mark]) -> Mapping[str, float]:
        """The item's percent by step; none where no report was ever reviewed."""
        if not self.recomputed:
            return {}
        reached = self.reached(marks)
        return {step.value: reached_progress(reached, step).actual_percent for step in ORDER}


NO_REVIEWS = ReviewRecords()
