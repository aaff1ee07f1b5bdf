"""The clock. No other module reads the system time."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

NO_OFFSET = timedelta()
FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def to_millisecond(instant: datetime) -> datetime:
    """`instant` in UTC, cut to the millisecond, the precision of MongoDB.

    An instant outside UTC's calendar (year 1 or 9999 in another zone) becomes `FIRST` or `LAST`.
    """
    kept = instant.microsecond // 1000 * 1000
    if instant.utcoffset() == NO_OFFSET:  # nearly always, and cheaper
        return instant.replace(microsecond=kept, tzinfo=UTC)
    try:
        return instant.astimezone(UTC).replace(microsecond=kept)
    except OverflowError:
        end = FIRST if instant.year == FIRST.year else LAST
        return end.replace(microsecond=end.microsecond // 1000 * 1000)


class Clock(Protocol):
    """A source of the current time; it is passed to everything that needs the time."""

    def now(self) -> datetime:
        """The instant, in UTC, to the millisecond."""

    def ahead(self) -> timedelta:
        """How far it is set ahead of the machine's clock, which may itself be set between two looks
        at it: the difference of two says nothing.
        """


class SystemClock:
    """The machine's clock, shifted by `offset` for drills."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """The instant, in UTC, to the millisecond."""
        instant = datetime.now(UTC)
        if self._offset:
            instant += self._offset
        return instant.replace(microsecond=instant.microsecond // 1000 * 1000)

    def ahead(self) -> timedelta:
        """The offset."""
        return self._offset


class FixedClock:
    """A clock that changes only by `advance` or a new `instant`."""

    def __init__(self, instant: datetime) -> None:
        self.instant = to_millisecond(instant)

    def now(self) -> datetime:
        """The fixed instant."""
        return self.instant

    def ahead(self) -> timedelta:
        """How far the instant is from now."""
        return self.instant - SystemClock().now()

    def advance(self, by: timedelta) -> None:
        """Move the clock forward by `by`."""
        self.instant += by
