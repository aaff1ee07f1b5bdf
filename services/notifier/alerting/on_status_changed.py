"""status changed -> alerts open and close."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import StatusChanged
from notifier.alerting.readings import READINGS
from notifier.alerting.service import Alerts


def routes(bus: Bus, alerts: Alerts) -> None:
    """Follow every status change."""

    @bus.on(StatusChanged, group="notifier", reading=READINGS[StatusChanged.topic])
    async def on_status_changed(events: Sequence[StatusChanged]) -> None:
        """Status changed -> alerts open and close."""
        await alerts.follow(events)
