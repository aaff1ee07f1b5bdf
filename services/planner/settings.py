"""The planner's settings, from environment variables."""

from pathlib import Path

from pydantic import Field

from chassis.files.settings import FileSettings
from chassis.settings import ServiceSettings
from planner.regions.region import PACKAGED


class Settings(FileSettings, ServiceSettings):
    """The chassis's settings, and those for tokens, accounts and regions."""

    database: str = "planner"
    port: int = 8001
    signing_key_file: Path = Field(description="Ed25519 key in PEM; `aksi keys new` makes one.")
    token_minutes: int = Field(
        default=15, ge=1, le=10_080, description="How long a program's token for access is valid."
    )
    session_hours: int = Field(
        default=12,
        ge=1,
        le=24 * 31,
        description="How long a sign-in lasts: pages until then, and programs renew their access.",
    )
    admin_password_file: Path | None = Field(
        default=None, description="Keeps the account `admin` with the password in this file."
    )
    regions_file: Path = PACKAGED
    logins_per_minute: int = Field(
        default=10,
        ge=1,
        description="Wrong log ins of a name at an address before each costs a growing pause; "
        "ten times as many a minute for an address.",
    )
    passwords_at_once: int = Field(
        default=2, ge=1, le=64, description="Hashes made at once, 64 MB of memory each."
    )
    passwords_waiting: int = Field(
        default=64, ge=0, le=10_000, description="Log ins in line behind them; more are refused."
    )
