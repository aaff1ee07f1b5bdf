"""The filter of an agency list. Pure."""

from dataclasses import dataclass

from chassis.query import ScopedQuery


@dataclass(frozen=True, slots=True)
class AgencyQuery(ScopedQuery):
    """Agencies of a region."""

    region: str | None = None
