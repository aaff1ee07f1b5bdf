"""agency published -> its name is known."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import AgencyPublished
from tracker.items.repository import Store


def routes(bus: Bus, store: Store) -> None:
    """Keep the names of agencies, for the boards."""

    @bus.on(AgencyPublished, group="tracker")
    async def on_agency_published(events: Sequence[AgencyPublished]) -> None:
        """Agency published -> its name is known."""
        await store.save_agencies(events)
