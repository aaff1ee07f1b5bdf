"""Turns second factors on and off, and uses up their codes."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from chassis.audit.entry import Deed
from chassis.audit.trail import Trail
from chassis.auth.auth import must_be
from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from contracts.account import Account, Role
from planner.accounts.account import StoredAccount
from planner.accounts.repository import AccountRepository
from planner.accounts.saving import SavedAccounts
from planner.accounts.second_factor import (
    SecondFactor,
    already_on,
    is_on,
    new_factor,
    new_recovery_codes,
    not_on,
    step_over,
    with_recovery,
    wrong_code,
)
from planner.accounts.tokens import FirstStep
from planner.answers import must_say_why, own_account
from planner.regions.region import Regions, demands_second_factor


class TurnedOn(NamedTuple):
    """The account, and the recovery codes that its owner sees this once."""

    account: StoredAccount
    codes: tuple[str, ...]


class SecondFactors:
    """The second factors of all accounts. Their secrets leave the accounts' documents only for the
    page on which the owner sets them up.
    """

    def __init__(
        self,
        *,
        saved: SavedAccounts,
        database: Database,
        accounts: AccountRepository,
        clock: Clock,
        regions: Regions,
        trail: Trail,
    ) -> None:
        self._saved = saved
        self._database = database
        self._accounts = accounts
        self._clock = clock
        self._regions = regions
        self._trail = trail

    def is_missing(self, account: StoredAccount) -> bool:
        """Whether the account must have one, by its region, and has not."""
        demanded = demands_second_factor(self._regions, account.role, account.region)
        return demanded and not is_on(account.second_factor)

    async def of(self, username: str) -> SecondFactor | None:
        """The account's second factor, on or not."""
        stored = await self._accounts.account(username)
        return stored.second_factor if stored else None

    async def at(self, step: FirstStep | None) -> StoredAccount:
        """The account whose password was right. Raises 401 unless it is still the same."""
        stored = await self._accounts.account(step.username) if step else None
        if stored is None or step is None or stored.disabled or stored.one_time:
            raise step_over()
        if (stored.sessions, fingerprint_of(stored)) != (step.sessions, step.factor):
            raise step_over()
        return stored

    async def begin(self, username: str) -> StoredAccount:
        """The account with a new secret, which is not on until a code proves that its owner's app
        has it. Raises 409 where one is on.
        """

        def begun(before: StoredAccount) -> SecondFactor:
            if is_on(before.second_factor):
                raise already_on()
            return new_factor()

        return await self._written(username, begun)

    async def turn_on(self, username: str, code: str) -> TurnedOn:
        """Turn on the one that was begun. Raises 401 for a wrong code, 409 where one is on or none
        was begun.
        """
        codes = new_recovery_codes()

        def on(before: StoredAccount) -> tuple[StoredAccount, Deed]:
            if is_on(before.second_factor):
                raise already_on()
            if before.second_factor is None:
                raise not_on()
            used = before.second_factor.after(code, self._clock.now())
            if used is None:
                raise wrong_code()
            factor = with_recovery(replace(used, on=True), codes)
            deed = Deed("second-factor-on", username, username)
            return replace(before, second_factor=factor), deed

        return TurnedOn(await self._of_owner(username, on), codes)

    async def use(self, username: str, code: str) -> StoredAccount:
        """The account, whose code is now used up. Raises 401 for a wrong or a used one: of two
        concurrent calls with one code, one.
        """

        def used(before: StoredAccount) -> SecondFactor:
            factor = before.second_factor
            after = factor.after(code, self._clock.now()) if factor and factor.on else None
            if after is None:
                raise wrong_code()
            return after

        return await self._written(username, used)

    async def renew_codes(self, username: str) -> TurnedOn:
        """New recovery codes; those of before are void. Raises 409 where none is on."""
        codes = new_recovery_codes()

        def renewed(before: StoredAccount) -> tuple[StoredAccount, Deed]:
            factor = with_recovery(_that_is_on(before), codes)
            deed = Deed("recovery-codes-made", username, username)
            return replace(before, second_factor=factor), deed

        return TurnedOn(await self._of_owner(username, renewed), codes)

    async def turn_off(self, username: str) -> None:
        """Turn it off; every session ends, so that who must have one sets it up again at once.
        Raises 409 where none is on.
        """
        await self._of_owner(username, lambda before: _off(before, "second-factor-off", username))

    async def remove(self, username: str, reason: str, *, by: Account) -> StoredAccount:
        """Take it off another's account, such as one whose phone is lost; its sessions end.

        Raises 403, 404, 409 for the caller's own or where none is on, 422 without a reason.
        """
        must_be(by, Role.ADMIN)
        if username == by.username:
            raise own_account()
        must_say_why(reason)

        def removed(before: StoredAccount) -> tuple[StoredAccount, Deed]:
            return _off(before, "second-factor-removed", by.username, reason)

        return await self._saved.change(username, removed, by=by)

    async def _of_owner(
        self, username: str, change: Callable[[StoredAccount], tuple[StoredAccount, Deed]]
    ) -> StoredAccount:
        stored = await self._accounts.account(username)
        if stored is None:
            raise step_over()
        return await self._saved.change(username, change, by=stored.acting_for())

    async def _written(
        self, username: str, change: Callable[[StoredAccount], SecondFactor]
    ) -> StoredAccount:
        async def work(unit: UnitOfWork) -> StoredAccount:
            before = await self._accounts.account(username, unit)
            if before is None:
                raise step_over()
            after = change(before)
            self._accounts.save_factor(unit, before, after)
            if before.second_factor and len(after.recovery) < len(before.second_factor.recovery):
                left = {"left": len(after.recovery)}
                self._trail.put(unit, Deed("recovery-code-used", username, username, left))
            return replace(before, second_factor=after)

        return await self._database.transaction(work)


def fingerprint_of(account: StoredAccount) -> str:
    """Of its second factor, on or not; blank without one."""
    return account.second_factor.fingerprint if account.second_factor else ""


def _that_is_on(account: StoredAccount) -> SecondFactor:
    factor = account.second_factor
    if factor is None or not factor.on:
        raise not_on()
    return factor


def _off(before: StoredAccount, what: str, by: str, reason: str = "") -> tuple[StoredAccount, Deed]:
    _that_is_on(before)
    after = replace(before, second_factor=None, sessions=before.sessions + 1)
    return after, Deed(what, by, before.username, {"reason": reason} if reason else {})
