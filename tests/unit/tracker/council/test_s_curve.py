"""The days of a year's curve, and how sums become points."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tracker.council.s_curve import CurveSums, DaySums, Span, points_of

MAKASSAR = ZoneInfo("Asia/Makassar")


def a_span(now: str, year: int = 2026) -> Span:
    return Span(year, MAKASSAR, datetime.fromisoformat(now).astimezone(UTC))


def test_the_days_are_the_ends_of_months_and_today() -> None:
    days = a_span("2026-06-14T10:00+08:00").days
    assert (days[0], days[-1], len(days)) == (date(2025, 12, 31), date(2026, 12, 31), 14)
    assert date(2026, 6, 14) in days
    assert len(a_span("2026-06-30T10:00+08:00").days) == 13


def test_today_is_the_regions_and_stays_within_the_year() -> None:
    assert a_span("2026-06-14T00:30+08:00").today == date(2026, 6, 14)
    assert a_span("2027-02-01T00:30+08:00").today == date(2026, 12, 31)
    assert a_span("2025-02-01T00:30+08:00").today == date(2026, 1, 1)


def test_a_day_that_is_over_has_ended_and_of_today_it_is_now() -> None:
    span = a_span("2026-06-14T10:00+08:00")
    assert span.instant(date(2026, 6, 14)) == span.now
    assert span.instant(date(2026, 5, 31)) == datetime(2026, 5, 31, 16, tzinfo=UTC)
    assert [span.is_over(date(2026, 6, day)) for day in (13, 14, 15)] == [True, True, False]
    closed = a_span("2027-02-01T00:30+08:00")
    assert closed.instant(date(2026, 12, 31)) == datetime(2026, 12, 31, 16, tzinfo=UTC)


def test_nothing_is_said_of_days_to_come_nor_without_weight_or_budget() -> None:
    span = a_span("2026-01-10T10:00+08:00")
    days = [DaySums(10.0 * number, 4.0 * number, 6 * number) for number in range(len(span.days))]
    points = points_of(span, span.days, CurveSums(4.0, 50, days), [1] * len(days))
    assert [one.actual for one in points[:3]] == [0.0, 1.0, None]
    assert [one.planned for one in points[:3]] == [0.0, 2.5, 5.0]
    assert [one.money for one in points[:3]] == [2.0, 14.0, None]
    for budget, by_sipd in ((0, [0] * len(days)), (50, None)):
        points = points_of(span, span.days, CurveSums(4.0, budget, days), by_sipd)
        assert {one.money for one in points} == {None}
    assert points_of(span, span.days, None, []) == ()
    assert points_of(span, span.days, CurveSums(0, 0, days), None) == ()
