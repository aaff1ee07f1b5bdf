"""Something became of an alert: whom it was told, who answered, why it ended."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from contracts.event import Event
from contracts.words import AgencyCode, AlertAction, Instant, ItemId, RegionCode

WORDS_MOST = 1_000
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_\-]{0,63}$")]


class AlertNoted(Event):
    """A fact of an episode; once for each (alert, number). It has no address."""

    topic: ClassVar[str] = "alert.noted.v1"
    producer: ClassVar[str] = "notifier"
    consumers: ClassVar[tuple[str, ...]] = ("tracker",)

    alert: Annotated[
        str, Field(min_length=1, max_length=200, description="Key of rule, subject, episode.")
    ]
    number: Annotated[int, Field(ge=1, description="Counts what became of the episode.")]
    action: AlertAction
    rule: Annotated[str, Field(max_length=40, description="The policy rule of the episode.")]
    item_id: ItemId | None = Field(
        default=None, description="The item it is about; null: a decision on an agency."
    )
    decision_id: Annotated[str | None, Field(min_length=1, max_length=64)] = Field(
        default=None, description="The council's decision it is about; null: an item."
    )
    region: RegionCode
    agency: AgencyCode = Field(description="The agency that was responsible.")
    step: Code | None = Field(default=None, description="Of the ladder, where one was taken.")
    offices: Annotated[tuple[Code, ...], Field(max_length=20)] = Field(
        default=(), description="Told, or handed over to: officer, head, delivery_team, ..."
    )
    vacant: Annotated[tuple[Code, ...], Field(max_length=20)] = Field(
        default=(), description="Offices of the step that nobody holds who can be reached."
    )
    told: Annotated[int, Field(ge=0)] = Field(default=0, description="How many addresses.")
    told_offices: Annotated[tuple[Code, ...], Field(max_length=20)] = Field(
        default=(),
        description="Whose they are: of offices those that are held, for a vacant one the next up.",
    )
    digest: bool = Field(
        default=False, description="They are told with the day's digest, and not at once."
    )
    channel: Code | None = Field(
        default=None, description="By which it was told, where that is one for all."
    )
    by: Annotated[str, Field(max_length=128)] = Field(
        default="", description="The account, or the office that answered; empty: the policy."
    )
    until: date | None = Field(
        default=None, description="Last day of an answer: no step is taken before it has ended."
    )
    why: Code | None = Field(default=None, description="Why it was closed, or why nobody was told.")
    words: Annotated[str, Field(max_length=WORDS_MOST)] = Field(
        default="", description="What was written with an answer."
    )
    at: Instant

    def key(self) -> str:
        """The episode, so that what became of it keeps its order."""
        return self.alert
