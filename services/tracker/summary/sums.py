"""Summaries of items: sums and counts, never ratios. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from contracts.words import Status
from tracker.status.curve import instant_of

NOTHING_TO_REPORT = frozenset({Status.NOT_STARTED, Status.DONE, Status.CANCELLED})
"""Items with these statuses are not in progress."""
FRESH = timedelta(days=35)
"""How far back the day of an item's figure may lie: a month, and some days to report on it."""


@dataclass(slots=True)
class Sums:
    """Items by status; weights; whole rupiah. Cancelled items add no weight and no money.

    `weight_done_is_signed` is the part of `weight_done` that the signed reports say as well: a
    signed report may say more than the latest one. `figures_old` of the items in progress have no
    figure of the last `FRESH` days, and began before. `heard_at` is when the last report
    from the agency now responsible was received; `owes_since` is since when an item in progress
    had something to report.
    """

    items: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    weight: float = 0.0
    weight_done: float = 0.0
    weight_done_proven: float = 0.0
    weight_done_verified: float = 0.0
    weight_done_signed: float = 0.0
    weight_done_is_signed: float = 0.0
    weight_planned: float = 0.0
    figures_old: int = 0
    budget: int = 0
    budget_realised: int = 0
    heard_at: datetime | None = None
    owes_since: datetime | None = None

    def add(self, row: Mapping[str, Any]) -> None:
        """Count a row of `tracker.summary.counting`: the items of one status."""
        status, heard_at = row["_id"]["status"], row["heard_at"]
        self.items += row["items"]
        self.by_status[status] += row["items"]
        if heard_at is not None:
            self.heard_at = max(heard_at, self.heard_at or heard_at)
        if status not in NOTHING_TO_REPORT and row["owes_since"] is not None:
            owes_since = instant_of(row["owes_since"])
            self.owes_since = min(owes_since, self.owes_since or owes_since)
        if status not in NOTHING_TO_REPORT:
            self.figures_old += row["figures_old"]
        if status == Status.CANCELLED:
            return
        self.weight += row["weight"]
        self.weight_done += row["weight_done"] / 100
        self.weight_done_proven += row["weight_done_proven"] / 100
        self.weight_done_verified += row["weight_done_verified"] / 100
        self.weight_done_signed += row["weight_done_signed"] / 100
        self.weight_done_is_signed += row["weight_done_is_signed"] / 100
        self.weight_planned += row["weight_planned"] / 100
        self.budget += row["budget"]
        self.budget_realised += row["budget_realised"]


def merged(parts: Iterable[Sums]) -> Sums:
    """The sums of several groups together."""
    whole = Sums()
    for one in parts:
        whole.items += one.items
        whole.by_status.update(one.by_status)
        for name in ("weight", "weight_planned", "figures_old", *_MONEY, *_DONE):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        if one.heard_at is not None:
            whole.heard_at = max(one.heard_at, whole.heard_at or one.heard_at)
        if one.owes_since is not None:
            whole.owes_since = min(one.owes_since, whole.owes_since or one.owes_since)
    return whole


_MONEY = ("budget", "budget_realised")
_DONE = (
    *("weight_done", "weight_done_proven", "weight_done_verified", "weight_done_signed"),
    "weight_done_is_signed",
)


def summed(rows: Iterable[Mapping[str, Any]], by: Sequence[str]) -> dict[tuple[str, ...], Sums]:
    """The rows of `tracker.summary.counting` as sums by the values of the fields `by`."""
    groups: dict[tuple[str, ...], Sums] = {}
    for row in rows:
        group = tuple(row["_id"][name] for name in by)
        groups.setdefault(group, Sums()).add(row)
    return groups


NONE_TO_LOOK_AT: Mapping[tuple[str, ...], int] = {}


def summary_view(
    groups: Mapping[tuple[str, ...], Sums],
    to_look_at: Mapping[tuple[str, ...], int] | None = NONE_TO_LOOK_AT,
) -> list[dict[str, Any]]:
    """The sums by one field as rows, in the order of its values, with how many reports of each are
    to be looked at.
    """
    all_groups = {**dict.fromkeys(to_look_at or (), Sums()), **groups}
    return [
        {
            "key": key,
            "items": sums.items,
            "by_status": dict(sorted(sums.by_status.items())),
            "weight": round(sums.weight, 6),
            "weight_done": round(sums.weight_done, 6),
            "weight_done_proven": round(sums.weight_done_proven, 6),
            "weight_done_verified": round(sums.weight_done_verified, 6),
            "weight_done_signed": round(sums.weight_done_signed, 6),
            "weight_planned": round(sums.weight_planned, 6),
            "budget": sums.budget,
            "budget_realised": sums.budget_realised,
            "reports_to_look_at": None if to_look_at is None else to_look_at.get((key,), 0),
        }
        for (key,), sums in sorted(all_groups.items(), key=itemgetter(0))
    ]
