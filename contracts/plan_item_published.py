"""Snapshot of an item of the plan, published at each change."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.event import Event, Retention
from contracts.words import (
    AgencyCode,
    Book,
    Indicator,
    ItemId,
    Kind,
    Location,
    Milestone,
    Partner,
    Pillar,
    RegionCode,
    Rupiah,
    TimeZone,
)


class PlanItemPublished(Event):
    """The item as it stands at `version`; a lower version than one already seen says nothing."""

    topic: ClassVar[str] = "plan.item.v1"
    retention: ClassVar[Retention] = "compacted"
    producer: ClassVar[str] = "planner"
    consumers: ClassVar[tuple[str, ...]] = ("tracker", "notifier")

    item_id: ItemId
    version: Annotated[int, Field(ge=1, description="Rises by one with each change.")]
    region: RegionCode
    time_zone: TimeZone = Field(description="IANA name; the region's days begin and end in it.")
    book: Book = Book.ACTION_PLAN
    pillar: Pillar
    kind: Kind
    title: Annotated[str, Field(min_length=1, max_length=500, description="As the plan prints it.")]
    agency: AgencyCode = Field(description="The one responsible agency (penanggung jawab).")
    supporting_agencies: tuple[AgencyCode, ...] = Field(default=(), description="OPD pendukung.")
    partners: tuple[Partner, ...] = Field(default=(), description="Helpers outside the agencies.")
    location: Location | None = None
    start: date = Field(description="First day; planned progress is 0 percent when it begins.")
    due: date = Field(description="Last day; the item is late when this day has ended.")
    milestones: tuple[Milestone, ...] = Field(default=(), description="Corners of the curve.")
    indicator: Indicator | None = None
    budget: Annotated[Rupiah, Field(ge=0)] = 0
    budget_source: str | None = Field(default=None, description="Sumber dana: PAD, DAU, DAK, ...")
    rpjmd: str | None = Field(default=None, description="The priority program it serves.")
    weight: float = Field(default=1.0, gt=0, description="Its share in sums, beside the others.")
    cancelled: bool = Field(default=False, description="Left out of every sum.")

    def key(self) -> str:
        """The item's code."""
        return self.item_id
