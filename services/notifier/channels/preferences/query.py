"""The filter of a list of agencies. Pure."""

from dataclasses import dataclass

from chassis.query import ScopedQuery


@dataclass(frozen=True, slots=True)
class AgencyQuery(ScopedQuery):
    """Agencies that match every given field."""

    agency: str | None = None
    region: str | None = None
