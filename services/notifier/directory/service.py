"""Applies a new version of an agency: its contacts, and alerts with a missing office."""

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from contracts import AgencyPublished
from notifier.alerting.repository import AlertRepository
from notifier.directory.repository import DirectoryRepository


class Directory:
    """Stores the agencies' contacts."""

    def __init__(
        self,
        *,
        database: Database,
        directory: DirectoryRepository,
        alerts: AlertRepository,
        clock: Clock,
    ) -> None:
        self._database = database
        self._directory = directory
        self._alerts = alerts
        self._clock = clock

    async def update(self, agencies: Sequence[AgencyPublished]) -> None:
        """Store the newest version of each agency, and make open alerts of its region with a
        missing office due at once; idempotent.
        """
        now = self._clock.now()
        newest: dict[str, AgencyPublished] = {}
        for agency in sorted(agencies, key=lambda agency: agency.version):
            newest[agency.agency] = agency

        async def work(unit: UnitOfWork) -> None:
            saved = await self._directory.save_newer(unit, list(newest.values()))
            if saved:
                self._alerts.wake_without_recipient(unit, {one.region for one in saved}, now)

        await self._database.transaction(work)
