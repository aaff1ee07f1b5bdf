"""The filter of an alert list. Pure."""

from dataclasses import dataclass

from chassis.query import ScopedQuery


@dataclass(frozen=True, slots=True)
class AlertQuery(ScopedQuery):
    """Alerts that match every given field."""

    state: str | None = None
    rule: str | None = None
    agency: str | None = None
    region: str | None = None
    item_id: str | None = None
