"""The filter of an item list. Pure."""

from dataclasses import dataclass

from chassis.query import ScopedQuery


@dataclass(frozen=True, slots=True)
class ItemQuery(ScopedQuery):
    """Items that match every given field."""

    region: str | None = None
    pillar: str | None = None
    agency: str | None = None
    kind: str | None = None
