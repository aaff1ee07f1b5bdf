"""calendar published -> periods are counted by it."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import CalendarPublished
from tracker.periods.service import ReportingPeriods


def routes(bus: Bus, periods: ReportingPeriods) -> None:
    """Take over the calendars of all regions."""

    @bus.on(CalendarPublished, group="tracker")
    async def on_calendar_published(events: Sequence[CalendarPublished]) -> None:
        """Calendar published -> periods are counted by it."""
        await periods.take_over(events)
