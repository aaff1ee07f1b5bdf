"""The three services as one process: asked over ASGI, with no loop of theirs running."""

import os
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import httpx
from fastapi import FastAPI

from chassis.auth.account_states import AccountStates
from chassis.auth.keys import new_key, read_key
from chassis.serve import Service
from contracts.account import Account, Role
from notifier.app import create_app as notifier
from notifier.settings import NotifierSettings
from planner.accounts.tokens import Signer
from planner.app import create_app as planner
from planner.settings import Settings as PlannerSettings
from tracker.app import create_app as tracker
from tracker.settings import Settings as TrackerSettings

SERVICES = ("planner", "tracker", "notifier")


@dataclass(frozen=True, slots=True)
class InProcess:
    """The services' apps by name, and who signs their tokens."""

    apps: Mapping[str, FastAPI]
    signer: Signer

    def service(self, name: str) -> Service:
        """What an app stands on."""
        service: Service = self.apps[name].state.service
        return service

    def client(self, name: str, token: str | None = None) -> httpx.AsyncClient:
        """Asks a service; what it fails at is an answer, and not raised."""
        transport = httpx.ASGITransport(self.apps[name], raise_app_exceptions=False)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.AsyncClient(transport=transport, base_url=f"http://{name}", headers=headers)

    def end(self) -> None:
        """Leave nothing in the databases: other tests may have the same ones."""
        for name in SERVICES:
            database = self.service(name).database
            own = database["any"].delegate.database
            own.client.drop_database(own.name)
            database.close()

    def token(self, role: Role, now: datetime, agency: str | None = None) -> str:
        """A token as the planner signs it."""
        account = Account(username=f"uji.{role}", role=role, agency=agency)
        return self.signer.access(account, now).text


class NobodyChanged(AccountStates):
    """Every account is as its token says: no database is asked."""

    async def current(self, account: Account) -> Account:
        return account


def in_process(folder: Path, **environment: str) -> InProcess:
    """The services with these settings and one signing key, which needs no planner to be fetched
    from.
    """
    key_file = folder / "key.pem"
    new_key(key_file)
    signer = Signer(read_key(key_file), "aksi", 480)
    told = {
        "AKSI_SIGNING_KEY_FILE": str(key_file),
        "AKSI_REQUESTS_PER_MINUTE": "1000000",
        "AKSI_LOGINS_PER_MINUTE": "1000000",
        "AKSI_SMTP_URL": "smtp://127.0.0.1:9",
        "AKSI_MAIL_FROM": "aksi@localhost.localdomain",
        "AKSI_PORTAL_URL": "http://127.0.0.1:9",
        **environment,
    }
    with ExitStack() as patched:
        patched.enter_context(patch.dict(os.environ, told))
        patched.enter_context(patch("chassis.serve.PublishedKeys", lambda *_: signer.keys))
        patched.enter_context(patch("chassis.serve.AccountStates", NobodyChanged))
        apps = {
            "planner": planner(PlannerSettings()),
            "tracker": tracker(TrackerSettings()),
            "notifier": notifier(NotifierSettings()),
        }
    return InProcess(apps, signer)
