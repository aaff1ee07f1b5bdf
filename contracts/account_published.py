"""Snapshot of an account, published at each change."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.account import AccountState, Role, SystemToken
from contracts.event import Event, Retention
from contracts.words import AgencyCode, RegionCode

ALSO_MOST = 20
TOKENS_MOST = 5
ENDED_MOST = 50
SESSION_ID = r"^[0-9a-f]{16}$"


class AccountPublished(Event):
    """The account as it stands at `version`; no password, and no token but by its hash."""

    topic: ClassVar[str] = "plan.account.v1"
    retention: ClassVar[Retention] = "compacted"
    producer: ClassVar[str] = "planner"
    consumers: ClassVar[tuple[str, ...]] = ("tracker", "notifier")

    username: Annotated[str, Field(min_length=1, max_length=64)]
    version: Annotated[int, Field(ge=1, description="Rises by one with each change.")]
    role: Role
    agency: AgencyCode | None = Field(default=None, description="Of officer, verifier and head.")
    also: Annotated[tuple[AgencyCode, ...], Field(max_length=ALSO_MOST)] = Field(
        default=(),
        description="Further agencies that it may act for, such as one whose head is vacant "
        "(Plt.); a session chooses one.",
    )
    region: RegionCode | None = Field(default=None, description="Null: every region.")
    disabled: bool = Field(default=False, description="Its tokens count no longer.")
    sessions: int = Field(
        default=0,
        ge=0,
        description="Tokens of a lower number count no longer: it rises with a new password and "
        "when the account signs out everywhere.",
    )
    ended: Annotated[
        tuple[Annotated[str, Field(pattern=SESSION_ID)], ...], Field(max_length=ENDED_MOST)
    ] = Field(
        default=(),
        description="Sessions that were ended by themselves: their tokens count no longer. Each "
        "is named until they would have expired.",
    )
    tokens: Annotated[tuple[SystemToken, ...], Field(max_length=TOKENS_MOST)] = Field(
        default=(),
        description="Tokens with which an agency's own system acts as this account; only their "
        "hashes: a token has 256 random bits.",
    )

    @property
    def state(self) -> AccountState:
        """What of it concerns its tokens."""
        return AccountState.model_validate(self.model_dump())

    def key(self) -> str:
        """The account's user name."""
        return self.username
