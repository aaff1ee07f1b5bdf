"""Accounts of a stack, made over HTTP as an administrator makes them."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus

from deploy.local.callers import Caller
from deploy.local.demo_file import LogIn
from deploy.local.secret_files import Person, SecretFiles
from deploy.local.stack import Stack

ADMIN = Person("admin", "admin")


def log_ins(secrets: SecretFiles, people: Sequence[Person]) -> list[LogIn]:
    """The people with their passwords; `admin` comes first, with the password it was given."""
    passwords = secrets.passwords(people)
    admin = LogIn(ADMIN.username, secrets.admin_password.read_text(), ADMIN.role, None)
    return [admin] + [LogIn(p.username, passwords[p.username], p.role, p.agency) for p in people]


async def have_accounts(admin: Caller, logins: Sequence[LogIn], region: str) -> None:
    """Make every account that is missing; one that exists is left as it is."""
    await asyncio.gather(*(_have(admin, login, region) for login in logins))


async def _have(admin: Caller, login: LogIn, region: str) -> None:
    answer = await admin.planner.post(
        "/api/v1/accounts",
        json={
            "username": login.username,
            "password": login.password,
            "role": login.role,
            "agency": login.agency,
            "region": region,
        },
        headers={"Idempotency-Key": f"account-{login.username}"},
    )
    if answer.status_code != HTTPStatus.CONFLICT:
        answer.raise_for_status()


async def admin_only(stack: Stack) -> None:
    """The work of a stack without the sample: say where it is."""
    stack.describe(log_ins(stack.secrets, ()))
    stack.lines.heading(f"Siap; lihat {stack.folder.demo_file}", "ready")
