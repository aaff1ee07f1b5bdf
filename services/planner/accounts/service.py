"""Creates and changes accounts, each change with its event, and checks log ins."""

from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from dataclasses import replace
from typing import Any

from chassis.audit.entry import SYSTEM, Deed
from chassis.audit.trail import Trail
from chassis.auth.account_states import AccountStates
from chassis.auth.auth import must_be
from chassis.clock import Clock
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from chassis.text import Text
from contracts.account import OF_AN_AGENCY, Account, Role
from planner import deeds
from planner.accounts.account import (
    NewAccount,
    StoredAccount,
    after_removed,
    faults_of,
    faults_of_password,
    faults_of_scope,
    others,
)
from planner.accounts.passwords import Passwords
from planner.accounts.repository import AccountRepository
from planner.accounts.rights import MANAGERS, last_admin, may_manage, must_manage
from planner.accounts.second_factor import is_on
from planner.agencies.repository import AgencyRepository
from planner.answers import (
    must_say_why,
    no_such,
    one_time_password,
    own_account,
    stale,
    taken,
)
from planner.publishing.chunks import CHUNK
from planner.publishing.snapshots import account_event, outgoing
from planner.refusal import plan_fault
from planner.regions.region import Regions

ACCOUNT = Text("Akun", "account")
ADMIN = "admin"
WRONG_LOGIN = "wrong-login"


async def _by_password_alone(_: StoredAccount) -> None:
    pass


class AccountService:
    """Creates and changes accounts, and checks passwords."""

    def __init__(
        self,
        *,
        database: Database,
        accounts: AccountRepository,
        states: AccountStates,
        agencies: AgencyRepository,
        outbox: Outbox,
        clock: Clock,
        regions: Regions,
        passwords: Passwords,
        trail: Trail,
    ) -> None:
        self._trail = trail
        self._database = database
        self._accounts = accounts
        self._states = states
        self._agencies = agencies
        self._outbox = outbox
        self._clock = clock
        self._regions = regions
        self._passwords = passwords

    async def create(
        self, new: NewAccount, password: str, *, one_time: bool, by: Account
    ) -> StoredAccount:
        """Create an account. Raises 403 when `by` may not manage such a one, 409 when its name is
        taken, 422 when it breaks a rule. The name of a removed account is free for who might have
        managed that one; its old tokens stay void.

        With `one_time` the password gives no session, only a password that its owner chooses.
        """
        must_manage(by, new)
        faults: Sequence[Fault] = faults_of(new, password, self._regions)
        if not faults:
            faults = await self._agency_faults(new)
        if faults:
            raise wrong(faults)
        hashed = await self._passwords.hashed(password)
        given = (new.username, new.role, new.agency, new.region)
        created = StoredAccount(
            *given, hashed, one_time=one_time, also=others(new.agency, new.also)
        )

        async def work(unit: UnitOfWork) -> StoredAccount:
            before = await self._accounts.even_removed(new.username, unit)
            if before is not None and not (before.removed and may_manage(by, before)):
                raise taken(ACCOUNT, new.username)
            made = after_removed(created, before)
            await self._save(unit, made)
            self._trail.put(unit, deeds.account_made(made, by.username))
            return made

        return await self._saved(work)

    async def revise(
        self,
        username: str,
        version: int,
        *,
        role: Role,
        agency: str | None,
        also: tuple[str, ...],
        region: str | None,
        disabled: bool,
        by: Account,
    ) -> StoredAccount:
        """The account with another role, other agencies or region, disabled or enabled again: its
        sessions follow within seconds, tokens of systems end with its role, agency or region. The
        same content again changes nothing.

        Raises 403 when `by` may not manage it, or what it would become, 404, 409 when `version` is
        not the stored one, the account is the caller's own or the last admin, 422.
        """
        must_be(by, *MANAGERS)
        if username == by.username:
            raise own_account()

        async def work(unit: UnitOfWork) -> StoredAccount:
            before = await self._of_caller(username, by, unit)
            if before.version != version:
                raise stale(username, version, before.version)
            after = replace(
                before,
                role=role,
                agency=agency,
                also=others(agency, also),
                region=region,
                disabled=disabled,
            )
            if (role, agency, region) != (before.role, before.agency, before.region):
                after = replace(after, tokens=())  # they were given for what it was
            must_manage(by, after)
            if after == before:
                return before
            await self._leave_an_admin(unit, before, after)
            faults = [*faults_of_scope(after, self._regions)] or await self._agency_faults(after)
            if faults:
                raise wrong(faults)
            after = replace(after, version=before.version + 1)
            await self._save(unit, after)
            self._trail.put(unit, deeds.account_changed(before, after, by.username))
            return after

        return await self._saved(work)

    async def remove(self, username: str, version: int, reason: str, *, by: Account) -> None:
        """Remove an account: it cannot sign in, its sessions and tokens end within seconds, and
        nobody sees it. What it reported stays, and its name in the trail.

        Raises 403 when `by` may not manage it, 404, 409 when `version` is not the stored one, the
        account is the caller's own or the last admin, 422 without a reason.
        """
        must_be(by, *MANAGERS)
        if username == by.username:
            raise own_account()
        must_say_why(reason)

        async def work(unit: UnitOfWork) -> StoredAccount:
            before = await self._of_caller(username, by, unit)
            if before.version != version:
                raise stale(username, version, before.version)
            after = replace(
                before,
                version=before.version + 1,
                sessions=before.sessions + 1,
                password="",
                disabled=True,
                removed=True,
                tokens=(),
                ended=(),
                second_factor=None,
            )
            await self._leave_an_admin(unit, before, after)
            await self._save(unit, after)
            self._trail.put(unit, deeds.account_removed(before, reason, by.username))
            return after

        await self._saved(work)

    async def set_password(
        self, username: str, password: str, *, one_time: bool, by: Account
    ) -> StoredAccount:
        """The account with a new password, chosen by who manages it; its sessions end.

        Raises 403, 404, 409 for the caller's own account, 422.
        """
        must_be(by, *MANAGERS)
        if username == by.username:
            raise own_account()
        given = Deed("password-given", by.username, username, {"one_time": one_time})
        return await self._with_password(username, password, given, one_time=one_time, by=by)

    async def change_password(
        self,
        username: str,
        old: str,
        new: str,
        also_proven: Callable[[StoredAccount], Awaitable[None]] = _by_password_alone,
    ) -> StoredAccount:
        """The account with the new password that its owner chose; its other sessions end.

        Raises 401 as `logged_in` does, 422, also when it is the old one, and what `also_proven`
        raises, which is asked last.
        """
        stored = await self.by_password(username, old)
        if new == old:
            raise wrong([plan_fault("password-same", "password")])
        if faults := list(faults_of_password(new, username)):
            raise wrong(faults)
        await also_proven(stored)
        changed = Deed("password-changed", username, username)
        return await self._with_password(username, new, changed, one_time=False)

    async def is_known(self, username: str) -> bool:
        """Whether there is an account of this name."""
        return await self._accounts.account(username) is not None

    async def visible(self, username: str, by: Account) -> StoredAccount:
        """An account that `by` may manage. Raises 403, 404."""
        must_be(by, *MANAGERS)
        return await self._of_caller(username, by, None)

    async def own_or_visible(self, username: str, by: Account) -> StoredAccount:
        """One's own account, or one that `by` may manage. Raises 403, 404."""
        if username == by.username:
            return await self._there(username, None)
        return await self.visible(username, by)

    async def end_sessions(self, username: str, *, by: Account) -> None:
        """End every session of one's own account or one that `by` may manage: no token signed until
        now is valid any more. Raises 403, 404.
        """

        def ended(before: StoredAccount) -> tuple[StoredAccount, Deed]:
            deed = Deed("sessions-ended", by.username, username)
            return replace(before, sessions=before.sessions + 1), deed

        await self.change(username, ended, by=by)

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
            found = self._there(username, unit) if own else self._of_caller(username, by, unit)
            before = await found
            changed = change(before)
            if changed is None:
                return before
            after, deed = replace(changed[0], version=before.version + 1), changed[1]
            await self._save(unit, after)
            self._trail.put(unit, deed)
            return after

        return await self._saved(work)

    async def keep_admin(self, password: str) -> None:
        """Ensure that the account `admin` exists, with this password and the role admin."""
        stored = await self._accounts.even_removed(ADMIN)
        same = await self._passwords.matches(password, stored.password if stored else None)
        admin = StoredAccount(ADMIN, Role.ADMIN, None, None, "")
        if stored is not None:
            admin = replace(
                admin,
                version=stored.version,
                sessions=stored.sessions,
                second_factor=stored.second_factor,
                ended=stored.ended,
            )
            if same and replace(stored, password="") == admin:
                return
            admin = replace(admin, version=stored.version + 1, sessions=stored.sessions + 1)
        admin = replace(admin, password=await self._passwords.hashed(password))

        async def work(unit: UnitOfWork) -> StoredAccount:
            now = await self._accounts.account(ADMIN, unit)
            kept = replace(admin, second_factor=now.second_factor if now else None)
            await self._save(unit, kept)
            self._trail.put(unit, Deed("admin-kept", SYSTEM, ADMIN))
            return kept

        await self._saved(work)

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

    async def logged_in(self, username: str, password: str) -> StoredAccount:
        """The account of this name and password. Raises 401, after equal time for an unknown name,
        a wrong password and a disabled account; 403 for a one-time password; 503 when too many log
        in at once.
        """
        stored = await self.by_password(username, password)
        if stored.one_time:
            raise one_time_password(asks_code=is_on(stored.second_factor))
        return stored

    async def by_password(self, username: str, password: str) -> StoredAccount:
        """As `logged_in`, with a one-time password too."""
        stored = await self._accounts.account(username)
        same = await self._passwords.matches(password, stored.password if stored else None)
        if not same or stored is None or stored.disabled:
            raise Problem(
                401,
                WRONG_LOGIN,
                Text("Nama atau kata sandi salah.", "The name or the password is wrong."),
            )
        return stored

    async def _with_password(
        self,
        username: str,
        password: str,
        deed: Deed,
        *,
        one_time: bool,
        by: Account | None = None,
    ) -> StoredAccount:
        if faults := list(faults_of_password(password, username)):
            raise wrong(faults)
        if by is not None:
            await self._of_caller(username, by, None)
        hashed = await self._passwords.hashed(password)

        async def work(unit: UnitOfWork) -> StoredAccount:
            found = self._of_caller(username, by, unit) if by else self._there(username, unit)
            before = await found
            after = replace(
                before,
                password=hashed,
                version=before.version + 1,
                sessions=before.sessions + 1,
                one_time=one_time,
            )
            await self._save(unit, after)
            self._trail.put(unit, deed)
            return after

        return await self._saved(work)

    async def _saved(
        self, work: Callable[[UnitOfWork], Coroutine[Any, Any, StoredAccount]]
    ) -> StoredAccount:
        saved = await self._database.transaction(work)
        await self._states.refresh()
        return saved

    async def _leave_an_admin(
        self, unit: UnitOfWork, before: StoredAccount, after: StoredAccount
    ) -> None:
        """Raise 409 when nobody would be left who may manage every account."""
        if not _keeps_all(before) or _keeps_all(after):
            return
        if not await self._accounts.admins_of_all(unit) - {before.username}:
            raise last_admin()

    async def _save(self, unit: UnitOfWork, account: StoredAccount) -> None:
        self._accounts.save(unit, account, self._clock.now())
        await self._publish(unit, [account])

    async def _publish(self, unit: UnitOfWork, accounts: Sequence[StoredAccount]) -> None:
        now, events = self._clock.now(), [account_event(account) for account in accounts]
        await self._states.save(unit, events)
        self._outbox.put(unit, [outgoing(event, now) for event in events])

    async def _there(self, username: str, unit: UnitOfWork | None) -> StoredAccount:
        stored = await self._accounts.account(username, unit)
        if stored is None:
            raise no_such(ACCOUNT, username)
        return stored

    async def _of_caller(
        self, username: str, by: Account, unit: UnitOfWork | None
    ) -> StoredAccount:
        """The account, when the caller may manage it; any other looks as if there were none."""
        stored = await self._there(username, unit)
        if not may_manage(by, stored):
            raise no_such(ACCOUNT, username)
        return stored

    async def _agency_faults(self, account: NewAccount | StoredAccount) -> list[Fault]:
        if account.role not in OF_AN_AGENCY or not account.agency:
            return []
        faults = []
        for field, code in [("agency", account.agency), *(("also", one) for one in account.also)]:
            agency = await self._agencies.agency(code)
            if agency is None or account.region not in {None, agency.region}:
                faults.append(
                    plan_fault("unknown-agency", field, value=code, near_id="", near_en="")
                )
        return faults


def _keeps_all(account: StoredAccount) -> bool:
    """Whether it may manage every account."""
    return account.role is Role.ADMIN and account.region is None and not account.disabled
