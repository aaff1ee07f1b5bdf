"""The notifier's directory in MongoDB: the newest version received of each agency."""

from collections.abc import Collection, Mapping, Sequence

from pymongo import ReplaceOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts import AgencyPublished
from contracts.words import AgencyCode, ContactRole, RegionCode
from notifier.directory.recipients import Offices


class DirectoryRepository:
    """Collection `agencies`."""

    def __init__(self, database: Database) -> None:
        self._agencies = database["agencies"]

    async def prepare(self) -> None:
        """Create the index of a region's agencies."""
        await self._agencies.create_index("region")

    async def offices(
        self, unit: UnitOfWork, agencies: Collection[AgencyCode], regions: Collection[RegionCode]
    ) -> Offices:
        """These agencies, and those with contacts that serve one of the regions as a whole."""
        of_regions = {"region": {"$in": list(regions)}}
        team = {**of_regions, "contacts.role": ContactRole.DELIVERY_TEAM.value}
        higher = {**of_regions, "higher_contacts.0": {"$exists": True}}
        wanted = {"$or": [{"_id": {"$in": list(agencies)}}, team, higher]}
        rows = self._agencies.find(wanted, session=driver_session(unit))
        return Offices([AgencyPublished.model_validate(row) async for row in rows])

    async def save_newer(
        self, unit: UnitOfWork, agencies: Collection[AgencyPublished]
    ) -> Sequence[tuple[AgencyPublished | None, AgencyPublished]]:
        """Write each agency unless the same or a newer version is stored; returns those written,
        each after the version that was stored.
        """
        wanted = {"_id": {"$in": [one.agency for one in agencies]}}
        rows = self._agencies.find(wanted, session=driver_session(unit))
        stored = {row["_id"]: AgencyPublished.model_validate(row) async for row in rows}
        newer = [
            one
            for one in agencies
            if one.agency not in stored or one.version > stored[one.agency].version
        ]
        writes = (
            ReplaceOne({"_id": one.agency}, one.model_dump(mode="json"), upsert=True)
            for one in newer
        )
        unit.write(self._agencies, writes)
        return [(stored.get(one.agency), one) for one in newer]

    async def name(self, agency: AgencyCode) -> str:
        """The agency's name; its code before its first version is received."""
        return (await self.names([agency]))[agency]

    async def names(self, agencies: Collection[AgencyCode]) -> Mapping[AgencyCode, str]:
        """The names of agencies, as `name` gives them."""
        rows = self._agencies.find({"_id": {"$in": list(agencies)}}, {"name": 1})
        found = {row["_id"]: str(row["name"]) async for row in rows}
        return {code: found.get(code, code) for code in agencies}

    async def regions(self) -> Sequence[RegionCode]:
        """The regions that have an agency."""
        return await self._agencies.distinct("region")
