"""What the planner tells of its plan: how many items, and what their regions are called."""

from typing import Any

from prometheus_client import CollectorRegistry

from planner.metrics import RESULTS, Metrics
from planner.regions.region import read_regions


class Counted:
    def __init__(self, *counts: tuple[str, str, bool, int]) -> None:
        self.given = list(counts)

    async def counts(self) -> list[tuple[str, str, bool, int]]:
        return self.given


def samples(registry: CollectorRegistry, name: str) -> dict[tuple[str, ...], float]:
    return {
        tuple(sample.labels.values()): sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.name == name
    }


def metrics_of(items: Any) -> tuple[Metrics, CollectorRegistry]:
    registry = CollectorRegistry()
    return Metrics(items, read_regions(), registry), registry


async def test_a_region_with_a_plan_is_called_by_its_name() -> None:
    items = Counted(("kukar", "action", False, 3), ("kukar", "action", True, 1))
    metrics, registry = metrics_of(items)
    await metrics.recount()
    assert samples(registry, "aksi_region_info") == {("kukar", "Kutai Kartanegara"): 1}
    assert samples(registry, "aksi_plan_items") == {
        ("kukar", "action", "active"): 3,
        ("kukar", "action", "cancelled"): 1,
    }


async def test_a_region_that_is_gone_or_not_known_hides_no_number() -> None:
    items = Counted(("kukar", "action", False, 3))
    metrics, registry = metrics_of(items)
    await metrics.recount()
    items.given = [("tak-dikenal", "action", False, 2)]
    await metrics.recount()
    assert samples(registry, "aksi_region_info") == {("tak-dikenal", "tak-dikenal"): 1}


def test_every_outcome_of_an_import_begins_at_zero() -> None:
    _, registry = metrics_of(Counted())
    counted = samples(registry, "aksi_plan_imports_total")
    assert counted == {(result,): 0 for result in RESULTS}
