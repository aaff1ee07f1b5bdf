"""The lock on each region's plan, in MongoDB."""

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session


class RegionRepository:
    """Collection `turns`: one document for each region, read by its id; no other index is needed.

    A region's turn is the lock on its plan. It is stored neither with the items nor with the
    agencies, because it protects what the version of a single document cannot: that the codes,
    names and aliases of all agencies of a region name one agency each, that an item's agencies
    exist, and that an import is judged against the plan it changes. A transaction that reads the
    plan of a region to decide what to write must take the region's turn first.
    """

    def __init__(self, database: Database) -> None:
        self._turns = database["turns"]

    async def take_turn(self, unit: UnitOfWork, region: str) -> None:
        """Serialise the transactions of a region: of two at once the second fails with a write
        conflict and is tried again.
        """
        await self._turns.update_one(
            {"_id": region}, {"$inc": {"taken": 1}}, upsert=True, session=driver_session(unit)
        )
