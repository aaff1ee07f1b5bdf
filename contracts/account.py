"""An account in a token and as published, and what it may see. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Role(StrEnum):
    """What an account may do. Officer, verifier and head belong to one agency."""

    ADMIN = "admin"
    PLANNER = "planner"
    OFFICER = "officer"
    VERIFIER = "verifier"
    HEAD = "head"
    COUNCIL = "council"


OF_AN_AGENCY = frozenset({Role.OFFICER, Role.VERIFIER, Role.HEAD})


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be seen: things of this region, and of this agency; None where of any."""

    region: str | None = None
    agency: str | None = None

    def covers(self, *, region: str, agency: str) -> bool:
        """Whether something of `agency` in `region` is within the scope."""
        return self.region in {None, region} and self.agency in {None, agency}


EVERYTHING = Scope()


class Account(BaseModel):
    """The claims of a token."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    username: Annotated[str, Field(alias="sub", min_length=1)]
    role: Role
    region: str | None = None
    """The region it is confined to; None sees all."""
    agency: str | None = None
    """The agency that it acts for in this session."""
    agencies: tuple[str, ...] = ()
    """All that it may act for, its own first, where these are several."""
    sessions: int = 0
    """The number of the account's sessions when the token was signed (`AccountPublished`)."""
    session_id: Annotated[str, Field(alias="sid")] = ""
    """The session that the token is of; blank of one of an earlier release, and of a system's."""

    @property
    def scope(self) -> Scope:
        """Its region, and its agency where it belongs to one; to see none is agency ""."""
        return Scope(self.region, (self.agency or "") if self.role in OF_AN_AGENCY else None)


class SystemToken(BaseModel):
    """A token of an agency's own system, which acts as the account until it expires or is revoked;
    of the token itself only its hash is known.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    expires_at: AwareDatetime


class AccountState(BaseModel):
    """Of an account as it is today: whether its tokens are valid, and what they allow."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    role: Role
    agency: str | None = None
    also: tuple[str, ...] = ()
    region: str | None = None
    disabled: bool = False
    sessions: int = 0
    ended: tuple[str, ...] = ()
    """Single sessions that were ended, until their tokens expire."""
    tokens: tuple[SystemToken, ...] = ()

    def as_system(self, username: str) -> Account | None:
        """The account that a token of an agency's own system acts as; None where it may not: such
        a token only reports, so that only an officer's has any.
        """
        if self.disabled or self.role is not Role.OFFICER:
            return None
        return Account(
            username=username,
            role=self.role,
            region=self.region,
            agency=self.agency,
            agencies=all_agencies(self.agency, self.also),
            sessions=self.sessions,
        )

    def admits(self, account: Account) -> Account | None:
        """The account of a token with the role, agencies and region of today; None when the token
        is of an ended session, or the account is disabled. It acts for the agency that the session
        chose while it may, then for its own.
        """
        if self.disabled or account.sessions < self.sessions or account.session_id in self.ended:
            return None
        agency = account.agency if account.agency in self.also else self.agency
        agencies = all_agencies(self.agency, self.also)
        allowed = (account.role, account.agency, account.agencies, account.region)
        if allowed == (self.role, agency, agencies, self.region):
            return account
        today = {"role": self.role, "agency": agency, "agencies": agencies, "region": self.region}
        return account.model_copy(update=today)


def all_agencies(agency: str | None, also: Sequence[str]) -> tuple[str, ...]:
    """All that an account of `agency` may act for, where these are several."""
    return (agency, *also) if agency and also else ()
