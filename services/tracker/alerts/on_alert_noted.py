"""alert noted -> the item's page and history say what became of it."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import AlertNoted
from tracker.alerts.repository import AlertRepository


def routes(bus: Bus, alerts: AlertRepository) -> None:
    """Store what became of each alert."""

    @bus.on(AlertNoted, group="tracker")
    async def on_alert_noted(events: Sequence[AlertNoted]) -> None:
        """Alert noted -> the item's page and history say what became of it."""
        await alerts.note(events)
