"""What time it is. The only place that asks."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def to_millisecond(instant: datetime) -> datetime:
    """`instant` in UTC, cut to the millisecond, which is what MongoDB can hold.

    One that UTC's calendar does not reach (year 1 or 9999, in another zone) is its first or last.
    """
    try:
        instant = instant.astimezone(UTC)
    except OverflowError:
        instant = FIRST if instant.year == FIRST.year else LAST
    more = instant.microsecond % 1000
    return instant.replace(microsecond=instant.microsecond - more) if more else instant


class Clock(Protocol):
    """Whoever needs the time is given one of these."""

    def now(self) -> datetime:
        """The instant, in UTC, to the millisecond."""


class SystemClock:
    """The machine's clock, shifted by `offset` for drills."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """The instant, in UTC, to the millisecond."""
        return to_millisecond(datetime.now(UTC) + self._offset)


class FixedClock:
    """A clock that stands until it is told."""

    def __init__(self, instant: datetime) -> None:
        self.instant = to_millisecond(instant)

    def now(self) -> datetime:
        """The instant it was told."""
        return self.instant

    def advance(self, by: timedelta) -> None:
        """Move on by `by`."""
        self.instant += by
