"""A report was accepted and counts."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from contracts.event import Event
from contracts.words import AgencyCode, Instant, ItemId, Percent, RegionCode, ReportId, Rupiah

Source = Literal["http", "workbook", "kafka"]


class ProgressRecorded(Event):
    """A fact; once for each report_id."""

    topic: ClassVar[str] = "progress.recorded.v1"
    producer: ClassVar[str] = "tracker"
    consumers: ClassVar[tuple[str, ...]] = ("notifier",)

    report_id: ReportId
    item_id: ItemId
    region: RegionCode
    agency: AgencyCode
    as_of: date = Field(description="The day the figures hold for.")
    submitted_at: Instant = Field(description="When the sender sent it.")
    received_at: Instant = Field(description="When the tracker had it.")
    physical_percent: Percent
    budget_realised: Rupiah = Field(
        description="Spent so far, whole rupiah; where the report does not say it, the item's "
        "figure when the report was recorded."
    )
    budget_stated: bool = Field(
        default=True, description="Whether the report itself says what was spent."
    )
    note: str = ""
    obstacle: str = ""
    follow_up: str = ""
    submitted_by: str = ""
    source: Source = Field(description="The road the report came by.")

    def key(self) -> str:
        """The item's code."""
        return self.item_id
