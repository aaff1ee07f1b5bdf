"""agency published -> contacts up to date, and alerts that they may concern look again."""

from collections.abc import Awaitable, Callable, Sequence

from chassis.kafka.bus import Bus
from contracts import AgencyPublished


def routes(bus: Bus, take_over: Callable[[Sequence[AgencyPublished]], Awaitable[None]]) -> None:
    """Store every agency's contacts."""

    @bus.on(AgencyPublished, group="notifier")
    async def on_agency_published(events: Sequence[AgencyPublished]) -> None:
        """Agency published -> contacts up to date, and alerts that they may concern look again."""
        await take_over(events)
