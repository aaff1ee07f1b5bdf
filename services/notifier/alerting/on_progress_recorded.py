"""progress recorded -> alerts know the latest figures, and that a report came."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import ProgressRecorded
from notifier.alerting.readings import READINGS
from notifier.alerting.service import Alerts


def routes(bus: Bus, alerts: Alerts) -> None:
    """Hear of every report."""

    @bus.on(ProgressRecorded, group="notifier", reading=READINGS[ProgressRecorded.topic])
    async def on_progress_recorded(events: Sequence[ProgressRecorded]) -> None:
        """Progress recorded -> alerts know the latest figures, and that a report came."""
        await alerts.follow(events)
