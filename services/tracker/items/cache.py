"""Items as this process last committed them, so that a report on one need not read it again."""

import time
from collections.abc import Callable, Iterable

from contracts import PlanItemPublished
from tracker.items.item import Item

MOST = 10_000
DOUBT_SECONDS = 60.0
"""Who changes our items once will do it again: two replicas of the same items."""


class KnownItems:
    """Up to `most` items. Another may have changed one since: whoever builds on it says at which
    revision, and the database says whether it still stands there.
    """

    def __init__(self, most: int = MOST, seconds: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._items: dict[str, Item] = {}
        self._doubted_until = -DOUBT_SECONDS

    def of(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """Those of the items that are known; none while in doubt."""
        if self._seconds() < self._doubted_until:
            return {}
        return {item_id: self._items[item_id] for item_id in item_ids if item_id in self._items}

    def plan(self, item_id: str, version: int) -> PlanItemPublished | None:
        """The item's plan at `version`, which says the same for ever, if that is known."""
        item = self._items.get(item_id)
        return item.plan if item is not None and item.plan.version == version else None

    def remember(self, items: Iterable[Item]) -> None:
        """Know these as they are, unless a later revision is known; those that have been known
        longest make room.
        """
        for item in items:
            known = self._items.pop(item.item_id, item)
            if known.rev > item.rev:
                item = known  # noqa: PLW2901 - whoever committed first may be the last to say so
            if len(self._items) >= self._most:
                del self._items[next(iter(self._items))]
            self._items[item.item_id] = item

    def doubt(self) -> None:
        """Someone else changed one of the items: for a while each is looked at first."""
        self._doubted_until = self._seconds() + DOUBT_SECONDS
