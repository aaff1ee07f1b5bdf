"""The states of accounts in MongoDB, in the order in which they were committed."""

from collections.abc import Collection, Mapping

from pymongo import ReplaceOne, ReturnDocument

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import Document, UnitOfWork, driver_session
from contracts import AccountPublished
from contracts.account import AccountState

COUNTER = "account_states"


class AccountStateRepository:
    """Collection `account_states`, and its counter in `counters`.

    Every write takes the next number of the counter within its transaction, so that numbers are
    committed in their order: whoever has read up to one finds all that follows.
    """

    def __init__(self, database: Database) -> None:
        self._rows = database["account_states"]
        self._counters = database["counters"]

    async def prepare(self) -> None:
        """Create the index by number."""
        await self._rows.create_index("number")

    async def save(self, unit: UnitOfWork, accounts: Collection[AccountPublished]) -> None:
        """Write each account unless the same or a newer version of it is stored."""
        newest = {one.username: one for one in sorted(accounts, key=lambda one: one.version)}
        session = driver_session(unit)
        stored = self._rows.find({"_id": {"$in": list(newest)}}, {"version": 1}, session=session)
        versions = {row["_id"]: row["version"] async for row in stored}
        newer = [one for one in newest.values() if one.version > versions.get(one.username, 0)]
        if not newer:
            return
        counter: Document = await self._counters.find_one_and_update(
            {"_id": COUNTER},
            {"$inc": {"number": 1}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
            session=session,
        )
        rows = [account_state_document(one, counter["number"]) for one in newer]
        unit.write(self._rows, [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows])

    async def number(self) -> int:
        """The number of the last write; 0 before the first."""
        counter = await self._counters.find_one({"_id": COUNTER})
        return counter["number"] if counter else 0

    async def since(self, number: int) -> Mapping[str, AccountState]:
        """The states that were written after `number`, by user name."""
        rows = self._rows.find({"number": {"$gt": number}})
        return {row["_id"]: AccountState.model_validate(row["state"]) async for row in rows}


def account_state_document(account: AccountPublished, number: int) -> Document:
    """What is stored of an account, by the write of this number."""
    state = account.state.model_dump(mode="json")
    return {"_id": account.username, "number": number, "version": account.version, "state": state}
