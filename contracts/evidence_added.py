"""Evidence for an item was stored."""

from typing import Annotated, ClassVar

from pydantic import Field, NaiveDatetime

from contracts.event import Event
from contracts.words import AgencyCode, Instant, ItemId, RegionCode

SHA256 = r"^[0-9a-f]{64}$"
Sha256 = Annotated[str, Field(pattern=SHA256)]


class EvidenceAdded(Event):
    """A fact, before or after the report it belongs to; the file itself stays with the tracker."""

    topic: ClassVar[str] = "evidence.added.v1"
    producer: ClassVar[str] = "tracker"
    consumers: ClassVar[tuple[str, ...]] = ("notifier",)

    item_id: ItemId
    region: RegionCode
    agency: AgencyCode
    report_id: Annotated[str, Field(min_length=1, max_length=256)] | None = Field(
        default=None, description="The report it belongs to; null: the item as a whole."
    )
    sha256: Annotated[str, Field(pattern=SHA256, description="Of the file's bytes.")]
    size: Annotated[int, Field(ge=1, description="Bytes.")]
    media_type: Annotated[str, Field(max_length=100)]
    name: Annotated[str, Field(max_length=120, description="The file's name as text.")]
    added_at: Instant
    added_by: str
    taken_at: NaiveDatetime | None = Field(
        default=None, description="By the camera's own clock, which has no time zone."
    )
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = None
    scanned: bool = Field(default=False, description="Whether a virus scanner passed it.")

    def key(self) -> str:
        """The item's code."""
        return self.item_id
