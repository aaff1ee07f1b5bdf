"""The closed lists of words that more than one event uses."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
)
from pydantic_core import PydanticKnownError


class Pillar(StrEnum):
    """The six dimensions (pilar) of the Indonesian smart-city framework."""

    GOVERNANCE = "governance"
    SOCIETY = "society"
    ECONOMY = "economy"
    BRANDING = "branding"
    LIVING = "living"
    ENVIRONMENT = "environment"


class Kind(StrEnum):
    """An item of the action plan (rencana aksi), or a program picked for the year."""

    ACTION = "action"
    QUICK_WIN = "quick_win"


class Book(StrEnum):
    """The five books (lima buku) of a masterplan."""

    FUTURE_ANALYSIS = "analisa_masa_depan"
    ACTION_PLAN = "rencana_aksi"
    EXECUTIVE_SUMMARY = "executive_summary"
    QUICK_WINS = "quick_wins"
    AREA_MASTERPLAN = "masterplan_kawasan"


class Status(StrEnum):
    """Where an item stands. The rule that gave it always travels with it."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    CRITICAL = "critical"
    LATE = "late"
    DONE = "done"
    CANCELLED = "cancelled"


class ContactRole(StrEnum):
    """Who is told: PPTK, Kabid, Kepala OPD, Tim Pelaksana."""

    OFFICER = "officer"
    VERIFIER = "verifier"
    HEAD = "head"
    DELIVERY_TEAM = "delivery_team"


class HigherRole(StrEnum):
    """Who is told above the agencies: Sekretaris Daerah, Dewan Smart City."""

    SECRETARY = "secretary"
    COUNCIL = "council"


class PartnerKind(StrEnum):
    """Whom a region carries an item out with."""

    GOVERNMENT = "government"
    BUSINESS = "business"
    ACADEMIA = "academia"
    REGION = "region"


class ReviewAction(StrEnum):
    """What is done at a step of the review."""

    PASSED = "passed"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"


class DecisionAction(StrEnum):
    """What becomes of a decision of the council: made, reported done, and the last of these taken
    back.
    """

    DECIDED = "decided"
    DONE = "done"
    TAKEN_BACK = "taken_back"


class AlertAction(StrEnum):
    """What becomes of an alert. `resumed`: the last answer has ended, and the ladder goes on;
    `settled`: it has been closed for long enough that it does not go on any more.
    """

    OPENED = "opened"
    TOLD = "told"
    TOLD_NOBODY = "told_nobody"
    ACKNOWLEDGED = "acknowledged"
    SILENCED = "silenced"
    HANDED_OVER = "handed_over"
    RESUMED = "resumed"
    CLOSED = "closed"
    SETTLED = "settled"


class Part(BaseModel):
    """A part of an event."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


def _day_of(value: object) -> object:
    """From an instant the day is taken that the sender's own clock shows."""
    if isinstance(value, str) and "T" in value:
        return datetime.fromisoformat(value).date()
    return value


Day = Annotated[date, BeforeValidator(_day_of)]


def _time_zone(name: str) -> str:
    """Also refuses a name that is a folder among the system's files, or is too long for a path."""
    try:
        ZoneInfo(name)
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(f"{name[:64]!r} is no time zone") from error
    return name


TimeZone = Annotated[str, AfterValidator(_time_zone)]
ItemId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=64,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]*$",
        description="The item's code in the plan.",
    ),
]
AgencyCode = Annotated[
    str,
    Field(
        min_length=1,
        max_length=32,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._\-]*$",
        description="The agency's code.",
    ),
]
RegionCode = Annotated[
    str,
    Field(
        min_length=1,
        max_length=32,
        pattern=r"^[a-z0-9][a-z0-9\-]*$",
        description="The regency's code, as kukar.",
    ),
]
ReportId = Annotated[
    str,
    Field(
        min_length=1,
        max_length=128,
        description="Chosen by the sender; the same again is the same report.",
    ),
]


def _a_number(value: object) -> object:
    """`true` is not 1, and "1.500" may be 1.5 or 1500: only a number is accepted."""
    if isinstance(value, bool | str):
        raise PydanticKnownError("float_type")
    return value


AsNumber = BeforeValidator(_a_number)
"""Of a number that others send: refused where it is written as text, or is true or false."""
Rupiah = Annotated[int, Field(ge=-(2**53), le=2**53, description="Whole rupiah.")]
Percent = Annotated[float, Strict(), Field(description="Percent, 0 to 100.")]
Instant = AwareDatetime


class Milestone(Part):
    """A step of an item; `weight` percent of the item are planned to be done by its due day."""

    name: Annotated[str, Field(min_length=1, max_length=300)]
    due: date
    weight: Annotated[float, Field(gt=0, le=100)]


class Partner(Part):
    """Someone outside the region's own agencies who helps."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    kind: PartnerKind


class Location(Part):
    """Where it happens: kecamatan, desa, and whether that is rural."""

    kecamatan: str | None = None
    desa: str | None = None
    rural: bool | None = None


class Indicator(Part):
    """What is measured, from where to where."""

    name: str
    unit: str | None = None
    baseline: float | None = None
    target: float | None = None
    target_text: str | None = None


Address = Annotated[str, Field(max_length=254, pattern=r"^[^@\s<>]+@[^@\s<>]+$")]


class Contact(Part):
    """An office's address for one role. The office holds the role, never a person."""

    role: ContactRole
    name: str
    email: Address


class HigherContact(Part):
    """An office's address for a role above the agencies. Further roles may come: who does not know
    one leaves it out.
    """

    role: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$", description="secretary, council, ...")]
    name: str
    email: Address
