from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.status.curve import CurveStep, curve_of, end_of, milliseconds, start_of

WITA = ZoneInfo("Asia/Makassar")
START, DUE = date(2026, 1, 1), date(2026, 12, 31)


def milestones() -> st.SearchStrategy[list[CurveStep]]:
    one = st.tuples(st.dates(date(2025, 6, 1), date(2027, 6, 1)), st.floats(0.5, 60))
    return st.lists(one, max_size=6)


def test_a_day_in_kukar_ends_at_four_in_the_afternoon_utc() -> None:
    assert end_of(date(2026, 11, 23), WITA) == datetime(2026, 11, 23, 16, tzinfo=UTC)


def test_without_milestones_half_the_time_is_half_the_plan() -> None:
    curve = curve_of(START, DUE, (), WITA)
    middle = start_of(START, WITA) + (end_of(DUE, WITA) - start_of(START, WITA)) / 2
    assert curve.at(middle) == pytest.approx(50)


def test_a_milestone_is_a_corner_at_the_end_of_its_day() -> None:
    curve = curve_of(START, DUE, [(date(2026, 3, 31), 10)], WITA)
    assert curve.at(end_of(date(2026, 3, 31), WITA)) == pytest.approx(10)


def test_milestones_of_one_day_add_up() -> None:
    both = [(date(2026, 3, 31), weight) for weight in (10, 15)]
    assert curve_of(START, DUE, both, WITA).at(end_of(date(2026, 3, 31), WITA)) == pytest.approx(25)


@given(milestones(), st.integers(0, 1000), st.integers(0, 1000))
def test_planned_progress_never_falls(steps: list[CurveStep], a: int, b: int) -> None:
    curve = curve_of(START, DUE, steps, WITA)
    span = timedelta(days=730) / 1000
    first, second = sorted((a, b))
    begin = datetime(2025, 6, 1, tzinfo=UTC)
    assert curve.at(begin + first * span) <= curve.at(begin + second * span)


@given(milestones())
def test_planned_progress_begins_at_nothing_and_ends_with_the_due_day(
    steps: list[CurveStep],
) -> None:
    curve = curve_of(START, DUE, steps, WITA)
    assert curve.at(start_of(START, WITA)) == 0
    assert curve.at(end_of(DUE, WITA)) == 100


def test_a_plan_due_before_it_starts_is_borne() -> None:
    curve = curve_of(DUE, START, (), WITA)
    assert curve.at(end_of(START, WITA)) == 100


@given(milestones(), st.integers(-(10**10), 10**11))
def test_the_legs_add_up_to_the_curve(steps: list[CurveStep], after_start: int) -> None:
    curve = curve_of(START, DUE, steps, WITA)
    now = start_of(START, WITA) + timedelta(milliseconds=after_start)
    shares = [(milliseconds(now) - leg.begins) / leg.lasts for leg in curve.legs]
    legs = zip(curve.legs, shares, strict=True)
    reached = sum(leg.points * min(1, max(0, share)) for leg, share in legs)
    assert reached == pytest.approx(curve.at(now), abs=1e-9)


def test_what_is_due_before_it_starts_has_a_leg_of_one_millisecond() -> None:
    (leg,) = curve_of(DUE, START, (), WITA).legs
    assert (leg.begins, leg.lasts, leg.points) == (milliseconds(end_of(START, WITA)) - 1, 1, 100)
