"""Settings of a service from its environment. Read once at start, then frozen."""

import re
import sys
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Literal, Self, TypeVar
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

S = TypeVar("S", bound="ServiceSettings")


class ServiceSettings(BaseSettings):
    """The settings of every service; each variable is AKSI_ and the name in capitals."""

    model_config = SettingsConfigDict(env_prefix="AKSI_", frozen=True, extra="forbid")

    kafka: str = Field(
        default="127.0.0.1:9092",
        pattern=r"^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$",
        description="Bootstrap servers, host:port with commas between.",
    )
    kafka_idempotence: bool = Field(
        default=True, description="Off only for the embedded broker, which has none."
    )
    topic_partitions: int = Field(default=12, ge=1, le=1000)
    topic_replication: int = Field(default=1, ge=1, le=9)
    kafka_session_seconds: float = Field(
        default=45,
        ge=3,
        le=300,
        description="Silence after which a consumer's partitions go to another; "
        "the embedded broker makes a group wait for half of it at each start.",
    )
    dead_letter_limit: int = Field(
        default=200,
        ge=1,
        description="Records that a subscription sets aside within the window; "
        "one more pauses it until restart.",
    )
    dead_letter_window_seconds: float = Field(default=600, gt=0)
    kafka_poll_seconds: float = Field(
        default=300,
        ge=10,
        description="How long a batch may take before its partitions go to another replica.",
    )
    mongodb: str = Field(
        default="mongodb://127.0.0.1:27017/?replicaSet=rs0",
        pattern=r"^mongodb(\+srv)?://",
        description="URI of a replica set; a lone mongod has no transactions.",
    )
    mongodb_password_file: str | None = Field(
        default=None, description="File with the password of the URI's user."
    )
    database: str = Field(min_length=1)
    host: str = "127.0.0.1"
    port: int = Field(ge=0, le=65535)
    planner_url: str = Field(default="http://127.0.0.1:8001", pattern=r"^https?://")
    site_planner: str = Field(
        default="",
        pattern=r"^(https?://[^/]+)?$",
        description="Address of the planner's pages as browsers see it, such as "
        "http://127.0.0.1:8001; empty where all services have one address.",
    )
    site_tracker: str = Field(default="", pattern=r"^(https?://[^/]+)?$")
    site_notifier: str = Field(default="", pattern=r"^(https?://[^/]+)?$")
    token_issuer: str = "aksi"  # noqa: S105 - a name, not a secret
    token_audience: str = Field(
        default="aksi",
        min_length=1,
        description="For whom tokens are signed; a token for another is refused.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses and networks, with commas between, whose X-Forwarded-For says who "
        "asks; empty believes nobody.",
    )
    time_zone: str = Field(
        default="Asia/Makassar", description="Of pages that concern no item, such as the audit's."
    )
    log_format: Literal["json", "text"] = "json"
    requests_per_minute: int = Field(default=1200, ge=1, description="For one account.")
    body_bytes: int = Field(
        default=10_485_760,
        ge=1024,
        description="Largest file that is taken; what other routes take stands beside each.",
    )
    files_bytes: int = Field(
        default=67_108_864, ge=1024, description="Bytes of such files in hand at once."
    )
    connections: int = Field(
        default=512,
        ge=1,
        description="Open connections; those that have asked for nothing make room for new ones.",
    )
    header_seconds: float = Field(
        default=20, gt=0, description="Until a connection has sent the headers of a request."
    )
    body_seconds: float = Field(default=30, gt=0, description="Until it has sent their body.")
    file_seconds: float = Field(
        default=180, gt=0, description="Until it has sent a file, or taken an answer."
    )
    internal_token_file: str | None = Field(
        default=None,
        description="File with what opens metrics and documents; "
        "without one they answer only to the machine itself.",
    )
    stuck_after_seconds: float = Field(default=90, gt=0)
    unassigned_after_seconds: float = Field(
        default=300,
        gt=0,
        description="A consumer that a reachable broker has given no answer for so long about "
        "its partitions ends the process.",
    )
    stop_within_seconds: float = Field(default=10, gt=0)
    clock_offset_seconds: float = Field(default=0, description="For drills only.")

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, listed: str) -> str:
        """Check each address: a misspelt one must end the start, not be ignored."""
        named = [one.strip() for one in listed.split(",") if one.strip()]
        return ",".join(
            str(ip_network(one)) if "/" in one else str(ip_address(one)) for one in named
        )

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError("no name of the IANA time zone database") from None
        return name

    @property
    def clock_offset(self) -> timedelta:
        """How far the service's clock is shifted."""
        return timedelta(seconds=self.clock_offset_seconds)

    @classmethod
    def read(cls) -> Self:
        """The settings from the environment. Invalid ones are all printed, and end the process."""
        try:
            return cls()
        except ValidationError as error:
            for fault in error.errors():
                name = "_".join(str(part) for part in fault["loc"]).upper()
                print(f"AKSI_{name}: {fault['msg']} (given: {fault['input']!r})", file=sys.stderr)
            sys.exit(2)


_LOGIN = re.compile(r"(://)\S*@")


def told(settings: ServiceSettings) -> dict[str, str]:
    """The settings that the environment gives, for the audit trail: secrets are in files, and a
    user and password in an address are left out.
    """
    given = {name: str(getattr(settings, name)) for name in sorted(settings.model_fields_set)}
    return {name: _LOGIN.sub(r"\1***@", value) for name, value in given.items()}


class Here(ServiceSettings):
    """The settings of a command that uses only Kafka."""

    database: str = "none"
    port: int = 0
