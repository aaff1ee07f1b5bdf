"""A decreed day near an estimated one: both are free until one of them is worked."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Holiday
from planner.calendars.body import calendar_view
from planner.calendars.calendar import OwnHoliday, holidays_of
from planner.calendars.estimates import NEAR, NearEstimate, near_estimates
from tests.unit.planner.calendars.given import STORED, changed

EID = Holiday(day=date(2027, 3, 10), name="Hari Raya Idul Fitri", provisional=True)
DECREED = OwnHoliday(date(2027, 3, 11), "Idul Fitri 1448 H", "SKB 3 Menteri")


@given(st.integers(-6, 6), st.booleans())
def test_an_estimate_is_told_beside_each_own_holiday_near_it(days: int, provisional: bool) -> None:
    own = DECREED._replace(day=EID.day + timedelta(days))
    estimate = EID.model_copy(update={"provisional": provisional})
    holidays = holidays_of(changed(own_holidays=(own,)), [estimate])
    is_near = provisional and 0 < abs(days) <= NEAR.days
    told = [NearEstimate(estimate, own)] if is_near else []
    assert near_estimates(holidays, (own,)) == told


@pytest.mark.parametrize("is_worked", [False, True])
def test_the_answer_names_the_estimate_until_the_region_works_on_it(is_worked: bool) -> None:
    worked = (EID.day,) if is_worked else ()
    draft = changed(own_holidays=(DECREED,), worked_holidays=worked)
    stored = STORED.__class__(
        draft, "kukar", 4, "Asia/Makassar", holidays_of(draft, [EID]), STORED.extensions
    )
    told = calendar_view(stored)["near_estimates"]
    named = {
        "day": EID.day,
        "name": EID.name,
        "own_day": DECREED.day,
        "own_name": DECREED.name,
    }
    assert told == ([] if is_worked else [named])
