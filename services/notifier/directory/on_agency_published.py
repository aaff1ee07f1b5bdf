"""agency published -> contacts up to date, and alerts that missed one look again."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import AgencyPublished
from notifier.directory.service import Directory


def routes(bus: Bus, directory: Directory) -> None:
    """Store every agency's contacts."""

    @bus.on(AgencyPublished, group="notifier")
    async def on_agency_published(events: Sequence[AgencyPublished]) -> None:
        """Agency published -> contacts up to date, and alerts that missed one look again."""
        await directory.update(events)
