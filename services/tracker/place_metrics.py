"""Gauges of items by where they are: sums, never ratios."""

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily

from chassis.clock import Clock
from tracker.items.query import ItemQuery
from tracker.recounted import Pace, RecountedGauges, family
from tracker.summary.repository import SummaryRepository
from tracker.summary.sums import Sums

_LABELS = ("region", "district", "rural")
_RURAL = {True: "yes", False: "no"}
_SUMS = (
    ("aksi_district_items_weight", "Sum of weights.", "weight"),
    ("aksi_district_items_weight_done", "Sum of weight times actual progress.", "weight_done"),
    ("aksi_district_items_weight_planned", "Sum of weight times planned.", "weight_planned"),
)


class PlaceGauges(RecountedGauges):
    """Of each region's districts (kecamatan), apart by whether it is rural; an item whose plan does
    not say it has the label empty.
    """

    def __init__(
        self, summaries: SummaryRepository, clock: Clock, registry: CollectorRegistry, pace: Pace
    ) -> None:
        self._summaries = summaries
        self._clock = clock
        super().__init__(registry, pace)

    async def recount(self) -> None:
        """Count the items of all districts."""
        now = self._clock.now()
        await self.show(_families(await self._summaries.counted(ItemQuery(), _LABELS, now)))


def _families(groups: Mapping[tuple[str, ...], Sums]) -> Iterator[GaugeMetricFamily]:
    places = {key: _labels(*key) for key in groups}
    items = family("aksi_district_items", "Items by district and status.", [*_LABELS, "status"])
    for key, sums in groups.items():
        for status, count in sums.by_status.items():
            items.add_metric([*places[key], status], count)
    yield items
    for name, what, attribute in _SUMS:
        gauge = family(name, what, _LABELS)
        for key, sums in groups.items():
            gauge.add_metric(places[key], getattr(sums, attribute))
        yield gauge


def _labels(region: str, district: str | None, rural: bool | str | None) -> list[str]:
    return [region, district or "", _RURAL.get(rural, "") if isinstance(rural, bool) else ""]
