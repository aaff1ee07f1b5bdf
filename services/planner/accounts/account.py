"""Accounts: user name, role, agency and region; and the rules for a new account. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chassis.http.problem import Fault
from contracts.account import OF_AN_AGENCY, Role
from planner.refusal import plan_fault
from planner.regions.region import Regions

USERNAME = re.compile(r"[a-z0-9][a-z0-9._\-]{2,63}")
PASSWORD_LEAST, PASSWORD_MOST = 8, 256


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account as stored; `password` is its argon2id hash."""

    username: str
    role: Role
    agency: str | None
    region: str | None
    password: str

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
    return [*_name_faults(account, password), *_scope_faults(account, regions)]


def _name_faults(account: NewAccount, password: str) -> Iterator[Fault]:
    if not USERNAME.fullmatch(account.username):
        yield plan_fault("bad-username", "username")
    if len(password) < PASSWORD_LEAST:
        yield plan_fault("password-too-short", "password", limit=PASSWORD_LEAST)
    if len(password) > PASSWORD_MOST:
        yield plan_fault("password-too-long", "password", limit=PASSWORD_MOST)


def _scope_faults(account: NewAccount, regions: Regions) -> Iterator[Fault]:
    if account.role in OF_AN_AGENCY and not account.agency:
        yield plan_fault("agency-needed", "agency", role=account.role)
    if account.role not in OF_AN_AGENCY and account.agency:
        yield plan_fault("agency-not-wanted", "agency", role=account.role)
    if account.region is not None and account.region not in regions:
        codes = ", ".join(regions)
        yield plan_fault("unknown-region", "region", value=account.region, known=codes)
