"""HTTP clients of the three services for one account."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.local.demo_file import LogIn
from deploy.local.patience import ANSWER_WITHIN, NO_TLS, Patient
from deploy.local.services import Services

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """HTTP clients that carry one account's token."""

    login: LogIn
    planner: httpx.AsyncClient
    tracker: httpx.AsyncClient
    notifier: httpx.AsyncClient

    async def items(self, **wanted: str) -> list[dict[str, Any]]:
        """Every item of the tracker that matches the filters `wanted`."""
        return [item async for item in _pages(self.tracker, "/api/v1/items", wanted)]

    async def alerts(self, **wanted: str) -> list[dict[str, Any]]:
        """Every alert of the notifier that matches the filters `wanted`."""
        return [alert async for alert in _pages(self.notifier, "/api/v1/alerts", wanted)]


async def _pages(
    client: httpx.AsyncClient, path: str, wanted: dict[str, str]
) -> AsyncIterator[dict[str, Any]]:
    asked: dict[str, str | int] = {**wanted, "limit": _PAGE}
    while True:
        page = (await client.get(path, params=asked)).raise_for_status().json()
        for row in page["items"]:
            yield row
        if page["next"] is None:
            return
        asked["cursor"] = page["next"]


async def token(services: Services, login: LogIn) -> str:
    """Log in at the planner; returns the bearer token."""
    async with httpx.AsyncClient(timeout=ANSWER_WITHIN, transport=Patient()) as client:
        answer = await client.post(
            f"{services.url('planner')}/api/v1/session",
            json={"username": login.username, "password": login.password},
        )
    return str(answer.raise_for_status().json()["access_token"])


@asynccontextmanager
async def calling(
    services: Services, login: LogIn, patient: Callable[[], Patient] | None = None
) -> AsyncIterator[Caller]:
    """Log in and yield the services' clients; `patient` creates the transport of each client."""
    bearer = {"Authorization": f"Bearer {await token(services, login)}"}

    def client(service: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=services.url(service),
            headers=bearer,
            timeout=ANSWER_WITHIN,
            transport=patient() if patient else None,
            verify=NO_TLS,
            trust_env=False,
        )

    async with (
        client("planner") as planner,
        client("tracker") as tracker,
        client("notifier") as notifier,
    ):
        yield Caller(login, planner, tracker, notifier)
