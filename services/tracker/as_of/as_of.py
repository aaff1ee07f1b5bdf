"""An instant of the past, and by what it is looked at. Pure."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple


class Basis(StrEnum):
    """What counts of an instant of the past."""

    EVENT = "event"
    """What was so: reports that hold for a day up to then, whenever they came, with the reviews,
    the evidence and the corrections of today."""
    ARRIVAL = "arrival"
    """What could be known: what had come and was done until then."""


class Month(NamedTuple):
    """A month in UTC, by a basis: the stretches of items are kept by months."""

    begins: datetime
    ends: datetime
    basis: Basis

    @property
    def key(self) -> str:
        """Such as `2026-09/event`."""
        return f"{self.begins:%Y-%m}/{self.basis}"


class AsOf(NamedTuple):
    """An instant by a basis."""

    instant: datetime
    basis: Basis

    @property
    def month(self) -> Month:
        """The month that the instant lies in."""
        instant = self.instant.astimezone(UTC)
        begins = datetime(instant.year, instant.month, 1, tzinfo=UTC)
        following = begins + timedelta(days=31)
        return Month(begins, datetime(following.year, following.month, 1, tzinfo=UTC), self.basis)
