"""evidence added -> an item that is done has a proof."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from contracts import EvidenceAdded
from notifier.alerting.service import Alerts


def routes(bus: Bus, alerts: Alerts) -> None:
    """Hear of every file."""

    @bus.on(EvidenceAdded, group="notifier")
    async def on_evidence_added(events: Sequence[EvidenceAdded]) -> None:
        """Evidence added -> an item that is done has a proof."""
        await alerts.follow(events)
