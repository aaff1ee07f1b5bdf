"""The council decided something, it was reported done, or the last of these was taken back."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.event import Event
from contracts.evidence_added import SHA256
from contracts.words import (
    AgencyCode,
    DecisionAction,
    Instant,
    ItemId,
    Part,
    RegionCode,
    Status,
    TimeZone,
)

DECISION_MOST, MINUTES_MOST = 2_000, 300


class MinutesFile(Part):
    """The minutes (risalah) as a file; the file itself stays with the tracker."""

    sha256: Annotated[str, Field(pattern=SHA256, description="Of the file's bytes.")]
    size: Annotated[int, Field(ge=1, description="Bytes.")]
    media_type: Annotated[str, Field(max_length=100)]
    name: Annotated[str, Field(max_length=120, description="The file's name as text.")]
    scanned: bool = Field(default=False, description="Whether a virus scanner passed it.")


class CouncilDecided(Event):
    """A fact; once for each (decision_id, number). What was decided stands in each of them."""

    topic: ClassVar[str] = "council.decided.v1"
    producer: ClassVar[str] = "tracker"
    consumers: ClassVar[tuple[str, ...]] = ("notifier",)

    decision_id: Annotated[str, Field(min_length=1, max_length=64)]
    number: Annotated[int, Field(ge=1, description="Counts what became of the decision.")]
    action: DecisionAction = Field(
        description="taken_back: the report that it is done; of one that is not, the decision."
    )
    region: RegionCode
    time_zone: TimeZone = Field(description="IANA name; the due day ends in it.")
    item_id: ItemId | None = Field(
        default=None, description="The item it is on; null: the agency as a whole."
    )
    agency: AgencyCode = Field(description="The item's responsible agency, or the agency it is on.")
    owner: AgencyCode = Field(description="The agency that has to do it.")
    decision: Annotated[str, Field(min_length=1, max_length=DECISION_MOST)]
    due: date = Field(description="Last day; it is overdue when this day has ended.")
    met_on: date = Field(description="Day of the meeting.")
    minutes: Annotated[str, Field(max_length=MINUTES_MOST)] = Field(
        default="", description="Number or address of the minutes (risalah)."
    )
    minutes_file: MinutesFile | None = Field(
        default=None, description="The minutes as a file; null where none was given."
    )
    words: Annotated[str, Field(max_length=DECISION_MOST)] = Field(
        default="", description="What was done, or why it is taken back."
    )
    by: Annotated[str, Field(min_length=1, max_length=128)]
    at: Instant
    status: Status | None = Field(
        default=None, description="Of the item when it was decided; null for an agency."
    )
    red_since: Instant | None = Field(
        default=None,
        description="From when the item was late or critical when it was decided; null: neither.",
    )

    def key(self) -> str:
        """The decision's id."""
        return self.decision_id
