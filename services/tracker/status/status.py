"""An item's status, the rule that gives it, and when it changes without a report. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from contracts import PlanItemPublished
from contracts.words import Status
from tracker.status.curve import Curve, CurveStep, curve_of, end_of
from tracker.status.progress import DONE_PERCENT, Progress
from tracker.status.rule_set import RuleSet

_ENDS = frozenset({Status.CANCELLED, Status.DONE, Status.LATE})
MILLISECOND = timedelta(milliseconds=1)
COURSES = 10_000
"""Size of the cache; items with the same days and milestones share one course."""


@dataclass(frozen=True, slots=True)
class Course:
    """The part of an item's plan that decides its status."""

    curve: Curve
    begins: datetime
    ends: datetime
    due: date
    cancelled: bool


def course_of(plan: PlanItemPublished) -> Course:
    """The course of `plan`, in its region's time zone."""
    steps = tuple([(one.due, one.weight) for one in plan.milestones])
    return _course(plan.time_zone, plan.start, plan.due, steps, plan.cancelled)


@lru_cache(COURSES)
def _course(
    time_zone: str, start: date, due: date, milestones: tuple[CurveStep, ...], cancelled: bool
) -> Course:
    zone = ZoneInfo(time_zone)
    curve = curve_of(start, due, milestones, zone)
    return Course(curve, curve.corners[0][0], end_of(due, zone), due, cancelled)


@dataclass(frozen=True, slots=True)
class Standing:
    """A status, the rule that gave it, and the figures that the rule used."""

    status: Status
    rule: str
    planned_percent: float
    actual_percent: float

    @property
    def deviation(self) -> float:
        """Actual minus planned, percentage points."""
        return self.actual_percent - self.planned_percent


def standing(course: Course, progress: Progress, now: datetime, rules: RuleSet) -> Standing:
    """The item's status at `now`, by the first rule that holds."""
    planned, actual = course.curve.at(now), progress.actual_percent
    status, rule = _first_that_holds(course, progress, now, planned, rules)
    return Standing(status, f"{rules.version}/{rule}", planned, actual)


def _first_that_holds(  # noqa: PLR0911 - one return per rule, in their order
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


def wake_at(
    course: Course,
    progress: Progress,
    now: datetime,
    rules: RuleSet,
    status: Status | None = None,
) -> datetime | None:
    """The first millisecond after `now` at which the status changes with no new report; `status` is
    the one at `now`, if already computed.

    None when it never changes. Without reports an item only gets worse: the status changes at the
    first turn at whose next millisecond it is a different one.
    """
    if status is None:
        status = standing(course, progress, now, rules).status
    if status in _ENDS:
        return None

    def is_another(instant: datetime) -> bool:
        planned = course.curve.at(instant)
        return _first_that_holds(course, progress, instant, planned, rules)[0] is not status

    wakes = course.ends
    before_now = now - MILLISECOND
    for turn in _turns(course, progress.actual_percent, rules):
        if turn < before_now:
            continue
        next_one = now + ((turn - now) // MILLISECOND + 2) * MILLISECOND
        if next_one < course.ends and is_another(next_one):
            wakes = next_one
            break
    while wakes - MILLISECOND > now and is_another(wakes - MILLISECOND):
        wakes -= MILLISECOND
    return wakes


def _turns(course: Course, actual: float, rules: RuleSet) -> Iterator[datetime]:
    """About every instant at which a rule begins or ceases to hold, except the end; in order."""
    yield course.begins
    for percent in sorted((*[actual + points for points in rules.allowed], *rules.corners)):
        yield course.curve.reaches(percent)
