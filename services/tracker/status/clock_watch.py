"""Judges items again after a clock that ran ahead was corrected."""

from datetime import datetime

import structlog

from tracker.items.item import CLOCKS_APART
from tracker.items.service import Items

log = structlog.get_logger()


class LatestInstant:
    """The latest instant for which this process has judged items, from any source."""

    def __init__(self) -> None:
        self.latest: datetime | None = None

    def after_commit(self, _outcomes: object, _changes: object, now: datetime) -> None:
        """Items were judged as of `now`."""
        if self.latest is not None:
            self.latest = max(self.latest, now)


class ClockWatch:
    """Updates the items that are due at each tick. At the first tick, and at the first after the
    clock went back, items that were judged by a clock ahead of ours are judged again before that.

    Not at every tick: while another replica's clock is still ahead, both would change the same
    status back and forth without end.
    """

    def __init__(self, items: Items, latest: LatestInstant) -> None:
        self._items = items
        self._latest = latest

    async def tick(self, now: datetime, limit: int) -> int:
        """Update the status of items that are due at `now`; returns how many were due."""
        latest = self._latest.latest
        if latest is None or now < latest - CLOCKS_APART:
            count = await self._items.judge_anew(now)
            if count:
                log.warning("judged anew what a clock ahead of ours had settled", items=count)
            latest = now
        self._latest.latest = max(latest, now)
        return await self._items.tick(now, limit)
