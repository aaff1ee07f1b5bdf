"""Which items of the plan are asked for. Pure."""

from dataclasses import dataclass

from chassis.query import ScopedQuery


@dataclass(frozen=True, slots=True)
class ItemQuery(ScopedQuery):
    """Items with each of these words."""

    region: str | None = None
    pillar: str | None = None
    agency: str | None = None
    kind: str | None = None
