"""A mail about an alert was handed over."""

from typing import ClassVar, Literal

from pydantic import Field

from contracts.event import Event
from contracts.words import AgencyCode, ContactRole, Instant, ItemId, RegionCode


class AlertSent(Event):
    """A fact: the mail for one recipient of one step was handed over."""

    topic: ClassVar[str] = "alert.sent.v1"
    producer: ClassVar[str] = "notifier"
    consumers: ClassVar[tuple[str, ...]] = ("tracker",)

    delivery: str = Field(description="Key of rule, item, episode, step, channel, recipient.")
    alert: str = Field(description="Key of rule, item, episode.")
    item_id: ItemId
    region: RegionCode
    agency: AgencyCode
    rule: str = Field(description="The policy rule that asked for the alert.")
    episode: int = Field(description="Number of the episode among those of the item.")
    step: str = Field(description="Step of the rule's ladder.")
    channel: Literal["mail"]
    role: ContactRole
    recipient: str = Field(description="The address.")
    message_id: str = Field(description="Message-ID of the mail.")
    since: Instant = Field(description="When the status that the alert speaks of began to hold.")
    sent_at: Instant = Field(description="When the mail was handed over.")

    def key(self) -> str:
        """The item's code."""
        return self.item_id
