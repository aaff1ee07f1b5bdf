"""The chosen channels in MongoDB, and the agencies whose addresses have them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from pymongo import ReplaceOne

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts import AgencyPublished
from notifier.channels.preferences.preference import Preference
from notifier.channels.preferences.query import AgencyQuery


class PreferenceRepository:
    """Collection `preferences`, by mailbox; and `agencies`, which the directory keeps."""

    def __init__(self, database: Database) -> None:
        self._preferences = database["preferences"]
        self._agencies = database["agencies"]

    async def prepare(self) -> None:
        """Create the index of a region's agencies, in the order of their codes."""
        await self._agencies.create_index([("region", 1), ("_id", 1)])

    async def chosen(
        self, mailboxes: Collection[str], unit: UnitOfWork | None = None
    ) -> Mapping[str, Preference]:
        """What was chosen, for each of the mailboxes for which something was."""
        wanted = {"_id": {"$in": list(mailboxes)}}
        rows = self._preferences.find(wanted, session=driver_session(unit))
        return {
            row["_id"]: Preference(row["_id"], tuple(row["channels"]), row["agency"], row["region"])
            async for row in rows
        }

    def save(self, unit: UnitOfWork, one: Preference, at: datetime, by: str) -> None:
        """Write what was chosen, over what was chosen before."""
        row = {
            "_id": one.mailbox,
            "channels": list(one.channels),
            "agency": one.agency,
            "region": one.region,
            "chosen_at": at,
            "chosen_by": by,
        }
        unit.write(self._preferences, [ReplaceOne({"_id": one.mailbox}, row, upsert=True)])

    async def agency(self, code: str, unit: UnitOfWork | None = None) -> AgencyPublished | None:
        """One agency; None when there is none of this code."""
        row = await self._agencies.find_one({"_id": code}, session=driver_session(unit))
        return AgencyPublished.model_validate(row) if row else None

    async def agencies(
        self, query: AgencyQuery, after: str | None, limit: int
    ) -> Sequence[AgencyPublished]:
        """Up to `limit` agencies in the order of their codes, after `after`."""
        wanted = matching(query)
        if after:
            wanted["_id"] = {"$gt": after}
        rows = await self._agencies.find(wanted).sort("_id", 1).limit(limit).to_list(limit)
        return [AgencyPublished.model_validate(row) for row in rows]
