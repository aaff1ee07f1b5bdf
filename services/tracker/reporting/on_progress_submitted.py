"""progress submitted -> recorded, or rejected with reasons."""

from collections.abc import Sequence

from chassis.kafka.bus import Bus
from chassis.kafka.consumer import Received
from chassis.mongo.parts import conflicts_of
from contracts import ProgressSubmitted
from tracker.items.service import Items
from tracker.reporting.senders import Senders

LANES = 2
"""One batch is judged while the database commits another."""


def routes(bus: Bus, items: Items, senders: Senders) -> None:
    """Receive reports of agencies' own systems."""

    @bus.on_received(ProgressSubmitted, group="tracker", lanes=LANES, unread=senders.answer)
    async def on_progress_submitted(received: Sequence[Received[ProgressSubmitted]]) -> None:
        """Progress submitted -> recorded, or rejected with reasons."""
        reports = await senders.reports(received)
        await items.record(reports, conflicts=conflicts_of(len(reports)))
