"""Imports accounts from a workbook: looked at, then made in one transaction as they were seen."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from chassis.audit.entry import Deed, Value
from chassis.audit.trail import Trail
from chassis.auth.account_states import AccountStates
from chassis.auth.auth import must_be
from chassis.clock import Clock
from chassis.files.readers import FileReaders
from chassis.http.problem import Fault, Problem
from chassis.http.validation import wrong
from chassis.mongo.database import Database, DatabaseTrouble
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from chassis.sheets.refusal import Unreadable
from chassis.text import Text
from contracts.account import OF_AN_AGENCY, Account
from contracts.wording import ROLES
from planner import deeds
from planner.account_sheets.account_file import AccountFile
from planner.account_sheets.judging import JudgedAccounts, judge
from planner.account_sheets.making import GivenPassword, Progress
from planner.account_sheets.sender import Sender
from planner.account_sheets.workbooks import write_template
from planner.accounts.account import StoredAccount, after_removed
from planner.accounts.passwords import AT_ONCE, Passwords, new_one_time_password
from planner.accounts.repository import AccountRepository
from planner.accounts.rights import MANAGERS, roles_to_give
from planner.agencies.repository import AgencyRepository
from planner.agencies.stored import StoredAgency
from planner.publishing.snapshots import account_event, outgoing
from planner.regions.region import Regions
from planner.uploads.repository import Uploads
from planner.uploads.upload import Upload


@dataclass(frozen=True, slots=True)
class _Hashed:
    password: str = field(repr=False)
    argon2id: str = field(repr=False)


class AccountImports:
    """Imports a file of accounts, for those who manage accounts."""

    def __init__(
        self,
        *,
        database: Database,
        accounts: AccountRepository,
        agencies: AgencyRepository,
        states: AccountStates,
        uploads: Uploads,
        outbox: Outbox,
        clock: Clock,
        regions: Regions,
        passwords: Passwords,
        readers: FileReaders[AccountFile],
        trail: Trail,
    ) -> None:
        self._database = database
        self._accounts = accounts
        self._agencies = agencies
        self._states = states
        self._uploads = uploads
        self._outbox = outbox
        self._clock = clock
        self._regions = regions
        self._passwords = passwords
        self._readers = readers
        self._trail = trail

    async def look(self, data: bytes, *, by: Account) -> JudgedAccounts:
        """What would become of every row. Raises 403, and FileRefused when it cannot be read."""
        must_be(by, *MANAGERS)
        return await self._judged(await self._read(data, by), by, None)

    async def apply(
        self, upload: Upload, seen: str, progress: Progress, *, again: bool, by: Account
    ) -> Sequence[GivenPassword]:
        """Make the new accounts of a kept file, each with a one-time password; with `again` also
        give new ones to its accounts that still have theirs. In the order of the file; `progress`
        is told how far it has come.

        Raises 403, FileRefused, 409 when the outcome is not the one with the fingerprint `seen` or
        the file is applied already, 422 when there is nothing to do, and 503 when too many
        passwords are hashed at once.
        """
        must_be(by, *MANAGERS)
        file = await self._read(upload.data, by)
        judged = await self._judged(file, by, None)
        if judged.fingerprint != seen:
            raise overtaken()
        names = _names(judged, again=again)
        if not names:
            raise wrong([Fault("isi", "nothing-to-apply", _nothing())])
        hashed = await self._hashed(names, progress)

        async def work(unit: UnitOfWork) -> list[GivenPassword]:
            kept = await self._uploads.of(upload.id, upload.owner, unit)
            now = await self._judged(file, by, unit)
            if kept is None or kept.applied is not None or now.fingerprint != seen:
                raise overtaken()
            return await self._save(unit, now, hashed, upload, by)

        given = await self._database.transaction(work)
        with suppress(DatabaseTrouble):  # every service refreshes it soon; the passwords are here
            await self._states.refresh()
        return given

    async def template(self, *, by: Account) -> bytes:
        """An empty workbook, with the roles, agencies and regions to choose from. Raises 403."""
        must_be(by, *MANAGERS)
        sender = await self._sender(by)
        agencies = await self._nameable(by)
        if by.role in OF_AN_AGENCY:
            agencies = [one for one in agencies if one.draft.agency == by.agency]
        return await asyncio.to_thread(
            write_template,
            [ROLES[role] for role in roles_to_give(by)],
            sorted(_unambiguous(one, sender) for one in agencies),
            [code for code in self._regions if by.region in {None, code}],
            may_name_all=by.region is None,
        )

    async def _read(self, data: bytes, by: Account) -> AccountFile:
        """Only the reading waits for its turn, not the hashing that follows it."""
        sender = await self._sender(by)
        async with self._readers.turn(by.username):
            return await self._readers.read(data, sender)

    async def _sender(self, by: Account) -> Sender:
        names = {code: region.name for code, region in self._regions.items()}
        return Sender(by, names, await self._nameable(by))

    async def _nameable(self, by: Account) -> list[StoredAgency]:
        found: list[StoredAgency] = []
        for region in self._regions:
            if by.region in {None, region}:
                found += (await self._agencies.agencies(region)).values()
        return found

    async def _judged(
        self, file: AccountFile, by: Account, unit: UnitOfWork | None
    ) -> JudgedAccounts:
        names = {e.fields["username"] for e in file.entries if "username" in e.fields}
        stored = await self._accounts.named(names, unit)
        return judge(file, stored, by=by, regions=self._regions)

    async def _hashed(self, names: Sequence[str], progress: Progress) -> dict[str, _Hashed]:
        """A new password for each name; so few are hashed at once that sign-ins find a place."""
        made: dict[str, _Hashed] = {}
        progress.begin(len(names))
        for first in range(0, len(names), AT_ONCE):
            few = {name: new_one_time_password() for name in names[first : first + AT_ONCE]}
            hashes = await asyncio.gather(*map(self._passwords.hashed, few.values()))
            made |= {
                name: _Hashed(few[name], argon2id)
                for name, argon2id in zip(few, hashes, strict=True)
            }
            progress.done = len(made)
        return made

    async def _save(
        self,
        unit: UnitOfWork,
        judged: JudgedAccounts,
        hashed: dict[str, _Hashed],
        upload: Upload,
        by: Account,
    ) -> list[GivenPassword]:
        """Write the accounts that have a password in `hashed`, with their events and deeds."""
        made = [
            after_removed(
                StoredAccount(
                    *(new.username, new.role, new.agency, new.region),
                    hashed[new.username].argon2id,
                    one_time=True,
                    also=new.also,
                ),
                judged.removed.get(new.username),
            )
            for new in judged.new
        ]
        renewed = [
            _with_password(one, hashed[one.username].argon2id)
            for one in judged.waiting
            if one.username in hashed
        ]
        now, events = self._clock.now(), [account_event(one) for one in (*made, *renewed)]
        for account in (*made, *renewed):
            self._accounts.save(unit, account, now)
        await self._states.save(unit, events)
        self._outbox.put(unit, [outgoing(event, now) for event in events])
        counts = {**judged.counts, "given_anew": len(renewed)}
        self._trail.put(
            unit,
            *(deeds.account_made(one, by.username) for one in made),
            *(_given(one, by) for one in renewed),
            _imported(upload, counts, by),
        )
        self._uploads.applied(unit, upload, counts, now)
        saved = {one.username: one for one in (*made, *renewed)}
        return [GivenPassword(saved[name], one.password) for name, one in hashed.items()]


def _names(judged: JudgedAccounts, *, again: bool) -> list[str]:
    """The accounts that get a password, in the order of the file."""
    wanted = {one.username for one in judged.new}
    wanted |= {one.username for one in judged.waiting} if again else set()
    return [row.code for row in judged.rows if row.code in wanted]


def _with_password(account: StoredAccount, argon2id: str) -> StoredAccount:
    version, sessions = account.version + 1, account.sessions + 1
    return replace(account, password=argon2id, version=version, sessions=sessions)


def _given(account: StoredAccount, by: Account) -> Deed:
    return Deed("password-given", by.username, account.username, {"one_time": True})


def _imported(upload: Upload, counts: dict[str, int], by: Account) -> Deed:
    """With the file's hash, and the counts of its rows."""
    told: dict[str, Value] = {"file": upload.sha256, **counts}
    return Deed("accounts-imported", by.username, by.agency or by.region or "", told)


def _unambiguous(agency: StoredAgency, sender: Sender) -> str:
    """Its name, or its code where the name may also mean another."""
    code, name = agency.draft.agency, agency.draft.name
    try:
        return name if sender.agency(name, None) == code else code
    except Unreadable:
        return code


def overtaken() -> Problem:
    """409: what would become of the rows has changed since they were looked at."""
    return Problem(
        409,
        "accounts-changed",
        Text(
            "Akun berubah sejak Anda melihat berkas ini, jadi belum ada yang dibuat. Periksa lagi "
            "di bawah, lalu terapkan.",
            "Accounts have changed since you looked at this file, so nothing has been made. Look "
            "at it again below, and apply it.",
        ),
    )


def _nothing() -> Text:
    return Text(
        "Tidak ada akun baru di berkas ini. Centang kotaknya untuk memberi kata sandi baru.",
        "This file has no new accounts. Tick the box to give new passwords.",
    )
