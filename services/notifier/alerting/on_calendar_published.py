"""calendar published -> working days and windows of the region."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import CalendarPublished
from notifier.alerting.service import Alerts


def routes(bus: Bus, alerts: Alerts) -> None:
    """Take over every calendar."""

    @bus.on(CalendarPublished, group="notifier")
    async def on_calendar_published(events: Sequence[CalendarPublished]) -> None:
        """Calendar published -> working days and windows of the region."""
        await alerts.take_over_calendars(events)
