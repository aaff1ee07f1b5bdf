"""Gauges of items by where they are: sums, never ratios."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily

from chassis.clock import Clock
from tracker.items.query import ItemQuery
from tracker.places.areas import Areas
from tracker.recounted import Pace, RecountedGauges, family
from tracker.summary.repository import SummaryRepository
from tracker.summary.sums import Sums, merged

_LABELS, _AREA = ("region", "district", "rural"), ("region", "area")
_RURAL = {True: "yes", False: "no"}
_SUMS = (
    ("weight", "Sum of weights"),
    ("weight_done", "Sum of weight times actual progress"),
    ("weight_planned", "Sum of weight times planned"),
)
Groups = Mapping[tuple[str, ...], Sums]


class PlaceGauges(RecountedGauges):
    """Of each region's districts (kecamatan), apart by whether it is rural; an item whose plan does
    not say it has the label empty. Of its areas, which consist of districts, also those without an
    item.
    """

    def __init__(
        self,
        summaries: SummaryRepository,
        areas: Areas,
        clock: Clock,
        registry: CollectorRegistry,
        pace: Pace,
    ) -> None:
        self._summaries = summaries
        self._areas = areas
        self._clock = clock
        super().__init__(registry, pace)

    async def recount(self) -> None:
        """Count the items of all districts."""
        groups = await self._summaries.counted(ItemQuery(), _LABELS, self._clock.now())
        places = {_labels(*key): sums for key, sums in groups.items()}
        await self.show(
            chain(
                sums_by("aksi_district_items", "district", _LABELS, places),
                sums_by("aksi_area_items", "area of districts", _AREA, self._by_area(places)),
            )
        )

    def _by_area(self, places: Groups) -> Groups:
        regions = sorted({region for region, _, _ in places})
        found: dict[tuple[str, ...], list[Sums]] = {
            (region, area.area): [] for region in regions for area in self._areas.of_region(region)
        }
        for (region, district, _), sums in places.items():
            for area in self._areas.of(region, district):
                found[region, area.area].append(sums)
        return {key: merged(parts) for key, parts in found.items()}


def sums_by(
    name: str, what: str, labels: Sequence[str], groups: Groups
) -> Iterator[GaugeMetricFamily]:
    """Items by status, and sums of weights, of groups by the values of `labels`."""
    items = family(name, f"Items by {what} and status.", [*labels, "status"])
    for key, sums in groups.items():
        for status, count in sums.by_status.items():
            items.add_metric([*key, status], count)
    yield items
    for attribute, told in _SUMS:
        gauge = family(f"{name}_{attribute}", f"{told}, by {what}.", labels)
        for key, sums in groups.items():
            gauge.add_metric(key, getattr(sums, attribute))
        yield gauge


def _labels(region: str, district: str | None, rural: bool | str | None) -> tuple[str, ...]:
    return region, district or "", _RURAL.get(rural, "") if isinstance(rural, bool) else ""
