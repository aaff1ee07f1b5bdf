"""A token of an agency's own system was used."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.event import Event
from contracts.evidence_added import Sha256
from contracts.words import Instant

TokenSource = Literal["http", "kafka"]


class TokenUsed(Event):
    """A fact, told once in ten minutes at most for each token, source and replica; the token
    itself is never in it.
    """

    topic: ClassVar[str] = "token.used.v1"
    producer: ClassVar[str] = "tracker"
    consumers: ClassVar[tuple[str, ...]] = ("planner",)

    sha256: Annotated[Sha256, Field(description="Of the token's text, as in plan.account.v1.")]
    username: Annotated[
        str, Field(min_length=1, max_length=64, description="The account that it acts as.")
    ]
    used_at: Instant = Field(
        description="When it was asked with; over Kafka when the broker had the record."
    )
    source: TokenSource = Field(description="The road on which it came.")

    def key(self) -> str:
        """The token's hash."""
        return self.sha256
