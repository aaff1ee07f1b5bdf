"""council letter -> one mail to each address of those above the agencies."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import CouncilLetter
from notifier.letters.service import LetterPost


def routes(bus: Bus, post: LetterPost) -> None:
    """Take over every letter."""

    @bus.on(CouncilLetter, group="notifier")
    async def on_council_letter(events: Sequence[CouncilLetter]) -> None:
        """Council letter -> one mail to each address of those above the agencies."""
        await post.take_over(events)
