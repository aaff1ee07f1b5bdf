"""The last uses of tokens in MongoDB."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from pymongo import UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import Document
from contracts import TokenUsed
from planner.accounts.system_tokens import DAYS_MOST
from planner.token_uses.token_use import TokenUse

KEPT = timedelta(days=DAYS_MOST)
"""After its last use no token is valid for longer."""


class TokenUseRepository:
    """Collection `token_uses`: of each token, by its hash, the last use."""

    def __init__(self, database: Database) -> None:
        self._uses = database["token_uses"]

    async def prepare(self) -> None:
        """Create the index by which the database forgets those of tokens that have expired."""
        await self._uses.create_index("used_at", expireAfterSeconds=int(KEPT.total_seconds()))

    async def save(self, events: Sequence[TokenUsed]) -> None:
        """Keep the last use of each token; one that is no later than the stored changes nothing."""
        writes = [
            UpdateOne({"_id": one.sha256}, [_later(token_use_document(one))], upsert=True)
            for one in events
        ]
        if writes:
            await self._uses.bulk_write(writes)

    async def of(self, hashes: Collection[str]) -> Mapping[str, TokenUse]:
        """The last uses of tokens, by their hashes; one that was never used has none."""
        if not hashes:
            return {}
        rows = self._uses.find({"_id": {"$in": list(hashes)}})
        return {row["_id"]: TokenUse(row["used_at"], row["source"]) async for row in rows}


def token_use_document(event: TokenUsed) -> Document:
    """What is stored of a use."""
    return {
        "_id": event.sha256,
        "username": event.username,
        "used_at": event.used_at,
        "source": event.source,
    }


def _later(use: Document) -> Document:
    """The stage that puts `use` in the place of an earlier one; a missing field is before any."""
    is_later = {"$gt": [use["used_at"], "$used_at"]}
    return {"$replaceWith": {"$cond": [is_later, {"$literal": use}, "$$ROOT"]}}
