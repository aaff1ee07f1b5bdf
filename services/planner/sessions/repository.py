"""The sessions in MongoDB."""

from dataclasses import asdict
from datetime import datetime

from chassis.mongo.database import Database
from planner.sessions.session import BegunSession


class SessionRepository:
    """Collection `sessions`: written at each sign-in, gone when the session would have expired."""

    def __init__(self, database: Database) -> None:
        self._sessions = database["sessions"]

    async def prepare(self) -> None:
        """Create the indexes: by account, and the one by which expired ones go."""
        await self._sessions.create_index([("username", 1), ("begun_at", -1)])
        await self._sessions.create_index("until", expireAfterSeconds=0)

    async def add(self, session: BegunSession) -> None:
        """Write a new session."""
        row = asdict(session)
        await self._sessions.insert_one({"_id": row.pop("session_id"), **row})

    async def of(self, username: str, number: int, now: datetime, limit: int) -> list[BegunSession]:
        """Up to `limit` unexpired sessions of an account, the latest first, of this number of its
        sessions or a later one.
        """
        wanted = {"username": username, "number": {"$gte": number}, "until": {"$gt": now}}
        rows = self._sessions.find(wanted).sort("begun_at", -1).limit(limit)
        return [BegunSession(row.pop("_id"), **row) async for row in rows]

    async def one(self, session_id: str, username: str) -> BegunSession | None:
        """One session of this account; None where there is none, or no longer."""
        row = await self._sessions.find_one({"_id": session_id, "username": username})
        return BegunSession(row.pop("_id"), **row) if row else None
