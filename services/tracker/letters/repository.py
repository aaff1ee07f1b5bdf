"""Letters and the weeks that regions wait for, in MongoDB."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork, driver_session
from contracts import CouncilLetter
from tracker.letters.documents import (
    KeptLetter,
    Wanted,
    letter_document,
    letter_id,
    letter_in,
    wanted_document,
    wanted_in,
)


class LetterRepository:
    """Collection `letters`, to which is only added, and `letter_weeks`."""

    def __init__(self, database: Database) -> None:
        self._letters = database["letters"]
        self._weeks = database["letter_weeks"]

    async def prepare(self) -> None:
        """Create the indexes: of a region's letters, and of what is due."""
        await self._letters.create_index([("region", 1), ("week", -1)])
        await self._weeks.create_index("wake_at")

    async def letter(self, region: str, week: str) -> KeptLetter | None:
        """The letter of a region's week; None where there is none."""
        row = await self._letters.find_one({"_id": letter_id(region, week)})
        return letter_in(row) if row else None

    async def last(self, region: str) -> CouncilLetter | None:
        """The region's last letter, without its PDF."""
        found = await self.listed(region, None, 1)
        return found[0] if found else None

    async def listed(self, region: str, before: str | None, limit: int) -> Sequence[CouncilLetter]:
        """The letters of a region before that of a week, the last first, without their PDF."""
        wanted: dict[str, object] = {"region": region}
        if before is not None:
            wanted["week"] = {"$lt": before}
        rows = self._letters.find(wanted, {"pdf": 0}).sort("week", -1).limit(limit)
        return [CouncilLetter.model_validate(row["letter"]) async for row in rows]

    async def is_made(self, region: str, week: str, unit: UnitOfWork | None = None) -> bool:
        """Whether there is a letter of the week."""
        wanted = {"_id": letter_id(region, week)}
        return bool(await self._letters.count_documents(wanted, session=driver_session(unit)))

    def add(self, unit: UnitOfWork, letter: CouncilLetter) -> None:
        """Store a letter; an `OptimisticConflict` where there is one of its week."""
        unit.insert(self._letters, [letter_document(letter)])

    async def wanted(self) -> Mapping[str, Wanted]:
        """What each region waits for."""
        return {row["_id"]: wanted_in(row) async for row in self._weeks.find()}

    async def due(self, now: datetime, limit: int) -> Sequence[Wanted]:
        """What is to be looked at by now, the longest due first."""
        rows = self._weeks.find({"wake_at": {"$lte": now}}).sort("wake_at", 1).limit(limit)
        return [wanted_in(row) async for row in rows]

    async def next_wake(self) -> datetime | None:
        """When the next is to be looked at."""
        row = await self._weeks.find_one({}, sort=[("wake_at", 1)])
        return row["wake_at"] if row else None

    async def wait(self, wanted: Wanted, instead_of: Wanted | None) -> bool:
        """Let a region wait for this, instead of what it waited for when it was looked at; False
        where another process was faster.
        """
        if instead_of is None:
            try:
                await self._weeks.insert_one(wanted_document(wanted))
            except DuplicateKeyError:
                return False
            return True
        done = await self._weeks.replace_one(wanted_document(instead_of), wanted_document(wanted))
        return done.matched_count == 1

    async def forget(self, wanted: Wanted) -> None:
        """Let a region wait for no letter."""
        await self._weeks.delete_one(wanted_document(wanted))

    def go_on(self, unit: UnitOfWork, made: Wanted, following: Wanted) -> None:
        """Let a region wait for the next; an `OptimisticConflict` where another was faster."""
        row = wanted_document(following)
        gate = {"_id": row.pop("_id"), "week": str(made.week)}
        unit.write(self._weeks, [UpdateOne(gate, {"$set": row})])
