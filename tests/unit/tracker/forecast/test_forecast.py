"""When an item ends at its present pace: reckoned by hand, and what always holds."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import ReviewStep
from tests.unit.tracker.overviews import an_overview
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.council.overview import Overview
from tracker.council.s_curve import CurvePoint
from tracker.forecast.forecast import Forecast, Month, Why, forecast, of_all, of_item
from tracker.forecast.forecast_rules import DEFAULT, read_forecast_rules
from tracker.forecast.view import ForecastShown, forecast_view
from tracker.forecast.wording import why_words, why_words_of_all
from tracker.items.item import Item
from tracker.review.documents import counting_marks
from tracker.status.progress import fold

RULES = read_forecast_rules()
TODAY = date(2026, 4, 30)
DAYS = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 28), date(2026, 4, 25)]
"""Each four weeks after the one before."""


def said(*percents: float) -> dict[date, float]:
    return dict(zip(DAYS, percents, strict=True))


def found(*percents: float, today: date = TODAY) -> Forecast:
    answer = forecast(said(*percents), today, RULES)
    assert isinstance(answer, Forecast)
    return answer


def test_a_finish_is_reckoned_from_the_pace_of_the_last_weeks() -> None:
    """35 points in 84 days; 55 are left: 132 days. In the fastest four weeks 14, in the slowest 7:
    110 and 220 days.
    """
    one = found(10, 24, 31, 45)
    assert (one.finish, one.earliest, one.latest) == (
        Month(2026, 9),
        Month(2026, 8),
        Month(2026, 12),
    )
    assert (one.year_end, one.year_end_low, one.year_end_high) == (100, 100, 100)
    assert one.taken == (4, DAYS[0], DAYS[-1])


def test_a_year_end_is_rounded_down_and_a_finish_too_far_away_is_not_named() -> None:
    """9 points in 84 days, in four weeks from 1 to 4; 250 days are left of the year, 81 points."""
    one = found(10, 14, 15, 19)
    assert (one.year_end, one.year_end_low, one.year_end_high) == (45, 27, 54)
    assert (one.finish, one.earliest, one.latest) == (Month(2028, 5), Month(2027, 11), None)
    assert found(10, 14, 14, 15).finish is None, "85 points at 5 in 84 days: four years"


def test_weeks_without_progress_leave_the_end_open() -> None:
    one = found(10, 24, 24, 45)
    assert (one.finish, one.latest, one.year_end_low) == (Month(2026, 9), None, 45)


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ({}, Why.TOO_FEW),
        ({DAYS[2]: 20.0, DAYS[3]: 30.0}, Why.TOO_FEW),
        ({date(2026, 4, 1): 5.0, date(2026, 4, 10): 9.0, DAYS[3]: 30.0}, Why.TOO_SHORT),
        (said(20, 20, 20, 20), Why.STANDING),
        (said(40, 45, 45, 30), Why.FALLING),
        (said(40, 60, 80, 100), Why.DONE),
        ({day - timedelta(days=120): 5.0 * n for n, day in enumerate(DAYS)}, Why.SILENT),
    ],
)
def test_where_nothing_can_be_said_it_is_said_why(points: dict[date, float], why: Why) -> None:
    assert forecast(points, TODAY, RULES) is why
    assert why_words(why, RULES).indonesian.endswith(".")


def test_an_item_that_has_ended_has_none() -> None:
    marks = [a_mark(p, day, report_id=f"{day}") for day, p in said(10, 24, 31, 45).items()]
    assert of_item(Item(a_plan(cancelled=True), fold(marks)), marks, TODAY, RULES) is Why.CANCELLED
    going_on = of_item(Item(a_plan(), fold(marks)), marks, TODAY, RULES)
    assert going_on == found(10, 24, 31, 45)
    done = [*marks, a_mark(100, TODAY, report_id="done")]
    assert of_item(Item(a_plan(), fold(done)), done, TODAY, RULES) is Why.DONE


def test_a_corrected_report_counts_no_longer_and_of_one_day_the_last_does() -> None:
    marks = [a_mark(p, day, report_id=f"{day}") for day, p in said(10, 24, 31, 45).items()]
    wrong = a_mark(99, date(2026, 4, 26), report_id="wrong")
    right = a_mark(45, DAYS[-1], report_id="z-right")._replace(corrected="wrong")
    more = [*marks, wrong, right, a_mark(3, DAYS[1], report_id="0-before")]
    assert of_item(Item(a_plan(), fold(more)), more, TODAY, RULES) == found(10, 24, 31, 45)


def test_programs_are_told_months_and_whole_percents_or_why() -> None:
    told = ForecastShown.model_validate(forecast_view(found(10, 14, 15, 19), RULES))
    assert (told.why, told.finish, told.latest, told.reports) == (None, "2028-05", None, 4)
    assert (told.year, told.year_end, told.rules) == (2026, 45, RULES.version)
    none = ForecastShown.model_validate(forecast_view(Why.DONE, RULES))
    assert none.model_dump(exclude_none=True) == {"rules": RULES.version, "why": Why.DONE}


percents = st.floats(0, 99, allow_nan=False)
gaps = st.integers(1, 60)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[date, float]]:
    day, points = date(2025, 6, 1), []
    for gap in draw(st.lists(gaps, min_size=3, max_size=12)):
        day += timedelta(days=gap)
        points.append((day, draw(percents)))
    return points


def answered(points: Sequence[tuple[date, float]], after: int = 0) -> Forecast | Why:
    return forecast(dict(points), points[-1][0] + timedelta(days=after), RULES)


def later(one: Month | None) -> tuple[int, int]:
    return one or (9999, 12)


@given(histories(), st.integers(0, 90))
def test_the_range_holds_what_is_expected_and_never_lies_before_today(
    points: list[tuple[date, float]], after: int
) -> None:
    one, today = answered(points, after), points[-1][0] + timedelta(days=after)
    if isinstance(one, Forecast):
        assert later(one.earliest) <= later(one.finish) <= later(one.latest)
        assert later(one.earliest) >= (today.year, today.month)
        assert int(points[-1][1]) <= one.year_end_low <= one.year_end <= one.year_end_high <= 100


@given(histories(), st.floats(0, 30), st.integers(0, 90))
def test_more_reported_last_never_moves_the_end_later(
    points: list[tuple[date, float]], more: float, after: int
) -> None:
    day, percent = points[-1]
    one = answered(points, after)
    other = answered([*points[:-1], (day, min(99.5, percent + more))], after)
    if isinstance(one, Forecast):
        assert isinstance(other, Forecast)
        for name in ("earliest", "finish", "latest"):
            assert later(getattr(other, name)) <= later(getattr(one, name))
        for name in ("year_end_low", "year_end", "year_end_high"):
            assert getattr(other, name) >= getattr(one, name)


@given(histories(), st.integers(0, 45), st.integers(0, 45))
def test_waiting_never_moves_the_end_nearer(
    points: list[tuple[date, float]], after: int, more: int
) -> None:
    one, other = answered(points, after), answered(points, after + more)
    if isinstance(one, Forecast) and isinstance(other, Forecast) and one.finish and other.finish:
        assert one.finish <= other.finish


@given(histories(), st.randoms())
def test_neither_order_nor_repetition_of_reports_changes_it(
    points: list[tuple[date, float]], random: object
) -> None:
    marks = [a_mark(percent, day, report_id=f"{day}") for day, percent in points]
    shuffled = [*marks, *marks]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    today, item = points[-1][0], Item(a_plan(), fold(marks))
    assert of_item(item, shuffled, today, RULES) == of_item(item, marks, today, RULES)


@given(histories())
def test_nothing_finer_than_months_and_whole_percents_is_said(
    points: list[tuple[date, float]],
) -> None:
    one = answered(points)
    if isinstance(one, Forecast):
        for name in ("earliest", "finish", "latest"):
            assert getattr(one, name) is None or isinstance(getattr(one, name), Month)
        for name in ("year_end_low", "year_end", "year_end_high"):
            assert isinstance(getattr(one, name), int)


def test_only_reports_that_have_passed_the_regions_step_are_looked_at() -> None:
    rows = [
        {
            "_id": f"{day}",
            "as_of": day.isoformat(),
            "submitted_at": NOON,
            "physical_percent": percent,
            "budget_realised": 0,
            "review": {"reached": reached},
        }
        for (day, percent), reached in zip(
            said(10, 24, 31, 45).items(), ["signed", "verified", "recorded", "signed"], strict=True
        )
    ]
    passed = {step: len(counting_marks(rows, step)) for step in ReviewStep}
    assert passed == {"recorded": 4, "verified": 3, "signed": 2}
    del rows[0]["review"]
    assert len(counting_marks(rows, ReviewStep.RECORDED)) == 4


def test_all_together_are_forecast_from_their_curve() -> None:
    def overview(*actual: float | None) -> Overview:
        ends = [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28), TODAY, date(2026, 12, 31)]
        curve = [CurvePoint(day, 50.0, one) for day, one in zip(ends, actual, strict=True)]
        at = datetime(2026, 4, 30, 4, tzinfo=UTC)
        return an_overview(at=at, curve=curve)

    one = of_all(overview(0, 6, 12, 30, None), RULES)
    assert isinstance(one, Forecast)
    assert one.taken == (3, date(2026, 1, 8), TODAY)
    assert one.year_end_low <= one.year_end <= one.year_end_high
    assert one.year_end == 92, "30, and 28.45 in 112 days: 0.254 a day for 245 days"
    assert of_all(overview(None, None, None, 30, None), RULES) is Why.TOO_FEW
    assert "kurvanya" in why_words_of_all(Why.TOO_FEW, RULES).indonesian


@pytest.mark.parametrize(
    "spoiled",
    [
        {"stretch_days": 0},
        {"stretches_at_least": 9},
        {"reports_at_least": 1},
        {"furthest_months": -1},
        {"unknown": 1},
    ],
)
def test_rules_that_cannot_be_right_are_refused(spoiled: dict[str, int], tmp_path: Path) -> None:
    path = tmp_path / "rules.json"
    path.write_text(json.dumps({**json.loads(DEFAULT.read_bytes()), **spoiled}))
    with pytest.raises(ValueError, match="ForecastRules"):
        read_forecast_rules(path)
