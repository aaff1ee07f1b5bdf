"""An agency's own system reports progress."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.event import Event
from contracts.words import AgencyCode, Day, Instant, ItemId, Percent, ReportId, Rupiah


class ProgressSubmitted(Event):
    """A command: record this report. The answer is progress.recorded or progress.rejected.

    Figures outside their range are no decoding errors: they are refused with a reason.
    """

    topic: ClassVar[str] = "progress.submitted.v1"
    producer: ClassVar[str] = "outside"
    consumers: ClassVar[tuple[str, ...]] = ("tracker",)

    report_id: ReportId
    item_id: ItemId
    agency: AgencyCode
    as_of: Day = Field(description="The day the figures hold for, in the region's time zone.")
    submitted_at: Instant = Field(
        description="When the sender sent it. The same submission again gets the same answer: "
        "one that was refused is judged anew with a new submitted_at."
    )
    physical_percent: Percent
    budget_realised: Rupiah = Field(default=0, description="Spent so far, whole rupiah.")
    note: Annotated[str, Field(max_length=4000)] = ""
    obstacle: Annotated[str, Field(max_length=4000)] = ""
    follow_up: Annotated[str, Field(max_length=4000)] = ""
    submitted_by: Annotated[str, Field(max_length=200)] = ""

    def key(self) -> str:
        """The item's code."""
        return self.item_id
