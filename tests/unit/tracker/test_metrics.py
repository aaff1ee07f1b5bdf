import asyncio
from datetime import date
from typing import Any

import pytest
from prometheus_client import CollectorRegistry

from contracts.words import Status
from tests.unit.tracker.plans import NOON, a_plan
from tracker.items.item import Item, change_to
from tracker.metrics import Counters
from tracker.recounted import Pace
from tracker.status.rule_set import read_rules


@pytest.mark.parametrize(
    ("spent", "pause"),
    [
        ({}, 1.0),
        ({"items": [0.04]}, 1.0),
        ({"items": [2.0]}, 48.0),
        ({"items": [0.4, 0.1, 2.0]}, 2.4),
        ({"items": [1.0], "periods": [0.5, 9.0], "marks": [0.25]}, 42.0),
    ],
)
def test_all_counting_together_takes_at_most_a_twenty_fifth_of_the_time(
    spent: dict[str, list[float]], pause: float
) -> None:
    pace = Pace()
    for gauges, durations in spent.items():
        for seconds in durations:
            pace.took(gauges, seconds)
    assert pace.pause() == pytest.approx(pause)


async def test_gauges_are_counted_one_after_the_other() -> None:
    pace, counting = Pace(), list[str]()

    async def count(gauges: str) -> None:
        async with pace.turn(gauges):
            counting.append(gauges)
            await asyncio.sleep(0)
            counting.append(gauges)

    await asyncio.gather(count("items"), count("periods"))
    assert counting == ["items", "items", "periods", "periods"]


def changes_of(registry: CollectorRegistry, region: str) -> Any:
    return {
        (sample.labels["from"], sample.labels["to"]): sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.name == "aksi_status_changes_total" and sample.labels["region"] == region
    }


def test_every_status_change_of_a_known_region_begins_at_zero() -> None:
    registry = CollectorRegistry()
    counters = Counters(registry)
    counters.know(["kukar"])
    assert set(changes_of(registry, "kukar").values()) == {0.0}
    assert set(changes_of(registry, "kukar")) == {
        (was, now) for was in ("none", *Status) for now in Status
    }
    change = change_to(None, Item(a_plan(due=date(2026, 6, 14))), NOON, read_rules())
    counters.after_commit([], [change], NOON)
    counters.know(["kukar", "garut"])
    assert changes_of(registry, "kukar")["none", "late"] == 1
    assert sum(changes_of(registry, "garut").values()) == 0


def test_how_long_reports_take_is_unknown_and_not_zero_before_the_first() -> None:
    registry = CollectorRegistry()
    Counters(registry).know(["kukar"])
    assert registry.get_sample_value("aksi_report_lag_seconds_count", {"region": "kukar"}) == 0
