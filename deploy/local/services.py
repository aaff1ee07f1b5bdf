"""The three services as processes, and their environment variables."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from deploy.local import mongodb
from deploy.local.folder import PROJECT
from deploy.local.patience import NO_TLS
from deploy.local.ports import LOOPBACK
from deploy.local.program import Program
from deploy.local.secret_files import SecretFiles

DIRECTLY = dict.fromkeys(("NO_PROXY", "no_proxy"), f"{LOOPBACK},localhost")
"""No HTTP proxy for the loopback, even if the machine has one."""

SERVICES = ("planner", "tracker", "notifier")
NOTIFIER = "notifier"
AT_ANY_HOUR = {
    "AKSI_GRACE_SECONDS": "5",
    "AKSI_SETTLE_HOURS": "0",
    "AKSI_QUIET_HOURS": "false",
    "AKSI_QUIET_START": "false",
}
"""Who tries it out sees a mail at once, whatever the hour, and its end as well."""
_STOP_STAGE = {"planner": 0, "tracker": 1, "notifier": 2}
"""In the order of the event flow: a stopped service sends nothing more to the next."""

_SESSION_SECONDS = "6"
"""The embedded broker makes a group wait half of it at each join."""


@dataclass(frozen=True, slots=True)
class Services:
    """Addresses and environment of the services.

    `more` is added to the environment of a service, by its name.
    """

    ports: Mapping[str, int]
    secrets: SecretFiles
    more: Mapping[str, Mapping[str, str]]

    def url(self, service: str) -> str:
        """Base URL of the service."""
        return f"http://{LOOPBACK}:{self.ports[service]}"

    def environment(self, service: str) -> dict[str, str]:
        """The service's environment variables."""
        settings = {
            "AKSI_HOST": LOOPBACK,
            "AKSI_PORT": str(self.ports[service]),
            "AKSI_KAFKA": f"{LOOPBACK}:{self.ports['kafka']}",
            "AKSI_KAFKA_IDEMPOTENCE": "false",
            "AKSI_KAFKA_SESSION_SECONDS": _SESSION_SECONDS,
            "AKSI_MONGODB": mongodb.uri(self.ports["mongodb"]),
            "AKSI_PLANNER_URL": self.url("planner"),
            **{f"AKSI_SITE_{name.upper()}": self.url(name) for name in SERVICES},
            "AKSI_LOG_FORMAT": "text",
            **DIRECTLY,
            "PYTHONPATH": f"{PROJECT}:{PROJECT / 'services'}",
            "PYTHONUNBUFFERED": "1",
        }
        own: dict[str, dict[str, str]] = {
            "planner": {
                "AKSI_SIGNING_KEY_FILE": str(self.secrets.signing_key),
                "AKSI_ADMIN_PASSWORD_FILE": str(self.secrets.admin_password),
            },
            "tracker": {"AKSI_PORTAL_URL": self.url("tracker")},
            "notifier": {
                "AKSI_SMTP_URL": f"smtp://{LOOPBACK}:{self.ports['smtp']}",
                "AKSI_MAIL_FROM": "aksi@localhost.localdomain",
                "AKSI_PORTAL_URL": self.url("tracker"),
                **AT_ANY_HOUR,
            },
        }
        return {**settings, **own[service], **self.more.get(service, {})}

    def program(self, service: str) -> Program:
        """The service's process."""
        return Program(
            name=service,
            command=(sys.executable, "-m", service, "serve", service),
            ready=lambda: answers(f"{self.url(service)}/health/ready"),
            stop_stage=_STOP_STAGE[service],
            environment=self.environment(service),
        )


async def answers(url: str) -> bool:
    """Whether a GET is answered with a 2xx status. Raises httpx.HTTPError if there is no answer."""
    async with httpx.AsyncClient(timeout=10, verify=NO_TLS, trust_env=False) as client:
        return (await client.get(url)).is_success
