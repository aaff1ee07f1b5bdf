"""What comes in the next months, and what is said where no day is set."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Calendar, Holiday, PeriodKind, PeriodRule
from contracts.words import Status
from tracker.programme.agenda import DueItem, Entry, Happens, agenda, last_day, months_from
from tracker.programme.programme import DEFAULT, StepKind, read_programme

PROGRAMME = read_programme()
TODAY = date(2026, 9, 15)
CALENDAR = Calendar(
    time_zone="Asia/Makassar",
    begins=date(2026, 1, 1),
    periods=(
        PeriodRule(kind=PeriodKind.MONTH, on_time_days=5, window_days=10),
        PeriodRule(kind=PeriodKind.QUARTER, on_time_days=10),
    ),
    holidays=(Holiday(day=date(2026, 12, 25), name="Natal", provisional=True),),
)
DUE = DueItem("QW-1", "Bank Sampah", "DLHK", Status.BEHIND, date(2026, 10, 2))


def entries(
    today: date = TODAY, *due: DueItem, calendar: Calendar | None = CALENDAR
) -> list[Entry]:
    months = agenda(PROGRAMME, calendar, due, today).months
    return [one for those in months.values() for one in those]


def test_dates_are_only_those_that_the_sources_have() -> None:
    dated = {one.step: one.when(2026) for one in PROGRAMME.steps if one.when(2026)}
    assert dated == {
        "evaluasi-1": (date(2026, 6, 1), date(2026, 6, 30), True),
        "evaluasi-2": (date(2026, 10, 1), date(2026, 11, 30), True),
    }
    kinds = [one.kind for one in PROGRAMME.steps]
    assert (kinds.count(StepKind.BOOK), kinds.count(StepKind.BIMTEK)) == (5, 1)
    not_set = agenda(PROGRAMME, None, (), TODAY).not_set
    assert {one.kind for one in not_set} == {StepKind.BOOK, StepKind.BIMTEK}


def test_what_comes_stands_in_its_month_in_the_order_of_days() -> None:
    found = agenda(PROGRAMME, CALENDAR, [DUE], TODAY)
    assert (
        list(found.months)
        == months_from(TODAY)
        == [
            *(date(2026, month, 1) for month in (9, 10, 11, 12)),
            *(date(2027, month, 1) for month in (1, 2)),
        ]
    )
    october = found.months[date(2026, 10, 1)]
    assert [(one.first.day, one.happens.value) for one in october] == [
        (1, "step"),
        (2, "quick_win_due"),
        (7, "on_time_until"),
        (14, "on_time_until"),
        (14, "open_until"),
        (31, "period_ends"),
    ]
    assert [one.period.code for one in october if one.period] == [
        *("2026-M9", "2026-Q3", "2026-M9", "2026-M10"),
    ]


def test_what_has_begun_stands_in_this_month_and_what_is_over_nowhere() -> None:
    begun = [one for one in entries(date(2026, 11, 20)) if one.step]
    assert [(one.step and one.step.step, one.first) for one in begun] == [
        ("evaluasi-2", date(2026, 10, 1))
    ]
    assert not [one for one in entries(date(2026, 12, 1)) if one.step]
    assert [one.step and one.step.step for one in entries(date(2027, 1, 1)) if one.step] == [
        "evaluasi-1"
    ]


def test_a_day_that_a_holiday_may_move_says_so() -> None:
    moved = {one.period.code for one in entries() if one.period and one.is_provisional}
    assert "2026-Q4" in moved
    assert "2026-M9" not in moved


def test_without_a_calendar_the_rest_is_shown() -> None:
    found = agenda(PROGRAMME, None, [DUE], TODAY)
    assert not found.has_calendar
    assert {one.happens for those in found.months.values() for one in those} == {
        *(Happens.STEP, Happens.QUICK_WIN_DUE),
    }


@given(st.dates(date(2026, 1, 1), date(2099, 6, 1)))
def test_nothing_is_past_and_everything_stands_in_the_month_it_is_in_next(today: date) -> None:
    found = agenda(PROGRAMME, CALENDAR, (), today)
    for first, those in found.months.items():
        for one in those:
            assert one.last >= today
            assert one.first <= last_day(today)
            assert max(one.first, today).replace(day=1) == first
        days = [max(one.first, today) for one in those]
        assert days == sorted(days)


def test_days_that_a_region_has_set_come_before_the_usual_months(tmp_path: Path) -> None:
    told = json.loads(DEFAULT.read_bytes())
    days = {"2026": {"first": "2026-10-19", "last": "2026-10-21"}}
    told["steps"][-1]["days"] = days
    told["steps"][0]["days"] = days
    path = tmp_path / "programme.json"
    path.write_text(json.dumps(told))
    programme = read_programme(path)
    found = agenda(programme, None, (), TODAY)
    both = [one for those in found.months.values() for one in those]
    assert [(one.first, one.last, one.is_usual) for one in both] == 2 * [
        (date(2026, 10, 19), date(2026, 10, 21), False)
    ]
    assert programme.steps[0] not in found.not_set


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.update(usual={"first_month": 7, "last_month": 6}),
        lambda one: one.update(usual={"first_month": 0, "last_month": 6}),
        lambda one: one.update(days={"2026": {"first": "2026-06-02", "last": "2026-06-01"}}),
        lambda one: one.update(kind="bimbingan"),
        lambda one: one.update(step="bimtek"),
        lambda one: one.update(date="2026-06-01"),
    ],
)
def test_a_programme_that_cannot_be_right_is_refused(spoil: object, tmp_path: Path) -> None:
    told = json.loads(DEFAULT.read_bytes())
    spoil(told["steps"][0])  # type: ignore[operator]
    path = tmp_path / "programme.json"
    path.write_text(json.dumps(told))
    with pytest.raises(ValueError, match=r"Programme"):
        read_programme(path)
