"""The gauge of what in reports waits to be looked at."""

import asyncio

from prometheus_client import CollectorRegistry

from tracker.plausibility.repository import MarkRepository
from tracker.recounted import Pace, RecountedGauges, family


class PlausibilityGauges(RecountedGauges):
    """Open marks by region, agency and rule; counted soon after `changed` is set, by marks that
    were stored or dismissed.
    """

    def __init__(
        self,
        marks: MarkRepository,
        registry: CollectorRegistry,
        pace: Pace,
        changed: asyncio.Event,
    ) -> None:
        self._marks = marks
        super().__init__(registry, pace, changed)

    async def recount(self) -> None:
        """Count the open marks."""
        gauge = family(
            "aksi_reports_to_look_at",
            "Marks on reports that nobody has dismissed, by rule.",
            ("region", "agency", "rule"),
        )
        for labels, count in sorted((await self._marks.open_by_rule()).items()):
            gauge.add_metric(labels, count)
        await self.show([gauge])
