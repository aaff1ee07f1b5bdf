"""A report was accepted and counts."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.event import Event
from contracts.evidence_added import Sha256
from contracts.report_content import Count, ReportContent
from contracts.words import AgencyCode, Instant, ItemId, RegionCode, ReportId, Rupiah

EVIDENCE_MOST = 10
"""Files of one report."""
Source = Literal["http", "workbook", "kafka"]


class ProgressRecorded(ReportContent, Event):
    """A fact; once for each report_id."""

    topic: ClassVar[str] = "progress.recorded.v1"
    producer: ClassVar[str] = "tracker"
    consumers: ClassVar[tuple[str, ...]] = ("notifier",)

    report_id: ReportId
    item_id: ItemId
    region: RegionCode
    agency: AgencyCode
    submitted_at: Instant = Field(description="When the sender sent it.")
    received_at: Instant = Field(description="When the tracker had it.")
    budget_realised: Rupiah = Field(
        description="Spent so far, whole rupiah; where the report does not say it, the item's "
        "figure when the report was recorded."
    )
    budget_stated: bool = Field(
        default=True, description="Whether the report itself says what was spent."
    )
    note: str = ""
    obstacle: str = ""
    obstacle_category: str = Field(
        default="",
        description="Code of the region's list of categories, or the agency's own words.",
    )
    follow_up: str = ""
    people_reached: Count | None = Field(
        default=None, description="Penerima manfaat: people who benefit so far; null: not said."
    )
    corrects: str = Field(
        default="",
        description="Id of the agency's earlier report on the item that this one corrects: that "
        "one stays, marked, and counts no longer.",
    )
    submitted_by: str = ""
    evidence: Annotated[tuple[Sha256, ...], Field(max_length=EVIDENCE_MOST)] = Field(
        default=(),
        description="SHA-256 of the files that were there when it was recorded, oldest first. Each "
        "file, then or later, is an evidence.added.v1.",
    )
    source: Source = Field(description="The road the report came by.")

    @property
    def stated_budget(self) -> int | None:
        """Whole rupiah spent so far; None where the figure is the item's and not the report's."""
        return self.budget_realised if self.budget_stated else None

    def key(self) -> str:
        """The item's code."""
        return self.item_id
