"""Where an item stands, by which rule, and when that changes by itself. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from contracts import PlanItemPublished
from contracts.words import Status
from tracker.curve import Curve, curve_of, end_of
from tracker.progress import DONE_PERCENT, Progress
from tracker.rules import RuleSet

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Course:
    """An item's plan as far as its status goes."""

    curve: Curve
    begins: datetime
    ends: datetime
    due: date
    cancelled: bool


def course_of(plan: PlanItemPublished) -> Course:
    """The course that `plan` sets, in its region's time zone."""
    zone = ZoneInfo(plan.time_zone)
    curve = curve_of(plan.start, plan.due, plan.milestones, zone)
    return Course(curve, curve.corners[0][0], end_of(plan.due, zone), plan.due, plan.cancelled)


@dataclass(frozen=True, slots=True)
class Standing:
    """A status, the rule that gave it, and the figures that the rule saw."""

    status: Status
    rule: str
    planned_percent: float
    actual_percent: float

    @property
    def deviation(self) -> float:
        """Actual minus planned, percentage points."""
        return self.actual_percent - self.planned_percent


def standing(course: Course, progress: Progress, now: datetime, rules: RuleSet) -> Standing:
    """Where the item stands at `now`; the first rule that holds."""
    planned, actual = course.curve.at(now), progress.actual_percent
    status, rule = _first_that_holds(course, progress, now, planned, rules)
    return Standing(status, f"{rules.version}/{rule}", planned, actual)


def _first_that_holds(  # noqa: PLR0911 - one return a rule, in their order
    course: Course, progress: Progress, now: datetime, planned: float, rules: RuleSet
) -> tuple[Status, str]:
    actual = progress.actual_percent
    if course.cancelled:
        return Status.CANCELLED, "cancelled"
    if actual >= DONE_PERCENT:
        in_time = progress.done_at is not None and progress.done_at <= course.due
        return Status.DONE, "done-in-time" if in_time else "done-late"
    if now >= course.ends:
        return Status.LATE, "past-due"
    behind = planned - actual
    limit = rules.limit_at(planned)
    if behind > limit.behind_by:
        return Status.CRITICAL, limit.name
    if behind > rules.tolerance:
        return Status.BEHIND, "beyond-tolerance"
    if now < course.begins and actual == 0:
        return Status.NOT_STARTED, "before-start"
    return Status.ON_TRACK, "within-tolerance"


def wake_at(course: Course, progress: Progress, now: datetime, rules: RuleSet) -> datetime | None:
    """The first millisecond after `now` at which the status is another with no new report.

    None when it stays. Without reports an item only gets worse, so the instant is found by
    halving the time until the item's end.
    """
    status = standing(course, progress, now, rules).status
    if status in {Status.CANCELLED, Status.DONE, Status.LATE}:
        return None
    first, last = 1, (course.ends - now) // MILLISECOND
    while first < last:
        middle = (first + last) // 2
        if standing(course, progress, now + middle * MILLISECOND, rules).status is status:
            first = middle + 1
        else:
            last = middle
    return now + last * MILLISECOND
