"""A version of an item's plan, as far as reporting periods need it, and since when it stands.
Pure.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from contracts import PlanItemPublished


class PlanTerm(NamedTuple):
    """One version. `at` is when it came; None for one that stood before this was kept."""

    version: int
    at: datetime | None
    region: str
    agency: str
    start: date
    cancelled: bool


def term_of(plan: PlanItemPublished, at: datetime | None) -> PlanTerm:
    """The term of a plan that came at `at`."""
    return PlanTerm(plan.version, at, plan.region, plan.agency, plan.start, plan.cancelled)


def in_order(terms: Iterable[PlanTerm]) -> Sequence[PlanTerm]:
    """The terms by version, of each the last given."""
    return sorted({term.version: term for term in terms}.values())


def in_force(
    terms: Sequence[PlanTerm], begin: datetime, end: datetime, taken_over: datetime | None
) -> Sequence[PlanTerm]:
    """Those of an item's terms, in order, that stood at some time from `begin` to before `end`.

    The first stands from when it came, or as ever where it came before `taken_over`.
    """
    known = [(term, term.at) for term in terms]
    if known and taken_over is not None and terms[0].at is not None and terms[0].at < taken_over:
        known[0] = (terms[0], None)
    came = [(term, at) for term, at in known if at is None or at < end]
    before = [term for term, at in came if at is None or at <= begin]
    return [*before[-1:], *(term for term, at in came if at is not None and at > begin)]
