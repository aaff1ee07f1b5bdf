"""alert sent -> the item's page says who was told."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import AlertSent
from tracker.alerts.repository import AlertRepository


def routes(bus: Bus, alerts: AlertRepository) -> None:
    """Store each alert that was sent."""

    @bus.on(AlertSent, group="tracker")
    async def on_alert_sent(events: Sequence[AlertSent]) -> None:
        """Alert sent -> the item's page says who was told."""
        await alerts.save(events)
