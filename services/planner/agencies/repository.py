"""The agencies in MongoDB."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from chassis.query import ScopedQuery
from planner.agencies.documents import agency_document, agency_of
from planner.agencies.stored import StoredAgency
from planner.repository import Codes, held, page_of, versioned_write
from planner.versions.repository import FormerVersions


class AgencyRepository:
    """Collection `agencies`."""

    def __init__(self, database: Database) -> None:
        self._agencies = database["agencies"]
        self.former = FormerVersions(database, "agencies")

    async def prepare(self) -> None:
        """Create the index of a region's agencies, in the order of their codes."""
        await self.former.prepare()
        await self._agencies.create_index([("region", 1), ("_id", 1)])

    async def agency(self, code: str) -> StoredAgency | None:
        """One agency; None when there is none of this code."""
        row = await self._agencies.find_one({"_id": code})
        return agency_of(row) if row else None

    async def agencies(
        self, region: str, codes: Iterable[str] = (), unit: UnitOfWork | None = None
    ) -> dict[str, StoredAgency]:
        """The agencies of a region, and those with these codes in any region, by code."""
        wanted = {"$or": [{"region": region}, {"_id": {"$in": list(set(codes))}}]}
        rows = self._agencies.find(wanted, session=driver_session(unit))
        return {row["_id"]: agency_of(row) async for row in rows}

    async def page(self, query: ScopedQuery, after: str | None, limit: int) -> list[StoredAgency]:
        """Up to `limit` agencies in the order of their codes, after `after`."""
        return [agency_of(row) for row in await page_of(self._agencies, query, after, limit)]

    async def found(
        self, query: ScopedQuery, words: str, after: str | None, limit: int
    ) -> list[StoredAgency]:
        """Up to `limit` agencies whose code, name or alias contains these words, in the order of
        their codes, after `after`.
        """
        wanted = matching(query)
        if words:
            holds = {"$regex": re.escape(words), "$options": "i"}
            wanted["$or"] = [{"_id": holds}, {"name": holds}, {"aliases": holds}]
        if after:
            wanted["_id"] = {"$gt": after}
        rows = await self._agencies.find(wanted).sort("_id", 1).limit(limit).to_list(limit)
        return [agency_of(row) for row in rows]

    def save(
        self, unit: UnitOfWork, agencies: Sequence[StoredAgency], at: datetime, by: str
    ) -> None:
        """Write agencies, each over the version before its own, which is kept."""
        self.former.keep(unit, (one.draft.agency for one in agencies if one.version > 1))
        documents = (agency_document(agency, at, by) for agency in agencies)
        unit.write(self._agencies, map(versioned_write, documents))

    async def held(
        self, unit: UnitOfWork, codes: Codes, limit: int, at: datetime
    ) -> list[StoredAgency]:
        """The first agencies that match, by code, locked until the transaction ends."""
        return [agency_of(row) for row in await held(self._agencies, unit, codes, limit, at)]
