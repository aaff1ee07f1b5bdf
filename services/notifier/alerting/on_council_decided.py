"""council decided -> its due day is watched, or no longer."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import CouncilDecided
from notifier.alerting.service import Alerts


def routes(bus: Bus, alerts: Alerts) -> None:
    """Hear of what becomes of every decision."""

    @bus.on(CouncilDecided, group="notifier")
    async def on_council_decided(events: Sequence[CouncilDecided]) -> None:
        """Council decided -> its due day is watched, or no longer."""
        await alerts.follow(events)
