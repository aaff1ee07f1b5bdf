"""Accounts as they are stored: each change with its next version, event and note."""

from collections.abc import Callable, Collection, Coroutine, Sequence
from dataclasses import replace
from typing import Any

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.auth.account_states import AccountStates
from chassis.auth.auth import must_be
from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from chassis.text import Text
from contracts.account import Account
from planner.accounts.account import StoredAccount
from planner.accounts.repository import AccountRepository
from planner.accounts.rights import MANAGERS, may_manage
from planner.answers import no_such
from planner.publishing.chunks import CHUNK
from planner.publishing.snapshots import account_event, outgoing

ACCOUNT = Text("Akun", "account")


class SavedAccounts:
    """Reads accounts within the rights of who asks; saves and publishes what becomes of them."""

    def __init__(
        self,
        *,
        database: Database,
        accounts: AccountRepository,
        states: AccountStates,
        outbox: Outbox,
        clock: Clock,
        trail: Trail,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._states = states
        self._outbox = outbox
        self._clock = clock
        self._trail = trail

    async def there(self, username: str, unit: UnitOfWork | None = None) -> StoredAccount:
        """The account of this name. Raises 404."""
        stored = await self._accounts.account(username, unit)
        if stored is None:
            raise no_such(ACCOUNT, username)
        return stored

    async def of_caller(
        self, username: str, by: Account, unit: UnitOfWork | None = None
    ) -> StoredAccount:
        """The account, when the caller may manage it; of any other 404, as if there were none."""
        stored = await self.there(username, unit)
        if not may_manage(by, stored):
            raise no_such(ACCOUNT, username)
        return stored

    async def visible(self, username: str, by: Account) -> StoredAccount:
        """An account that `by` may manage. Raises 403, 404."""
        must_be(by, *MANAGERS)
        return await self.of_caller(username, by)

    async def own_or_visible(self, username: str, by: Account) -> StoredAccount:
        """One's own account, or one that `by` may manage. Raises 403, 404."""
        if username == by.username:
            return await self.there(username)
        return await self.visible(username, by)

    async def change(
        self,
        username: str,
        change: Callable[[StoredAccount], tuple[StoredAccount, Deed] | None],
        *,
        by: Account,
    ) -> StoredAccount:
        """One's own account, or one that `by` may manage, as `change` makes it, with its next
        version; what was done is noted. With None nothing changes. Raises 403, 404, and what
        `change` raises.
        """
        own = username == by.username
        if not own:
            must_be(by, *MANAGERS)

        async def work(unit: UnitOfWork) -> StoredAccount:
            found = self.there(username, unit) if own else self.of_caller(username, by, unit)
            before = await found
            changed = change(before)
            if changed is None:
                return before
            after, deed = replace(changed[0], version=before.version + 1), changed[1]
            await self.save(unit, after, deed)
            return after

        return await self.carry_out(work)

    async def carry_out(
        self, work: Callable[[UnitOfWork], Coroutine[Any, Any, StoredAccount]]
    ) -> StoredAccount:
        """The account that `work` saves in one transaction; this process knows its state then."""
        saved = await self._database.transaction(work)
        await self._states.refresh()
        return saved

    async def save(self, unit: UnitOfWork, account: StoredAccount, deed: Deed) -> None:
        """Save an account at its version, publish it, and note what was done."""
        self._accounts.save(unit, account, self._clock.now())
        await self._publish(unit, [account])
        self._trail.put(unit, deed)

    async def _publish(self, unit: UnitOfWork, accounts: Sequence[StoredAccount]) -> None:
        now, events = self._clock.now(), [account_event(account) for account in accounts]
        await self._states.save(unit, events)
        self._outbox.put(unit, [outgoing(event, now) for event in events])

    async def publish_unpublished(self) -> None:
        """Publish the accounts of an earlier release, which published none."""
        while stored := await self._accounts.unpublished(CHUNK):

            async def work(unit: UnitOfWork, stored: list[StoredAccount] = stored) -> None:
                now = self._clock.now()
                first = [replace(account, version=1) for account in stored]
                for account in first:
                    self._accounts.save_first_version(unit, account, now)
                await self._publish(unit, first)

            await self._database.transaction(work)

    async def send_again(self, usernames: Collection[str]) -> None:
        """Publish these accounts at their versions, after all their earlier snapshots."""

        async def work(unit: UnitOfWork) -> None:
            now = self._clock.now()
            accounts = await self._accounts.held(unit, usernames, len(usernames), now)
            self._outbox.put(unit, [outgoing(account_event(one), now) for one in accounts])

        if usernames:
            await self._database.transaction(work)
