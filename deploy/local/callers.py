"""HTTP clients of the three services for one account."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.local.demo_file import LogIn
from deploy.local.patience import ANSWER_WITHIN, NO_TLS, Patient
from deploy.local.services import Services

_PAGE = 200


class Access(httpx.Auth):
    """Sends an account's token with each request, and renews it before it expires."""

    def __init__(self, services: Services, login: LogIn) -> None:
        self._url = f"{services.url('planner')}/api/v1/session"
        self._login = login
        self._token = ""
        self._renewal_token = ""
        self._valid_until = 0.0
        self._renewing = asyncio.Lock()

    async def log_in(self) -> None:
        """Log in at the planner."""
        body = {"username": self._login.username, "password": self._login.password}
        self._renewal_token = (await self._ask(self._url, body))["renewal_token"]

    async def async_auth_flow(
        self, request: httpx.Request
    ) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """The request with a token that is valid for a while, unless it has one."""
        if "Authorization" not in request.headers:
            request.headers["Authorization"] = f"Bearer {await self.token()}"
        yield request

    async def token(self) -> str:
        """A token that is valid for a while. Raises `httpx.HTTPError`."""
        async with self._renewing:
            if time.monotonic() > self._valid_until:
                await self._ask(f"{self._url}/renewal", {"renewal_token": self._renewal_token})
        return self._token

    async def _ask(self, url: str, body: dict[str, str]) -> dict[str, Any]:
        async with httpx.AsyncClient(timeout=ANSWER_WITHIN, transport=Patient()) as client:
            answer = await client.post(url, json=body)
        said: dict[str, Any] = answer.raise_for_status().json()
        self._token = said["access_token"]
        self._valid_until = time.monotonic() + said["expires_in"] / 2
        return said


@dataclass(frozen=True, slots=True)
class Caller:
    """HTTP clients that carry one account's token."""

    login: LogIn
    access: Access
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


@asynccontextmanager
async def calling(
    services: Services, login: LogIn, patient: Callable[[], Patient] | None = None
) -> AsyncIterator[Caller]:
    """Log in and yield the services' clients; `patient` creates the transport of each client."""
    access = Access(services, login)
    await access.log_in()

    def client(service: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=services.url(service),
            auth=access,
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
        yield Caller(login, access, planner, tracker, notifier)
