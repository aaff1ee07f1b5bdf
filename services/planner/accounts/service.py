"""Creates, changes and removes accounts, and ends their sessions."""

from collections.abc import Sequence
from dataclasses import replace

from chassis.audit.entry import Deed
from chassis.auth.auth import must_be
from chassis.http.problem import Fault
from chassis.http.validation import wrong
from chassis.mongo.unit_of_work import UnitOfWork
from contracts.account import OF_AN_AGENCY, Account, Role
from planner import deeds
from planner.accounts.account import (
    NewAccount,
    StoredAccount,
    after_removed,
    faults_of,
    faults_of_scope,
    others,
)
from planner.accounts.passwords import Passwords
from planner.accounts.repository import AccountRepository
from planner.accounts.rights import MANAGERS, last_admin, may_manage, must_manage
from planner.accounts.saving import ACCOUNT, SavedAccounts
from planner.agencies.repository import AgencyRepository
from planner.answers import (
    must_say_why,
    own_account,
    stale,
    taken,
)
from planner.refusal import plan_fault
from planner.regions.region import Regions


class AccountService:
    """Creates, changes and removes accounts."""

    def __init__(
        self,
        *,
        saved: SavedAccounts,
        accounts: AccountRepository,
        agencies: AgencyRepository,
        regions: Regions,
        passwords: Passwords,
    ) -> None:
        self._saved = saved
        self._accounts = accounts
        self._agencies = agencies
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
            await self._saved.save(unit, made, deeds.account_made(made, by.username))
            return made

        return await self._saved.carry_out(work)

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
            before = await self._saved.of_caller(username, by, unit)
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
            await self._saved.save(unit, after, deeds.account_changed(before, after, by.username))
            return after

        return await self._saved.carry_out(work)

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
            before = await self._saved.of_caller(username, by, unit)
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
            await self._saved.save(unit, after, deeds.account_removed(before, reason, by.username))
            return after

        await self._saved.carry_out(work)

    async def end_sessions(self, username: str, *, by: Account) -> None:
        """End every session of one's own account or one that `by` may manage: no token signed until
        now is valid any more. Raises 403, 404.
        """

        def ended(before: StoredAccount) -> tuple[StoredAccount, Deed]:
            deed = Deed("sessions-ended", by.username, username)
            return replace(before, sessions=before.sessions + 1), deed

        await self._saved.change(username, ended, by=by)

    async def _leave_an_admin(
        self, unit: UnitOfWork, before: StoredAccount, after: StoredAccount
    ) -> None:
        """Raise 409 when nobody would be left who may manage every account."""
        if not _keeps_all(before) or _keeps_all(after):
            return
        if not await self._accounts.admins_of_all(unit) - {before.username}:
            raise last_admin()

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
