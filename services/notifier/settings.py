"""The notifier's settings, from environment variables."""

from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pydantic import Field, ValidationInfo, field_validator

from chassis.clock import Clock, SystemClock
from chassis.settings import ServiceSettings
from contracts.addresses import fault_of_address
from notifier.alerting.policy import read_policy
from notifier.alerting.policy_file import PolicyFile
from notifier.channels.apprise.schemes import USUAL, schemes_in
from notifier.channels.email.address import address
from notifier.channels.email.senders import SmtpServer, StartTls
from notifier.channels.making import Making
from notifier.channels.named import NamedChannels
from notifier.channels.webhook.reach import Reach

KUKAR = Path(__file__).parents[2] / "deploy" / "policies" / "kukar.yml"


class NotifierSettings(ServiceSettings):
    """The chassis's settings, and the notifier's own."""

    database: str = "notifier"
    port: int = Field(default=8003, ge=0, le=65535)
    smtp_url: str = Field(
        default="smtp://127.0.0.1:1025",
        description="smtp://[user@]host:port, or smtps:// for TLS from the first byte on.",
    )
    smtp_tls: StartTls = Field(
        default=StartTls.OPPORTUNISTIC,
        description="Whether an smtp:// connection becomes encrypted (STARTTLS); with a user it "
        "must.",
    )
    smtp_per_minute: float = Field(
        default=0, ge=0, description="The most mails a minute; 0: as many as there are."
    )
    smtp_password_file: Path | None = Field(
        default=None, description="File with the password of the URL's user."
    )
    mail_from: str = Field(
        default="Rencana Aksi <rencana-aksi@localhost.localdomain>",
        description="Who the mails come from: an address, or a name and <address>.",
    )
    mail_returns_to: str = Field(
        default="",
        max_length=254,
        description="Address to which mails that cannot be delivered come back (the envelope's "
        "sender); empty: the address that they come from.",
    )
    portal_url: str = Field(
        default="http://127.0.0.1:8002",
        pattern=r"^https?://[^\s]+$",
        description="What links in mails begin with.",
    )
    policy_file: Path = Field(
        default=KUKAR, description="Who is told what, when: YAML, as docs/alerts.md says."
    )
    grace_seconds: float | None = Field(
        default=None, ge=0, description="Instead of the policy's, for drills."
    )
    settle_hours: float | None = Field(
        default=None, ge=0, description="Instead of the policy's, for drills."
    )
    quiet_hours: bool = Field(
        default=True, description="Without them messages leave at any hour, for drills."
    )
    quiet_start: bool = Field(
        default=True, description="Without it a new region's offices are told at once, for drills."
    )
    ledger_years: float = Field(
        default=5, gt=0, le=50, description="How long it is kept who was told what, and why."
    )

    webhook_inside_hosts: str = Field(
        default="",
        description="Hosts of the own network, with commas between, to which webhooks may go: also "
        "by http, and at addresses that are not public.",
    )
    apprise_schemes: str = Field(
        default=USUAL,
        description="Services of Apprise that a channel may use, with commas between.",
    )
    channels_file: Path | None = Field(
        default=None,
        description="File of secrets that names channels beside mail; read again when it changes.",
    )

    @field_validator("smtp_url")
    @classmethod
    def _names_a_mail_server(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("must be smtp://[user@]host:port or smtps://[user@]host:port")
        if parts.password is not None:
            raise ValueError("holds a password; put it into AKSI_SMTP_PASSWORD_FILE")
        if parts.port == 0:
            raise ValueError("has no usable port")
        return url

    @field_validator("smtp_tls")
    @classmethod
    def _keeps_the_password_secret(cls, start_tls: StartTls, given: ValidationInfo) -> StartTls:
        if start_tls is StartTls.OFF and urlsplit(given.data.get("smtp_url", "")).username:
            raise ValueError("off would send the password of the URL's user in the clear")
        return start_tls

    @field_validator("mail_from")
    @classmethod
    def _can_be_answered_to(cls, mail_from: str) -> str:
        _address(mail_from)
        return mail_from

    @field_validator("webhook_inside_hosts")
    @classmethod
    def _hosts(cls, listed: str) -> str:
        """A misspelt one must end the start, not be ignored."""
        named = [one.strip().lower() for one in listed.split(",") if one.strip()]
        if wrong := [one for one in named if "/" in one or "@" in one or " " in one]:
            raise ValueError(f"hosts, as wa.kukarkab.go.id, without https:// and port: {wrong[0]}")
        return ",".join(named)

    @field_validator("apprise_schemes")
    @classmethod
    def _schemes(cls, listed: str) -> str:
        return ",".join(sorted(schemes_in(listed)))

    @field_validator("channels_file", mode="before")
    @classmethod
    def _none_where_empty(cls, path: object) -> object:
        return None if path == "" else path

    @field_validator("mail_returns_to")
    @classmethod
    def _can_be_returned_to(cls, mail_returns_to: str) -> str:
        if mail_returns_to and (found := fault_of_address(mail_returns_to)):
            raise ValueError(f"must be an address: {found.fault}")
        return mail_returns_to

    @field_validator("policy_file", "smtp_password_file", "channels_file")
    @classmethod
    def _is_there(cls, path: Path | None) -> Path | None:
        if path is not None and not path.is_file():
            raise ValueError("there is no such file")
        return path

    @field_validator("policy_file")
    @classmethod
    def _can_be_followed(cls, path: Path) -> Path:
        read_policy(path.read_text())
        return path

    @field_validator("channels_file")
    @classmethod
    def _names_channels(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        given = info.data
        if path is not None and {"webhook_inside_hosts", "apprise_schemes"} <= given.keys():
            making = _making(given["webhook_inside_hosts"], given["apprise_schemes"], SystemClock())
            NamedChannels(path, making.sender)
        return path

    @property
    def sender(self) -> Address:
        """The sender of the mails."""
        return _address(self.mail_from)

    @property
    def smtp_server(self) -> SmtpServer:
        """The server to which mails are handed over."""
        parts = urlsplit(self.smtp_url)
        tls = parts.scheme == "smtps"
        secret = self.smtp_password_file
        return SmtpServer(
            host=parts.hostname or "",
            port=parts.port or (465 if tls else 25),
            tls=tls,
            user=unquote(parts.username) if parts.username else None,
            password=secret.read_text().strip() if secret else None,
            mail_from=self.mail_returns_to or self.sender.addr_spec,
            start_tls=self.smtp_tls,
        )

    def policy(self) -> "PolicyFile":
        """The policy to apply, read again when its file changes."""
        return PolicyFile(
            self.policy_file,
            lambda policy: policy.with_times(
                grace_seconds=self.grace_seconds,
                settle_hours=self.settle_hours,
                quiet_hours=self.quiet_hours,
                quiet_start=self.quiet_start,
            ),
        )

    def named_channels(self, clock: Clock) -> NamedChannels:
        """The channels of the file. Raises `ChannelsNotValid`."""
        making = _making(self.webhook_inside_hosts, self.apprise_schemes, clock)
        return NamedChannels(self.channels_file, making.sender)


def _making(inside_hosts: str, schemes: str, clock: Clock) -> Making:
    inside = frozenset(one for one in inside_hosts.split(",") if one)
    return Making(Reach(inside), schemes_in(schemes), clock)


def _address(mail_from: str) -> Address:
    name, email = parseaddr(mail_from)
    parsed = address(name, email)
    if "." not in parsed.domain:
        raise ValueError("must be an address with a domain, or a name and <address>")
    return parsed
