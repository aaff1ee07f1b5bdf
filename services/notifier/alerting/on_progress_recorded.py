"""progress recorded -> a mail on its way knows the latest figures."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import ProgressRecorded
from notifier.alerting.service import Alerts


def routes(bus: Bus, alerts: Alerts) -> None:
    """Hear of reports that change no status."""

    @bus.on(ProgressRecorded, group="notifier")
    async def on_progress_recorded(events: Sequence[ProgressRecorded]) -> None:
        """Progress recorded -> a mail on its way knows the latest figures."""
        await alerts.hear(events)
