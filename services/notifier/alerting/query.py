"""Which alerts are asked for. Pure."""

from dataclasses import dataclass

from chassis.query import ScopedQuery


@dataclass(frozen=True, slots=True)
class AlertQuery(ScopedQuery):
    """Alerts with each of these words."""

    state: str | None = None
    rule: str | None = None
    agency: str | None = None
    region: str | None = None
    item_id: str | None = None
