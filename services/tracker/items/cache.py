"""Items kept in memory: as last committed by this process, and as last read for a list."""

import time
from collections.abc import Callable, Iterable

from contracts import PlanItemPublished
from tracker.items.item import Item

MOST = 10_000
SUSPENDED_SECONDS = 60.0
"""Two replicas that change the same items would have one conflict after another."""
KEPT_SECONDS = 60.0


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


Version = tuple[int, str | None]
"""An item's revision, and its latest report with evidence, which is no part of the revision."""


class ReadItems:
    """Up to `most` items as they were read for lists, each for `KEPT_SECONDS`. What is read outside
    of a transaction is committed by a majority: an item of one version stays the same, unless a
    backup is restored.
    """

    def __init__(self, most: int = MOST, seconds: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._items: dict[str, tuple[Version, float, Item]] = {}

    def of(self, item_id: str, version: Version) -> Item | None:
        """The item, if it is kept at this version."""
        kept = self._items.get(item_id)
        if kept is None or kept[0] != version or kept[1] <= self._seconds():
            return None
        return kept[2]

    def keep(self, version: Version, item: Item) -> None:
        """Keep the item; the one kept for the longest time is dropped."""
        self._items.pop(item.item_id, None)
        if len(self._items) >= self._most:
            del self._items[next(iter(self._items))]
        self._items[item.item_id] = version, self._seconds() + KEPT_SECONDS, item
