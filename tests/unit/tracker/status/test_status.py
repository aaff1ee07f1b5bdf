from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.words import Milestone, Status
from tests.unit.tracker.plans import a_mark, a_plan
from tracker.status.curve import Curve
from tracker.status.progress import Progress, fold
from tracker.status.rule_set import RuleSet, read_rules
from tracker.status.status import Course, course_of, standing, wake_at

RULES = read_rules()
START = datetime(2026, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def hundred_days() -> Course:
    """A plan of one percent a day."""
    end = START + timedelta(days=100)
    return Course(Curve(((START, 0.0), (end, 100.0))), START, end, date(2026, 4, 10), False)


def told(planned: float, actual: float) -> Status:
    progress = fold([a_mark(actual, date(2026, 1, 1))])
    return standing(hundred_days(), progress, START + planned * timedelta(days=1), RULES).status


@pytest.mark.parametrize(
    ("planned", "actual", "status"),
    [
        (50, 50, Status.ON_TRACK),
        (50, 49, Status.ON_TRACK),  # one point is tolerated
        (50, 48.9, Status.BEHIND),
        (70, 60.1, Status.BEHIND),  # ten points are allowed up to 70 % planned
        (70, 60, Status.BEHIND),
        (70, 59.9, Status.CRITICAL),
        (71, 66.1, Status.BEHIND),
        (71, 65.9, Status.CRITICAL),  # five after that
        (99, 100, Status.DONE),
        (100, 99.9, Status.LATE),
        (150, 0, Status.LATE),
        (150, 100, Status.DONE),
        (0, 0, Status.ON_TRACK),
    ],
)
def test_the_critical_limit_tightens_after_seventy_percent(
    planned: float, actual: float, status: Status
) -> None:
    assert told(planned, actual) is status


def test_before_its_start_an_item_has_not_started() -> None:
    assert told(-1, 0) is Status.NOT_STARTED


def test_work_done_early_is_on_track_before_the_start() -> None:
    assert told(-1, 5) is Status.ON_TRACK


def test_an_item_is_late_only_when_the_due_day_has_ended_where_it_is() -> None:
    course = course_of(a_plan(due=date(2026, 11, 23)))
    midnight_in_wita = datetime(2026, 11, 23, 16, tzinfo=UTC)
    before = standing(course, Progress(), midnight_in_wita - MILLISECOND, RULES)
    assert before.status is not Status.LATE
    assert standing(course, Progress(), midnight_in_wita, RULES).status is Status.LATE


def test_a_cancelled_item_is_neither_late_nor_waiting() -> None:
    course = course_of(a_plan(cancelled=True))
    now = datetime(2030, 1, 1, tzinfo=UTC)
    assert standing(course, Progress(), now, RULES).status is Status.CANCELLED
    assert wake_at(course, Progress(), now, RULES) is None


@pytest.mark.parametrize(
    ("done_on", "rule"), [(date(2026, 12, 31), "done-in-time"), (date(2027, 1, 1), "done-late")]
)
def test_done_says_whether_it_was_in_time(done_on: date, rule: str) -> None:
    progress = fold([a_mark(100, done_on)])
    stands = standing(course_of(a_plan()), progress, datetime(2027, 3, 1, tzinfo=UTC), RULES)
    assert stands.rule == f"kontrak-kritis-2007/{rule}"


def plans() -> st.SearchStrategy[Course]:
    step = st.builds(
        Milestone,
        name=st.just("tahap"),
        due=st.dates(date(2026, 1, 1), date(2026, 12, 30)),
        weight=st.floats(1, 50),
    )
    return st.lists(step, max_size=4).map(lambda steps: course_of(a_plan(milestones=tuple(steps))))


instants = st.integers(0, 400 * 86_400_000).map(
    lambda ms: datetime(2025, 12, 20, tzinfo=UTC) + ms * MILLISECOND
)


@given(plans(), st.floats(0, 100), instants, st.floats(0, 1, exclude_max=True))
def test_between_now_and_wake_at_the_status_never_changes(
    course: Course, actual: float, now: datetime, part: float
) -> None:
    progress = fold([a_mark(actual, date(2026, 1, 1))])
    status = standing(course, progress, now, RULES).status
    wakes = wake_at(course, progress, now, RULES)
    if wakes is None:
        later = now + part * timedelta(days=1000)
        assert standing(course, progress, later, RULES).status is status
        return
    assert wakes > now
    meanwhile = now + part * (wakes - now - MILLISECOND)
    assert standing(course, progress, meanwhile, RULES).status is status
    assert standing(course, progress, wakes, RULES).status is not status


@pytest.mark.parametrize(
    "critical",
    [
        [
            {"name": "a", "planned_up_to": 70, "behind_by": 5},
            {"name": "b", "planned_up_to": 100, "behind_by": 9},
        ],
        [{"name": "a", "planned_up_to": 90, "behind_by": 5}],
        [{"name": "a", "planned_up_to": 100, "behind_by": 0.5}],
    ],
)
def test_rules_under_which_an_item_could_recover_by_waiting_are_refused(
    critical: list[dict[str, Any]],
) -> None:
    with pytest.raises(ValueError, match=r"behind_by|planned_up_to|tolerance"):
        RuleSet(version="x", source="x", tolerance=1, critical=critical)


@given(plans(), st.floats(0, 100), instants)
def test_the_turn_that_is_computed_is_the_one_that_halving_finds(
    course: Course, actual: float, now: datetime
) -> None:
    progress = fold([a_mark(actual, date(2026, 1, 1))])
    status = standing(course, progress, now, RULES).status
    wakes = wake_at(course, progress, now, RULES)
    if wakes is None:
        return
    first, last = 1, (course.ends - now) // MILLISECOND
    while first < last:
        middle = (first + last) // 2
        if standing(course, progress, now + middle * MILLISECOND, RULES).status is status:
            first = middle + 1
        else:
            last = middle
    assert wakes == now + last * MILLISECOND
