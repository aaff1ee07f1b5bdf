"""Which reports a period expects, which came and which in time."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.calendar import Calendar, Extension, Holiday, Period, PeriodKind, PeriodRule
from tracker.periods.service_level import (
    ItemFacts,
    Measures,
    Received,
    expected_of,
    limits_of,
    measured,
    next_boundary,
    summed,
)
from tracker.plan_history.plan_term import PlanTerm

ZONE = ZoneInfo("Asia/Makassar")
OCTOBER = Period.of(PeriodKind.MONTH, date(2026, 10, 1))
LATER = datetime(2027, 6, 1, tzinfo=UTC)


def local(day: int, month: int = 10, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def calendar(*, window: int | None = 10, **fields: Any) -> Calendar:
    rules = (
        PeriodRule(kind=PeriodKind.MONTH, on_time_days=5, window_days=window),
        PeriodRule(kind=PeriodKind.QUARTER, on_time_days=10),
    )
    known = {"time_zone": "Asia/Makassar", "begins": date(2026, 1, 1), "periods": rules, **fields}
    return Calendar.model_validate(known)


def term(version: int = 1, at: datetime | None = None, **fields: Any) -> PlanTerm:
    known = {"region": "kukar", "agency": "DLHK", "start": date(2026, 1, 5), "cancelled": False}
    return PlanTerm(version, at, **{**known, **fields})


def item(*terms: PlanTerm, reports: Sequence[Received] = (), done: date | None = None) -> ItemFacts:
    return ItemFacts("A-1", terms or (term(),), reports, done)


def one(
    facts: ItemFacts, ours: Calendar, period: Period = OCTOBER, at: datetime = LATER
) -> tuple[str, bool, bool] | None:
    """Agency, whether it came, whether in time."""
    found = expected_of(facts, limits_of(ours, period, at), "kukar")
    return (found.agency, found.received_at is not None, found.on_time) if found else None


def test_a_report_is_on_time_until_the_end_of_the_limits_day_and_counts_until_the_windows() -> None:
    """Five and ten working days after Saturday, 31 October: 6 and 13 November."""
    cases = {
        local(6, 11, 23): ("DLHK", True, True),
        local(7, 11, 0): ("DLHK", True, False),
        local(13, 11, 23): ("DLHK", True, False),
        local(14, 11, 0): ("DLHK", False, False),
        local(15): ("DLHK", True, True),
    }
    for received_at, expected in cases.items():
        facts = item(reports=[Received(date(2026, 10, 20), received_at)])
        assert one(facts, calendar()) == expected, received_at


def test_only_reports_about_the_period_count_for_it() -> None:
    for as_of in (date(2026, 9, 30), date(2026, 11, 1)):
        facts = item(reports=[Received(as_of, local(2, 11))])
        assert one(facts, calendar()) == ("DLHK", False, False)


def test_a_window_that_stays_open_takes_late_reports() -> None:
    facts = item(reports=[Received(date(2026, 10, 31), local(30, 12))])
    assert one(facts, calendar(window=None)) == ("DLHK", True, False)


def test_an_extension_lets_late_reports_of_its_agency_count_from_when_it_was_granted() -> None:
    granted = Extension(
        agency="DLHK",
        kind=PeriodKind.MONTH,
        first=date(2026, 10, 1),
        until=date(2026, 11, 30),
        reason="banjir",
        granted_by="bappeda",
        granted_at=local(20, 11),
    )
    late = [Received(date(2026, 10, 31), local(18, 11))]
    ours = calendar(extensions=(granted,))
    assert one(item(reports=late), ours) == ("DLHK", True, False)
    assert one(item(reports=late), ours, at=local(19, 11)) == ("DLHK", False, False)
    theirs = item(term(agency="DINKES"), reports=late)
    assert one(theirs, ours) == ("DINKES", False, False)


def test_what_is_not_running_in_a_period_is_not_expected() -> None:
    ours = calendar()
    assert one(item(term(start=date(2026, 11, 1))), ours) is None
    assert one(item(term(start=date(2026, 10, 31))), ours) == ("DLHK", False, False)
    assert one(item(done=date(2026, 9, 30)), ours) is None
    assert one(item(done=date(2026, 10, 1)), ours) == ("DLHK", False, False)
    assert one(item(term(), term(2, local(30, 9), cancelled=True)), ours) is None
    during = item(term(), term(2, local(2), cancelled=True))
    assert one(during, ours) == ("DLHK", False, False)


def test_the_plan_counts_as_it_stood_at_the_periods_end() -> None:
    ours = calendar()
    moved = item(term(), term(2, local(20), agency="DINKES"))
    assert one(moved, ours) == ("DINKES", False, False)
    assert one(moved, ours, at=local(19)) == ("DLHK", False, False)
    afterwards = item(term(), term(2, local(1, 11, 0), agency="DINKES"))
    assert one(afterwards, ours) == ("DLHK", False, False)
    elsewhere = item(term(), term(2, local(20), region="paser", agency="X"))
    assert one(elsewhere, ours) is None


def test_an_item_is_expected_from_when_it_came_or_as_ever_where_the_plan_was_taken_over() -> None:
    came = item(term(at=local(12, 11)))
    assert one(came, calendar()) is None
    assert one(came, calendar(taken_over=date(2026, 11, 11))) is None
    assert one(came, calendar(taken_over=date(2026, 11, 12))) == ("DLHK", False, False)


def test_nothing_expected_is_no_rate() -> None:
    assert Measures().rate is None
    assert Measures().rate_on_time is None
    half = Measures(4, 2, 1)
    assert (half.rate, half.rate_on_time, half.missing) == (0.5, 0.25, 2)
    assert summed([half, Measures(1, 1, 1)]) == Measures(5, 3, 2)
    assert summed([]) == Measures()


def test_the_next_boundary_is_the_next_beginning_limit_or_closing() -> None:
    ours = calendar()
    seen = [local(31, 10, 12)]
    for _ in range(4):
        following = next_boundary(ours, seen[-1])
        assert following is not None
        seen.append(following.astimezone(ZONE))
    days = [instant.strftime("%m-%d %H") for instant in seen[1:]]
    assert days == ["11-01 00", "11-07 00", "11-14 00", "12-01 00"]


def test_a_calendar_that_begins_later_wakes_when_it_begins() -> None:
    ours = calendar(begins=date(2027, 3, 10))
    assert next_boundary(ours, local(1)) == datetime(2027, 4, 1, tzinfo=ZONE)


DAYS = st.dates(date(2026, 6, 1), date(2026, 12, 31))
INSTANTS = st.builds(
    lambda day, minute: (
        datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(minutes=minute)
    ),
    DAYS,
    st.sampled_from((0, 1, 720, 1439)),
)
AGENCIES = st.sampled_from(("DLHK", "DINKES"))


@st.composite
def histories(draw: st.DrawFn) -> ItemFacts:
    came = sorted(draw(st.lists(INSTANTS, min_size=1, max_size=4, unique=True)))
    first_is_old = draw(st.booleans())
    terms = [
        PlanTerm(
            number,
            None if first_is_old and number == 1 else at,
            draw(st.sampled_from(("kukar", "kukar", "paser"))),
            draw(AGENCIES),
            draw(DAYS),
            draw(st.sampled_from((False, False, True))),
        )
        for number, at in enumerate(came, 1)
    ]
    reports = draw(st.lists(st.builds(Received, DAYS, INSTANTS), max_size=5))
    return ItemFacts("A", terms, reports, draw(st.none() | DAYS))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    on_time = draw(st.integers(0, 12))
    window = draw(st.none() | st.integers(on_time, 40))
    off = draw(st.sets(DAYS, max_size=12))
    granted = st.builds(
        Extension,
        agency=AGENCIES,
        kind=st.sampled_from((PeriodKind.MONTH, PeriodKind.QUARTER)),
        first=st.sampled_from((date(2026, 7, 1), date(2026, 10, 1))),
        until=DAYS,
        reason=st.just("banjir"),
        granted_by=st.just("bappeda"),
        granted_at=INSTANTS,
    )
    return Calendar(
        time_zone="Asia/Makassar",
        begins=date(2026, 1, 1),
        taken_over=draw(st.none() | DAYS),
        workdays=tuple(sorted(draw(st.sets(st.integers(1, 7), min_size=1)))),
        periods=tuple(
            PeriodRule(kind=kind, on_time_days=on_time, window_days=window)
            for kind in (PeriodKind.MONTH, PeriodKind.QUARTER)
        ),
        holidays=tuple(Holiday(day=day, name="Libur") for day in sorted(off)),
        extensions=tuple(draw(st.lists(granted, max_size=3))),
    )


@given(
    st.lists(histories(), max_size=6),
    calendars(),
    st.sampled_from(
        [Period.of(PeriodKind.MONTH, date(2026, month, 1)) for month in (7, 8, 10)]
        + [Period.of(PeriodKind.QUARTER, date(2026, month, 1)) for month in (7, 10)]
    ),
    INSTANTS,
)
def test_the_measures_equal_a_plain_recount(
    items: list[ItemFacts], ours: Calendar, period: Period, at: datetime
) -> None:
    limits = limits_of(ours, period, at)
    found = measured(filter(None, (expected_of(one, limits, "kukar") for one in items)))
    plain = [_plainly(one, ours, period, at) for one in items]
    owed = Counter(agency for agency, _, _ in filter(None, plain))
    came = Counter(agency for agency, has_come, _ in filter(None, plain) if has_come)
    on_time = Counter(agency for agency, _, is_in_time in filter(None, plain) if is_in_time)
    assert found == {
        agency: Measures(count, came[agency], on_time[agency]) for agency, count in owed.items()
    }


def _plainly(
    facts: ItemFacts, ours: Calendar, period: Period, at: datetime
) -> tuple[str, bool, bool] | None:
    """The definition of domain.md, instant by instant where the plan changes, day by day where
    working days are counted.
    """
    owner = _owner(facts, ours, period, at)
    if owner is None or owner.region != "kukar":
        return None
    if facts.done_at and facts.done_at < period.first:
        return None
    rule = ours.rule(period.kind)
    assert rule is not None
    limit = _nth_workday(ours, period.last, rule.on_time_days)
    last = date.max
    if rule.window_days is not None:
        asked = (owner.agency, period.kind, period.first)
        granted = [
            one.until
            for one in ours.extensions
            if (one.agency, one.kind, one.first) == asked and one.granted_at <= at
        ]
        last = max([_nth_workday(ours, period.last, rule.window_days), *granted])
    days = [
        report.received_at.astimezone(ZONE).date()
        for report in facts.reports
        if period.first <= report.as_of <= period.last and report.received_at <= at
    ]
    counting = [day for day in days if day <= last]
    return owner.agency, bool(counting), any(day <= limit for day in counting)


def _owner(facts: ItemFacts, ours: Calendar, period: Period, at: datetime) -> PlanTerm | None:
    """The last plan under which the item was running in the period, until `at`."""
    owner = None
    begin = datetime(period.first.year, period.first.month, period.first.day, tzinfo=ZONE)
    end = datetime(period.last.year, period.last.month, period.last.day, tzinfo=ZONE)
    end += timedelta(days=1)
    turns = {begin, *(term.at for term in facts.terms if term.at and begin < term.at < end)}
    for instant in sorted(turn for turn in turns if turn <= at):
        stands = None
        for number, one in enumerate(facts.terms):
            known = one.at is None or one.at <= instant
            if number == 0 and one.at is not None and ours.taken_over is not None:
                known = known or one.at.astimezone(ZONE).date() <= ours.taken_over
            if known:
                stands = one
        if stands and not stands.cancelled and stands.start <= period.last:
            owner = stands
    return owner


def _nth_workday(ours: Calendar, day: date, count: int) -> date:
    off = {holiday.day for holiday in ours.holidays}
    while count > 0:
        day += timedelta(days=1)
        if day.weekday() + 1 in ours.workdays and day not in off:
            count -= 1
    return day


def test_a_kind_that_the_region_does_not_have_is_refused() -> None:
    with pytest.raises(LookupError):
        limits_of(calendar(), Period.of(PeriodKind.YEAR, date(2026, 1, 1)), LATER)
