"""The accounts in MongoDB."""

from datetime import datetime

from pymongo.errors import DuplicateKeyError

from chassis.mongo.database import Database
from chassis.query import ScopedQuery
from planner.accounts.account import StoredAccount
from planner.accounts.documents import account_document, account_of
from planner.repository import page_of


class AccountRepository:
    """Collection `accounts`, read by name (its id) and in the order of names; no other index is
    needed.
    """

    def __init__(self, database: Database) -> None:
        self._accounts = database["accounts"]

    async def account(self, username: str) -> StoredAccount | None:
        """One account; None when none has this name."""
        row = await self._accounts.find_one({"_id": username})
        return account_of(row) if row else None

    async def page(self, query: ScopedQuery, after: str | None, limit: int) -> list[StoredAccount]:
        """Up to `limit` accounts in the order of their names, after `after`."""
        return [account_of(row) for row in await page_of(self._accounts, query, after, limit)]

    async def add(self, account: StoredAccount, at: datetime) -> bool:
        """Insert a new account; False when its name is taken."""
        try:
            await self._accounts.insert_one(account_document(account, at))
        except DuplicateKeyError:
            return False
        return True

    async def keep(self, account: StoredAccount, at: datetime) -> None:
        """Insert the account, or replace the one of its name."""
        row = account_document(account, at)
        await self._accounts.replace_one({"_id": account.username}, row, upsert=True)
