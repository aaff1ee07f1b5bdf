"""Accounts: user name, role, agency and region; and the rules for a new account. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chassis.http.problem import Fault
from contracts.account import OF_AN_AGENCY, Role
from planner.accounts.common_passwords import is_common
from planner.refusal import plan_fault
from planner.regions.region import Regions

USERNAME = re.compile(r"[a-z0-9][a-z0-9._\-]{2,63}")
PASSWORD_LEAST, PASSWORD_MOST = 10, 256


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account as stored; `password` is its argon2id hash.

    `version` rises by one with each change; 0 of one that an earlier release stored, and that was
    never published. Tokens of fewer `sessions` are void.
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

    def __repr__(self) -> str:
        return f"StoredAccount({self.username!r}, {self.role!r})"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be created. It belongs to an office, never to a person."""

    username: str
    role: Role
    agency: str | None = None
    region: str | None = None


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
    if account.region is not None and account.region not in regions:
        codes = ", ".join(regions)
        yield plan_fault("unknown-region", "region", value=account.region, known=codes)
