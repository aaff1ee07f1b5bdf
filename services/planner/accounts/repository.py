"""The accounts in MongoDB."""

from collections.abc import Collection
from datetime import datetime

from pymongo import UpdateOne

from chassis.mongo.database import Database
from chassis.mongo.matching import matching
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from chassis.query import ScopedQuery
from contracts.account import Role
from planner.accounts.account import StoredAccount
from planner.accounts.documents import account_document, account_of, factor_document
from planner.accounts.second_factor import SecondFactor
from planner.repository import Codes, held, page_of, versioned_write

LAST_LETTER = "\uffff"
NOT_REMOVED = {"$ne": True}


class AccountRepository:
    """Collection `accounts`, read by name (its id) and in the order of names; no other index is
    needed.
    """

    def __init__(self, database: Database) -> None:
        self._accounts = database["accounts"]

    async def account(self, username: str, unit: UnitOfWork | None = None) -> StoredAccount | None:
        """One account; None when none has this name, or it was removed."""
        stored = await self.even_removed(username, unit)
        return stored if stored and not stored.removed else None

    async def even_removed(
        self, username: str, unit: UnitOfWork | None = None
    ) -> StoredAccount | None:
        """One account, also where it was removed; None when none ever had this name."""
        row = await self._accounts.find_one({"_id": username}, session=driver_session(unit))
        return account_of(row) if row else None

    async def named(
        self, usernames: Collection[str], unit: UnitOfWork | None = None
    ) -> dict[str, StoredAccount]:
        """Those of these names that there are or were, by name: removed ones, too."""
        wanted = {"_id": {"$in": list(usernames)}}
        rows = self._accounts.find(wanted, session=driver_session(unit))
        return {row["_id"]: account_of(row) async for row in rows}

    async def found(
        self, query: ScopedQuery, begins: str, after: str | None, limit: int
    ) -> list[StoredAccount]:
        """Up to `limit` accounts whose names begin so, in their order, after `after`."""
        wanted = matching(query)
        wanted["_id"] = {"$gte": begins, "$lt": begins + LAST_LETTER, "$gt": after or ""}
        wanted["removed"] = NOT_REMOVED
        rows = await self._accounts.find(wanted).sort("_id", 1).limit(limit).to_list(limit)
        return [account_of(row) for row in rows]

    async def admins_of_all(self, unit: UnitOfWork) -> set[str]:
        """The names of enabled admins of all regions."""
        wanted = {"role": str(Role.ADMIN), "region": None, "disabled": {"$ne": True}}
        rows = self._accounts.find(wanted, {"_id": 1}, session=driver_session(unit))
        return {row["_id"] async for row in rows}

    async def page(self, query: ScopedQuery, after: str | None, limit: int) -> list[StoredAccount]:
        """Up to `limit` accounts in the order of their names, after `after`."""
        wanted = {"removed": NOT_REMOVED}
        rows = await page_of(self._accounts, query, after, limit, also=wanted)
        return [account_of(row) for row in rows]

    async def unpublished(self, limit: int) -> list[StoredAccount]:
        """Accounts of an earlier release, which had no version."""
        rows = self._accounts.find({"version": {"$exists": False}}).limit(limit)
        return [account_of(row) async for row in rows]

    def save(self, unit: UnitOfWork, account: StoredAccount, at: datetime) -> None:
        """Write an account over the version before its own."""
        unit.write(self._accounts, [versioned_write(account_document(account, at))])

    def save_factor(self, unit: UnitOfWork, before: StoredAccount, after: SecondFactor) -> None:
        """Write what was used of a second factor, or one that is not on yet. `before` must have
        been read in `unit`: of two that change one account at once, the database refuses the
        second. The account keeps its version, as nothing of this is published.
        """
        read = {"_id": before.username, "version": before.version}
        written = {"$set": {"second_factor": factor_document(after)}}
        unit.write(self._accounts, [UpdateOne(read, written)])

    def save_first_version(self, unit: UnitOfWork, account: StoredAccount, at: datetime) -> None:
        """Write the first version of an account that an earlier release stored."""
        row = account_document(account, at)
        unversioned = {"_id": row.pop("_id"), "version": {"$exists": False}}
        unit.write(self._accounts, [UpdateOne(unversioned, {"$set": row})])

    async def held(
        self, unit: UnitOfWork, usernames: Codes, limit: int, at: datetime
    ) -> list[StoredAccount]:
        """The first accounts that match, by name, locked against change until the transaction
        ends.
        """
        return [account_of(row) for row in await held(self._accounts, unit, usernames, limit, at)]
