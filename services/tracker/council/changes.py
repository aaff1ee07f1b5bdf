"""What became of items between two instants, by their status. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contracts import StatusChanged
from contracts.words import Status
from tracker.council.s_curve import CurvePoint
from tracker.decisions.decision import Decision
from tracker.decisions.trouble import TROUBLED
from tracker.plan.differences import PlanDifference

BAD = frozenset({*TROUBLED, Status.BEHIND})
FINE = frozenset({Status.ON_TRACK, Status.BEHIND, Status.NOT_STARTED})


class Became(StrEnum):
    """What became of an item, what needs a decision first."""

    LATE = "late"
    CRITICAL = "critical"
    BEHIND = "behind"
    RECOVERED = "recovered"
    """It was late, critical or behind, and is better, and not done."""
    DONE = "done"
    CANCELLED = "cancelled"
    NEW = "new"


class Moved(NamedTuple):
    """An item whose status is another than before. `last` is its last change in that time."""

    item_id: str
    was: Status | None
    last: StatusChanged


class Replanned(NamedTuple):
    """A version of an item's plan that came in that time, and what of it differs."""

    item_id: str
    title: str
    agency: str
    at: datetime
    differences: Sequence[PlanDifference]


@dataclass(frozen=True, slots=True)
class Changes:
    """From the end of `since` to the end of `until`, or to now where that day is not over."""

    since: date
    until: date
    at: datetime
    zone: ZoneInfo
    before: CurvePoint | None
    """All progress at the end of `since`; None where there are no items."""
    after: CurvePoint | None
    moved: Mapping[Became, Sequence[Moved]]
    """What needs a decision first; kinds with none are left out."""
    replanned: Sequence[Replanned]
    decided: Sequence[Decision]
    """Decisions that were made, done or taken back in that time, the latest first."""
    is_cut: bool
    """Whether more items moved than are shown."""


_WHATEVER_IT_WAS = {
    Status.LATE: Became.LATE,
    Status.CRITICAL: Became.CRITICAL,
    Status.DONE: Became.DONE,
    Status.CANCELLED: Became.CANCELLED,
}


def became(was: Status | None, now: Status) -> Became | None:
    """What became of an item with these statuses; None where nothing that is told."""
    if was is now:
        return None
    if now in _WHATEVER_IT_WAS:
        return _WHATEVER_IT_WAS[now]
    if was is None:
        return Became.NEW
    if was in BAD and now in FINE:
        return Became.RECOVERED
    return Became.BEHIND if now is Status.BEHIND else None


def sorted_out(moved: Sequence[Moved]) -> Mapping[Became, Sequence[Moved]]:
    """The items by what became of them, of each the latest first."""
    found: dict[Became, list[Moved]] = {kind: [] for kind in Became}
    for one in sorted(moved, key=_since, reverse=True):
        kind = became(one.was, one.last.to_status)
        if kind is not None:
            found[kind].append(one)
    return {kind: those for kind, those in found.items() if those}


def _since(one: Moved) -> tuple[datetime, str]:
    return one.last.since, one.item_id
