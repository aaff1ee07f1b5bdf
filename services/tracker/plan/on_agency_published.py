"""agency published -> its name is known."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import AgencyPublished
from tracker.plan.repository import AgencyRepository


def routes(bus: Bus, agencies: AgencyRepository) -> None:
    """Store the names of agencies, for the dashboards."""

    @bus.on(AgencyPublished, group="tracker")
    async def on_agency_published(events: Sequence[AgencyPublished]) -> None:
        """Agency published -> its name is known."""
        await agencies.save_agencies(events)
