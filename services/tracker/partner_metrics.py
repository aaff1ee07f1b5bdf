"""Gauges of items by the kind of their partners: sums, never ratios."""

from prometheus_client import CollectorRegistry

from chassis.clock import Clock
from tracker.items.query import ItemQuery
from tracker.place_metrics import sums_by
from tracker.recounted import Pace, RecountedGauges
from tracker.summary.repository import SummaryRepository

_LABELS = ("region", "partner")


class PartnerGauges(RecountedGauges):
    """Of each region's items with partners, by the partners' kind; an item whose partners are of
    two kinds is in both. The series do not grow with the plan, which a label on each item's would.
    """

    def __init__(
        self, summaries: SummaryRepository, clock: Clock, registry: CollectorRegistry, pace: Pace
    ) -> None:
        self._summaries = summaries
        self._clock = clock
        super().__init__(registry, pace)

    async def recount(self) -> None:
        """Count the items that have partners."""
        groups = await self._summaries.counted(ItemQuery(), _LABELS, self._clock.now())
        await self.show(sums_by("aksi_partner_items", "kind of partner", _LABELS, groups))
