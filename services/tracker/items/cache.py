"""Cache of items as this process last committed them, so that a report need not read its item."""

import time
from collections.abc import Callable, Iterable

from contracts import PlanItemPublished
from tracker.items.item import Item

MOST = 10_000
SUSPENDED_SECONDS = 60.0
"""Two replicas that change the same items would have one conflict after another."""


class ItemCache:
    """Up to `most` items. Another process may have changed one since: a write expects the cached
    revision, and fails with a conflict when the stored one differs.
    """

    def __init__(self, most: int = MOST, seconds: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._items: dict[str, Item] = {}
        self._suspended_until = -SUSPENDED_SECONDS

    def of(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """Those of the items that are cached; none while suspended."""
        if self._seconds() < self._suspended_until:
            return {}
        return {item_id: self._items[item_id] for item_id in item_ids if item_id in self._items}

    def plan(self, item_id: str, version: int) -> PlanItemPublished | None:
        """The item's plan at `version`, which never changes, if it is cached."""
        item = self._items.get(item_id)
        return item.plan if item is not None and item.plan.version == version else None

    def remember(self, items: Iterable[Item]) -> None:
        """Cache these, unless a later revision is cached; the oldest entries are evicted."""
        for item in items:
            cached = self._items.pop(item.item_id, item)
            if cached.rev > item.rev:
                item = cached  # noqa: PLW2901 - commits may be reported out of order
            if len(self._items) >= self._most:
                del self._items[next(iter(self._items))]
            self._items[item.item_id] = item

    def suspend(self) -> None:
        """Return nothing for `SUSPENDED_SECONDS`: another process changes our items."""
        self._suspended_until = self._seconds() + SUSPENDED_SECONDS
