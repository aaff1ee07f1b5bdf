"""The planner's public keys as a service had them last."""

from typing import Any

import structlog

from chassis.mongo.database import Database, DatabaseTrouble

log = structlog.get_logger()

LAST = "last"


class KeptKeys:
    """Collection `published_keys`: a JSON Web Key Set. The keys are public; who may write to the
    database may do more than sign tokens.
    """

    def __init__(self, database: Database) -> None:
        self._rows = database["published_keys"]
        self._known: Any = None

    async def keep(self, published: Any) -> None:
        """Store them where they are others than the last; without the database they are not."""
        if published == self._known:
            return
        try:
            await self._rows.replace_one({"_id": LAST}, {"keys": published}, upsert=True)
        except DatabaseTrouble as error:
            log.warning("the planner's keys cannot be kept", error=str(error)[:300])
            return
        self._known = published

    async def last(self) -> Any:
        """The last; None where none were ever had, or the database does not answer."""
        try:
            row = await self._rows.find_one({"_id": LAST})
        except DatabaseTrouble as error:
            log.warning("the planner's keys cannot be read", error=str(error)[:300])
            return None
        return row["keys"] if row else None
