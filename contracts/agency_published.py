"""Snapshot of an agency and its contacts, published at each change."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.event import Event, Retention
from contracts.words import AgencyCode, Contact, HigherContact, RegionCode


class AgencyPublished(Event):
    """The agency (OPD) as it stands at `version`."""

    topic: ClassVar[str] = "plan.agency.v1"
    retention: ClassVar[Retention] = "compacted"
    producer: ClassVar[str] = "planner"
    consumers: ClassVar[tuple[str, ...]] = ("tracker", "notifier")

    agency: AgencyCode
    version: Annotated[int, Field(ge=1, description="Rises by one with each change.")]
    region: RegionCode
    name: Annotated[str, Field(min_length=1, max_length=300, description="In full.")]
    kind: str = Field(default="other", description="dinas, badan, setda, kecamatan, ...")
    contacts: tuple[Contact, ...] = Field(default=(), description="Whom to tell, by role.")
    higher_contacts: tuple[HigherContact, ...] = Field(
        default=(), description="Whom to tell above the agencies, by role."
    )

    def key(self) -> str:
        """The agency's code."""
        return self.agency
