"""agency published -> contacts known, and who could not be told is told."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import AgencyPublished
from notifier.alerting.service import Alerts


def routes(bus: Bus, alerts: Alerts) -> None:
    """Keep every agency's contacts."""

    @bus.on(AgencyPublished, group="notifier")
    async def on_agency_published(events: Sequence[AgencyPublished]) -> None:
        """Agency published -> contacts known, and who could not be told is told."""
        await alerts.learn(events)
