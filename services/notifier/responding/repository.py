"""The secret that signs the links, in MongoDB: one for all replicas, made by the first."""

from pymongo import ReturnDocument

from chassis.mongo.database import Database
from notifier.responding.link import new_secret

CURRENT = "respond"


class SecretRepository:
    """Collection `secrets`. A link is valid as long as its secret is there: to end all, delete it
    and start the service again.
    """

    def __init__(self, database: Database) -> None:
        self._secrets = database["secrets"]

    async def secret(self) -> bytes:
        """The secret; made when there is none yet. Two that ask at once get the same."""
        row = await self._secrets.find_one_and_update(
            {"_id": CURRENT},
            {"$setOnInsert": {"secret": new_secret()}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return bytes(row["secret"])
