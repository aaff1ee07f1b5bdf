"""What an item's reports come to, whatever order they arrived in. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

DONE_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A report, as far as counting goes."""

    as_of: date
    submitted_at: datetime
    report_id: str
    physical_percent: float
    budget_realised: int

    @property
    def order(self) -> tuple[date, datetime, str]:
        """Of two reports the one with the greater order counts."""
        return self.as_of, self.submitted_at, self.report_id


@dataclass(frozen=True, slots=True)
class Progress:
    """The latest report, how many there are, and the day the work was done."""

    latest: Mark | None = None
    reports: int = 0
    done_at: date | None = None

    @property
    def actual_percent(self) -> float:
        """Physical percent of the latest report; 0 before the first."""
        return self.latest.physical_percent if self.latest else 0.0

    @property
    def budget_realised(self) -> int:
        """Rupiah spent by the latest report."""
        return self.latest.budget_realised if self.latest else 0


def fold(marks: Iterable[Mark]) -> Progress:
    """Progress from all reports of an item: any order, any repetition, the same answer.

    `done_at` is the as_of of the first of the unbroken run of 100 percent reports that the
    latest belongs to: reporting 100 percent again does not move it.
    """
    ordered = sorted({mark.report_id: mark for mark in marks}.values(), key=lambda m: m.order)
    done_at = None
    for mark in reversed(ordered):
        if mark.physical_percent < DONE_PERCENT:
            break
        done_at = mark.as_of
    return Progress(ordered[-1] if ordered else None, len(ordered), done_at)


def needs_all(progress: Progress, new: Sequence[Mark]) -> bool:
    """Whether `joined` cannot tell: where 100 percent is in play, the run has to be seen."""
    return progress.done_at is not None or any(m.physical_percent >= DONE_PERCENT for m in new)


def joined(progress: Progress, new: Sequence[Mark]) -> Progress:
    """`fold` of the old reports and the `new` ones, unless `needs_all`. None of `new` is old."""
    marks = [*new, *([progress.latest] if progress.latest else [])]
    latest = max(marks, key=lambda m: m.order, default=None)
    return Progress(latest, progress.reports + len(new), None)
