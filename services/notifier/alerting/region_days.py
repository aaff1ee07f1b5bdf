"""The days of each region, at hand without a transaction: for hours and counts in messages."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime

import structlog

from chassis.mongo.database import DatabaseTrouble
from contracts.words import RegionCode
from notifier.alerting.days import Days
from notifier.alerting.ladder import next_digest
from notifier.alerting.policy import Policy
from notifier.alerting.repository import AlertRepository

log = structlog.get_logger()

SECONDS = 10.0
UNKNOWN = Days("Asia/Jakarta")
"""Of a region that nothing was heard of yet: whatever is asked of it comes to nobody."""


class RegionDays:
    """Reads the regions' calendars again and again; what was read last is what holds."""

    def __init__(self, alerts: AlertRepository, policy: Callable[[], Policy]) -> None:
        self._alerts = alerts
        self._policy = policy
        self._known: Mapping[RegionCode, Days] = {}

    async def read(self) -> None:
        """Read them once."""
        self._known = await self._alerts.region_days()

    async def keep(self) -> None:
        """Read them every ten seconds, until the service stops."""
        while True:
            try:
                await self.read()
            except (DatabaseTrouble, OSError, TimeoutError) as error:
                log.warning("the calendars cannot be read", error=str(error)[:300])
            await asyncio.sleep(SECONDS)

    def of(self, region: RegionCode) -> Days:
        """A region's days."""
        return self._known.get(region, UNKNOWN)

    def next_digest(self, region: RegionCode, now: datetime) -> datetime:
        """The instant of the region's next digest."""
        return next_digest(self._policy(), self.of(region), now)

    def left(self, region: RegionCode, today: date, last: date) -> int:
        """How many working days follow `today` until `last`, it included."""
        return self.of(region).left(today, last)
