"""An item's progress, folded from its reports in any order of arrival. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

DONE_PERCENT = 100.0
Order = tuple[date, datetime, str]
"""as_of, submitted_at, report_id."""


class Mark(NamedTuple):
    """The part of a report that decides an item's progress; a tuple, of which each report makes
    one: half as dear to create as a dataclass.
    """

    as_of: date
    submitted_at: datetime
    report_id: str
    physical_percent: float
    budget_realised: int | None
    """Whole rupiah spent so far; None where the report does not give it."""
    corrected: str = ""
    """The report that it corrects: that one counts no longer."""

    @property
    def order(self) -> Order:
        """Of two reports the one with the greater order counts."""
        return self.as_of, self.submitted_at, self.report_id


@dataclass(frozen=True, slots=True)
class Run:
    """The unbroken run of 100 percent reports at the end of all reports: the first of them, and the
    last report below 100 percent before it, if there is one.
    """

    first: Order
    after: Order | None

    @classmethod
    def of_day(cls, done_at: date) -> "Run":
        """A run stored by an earlier version as a day only: incomplete, no mark can be added."""
        return cls((done_at, datetime.min.replace(tzinfo=UTC), ""), _UNKNOWN)

    @property
    def is_complete(self) -> bool:
        """Whether more than its day is stored."""
        return self.after != _UNKNOWN


_UNKNOWN: Order = (date.max, datetime.max.replace(tzinfo=UTC), "")


@dataclass(frozen=True, slots=True)
class Progress:
    """The latest report, how many there are, the run of 100 percent reports when the work is done,
    and the latest report that gives the money spent.
    """

    latest: Mark | None = None
    reports: int = 0
    run: Run | None = None
    spent: Mark | None = None

    @property
    def done_at(self) -> date | None:
        """The day the work was done: reporting 100 percent again does not move it."""
        return self.run.first[0] if self.run else None

    @property
    def actual_percent(self) -> float:
        """Physical percent of the latest report; 0 before the first."""
        return self.latest.physical_percent if self.latest else 0.0

    @property
    def budget_realised(self) -> int:
        """Rupiah spent by the latest report that gives it; 0 before the first."""
        return (self.spent and self.spent.budget_realised) or 0


def fold(marks: Iterable[Mark]) -> Progress:
    """Progress from all reports of an item; neither their order nor repetition changes it."""
    one_each = {mark.report_id: mark for mark in marks}
    those = counting(one_each.values())
    latest = max(those, key=_order, default=None)
    after = _last_below(those)
    return Progress(latest, len(one_each), _run(_done(those), after), _spent(latest, those))


def counting(marks: Iterable[Mark]) -> Sequence[Mark]:
    """Those of the reports that none of them corrects."""
    listed = list(marks)
    corrected = {mark.corrected for mark in listed}
    return [mark for mark in listed if mark.report_id not in corrected]


def needs_all_marks(progress: Progress, new: Sequence[Mark]) -> bool:
    """Whether `add_marks` needs all old ones: a report below 100 percent falls within the run, or
    one corrects another.
    """
    if any(mark.corrected for mark in new):
        return True
    run, latest = progress.run, progress.latest
    if run is None or latest is None:
        return False
    below = _last_below(new)
    return not run.is_complete or (below is not None and run.first < below < latest.order)


def add_marks(progress: Progress, new: Sequence[Mark]) -> Progress:
    """`fold` of old and `new` reports, unless `needs_all_marks`. None of `new` is an old one."""
    was, run = progress.latest, progress.run
    latest = max([*new, *([was] if was else [])], key=_order, default=None)
    below, done = [_last_below(new)], _done(new)
    if run:
        below.append(run.after)
        done.append(run.first)
    elif was:
        below.append(was.order)
    after = max((order for order in below if order), default=None)
    spent = _spent(latest, [*new, progress.spent] if progress.spent else new)
    return Progress(latest, progress.reports + len(new), _run(done, after), spent)


def _order(mark: Mark) -> Order:
    return mark.order


def _spent(latest: Mark | None, marks: Iterable[Mark]) -> Mark | None:
    """The latest report that gives the money spent; in most cases `latest` itself."""
    if latest is None or latest.budget_realised is not None:
        return latest
    return max((m for m in marks if m.budget_realised is not None), key=_order, default=None)


def _last_below(marks: Iterable[Mark]) -> Order | None:
    return max((m.order for m in marks if m.physical_percent < DONE_PERCENT), default=None)


def _done(marks: Iterable[Mark]) -> list[Order]:
    return [mark.order for mark in marks if mark.physical_percent >= DONE_PERCENT]


def _run(done: Iterable[Order], after: Order | None) -> Run | None:
    first = min((order for order in done if after is None or order > after), default=None)
    return Run(first, after) if first else None
