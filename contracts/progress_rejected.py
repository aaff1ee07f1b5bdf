"""A report was refused, and why."""

from typing import ClassVar

from pydantic import Field

from contracts.event import Event
from contracts.words import AgencyCode, Instant, Part, ReportId


class Reason(Part):
    """One thing that is wrong: a stable code, the field, and a sentence in Indonesian."""

    code: str
    field: str | None = None
    message: str


class ProgressRejected(Event):
    """The answer to a progress.submitted that was not recorded."""

    topic: ClassVar[str] = "progress.rejected.v1"
    producer: ClassVar[str] = "tracker"
    consumers: ClassVar[tuple[str, ...]] = ()

    report_id: ReportId
    item_id: str = Field(description="As submitted; it may name no item.")
    agency: AgencyCode
    submitted_at: Instant = Field(description="When the sender sent it.")
    received_at: Instant = Field(description="When the tracker had it.")
    reasons: tuple[Reason, ...] = Field(min_length=1, description="All that is wrong.")

    def key(self) -> str:
        """The item's code, as submitted."""
        return self.item_id
