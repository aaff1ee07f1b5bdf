"""The names and contacts of agencies in MongoDB, as last published by the planner."""

from collections.abc import Iterable

from pymongo.errors import DuplicateKeyError

from chassis.mongo.database import Database
from contracts import AgencyPublished
from tracker.items.documents import Document


class AgencyRepository:
    """Collection `agencies`."""

    def __init__(self, database: Database) -> None:
        self._agencies = database["agencies"]

    async def save_agencies(self, agencies: Iterable[AgencyPublished]) -> None:
        """Store the newest version of each agency; the same again where an earlier release stored
        it without its contacts.
        """
        for agency in agencies:
            document = agency_document(agency)
            older = {"version": {"$lt": agency.version}}
            lacking = {"version": agency.version, "contacts": {"$exists": False}}
            gate = {"_id": document.pop("_id"), "$or": [older, lacking]}
            try:
                await self._agencies.update_one(gate, {"$set": document}, upsert=True)
            except DuplicateKeyError:
                continue  # stored at this version or a newer one

    async def agencies(self) -> list[Document]:
        """All agencies: _id, region, name, and contacts where they are known."""
        return [row async for row in self._agencies.find()]


def agency_document(agency: AgencyPublished) -> Document:
    """The document of an agency: its name, and whom to call."""
    return {
        "_id": agency.agency,
        "version": agency.version,
        "region": agency.region,
        "name": agency.name,
        "contacts": [contact.model_dump(mode="json") for contact in agency.contacts],
    }
