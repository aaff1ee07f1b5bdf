"""An item's status changed."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.event import Event
from contracts.words import (
    AgencyCode,
    Instant,
    ItemId,
    Kind,
    Percent,
    Pillar,
    RegionCode,
    Status,
)


class StatusChanged(Event):
    """A fact with a per-item `seq` that has no gap: 1 is the item's first status.

    A status that stays is told again, from itself to itself, when the plan makes the item
    another kind or another agency's: other people have to hear of it. So it is when the
    region's time zone was corrected: whoever counts its days counts others.
    """

    topic: ClassVar[str] = "item.status_changed.v1"
    producer: ClassVar[str] = "tracker"
    consumers: ClassVar[tuple[str, ...]] = ("notifier",)

    item_id: ItemId
    seq: Annotated[int, Field(ge=1)]
    from_status: Status | None = Field(default=None, alias="from")
    to_status: Status = Field(alias="to")
    rule: str = Field(description="Rule set and rule that gave the new status.")
    at: Instant = Field(description="When the tracker saw the change.")
    since: Instant = Field(description="The instant from which the new status holds.")
    planned_percent: Percent
    actual_percent: Percent
    deviation: float = Field(description="Actual minus planned, percentage points.")
    region: RegionCode
    time_zone: str
    pillar: Pillar
    kind: Kind
    title: str
    agency: AgencyCode
    due: date
    done_at: date | None = Field(default=None, description="Day the item reached 100 percent.")
    last_report: date | None = Field(default=None, description="as_of of the latest report.")
    reports: int = 0

    def key(self) -> str:
        """The item's code."""
        return self.item_id
