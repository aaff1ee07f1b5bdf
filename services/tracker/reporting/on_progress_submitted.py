"""progress submitted -> recorded, or rejected with reasons."""

from collections.abc import Sequence

from chassis.clock import to_millisecond
from chassis.kafka.bus import Bus
from chassis.mongo.parts import conflicts_of
from contracts import ProgressSubmitted
from tracker.items.service import Items
from tracker.reporting.report import Report

LANES = 2
"""One batch is judged while the database commits another."""


def report_of(event: ProgressSubmitted) -> Report:
    """The report that an agency's own system submits."""
    return Report(
        report_id=event.report_id,
        item_id=event.item_id,
        agency=event.agency,
        content=event,
        submitted_at=to_millisecond(event.submitted_at),
        submitted_by=event.submitted_by,
        source="kafka",
    )


def routes(bus: Bus, items: Items) -> None:
    """Receive reports of agencies' own systems."""

    @bus.on(ProgressSubmitted, group="tracker", lanes=LANES)
    async def on_progress_submitted(events: Sequence[ProgressSubmitted]) -> None:
        """Progress submitted -> recorded, or rejected with reasons."""
        reports = [report_of(event) for event in events]
        await items.record(reports, conflicts=conflicts_of(len(reports)))
