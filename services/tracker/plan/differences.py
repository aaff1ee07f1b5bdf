"""What changed between two versions of an item's plan. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts import PlanItemPublished

_NOT_COMPARED = frozenset({"item_id", "version"})


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """A field of the plan, with its values as JSON has them."""

    field: str
    before: Any
    after: Any


def differences(before: PlanItemPublished, after: PlanItemPublished) -> Sequence[PlanDifference]:
    """The fields that differ, in the order of the plan's fields."""
    was, now = before.model_dump(mode="json"), after.model_dump(mode="json")
    return tuple(
        PlanDifference(name, was[name], now[name])
        for name in was
        if name not in _NOT_COMPARED and was[name] != now[name]
    )
