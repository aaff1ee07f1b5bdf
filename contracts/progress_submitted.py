"""An agency's own system reports progress."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, TypeAdapter, WithJsonSchema

from contracts.event import Event
from contracts.words import AgencyCode, AsNumber, Day, Instant, ItemId, Percent, ReportId, Rupiah


def _shown_as(kind: Any) -> WithJsonSchema:
    """The schema of `kind` for values that are judged by the tracker, not while decoding."""
    return WithJsonSchema(TypeAdapter(kind).json_schema())


ReportText = Annotated[str, _shown_as(Annotated[str, Field(max_length=4000)])]


class ProgressSubmitted(Event):
    """A command: record this report. The answer is progress.recorded or progress.rejected.

    Figures outside their range and texts that are too long are no decoding errors: they are
    refused with a reason, as on every other road.
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
    budget_realised: Annotated[int | None, AsNumber, _shown_as(Rupiah)] = Field(
        default=0,
        description="Spent so far, whole rupiah. Left out (or null): the report says no money, "
        "and the item's stays as it was.",
    )
    note: ReportText = ""
    obstacle: ReportText = ""
    follow_up: ReportText = ""
    submitted_by: Annotated[str, Field(max_length=200)] = ""

    @property
    def stated_budget(self) -> int | None:
        """What was spent, as far as the report says it."""
        return self.budget_realised if "budget_realised" in self.model_fields_set else None

    def key(self) -> str:
        """The item's code."""
        return self.item_id
