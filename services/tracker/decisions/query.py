"""The filter of a list of decisions. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.account import EVERYTHING, Scope
from tracker.items.query import ItemQuery


class DecisionFilter(StrEnum):
    """Which decisions a list has: open ones include those that are overdue."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    WITHDRAWN = "withdrawn"


SOONEST_FIRST = frozenset({DecisionFilter.OPEN, DecisionFilter.OVERDUE})
"""What is to be done is listed by its last day, so that overdue ones come first; the rest the
other way round."""


@dataclass(frozen=True, slots=True)
class DecisionQuery:
    """Decisions that match every given field; an agency is that of the item, or that has to do it.
    A scope has the same meaning.
    """

    scope: Scope = EVERYTHING
    state: DecisionFilter | None = None
    region: str | None = None
    agency: str | None = None
    item_id: str | None = None
    pillar: str | None = None
    kind: str | None = None


def about(items: ItemQuery) -> DecisionQuery | None:
    """The decisions on what matches a filter of items; None where decisions do not know it."""
    if (items.partner, items.district, items.rural, items.status) != (None, None, None, None):
        return None
    return DecisionQuery(
        items.scope,
        region=items.region,
        agency=items.agency,
        pillar=items.pillar,
        kind=items.kind,
    )
