"""The filter of an item list. Pure."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from chassis.query import ScopedQuery

_WITHIN_THE_PLAN = {
    "partner": "plan.partners.kind",
    "district": "plan.location.kecamatan",
    "rural": "plan.location.rural",
}
"""Where the fields are that an item's document has not at its top."""


@dataclass(frozen=True, slots=True)
class ItemQuery(ScopedQuery):
    """Items that match every given field: of the kind of one of its partners, of the name of its
    district (kecamatan), and of whether it is rural too.
    """

    region: str | None = None
    pillar: str | None = None
    agency: str | None = None
    kind: str | None = None
    status: str | None = None
    partner: str | None = None
    district: str | None = None
    rural: bool | None = None

    def equalities(self) -> Iterator[tuple[str, str | bool]]:
        """Each field with its value, by where an item's document has it."""
        for name, value in ScopedQuery.equalities(self):
            yield _WITHIN_THE_PLAN.get(name, name), value


TimeZone = Callable[[ItemQuery], Awaitable[ZoneInfo]]
"""The time zone of the items of a query."""
