"""Days, hours and working days of a region, for conditions and ladders. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from contracts.calendar import Calendar, Period, PeriodKind, PeriodRule
from contracts.words import AgencyCode

_DAY = timedelta(days=1)
_FIRST = date(2000, 1, 1)
ELSEWHERE = ZoneInfo("Asia/Jakarta")


@dataclass(frozen=True, slots=True)
class Days:
    """A region's days. `calendar` is None before the region has one: then Monday to Friday are
    working days, and no report is expected.
    """

    time_zone: str
    calendar: Calendar | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which days begin and end; an unknown one is taken for `ELSEWHERE`."""
        try:
            return ZoneInfo(self.time_zone)
        except (OSError, KeyError, ValueError):
            return ELSEWHERE

    def day(self, instant: datetime) -> date:
        """The day that an instant lies in."""
        return instant.astimezone(self.zone).date()

    def at(self, day: date, hour: time) -> datetime:
        """The instant of an hour of a day, in UTC."""
        return datetime.combine(day, hour, self.zone).astimezone(UTC)

    def start(self, day: date) -> datetime:
        """The instant at which a day begins."""
        return self.at(day, time())

    def is_workday(self, day: date) -> bool:
        """Whether people work on that day."""
        return self._counted.is_workday(day)

    def after(self, day: date, count: int) -> date:
        """The last of so many working days after a day; the day itself for 0."""
        return self._counted.workdays_after(day, count)

    def within(self, last: date, count: int) -> date:
        """The first day after which at most so many working days follow until `last`, it included.

        That is a working day, or lies before a stretch in which nobody works.
        """
        day, left = last, 0
        while True:
            left += self.is_workday(day)
            if left > count:
                return day
            day -= _DAY

    def left(self, day: date, last: date) -> int:
        """How many working days follow `day` until `last`, it included."""
        count = 0
        while day < last:
            day += _DAY
            count += self.is_workday(day)
        return count

    @property
    def _counted(self) -> Calendar:
        return self.calendar or _no_calendar(self.time_zone)

    def limit(self, period: Period, agency: AgencyCode) -> date | None:
        """The last day on which the agency's report on a period counts; on which it is on time,
        where the window has no end. None where the region does not report on such periods.
        """
        calendar = self.calendar
        if calendar is None or calendar.rule(period.kind) is None:
            return None
        for one in calendar.extensions:
            if (one.agency, one.kind, one.first) == (agency, period.kind, period.first):
                return one.until
        return calendar.open_until(period) or calendar.on_time_until(period)

    def on_time_until(self, period: Period) -> date | None:
        """The last day on which a report on a period is on time."""
        calendar = self.calendar
        if calendar is None or calendar.rule(period.kind) is None:
            return None
        return calendar.on_time_until(period)

    def ended(self, kind: PeriodKind, today: date) -> Iterator[Period]:
        """The counted periods of a kind that ended before today, the latest first."""
        if self.calendar is None:
            return
        for period in self.calendar.periods_of(kind, today):
            if period.last < today:
                yield period


def _no_calendar(time_zone: str) -> Calendar:
    month = PeriodRule(kind=PeriodKind.MONTH, on_time_days=5)
    return Calendar.model_construct(time_zone=time_zone, begins=_FIRST, periods=(month,))
