"""Accounts of a stack, made over HTTP as an administrator makes them."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus

import httpx

from deploy.local.demo_file import LogIn
from deploy.local.secret_files import Person
from deploy.local.stack import Stack

ADMIN = Person("admin", "admin")
_PATIENCE = httpx.Timeout(30.0)


class Planner:
    """The planner as an administrator sees it."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def token(self, login: LogIn) -> str:
        """A bearer token for the account."""
        answer = await self._client.post(
            "/api/v1/session", json={"username": login.username, "password": login.password}
        )
        answer.raise_for_status()
        return str(answer.json()["access_token"])

    async def make(self, login: LogIn, region: str | None, token: str) -> None:
        """Have the account; one that exists is left as it is."""
        answer = await self._client.post(
            "/api/v1/accounts",
            json={
                "username": login.username,
                "password": login.password,
                "role": login.role,
                "agency": login.agency,
                "region": region,
            },
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": login.username},
        )
        if answer.status_code != HTTPStatus.CONFLICT:
            answer.raise_for_status()


def log_ins(stack: Stack, people: Sequence[Person]) -> list[LogIn]:
    """The people with their passwords; `admin` comes first, with the password it was given."""
    passwords = stack.secrets.passwords(people)
    admin = LogIn(ADMIN.username, stack.secrets.admin_password.read_text(), ADMIN.role, None)
    return [admin] + [LogIn(p.username, passwords[p.username], p.role, p.agency) for p in people]


async def have_accounts(stack: Stack, people: Sequence[Person], region: str) -> list[LogIn]:
    """Make every account that is missing; answers them all, `admin` first."""
    logins = log_ins(stack, people)
    url = stack.services.url("planner")
    async with httpx.AsyncClient(base_url=url, timeout=_PATIENCE) as client:
        planner = Planner(client)
        token = await planner.token(logins[0])
        await asyncio.gather(*(planner.make(login, region, token) for login in logins[1:]))
    return logins


async def admin_only(stack: Stack) -> None:
    """The work of a stack without the sample: say where it is."""
    stack.describe(log_ins(stack, ()))
    stack.lines.heading(f"Siap; lihat {stack.folder.demo_file}", "ready")
