"""progress recorded -> a mail to come has the latest figures."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import ProgressRecorded
from notifier.alerting.service import Alerts


def routes(bus: Bus, alerts: Alerts) -> None:
    """Receive reports, also those that change no status."""

    @bus.on(ProgressRecorded, group="notifier")
    async def on_progress_recorded(events: Sequence[ProgressRecorded]) -> None:
        """Progress recorded -> a mail to come has the latest figures."""
        await alerts.hear(events)
