"""token used -> its account's page says when, and how."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import TokenUsed
from planner.token_uses.repository import TokenUseRepository


def routes(bus: Bus, uses: TokenUseRepository) -> None:
    """Keep the last use of every token."""

    @bus.on(TokenUsed, group="planner")
    async def on_token_used(events: Sequence[TokenUsed]) -> None:
        """Token used -> its account's page says when, and how."""
        await uses.save(events)
