"""The agencies as pages show them; writes none."""

from collections.abc import Sequence

from chassis.mongo.database import Database
from contracts import AgencyPublished
from contracts.account import Scope


class AgencyBook:
    """Reads the collection `agencies` of the directory."""

    def __init__(self, database: Database) -> None:
        self._agencies = database["agencies"]

    async def within(self, scope: Scope) -> Sequence[AgencyPublished]:
        """Those of a scope, by code; of a scope of one agency also those with contacts that serve
        its region.
        """
        wanted: dict[str, object] = {} if scope.region is None else {"region": scope.region}
        if scope.agency is not None:
            serves = [{"contacts.role": "delivery_team"}, {"higher_contacts.0": {"$exists": True}}]
            wanted["$or"] = [{"_id": scope.agency}, *serves]
        rows = self._agencies.find(wanted).sort("_id", 1)
        return [AgencyPublished.model_validate(row) async for row in rows]
