"""Who holds an office today, by the directory."""

from collections.abc import Collection

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from notifier.directory.offices import Office
from notifier.directory.recipients import Offices, mailbox
from notifier.directory.repository import DirectoryRepository


class Holders:
    """Reads the directory."""

    def __init__(self, database: Database, directory: DirectoryRepository) -> None:
        self._database = database
        self._directory = directory

    async def mailboxes(self, office: Office, agency: str, region: str) -> Collection[str]:
        """The mailboxes of an office, for an agency of a region."""

        async def work(unit: UnitOfWork) -> Offices:
            return await self._directory.offices(unit, [agency], [region])

        offices = await self._database.transaction(work)
        return {mailbox(one.email) for one in offices.holders(office, agency, region)}
