"""Measures the reporting of periods, and wakes when one begins, is late or closes."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chassis.clock import Clock
from chassis.http.problem import Fault, Problem, cut, not_found
from chassis.http.validation import wrong
from chassis.text import Text
from contracts import CalendarPublished
from contracts.account import EVERYTHING, Account, Scope
from contracts.calendar import Period
from tracker.periods.repository import PeriodRepository
from tracker.periods.service_level import (
    PERIODS_LOOKED_BACK,
    Expected,
    Limits,
    expected_of,
    limits_of,
    next_boundary,
)
from tracker.status.curve import end_of
from tracker.status.status import MILLISECOND

CODE_SHOWN = 20
"""Letters of a wrong code that are shown."""
SHOWN_OF_A_KIND = 12
"""Latest periods of a kind that are offered."""


@dataclass(frozen=True, slots=True)
class Level:
    """What a period expected of those in a scope, and what came, as known at `limits.at`."""

    calendar: CalendarPublished
    period: Period
    limits: Limits
    expected: Sequence[Expected]

    @property
    def today(self) -> date:
        """The region's day at the instant of which it is known."""
        return self.limits.at.astimezone(ZoneInfo(self.calendar.time_zone)).date()


class ReportingPeriods:
    """The periods of regions, by their calendars."""

    def __init__(self, periods: PeriodRepository, clock: Clock) -> None:
        self.rows = periods
        self._clock = clock
        self._hooks: list[Callable[[], None]] = []

    def on_change(self, hook: Callable[[], None]) -> None:
        """Call `hook` when another calendar holds, or something began or ended."""
        self._hooks.append(hook)

    def _changed(self) -> None:
        for hook in self._hooks:
            hook()

    async def take_over(self, calendars: Sequence[CalendarPublished]) -> None:
        """Store the newest version of each calendar. Raises `DatabaseTrouble`."""
        now = self._clock.now()
        for calendar in calendars:
            await self.rows.save_calendar(calendar, next_boundary(calendar, now))
        self._changed()

    async def tick(self, now: datetime, limit: int) -> int:
        """Count again for the calendars of which something began or ended; returns how many."""
        due = await self.rows.due(now, limit)
        for calendar in due:
            await self.rows.woken(calendar, next_boundary(calendar, now))
        if due:
            self._changed()
        return len(due)

    async def calendars(self, account: Account) -> Sequence[CalendarPublished]:
        """The calendars that the account may see, by region."""
        return await self.rows.calendars(account.scope)

    async def calendar(self, account: Account, region: str) -> CalendarPublished:
        """The calendar of a region that the account may see. Raises 404."""
        for calendar in await self.calendars(account):
            if calendar.region == region:
                return calendar
        raise no_calendar()

    def offered(self, calendar: CalendarPublished) -> Sequence[Period]:
        """The latest periods of each kind of the calendar that have begun, the latest first."""
        return _begun(calendar, self.today(calendar))

    def chosen(self, calendar: CalendarPublished, code: str) -> Period:
        """The period of a code. Raises 422 where it is no code of the years that are counted, 404
        where the period is none that is counted and has begun.
        """
        period = Period.of_code(code)
        years = (calendar.begins.year, max(calendar.begins.year, self.today(calendar).year))
        if period is None or not years[0] <= period.first.year <= years[1]:
            raise wrong((no_code(code, *years),))
        if calendar.rule(period.kind) is None:
            raise no_such_period()
        if not calendar.begins <= period.first <= self.today(calendar):
            raise no_such_period()
        return period

    def latest(self, calendar: CalendarPublished, at: datetime | None = None) -> Period | None:
        """The period of the calendar's first kind that was over last, now or `at` an instant, else
        that of the day; None where none had begun.
        """
        today = _day_of(at, calendar) if at is not None else self.today(calendar)
        offered = _begun(calendar, today)
        over = [period for period in offered if period.last < today]
        return next(iter(over or offered), None)

    def latest_limited(self, calendar: CalendarPublished) -> Period | None:
        """The period of the calendar's first kind of which the last day to be on time ended last;
        None where none has.
        """
        today = self.today(calendar)
        periods = calendar.periods_of(calendar.periods[0].kind, today)
        return next((one for one in periods if calendar.on_time_until(one) < today), None)

    async def level(
        self,
        account: Account,
        calendar: CalendarPublished,
        period: Period,
        on: date | None = None,
    ) -> Level:
        """The level of those that the account may see; with `on`, as known when that day ended.
        Raises 422 for a day that is not over or before the period.
        """
        at = None
        if on is not None:
            if not period.first <= on < self.today(calendar):
                raise wrong((no_such_day(period),))
            at = end_of(on, ZoneInfo(calendar.time_zone)) - MILLISECOND
        return await self._level(account.scope, calendar, period, at)

    async def level_at(
        self, account: Account, calendar: CalendarPublished, period: Period, at: datetime | None
    ) -> Level:
        """The level of those that the account may see as known at an instant, None for now."""
        return await self._level(account.scope, calendar, period, at)

    async def levels_of_all(self) -> AsyncIterator[Level]:
        """Of every region the present period of each kind, and those before it up to the last whose
        limit has passed, for metrics.
        """
        for calendar in await self.rows.calendars(EVERYTHING):
            today = self.today(calendar)
            for rule in calendar.periods:
                periods = calendar.periods_of(rule.kind, today)
                for period, _ in zip(periods, range(PERIODS_LOOKED_BACK), strict=False):
                    yield await self._level(EVERYTHING, calendar, period, None)
                    if calendar.on_time_until(period) < today:
                        break

    async def _level(
        self, scope: Scope, calendar: CalendarPublished, period: Period, at: datetime | None
    ) -> Level:
        limits = limits_of(calendar, period, at or self._clock.now())
        region, expected = calendar.region, list[Expected]()
        async for facts in self.rows.facts(scope, calendar, period, at):
            found = (expected_of(one, limits, region) for one in facts)
            expected += [
                one for one in found if one and scope.covers(region=region, agency=one.agency)
            ]
        return Level(calendar, period, limits, expected)

    def today(self, calendar: CalendarPublished) -> date:
        """The region's day."""
        return _day_of(self._clock.now(), calendar)


def _day_of(instant: datetime, calendar: CalendarPublished) -> date:
    return instant.astimezone(ZoneInfo(calendar.time_zone)).date()


def _begun(calendar: CalendarPublished, today: date) -> Sequence[Period]:
    """The latest periods of each kind that have begun on a day, the latest first."""
    begun: list[Period] = []
    for rule in calendar.periods:
        periods = calendar.periods_of(rule.kind, today)
        begun += [one for one, _ in zip(periods, range(SHOWN_OF_A_KIND), strict=False)]
    return begun


def no_calendar() -> Problem:
    """404: nothing is counted in the region."""
    return not_found(
        Text(
            "Belum ada kalender pelaporan untuk wilayah ini. Bappeda menyimpannya di halaman "
            "Kalender.",
            "This region has no reporting calendar yet. The planning agency saves one on the page "
            "Kalender.",
        )
    )


def no_such_period() -> Problem:
    """404: no period of the region's calendar that has begun."""
    return not_found(
        Text(
            "Periode ini tidak ada di kalender wilayah, atau belum mulai.",
            "The region's calendar has no such period, or it has not begun.",
        )
    )


def no_code(code: str, first: int, last: int) -> Fault:
    """What is no code of a period of the years that are counted."""
    return Fault(
        "code",
        "bad-period",
        Text(
            f"{cut(code, CODE_SHOWN)} bukan periode yang dihitung; tulis misalnya {last}-M1, "
            f"{last}-Q1, {last}-C1, {last}-S1 atau {last}-Y1, tahun {first} sampai {last}",
            f"{cut(code, CODE_SHOWN)} is no period that is counted; write for example {last}-M1, "
            f"{last}-Q1, {last}-C1, {last}-S1 or {last}-Y1, of the years {first} to {last}",
        ),
    )


def no_such_day(period: Period) -> Fault:
    """A day as of which nothing is known of the period."""
    first = period.first.isoformat()
    return Fault(
        "on",
        "no-such-day",
        Text(f"pilih hari dari {first} sampai kemarin", f"choose a day from {first} to yesterday"),
    )
