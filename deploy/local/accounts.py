"""Creates a stack's accounts over the HTTP API, as an administrator does."""

import asyncio
from collections.abc import Callable, Sequence
from http import HTTPStatus

from deploy.local.callers import Caller
from deploy.local.demo_file import LogIn
from deploy.local.patience import pause_asked
from deploy.local.secret_files import Person, SecretFiles
from deploy.local.stack import Stack

ADMIN = Person("admin", "admin")
AT_ONCE = 2
"""Concurrent requests. Password hashing is CPU-bound by design: more would only wait longer."""


def log_ins(secrets: SecretFiles, people: Sequence[Person]) -> list[LogIn]:
    """Log-ins of `people` with passwords; `admin` is first, its password read from its file."""
    passwords = secrets.passwords(people)
    admin = LogIn(ADMIN.username, secrets.admin_password.read_text(), ADMIN.role, None)
    return [admin] + [LogIn(p.username, passwords[p.username], p.role, p.agency) for p in people]


async def have_accounts(
    admin: Caller,
    logins: Sequence[LogIn],
    region: str,
    moved: Callable[[], None] = lambda: None,
) -> None:
    """Create the missing accounts, `AT_ONCE` at a time; existing accounts are not changed."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def have(login: LogIn) -> None:
        async with gate:
            await _have(admin, login, region)
        moved()

    async with asyncio.TaskGroup() as group:
        for login in logins:
            group.create_task(have(login))


async def _have(admin: Caller, login: LogIn, region: str) -> None:
    while True:
        answer = await admin.planner.post(
            "/api/v1/accounts",
            json={
                "username": login.username,
                "password": login.password,
                "role": login.role,
                "agency": login.agency,
                "region": region,
                "one_time": False,
            },
            headers={"Idempotency-Key": f"account-{login.username}"},
        )
        pause = pause_asked(answer)
        if pause is None:
            break
        await asyncio.sleep(pause)
    if answer.status_code != HTTPStatus.CONFLICT:
        answer.raise_for_status()


async def admin_only(stack: Stack) -> None:
    """The work of a stack without the sample: write demo.json and print its path."""
    stack.describe(log_ins(stack.secrets, ()))
    stack.lines.heading(f"Siap; lihat {stack.folder.demo_file}", "ready")
