"""Extensions: for whom, for which period, until when; and the deadlines beside which they are."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.calendar import EXTENSIONS_MOST, Period
from planner.calendars.deadlines import EXTENDABLE_MOST, deadlines_of, extendable
from planner.calendars.extensions import (
    Asked,
    faults_of_extension,
    faults_of_extensions,
    find,
    with_extension,
)
from tests.unit.planner.calendars.given import EXTENSION, STORED

CALENDAR = STORED.calendar
ASKED = Asked("DINKES", "2026-M10", date(2026, 12, 10), "Tanpa sinyal")


def test_what_is_asked_for_as_it_should_be_has_no_fault() -> None:
    assert list(faults_of_extension(ASKED, CALENDAR)) == []


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"period": "2026-M13"}, "period", "bad-period"),
        ({"period": "Oktober"}, "period", "bad-period"),
        ({"period": "2026-Q3"}, "period", "period-not-in-use"),
        ({"period": "2025-M12"}, "period", "period-not-counted"),
        ({"until": date(2026, 10, 31)}, "until", "until-in-period"),
        ({"until": date(2026, 11, 1)}, "until", "until-in-window"),
        ({"until": date(2026, 11, 13)}, "until", "until-in-window"),
        ({"period": "2026-C2"}, "period", "period-stays-open"),
        ({"period": "9999-M12"}, "period", "bad-period"),
        ({"period": "1999-M12"}, "period", "bad-period"),
        ({"until": date(2101, 1, 1)}, "until", "date-out-of-range"),
        ({"reason": ""}, "reason", "missing"),
        ({"reason": "x" * 501}, "reason", "text-too-long"),
    ],
)
def test_what_is_wrong_with_it_is_said_at_its_field(
    changes: dict[str, Any], field: str, code: str
) -> None:
    faults = faults_of_extension(ASKED._replace(**changes), CALENDAR)
    assert [(fault.field, fault.code) for fault in faults] == [(field, code)]


def test_one_ends_after_the_window_whose_end_is_said() -> None:
    window = CALENDAR.open_until(Period.of(EXTENSION.kind, EXTENSION.first))
    assert window == date(2026, 11, 13)
    (fault,) = faults_of_extension(ASKED._replace(until=window), CALENDAR)
    assert "13 November 2026" in fault.message.indonesian
    assert list(faults_of_extension(ASKED._replace(until=date(2026, 11, 14)), CALENDAR)) == []


def test_a_new_one_stands_in_for_that_of_the_same_agency_and_period() -> None:
    longer = EXTENSION.model_copy(update={"until": date(2026, 12, 20)})
    assert with_extension([EXTENSION], longer) == (longer,)
    others = EXTENSION.model_copy(update={"agency": "DISHUB"})
    assert with_extension([EXTENSION], others) == (EXTENSION, others)
    again = EXTENSION.model_copy(update={"granted_by": "lain"})
    assert with_extension([EXTENSION], again) == (EXTENSION,), "the same grants nothing new"


def test_one_is_found_by_its_agency_and_period() -> None:
    assert find([EXTENSION], "DINKES", "2026-M10") is EXTENSION
    for other in (("DINKES", "2026-M9"), ("DISHUB", "2026-M10"), ("DINKES", "2026-C3")):
        assert find([EXTENSION], *other) is None


def test_more_than_are_published_are_refused() -> None:
    assert faults_of_extensions([EXTENSION] * EXTENSIONS_MOST) == []
    (fault,) = faults_of_extensions([EXTENSION] * (EXTENSIONS_MOST + 1))
    assert fault.code == "too-many"


def test_the_present_and_the_previous_period_of_each_kind_have_their_deadlines() -> None:
    told = list(deadlines_of(CALENDAR, date(2026, 2, 3)))
    assert [(one.period.code, one.counted) for one in told] == [
        *(("2026-M1", True), ("2026-M2", True), ("2025-C3", False), ("2026-C1", True)),
    ]
    january, *_, term = told
    assert (january.on_time_until, january.open_until) == (date(2026, 2, 6), date(2026, 2, 13))
    assert term.open_until is None


def test_only_counted_periods_that_close_can_be_held_open() -> None:
    offered = extendable(CALENDAR, date(2026, 3, 15))
    assert [period.code for period in offered] == ["2026-M3", "2026-M2", "2026-M1"]
    later = extendable(CALENDAR, date(2026, 1, 1) + timedelta(days=3650))
    assert len(later) == EXTENDABLE_MOST
    assert isinstance(later[0], Period)
