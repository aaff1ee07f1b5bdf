"""Passwords of accounts: given, changed, and checked at a log in."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from chassis.audit.entry import SYSTEM, Deed
from chassis.auth.auth import must_be
from chassis.http.problem import Problem
from chassis.http.validation import wrong
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.text import Text
from contracts.account import Account, Role
from planner.accounts.account import StoredAccount, faults_of_password
from planner.accounts.passwords import Passwords
from planner.accounts.repository import AccountRepository
from planner.accounts.rights import MANAGERS
from planner.accounts.saving import SavedAccounts
from planner.accounts.second_factor import is_on
from planner.answers import one_time_password, own_account
from planner.refusal import plan_fault

ADMIN = "admin"
WRONG_LOGIN = "wrong-login"


async def _by_password_alone(_: StoredAccount) -> None:
    pass


class AccountPasswords:
    """Gives, changes and checks the passwords of accounts."""

    def __init__(
        self, saved: SavedAccounts, accounts: AccountRepository, passwords: Passwords
    ) -> None:
        self._saved = saved
        self._accounts = accounts
        self._passwords = passwords

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
            await self._saved.save(unit, kept, Deed("admin-kept", SYSTEM, ADMIN))
            return kept

        await self._saved.carry_out(work)

    async def is_known(self, username: str) -> bool:
        """Whether there is an account of this name."""
        return await self._accounts.account(username) is not None

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
            await self._saved.of_caller(username, by)
        hashed = await self._passwords.hashed(password)

        async def work(unit: UnitOfWork) -> StoredAccount:
            found = (
                self._saved.of_caller(username, by, unit)
                if by
                else self._saved.there(username, unit)
            )
            before = await found
            after = replace(
                before,
                password=hashed,
                version=before.version + 1,
                sessions=before.sessions + 1,
                one_time=one_time,
            )
            await self._saved.save(unit, after, deed)
            return after

        return await self._saved.carry_out(work)
