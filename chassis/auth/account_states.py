"""Accounts as the planner last published them: what ends a token before it expires."""

import asyncio
import random
from collections.abc import Collection
from datetime import datetime

import structlog

from chassis.auth.refused import session_ended
from chassis.auth.repository import AccountStateRepository
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.mongo.unit_of_work import UnitOfWork
from contracts import AccountPublished
from contracts.account import Account, AccountState, SystemToken

log = structlog.get_logger()

REFRESH_SECONDS = 2.0


class AccountStates:
    """All states, cached: the cache is at most two seconds old."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stored = AccountStateRepository(database)
        self._states: dict[str, AccountState] = {}
        self._systems: dict[str, tuple[str, SystemToken]] = {}
        """User name and token by the token's hash."""
        self._number = -1
        """The last write that the cache holds; -1 before the first refresh."""

    async def prepare(self) -> None:
        """Create the index of the refresh, and fill the cache."""
        await self._stored.prepare()
        await self.refresh()

    async def save(self, unit: UnitOfWork, accounts: Collection[AccountPublished]) -> None:
        """Write accounts with the transaction of `unit`; call `refresh` after its commit."""
        await self._stored.save(unit, accounts)

    async def take_over(self, accounts: Collection[AccountPublished]) -> None:
        """Write accounts as they are published, and use them at once; idempotent."""
        await self._database.transaction(lambda unit: self.save(unit, accounts))
        await self.refresh()

    async def refresh(self) -> None:
        """Read what was written since the last refresh. Raises `DatabaseTrouble`."""
        number = await self._stored.number()
        if number > self._number:
            self._states.update(await self._stored.since(self._number))
            self._systems = {
                token.sha256: (username, token)
                for username, state in self._states.items()
                for token in state.tokens
            }
            self._number = number

    async def run(self) -> None:
        """Refresh every two seconds, until the service stops: other replicas write, too."""
        while True:
            await asyncio.sleep(REFRESH_SECONDS * random.uniform(0.8, 1.0))  # noqa: S311
            try:
                await self.refresh()
            except (DatabaseTrouble, OSError, TimeoutError) as error:
                log.warning("the accounts cannot be read", error=str(error)[:300])

    async def current(self, account: Account) -> Account:
        """The account of a token as it is today.

        Raises 401 when the account is disabled or the session ended, `DatabaseTrouble` before the
        first refresh. An account that was never published is as its token says.
        """
        if self._number < 0:
            await self.refresh()
        state = self._states.get(account.username)
        admitted = state.admits(account) if state else account
        if admitted is None:
            raise session_ended()
        return admitted

    async def system(self, sha256: str) -> tuple[Account, datetime] | None:
        """The account as which a program acts by a token of this hash, and when the token expires;
        None for an unknown one, and where the account has no right to any.
        """
        if self._number < 0:
            await self.refresh()
        username, token = self._systems.get(sha256, (None, None))
        if username is None or token is None:
            return None
        account = self._states[username].as_system(username)
        return (account, token.expires_at) if account else None
