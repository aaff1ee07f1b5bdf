"""agency published -> its name and contacts are known."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import AgencyPublished
from tracker.plan.repository import AgencyRepository


def routes(bus: Bus, agencies: AgencyRepository) -> None:
    """Store the names and contacts of agencies."""

    @bus.on(AgencyPublished, group="tracker")
    async def on_agency_published(events: Sequence[AgencyPublished]) -> None:
        """Agency published -> its name and contacts are known."""
        await agencies.save_agencies(events)
