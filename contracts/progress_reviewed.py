"""A report was verified, signed, returned with words, or one of these was taken back."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.calendar import ReviewStep
from contracts.event import Event
from contracts.words import AgencyCode, Instant, ItemId, RegionCode, ReportId, ReviewAction

WORDS_MOST = 2_000


class ProgressReviewed(Event):
    """A fact; once for each (agency, report_id, step, number)."""

    topic: ClassVar[str] = "progress.reviewed.v1"
    producer: ClassVar[str] = "tracker"
    consumers: ClassVar[tuple[str, ...]] = ()

    report_id: ReportId
    item_id: ItemId
    region: RegionCode
    agency: AgencyCode
    step: ReviewStep = Field(description="The step that it is about; never recorded.")
    number: Annotated[int, Field(ge=1, description="Counts what was done at this step.")]
    action: ReviewAction
    words: Annotated[str, Field(max_length=WORDS_MOST)] = Field(
        default="", description="To the one who entered it; always there where it is returned."
    )
    reviewed_by: Annotated[str, Field(min_length=1, max_length=128)]
    at: Instant

    def key(self) -> str:
        """The item's code."""
        return self.item_id
