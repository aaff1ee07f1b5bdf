"""A clock that ran ahead and was set right: what it has settled is judged anew."""

from datetime import datetime

import structlog

from tracker.items.item import CLOCKS_APART
from tracker.items.service import Items

log = structlog.get_logger()


class ClockWatch:
    """Does what is due at each tick; at the first one, and at the first after the clock has gone
    back, items that were judged by a clock ahead of ours are judged anew before that.

    Not at every tick: where another replica's clock is still ahead, it would give them back the
    status that is taken from them, and so on for ever.
    """

    def __init__(self, items: Items) -> None:
        self._items = items
        self._latest: datetime | None = None
        items.heard.append(self._judged)

    def _judged(self, _outcomes: object, _changes: object, now: datetime) -> None:
        if self._latest is not None:
            self._latest = max(self._latest, now)

    async def tick(self, now: datetime, limit: int) -> int:
        """Give the items that are due at `now` their new status; how many were due."""
        if self._latest is None or now < self._latest - CLOCKS_APART:
            count = await self._items.judge_anew(now)
            if count:
                log.warning("judged anew what a clock ahead of ours had settled", items=count)
            self._latest = now
        self._latest = max(self._latest, now)
        return await self._items.tick(now, limit)
