"""The reporting calendars in MongoDB."""

from collections.abc import Sequence
from datetime import datetime

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from planner.calendars.documents import calendar_document, calendar_of
from planner.calendars.stored import StoredCalendar
from planner.repository import Codes, held, versioned_write
from planner.versions.repository import FormerVersions


class CalendarRepository:
    """Collection `calendars`: one document for each region that has saved its calendar, read by its
    id; no other index is needed but those of former versions.
    """

    def __init__(self, database: Database) -> None:
        self._calendars = database["calendars"]
        self.former = FormerVersions(database, "calendars")

    async def prepare(self) -> None:
        """Create the indexes of the former versions."""
        await self.former.prepare()

    async def calendar(self, region: str, unit: UnitOfWork | None = None) -> StoredCalendar | None:
        """The calendar of a region; None where none was saved."""
        row = await self._calendars.find_one({"_id": region}, session=driver_session(unit))
        return calendar_of(row) if row else None

    def save(self, unit: UnitOfWork, stored: StoredCalendar, at: datetime, by: str) -> None:
        """Write a calendar over the version before its own, which is kept."""
        self.former.keep(unit, [stored.region] if stored.version > 1 else ())
        unit.write(self._calendars, [versioned_write(calendar_document(stored, at, by))])

    async def held(
        self, unit: UnitOfWork, regions: Codes, limit: int, at: datetime
    ) -> Sequence[StoredCalendar]:
        """The first calendars that match, by region, locked until the transaction ends."""
        return [calendar_of(row) for row in await held(self._calendars, unit, regions, limit, at)]
