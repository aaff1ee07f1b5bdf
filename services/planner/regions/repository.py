"""Whose turn it is to change a region's plan, in MongoDB."""

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session


class RegionRepository:
    """Collection `turns`: one document for each region. It is read by its id; no index is needed.

    The turn is here, and neither with the items nor with the agencies, because it guards what no
    version of a single document can: that the codes, names and aliases of all agencies of a region
    name one agency each, that an item's agencies are there, and that an import is judged against
    the plan it changes. Whoever reads the plan of a region to decide what to write takes the
    region's turn first.
    """

    def __init__(self, database: Database) -> None:
        self._turns = database["turns"]

    async def take_turn(self, unit: UnitOfWork, region: str) -> None:
        """Have transactions that must not overlap in a region follow one another: of two at once
        the second fails with a write conflict and is tried again.
        """
        await self._turns.update_one(
            {"_id": region}, {"$inc": {"taken": 1}}, upsert=True, session=driver_session(unit)
        )
