"""An agency's own system reports progress."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.event import Event
from contracts.report_content import ReportContent, shown_as
from contracts.words import AgencyCode, AsNumber, Instant, ItemId, ReportId, Rupiah


class ProgressSubmitted(ReportContent, Event):
    """A command: record this report. The answer is progress.recorded or progress.rejected.

    The header `ce_aksitoken` carries a token of an account that may report for the agency; without
    it the submission is refused, unless the tracker is told to trust the broker.

    Figures outside their range and texts that are too long are no decoding errors: they are
    refused with a reason, as on every other road.
    """

    topic: ClassVar[str] = "progress.submitted.v1"
    producer: ClassVar[str] = "outside"
    consumers: ClassVar[tuple[str, ...]] = ("tracker",)

    report_id: ReportId
    item_id: ItemId
    agency: AgencyCode
    submitted_at: Instant = Field(
        description="When the sender sent it. The same submission again gets the same answer: "
        "one that was refused is judged anew with a new submitted_at."
    )
    budget_realised: Annotated[int | None, AsNumber, shown_as(Rupiah)] = Field(
        default=0,
        description="Spent so far, whole rupiah. Left out (or null): the report says no money, "
        "and the item's stays as it was.",
    )
    submitted_by: Annotated[str, Field(max_length=200)] = ""

    @property
    def stated_budget(self) -> int | None:
        """Whole rupiah spent so far; None where the field is left out, whatever its default."""
        return self.budget_realised if "budget_realised" in self.model_fields_set else None

    def key(self) -> str:
        """The item's code."""
        return self.item_id
