"""A clock that ran ahead and was set right: what it has settled is judged anew."""

from datetime import datetime

import structlog

from tracker.items.item import CLOCKS_APART
from tracker.items.service import Items

log = structlog.get_logger()


class LatestInstant:
    """The latest instant by which this process has judged items, on any road."""

    def __init__(self) -> None:
        self.latest: datetime | None = None

    def after_commit(self, _outcomes: object, _changes: object, now: datetime) -> None:
        """Items were judged as of `now`."""
        if self.latest is not None:
            self.latest = max(self.latest, now)


class ClockWatch:
    """Does what is due at each tick; at the first one, and at the first after the clock has gone
    back, items that were judged by a clock ahead of ours are judged anew before that.

    Not at every tick: where another replica's clock is still ahead, it would give them back the
    status that is taken from them, and so on for ever.
    """

    def __init__(self, items: Items, latest: LatestInstant) -> None:
        self._items = items
        self._latest = latest

    async def tick(self, now: datetime, limit: int) -> int:
        """Give the items that are due at `now` their new status; how many were due."""
        latest = self._latest.latest
        if latest is None or now < latest - CLOCKS_APART:
            count = await self._items.judge_anew(now)
            if count:
                log.warning("judged anew what a clock ahead of ours had settled", items=count)
            latest = now
        self._latest.latest = max(latest, now)
        return await self._items.tick(now, limit)
