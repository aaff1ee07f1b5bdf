"""Accounts: user name, role, agency and region; and the rules for a new account. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chassis.http.problem import Fault, Problem, forbidden
from chassis.text import Text
from contracts.account import OF_AN_AGENCY, Account, Role, all_agencies
from planner.accounts.common_passwords import is_common
from planner.accounts.second_factor import SecondFactor
from planner.refusal import plan_fault
from planner.regions.region import Regions

USERNAME = re.compile(r"[a-z0-9][a-z0-9._\-]{2,63}")
PASSWORD_LEAST, PASSWORD_MOST = 10, 256


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token of an agency's own system: its hash, and what its owner sees of it."""

    sha256: str
    name: str
    made_by: str
    made_at: datetime
    expires_at: datetime

    @property
    def id(self) -> str:
        """What it is called by when it is revoked: the begin of its hash."""
        return self.sha256[:12]


@dataclass(frozen=True, slots=True)
class EndedSession:
    """A session that was ended by itself, and until when tokens of it would be valid."""

    session_id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account as stored; `password` is its argon2id hash.

    `version` rises by one with each change; 0 of one that an earlier release stored, and that was
    never published. Tokens of fewer `sessions` are void, and those of the sessions in `ended`.
    """

    username: str
    role: Role
    agency: str | None
    region: str | None
    password: str
    version: int = 1
    disabled: bool = False
    sessions: int = 0
    one_time: bool = False
    """Its password was chosen by an admin: it gives no session, only a password of one's own."""
    also: tuple[str, ...] = ()
    """Further agencies that it may act for."""
    tokens: tuple[StoredToken, ...] = ()
    """Of systems that act as it."""
    second_factor: SecondFactor | None = None
    """Known to the planner only: it is never published."""
    ended: tuple[EndedSession, ...] = ()
    removed: bool = False
    """Kept so that its tokens stay void; nobody sees it, and its name may be given anew."""

    def acting_for(self, agency: str | None = None) -> Account:
        """The account in a session for one of its agencies, by default its own. Raises 403."""
        agencies = all_agencies(self.agency, self.also)
        if agency is not None and agency not in {self.agency, *agencies}:
            raise not_its_agency(agency)
        return Account(
            username=self.username,
            role=self.role,
            region=self.region,
            agency=agency or self.agency,
            agencies=agencies,
            sessions=self.sessions,
        )

    def __repr__(self) -> str:
        return f"StoredAccount({self.username!r}, {self.role!r})"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be created. It belongs to an office, never to a person."""

    username: str
    role: Role
    agency: str | None = None
    region: str | None = None
    also: tuple[str, ...] = ()


def after_removed(account: StoredAccount, removed: StoredAccount | None) -> StoredAccount:
    """A new account, where there was one of this name: its tokens and versions go on from there."""
    if removed is None:
        return account
    return replace(account, version=removed.version + 1, sessions=removed.sessions + 1)


def others(agency: str | None, also: Sequence[str]) -> tuple[str, ...]:
    """Of the agencies `also` those that are not `agency`, each once."""
    return tuple(dict.fromkeys(code for code in also if code != agency))


def not_its_agency(agency: str) -> Problem:
    """403: the account may not act for it, whether or not there is such an agency."""
    return forbidden(
        Text(
            f"Akun ini tidak boleh bertindak untuk {agency}.",
            f"This account may not act for {agency}.",
        )
    )


def faults_of(account: NewAccount, password: str, regions: Regions) -> list[Fault]:
    """Every rule that the account breaks. `AccountService` checks whether its agency exists."""
    names = [] if USERNAME.fullmatch(account.username) else [plan_fault("bad-username", "username")]
    password_faults = faults_of_password(password, account.username)
    return [*names, *password_faults, *faults_of_scope(account, regions)]


def faults_of_password(password: str, username: str) -> Iterator[Fault]:
    """Every rule that a new password breaks (NIST SP 800-63B 3.1.1: length, no common ones)."""
    if len(password) < PASSWORD_LEAST:
        yield plan_fault("password-too-short", "password", limit=PASSWORD_LEAST)
    elif is_common(password) or password.casefold() == username:
        yield plan_fault("password-common", "password")
    if len(password) > PASSWORD_MOST:
        yield plan_fault("password-too-long", "password", limit=PASSWORD_MOST)


def faults_of_scope(account: "NewAccount | StoredAccount", regions: Regions) -> Iterator[Fault]:
    """Every rule that its role, agency and region break."""
    if account.role in OF_AN_AGENCY and not account.agency:
        yield plan_fault("agency-needed", "agency", role=account.role)
    if account.role not in OF_AN_AGENCY and account.agency:
        yield plan_fault("agency-not-wanted", "agency", role=account.role)
    if account.role not in OF_AN_AGENCY and account.also:
        yield plan_fault("agency-not-wanted", "also", role=account.role)
    if account.region is not None and account.region not in regions:
        codes = ", ".join(regions)
        yield plan_fault("unknown-region", "region", value=account.region, known=codes)
