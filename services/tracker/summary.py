"""What many items come to: sums and counts, never ratios. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contracts.words import Status
from tracker.item import Item
from tracker.rules import RuleSet
from tracker.status import course_of, standing


@dataclass(slots=True)
class Sums:
    """Items by status; weights; whole rupiah. Cancelled items weigh and cost nothing."""

    items: int = 0
    by_status: Counter[str] = field(default_factory=Counter)
    weight: float = 0.0
    weight_done: float = 0.0
    weight_planned: float = 0.0
    budget: int = 0
    budget_realised: int = 0

    def add(self, item: Item, now: datetime, rules: RuleSet) -> None:
        """Count `item` as it is at `now`."""
        stands = standing(course_of(item.plan), item.progress, now, rules)
        self.items += 1
        self.by_status[item.status or stands.status] += 1
        if item.status is Status.CANCELLED:
            return
        self.weight += item.plan.weight
        self.weight_done += item.plan.weight * stands.actual_percent / 100
        self.weight_planned += item.plan.weight * stands.planned_percent / 100
        self.budget += item.plan.budget
        self.budget_realised += item.progress.budget_realised


def summed(
    items: Iterable[Item], key: Callable[[Item], str], now: datetime, rules: RuleSet
) -> dict[str, Sums]:
    """Sums of the items by `key`."""
    groups: dict[str, Sums] = {}
    for item in items:
        groups.setdefault(key(item), Sums()).add(item, now, rules)
    return groups


def summary_view(groups: dict[str, Sums]) -> list[dict[str, Any]]:
    """The sums as rows, in the order of their keys."""
    return [
        {
            "key": key,
            "items": sums.items,
            "by_status": dict(sums.by_status),
            "weight": round(sums.weight, 6),
            "weight_done": round(sums.weight_done, 6),
            "weight_planned": round(sums.weight_planned, 6),
            "budget": sums.budget,
            "budget_realised": sums.budget_realised,
        }
        for key, sums in sorted(groups.items())
    ]
