"""Drafts of reports in MongoDB: one of each account for each item, for a month."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chassis.mongo.database import Database

KEPT_SECONDS = 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of a report form, and when they were kept."""

    values: Mapping[str, str]
    saved_at: datetime


class DraftRepository:
    """Collection `report_drafts`."""

    def __init__(self, database: Database) -> None:
        self._drafts = database["report_drafts"]

    async def prepare(self) -> None:
        """Create the index by which the database forgets old drafts."""
        await self._drafts.create_index("saved_at", expireAfterSeconds=KEPT_SECONDS)

    async def save(self, account: str, item_id: str, draft: Draft) -> None:
        """Keep the account's draft for an item, in place of an earlier one."""
        fields = {"values": dict(draft.values), "saved_at": draft.saved_at}
        await self._drafts.replace_one({"_id": _key(account, item_id)}, fields, upsert=True)

    async def draft(self, account: str, item_id: str) -> Draft | None:
        """The account's draft for an item."""
        row = await self._drafts.find_one({"_id": _key(account, item_id)})
        return Draft(row["values"], row["saved_at"]) if row else None

    async def drop(self, account: str, item_id: str) -> None:
        """Forget it; no draft is no error."""
        await self._drafts.delete_one({"_id": _key(account, item_id)})


def _key(account: str, item_id: str) -> str:
    return f"{account}\n{item_id}"
