"""What boards show beside the sums: what is to be decided and who was told, districts, the year."""

import asyncio
from datetime import date, datetime, timedelta
from typing import cast

import pytest
from prometheus_client import CollectorRegistry

from chassis.clock import FixedClock
from contracts import AgencyPublished
from contracts.words import Kind, Location, Partner, PartnerKind
from tests.flow.tracker.alerts.given_alerts import sent
from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker import curve_metrics, troubled_metrics
from tracker.alerts.repository import AlertRepository
from tracker.council.repository import CouncilRepository
from tracker.curve_metrics import CurveGauges, is_a_months_end, pause_after
from tracker.items.item import Change, Item, change_to
from tracker.partner_metrics import PartnerGauges
from tracker.place_metrics import PlaceGauges
from tracker.places.areas import Area, AreaDistrict, Areas
from tracker.recounted import Pace
from tracker.reporting.verdict import Outcome
from tracker.status.progress import fold
from tracker.troubled_metrics import TroubledGauges

TODAY = NOON.date()
AREAS = Areas(
    Area(
        region="kukar",
        area=area,
        name=area.title(),
        as_of=date(2025, 6, 30),
        source="uji",
        districts=[AreaDistrict(name=name)],
    )
    for area, name in (("PESISIR", "muara-badak"), ("HULU", "Tabang"))
)
MUARA = Location(kecamatan="Muara Badak", rural=True)
Told = dict[tuple[str, ...], float]


def an_item(item_id: str, percent: float | None = None, **other: object) -> Item:
    progress = fold([a_mark(percent, date(2026, 6, 1))] if percent is not None else [])
    plan = a_plan(item_id=item_id, **other)
    return change_to(None, Item(plan, progress), NOON, RULES).after


def told(registry: CollectorRegistry, name: str) -> Told:
    """The values of a gauge by the values of its labels, in the order of their names."""
    return {
        tuple(value for _, value in sorted(sample.labels.items())): sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.name == name
    }


@pytest.fixture
async def held(kept: Keeping) -> Keeping:
    late = {"due": TODAY - timedelta(days=40), "kind": Kind.ACTION}
    await kept.holds(
        [
            an_item("A-LATE", 20, title="Sumur", location=MUARA, **late),
            an_item("A-SILENT", None, due=TODAY + timedelta(days=20), kind=Kind.ACTION),
            an_item("A-FINE", 60, location=Location(kecamatan="Muara Badak")),
            an_item("A-ANYWHERE", 60),
        ]
    )
    await kept.agencies.save_agencies(
        [AgencyPublished(agency="DINKES", version=1, region="kukar", name="Dinas Kesehatan")]
    )
    return kept


async def decisions(held: Keeping, alerts: AlertRepository) -> CollectorRegistry:
    registry = CollectorRegistry()
    gauges = TroubledGauges(
        rows=CouncilRepository(held.database),
        agencies=held.agencies,
        alerts=alerts,
        clock=FixedClock(NOON),
        rules=RULES,
        registry=registry,
        pace=Pace(),
    )
    await gauges.recount()
    return registry


async def test_late_and_critical_items_of_every_kind_are_named(held: Keeping) -> None:
    registry = await decisions(held, AlertRepository(held.database))
    info = told(registry, "aksi_troubled_item_info")
    assert {labels[1]: labels[5] for labels in info} == {"A-LATE": "late", "A-SILENT": "critical"}
    assert ("DINKES", "A-LATE", "action", "living", "kukar", "late", "Sumur") in info
    due = told(registry, "aksi_troubled_item_due_timestamp_seconds")[("A-LATE",)]
    assert (NOON.timestamp() - due) // 86_400 == 39
    ends = datetime.fromisoformat("2026-06-02T00:00:00+08:00").timestamp()
    assert told(registry, "aksi_troubled_item_figure_timestamp_seconds") == {("A-LATE",): ends}


async def test_series_of_items_do_not_grow_with_the_plan(
    held: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(troubled_metrics, "WORST_MOST", 1)
    registry = await decisions(held, AlertRepository(held.database))
    assert [labels[1] for labels in told(registry, "aksi_troubled_item_info")] == ["A-LATE"]


async def test_who_was_told_last_is_said_by_role(held: Keeping) -> None:
    alerts = AlertRepository(held.database)
    for days in (3, 1):
        at = NOON - timedelta(days=days)
        await alerts.save([sent("A-LATE", at=at, delivery=f"{days}")])
    await alerts.save([sent("A-FINE", at=NOON)])
    registry = await decisions(held, alerts)
    last = (NOON - timedelta(days=1)).timestamp()
    assert told(registry, "aksi_troubled_item_told_timestamp_seconds") == {("A-LATE", "head"): last}


async def test_items_are_summed_by_district_and_by_whether_it_is_rural(held: Keeping) -> None:
    registry = CollectorRegistry()
    await PlaceGauges(held.summaries, AREAS, FixedClock(NOON), registry, Pace()).recount()
    assert told(registry, "aksi_district_items") == {
        ("Muara Badak", "kukar", "yes", "late"): 1,
        ("Muara Badak", "kukar", "", "on_track"): 1,
        ("", "kukar", "", "critical"): 1,
        ("", "kukar", "", "on_track"): 1,
    }
    done = told(registry, "aksi_district_items_weight_done")
    assert done[("Muara Badak", "kukar", "yes")] == pytest.approx(0.2)


async def test_an_area_is_the_sum_of_its_districts_and_one_without_an_item_is_zero(
    held: Keeping,
) -> None:
    registry = CollectorRegistry()
    await PlaceGauges(held.summaries, AREAS, FixedClock(NOON), registry, Pace()).recount()
    assert told(registry, "aksi_area_items") == {
        ("PESISIR", "kukar", "late"): 1,
        ("PESISIR", "kukar", "on_track"): 1,
    }
    assert told(registry, "aksi_area_items_weight") == {
        ("PESISIR", "kukar"): pytest.approx(2.0),
        ("HULU", "kukar"): 0.0,
    }
    assert told(registry, "aksi_area_items_weight_done")["PESISIR", "kukar"] == pytest.approx(0.8)


async def test_an_item_is_in_each_kind_of_its_partners_once(kept: Keeping) -> None:
    business = Partner(name="PT A", kind=PartnerKind.BUSINESS)
    both = (business, business, Partner(name="Unikarta", kind=PartnerKind.ACADEMIA))
    await kept.holds(
        [an_item("P-2", 60, partners=both), an_item("P-1", 20, partners=both[:1]), an_item("P-0")]
    )
    registry = CollectorRegistry()
    await PartnerGauges(kept.summaries, FixedClock(NOON), registry, Pace()).recount()
    assert told(registry, "aksi_partner_items_weight") == {
        ("business", "kukar"): 2.0,
        ("academia", "kukar"): 1.0,
    }
    done = told(registry, "aksi_partner_items_weight_done")
    assert done["business", "kukar"] == pytest.approx(0.8)
    assert sum(told(registry, "aksi_partner_items").values()) == 3


async def curve(held: Keeping, now: datetime) -> CollectorRegistry:
    registry = CollectorRegistry()
    gauges = CurveGauges(
        rows=CouncilRepository(held.database),
        summaries=held.summaries,
        clock=FixedClock(now),
        registry=registry,
    )
    await gauges.recount()
    return registry


async def test_the_year_has_its_plan_for_each_month_and_progress_for_those_over(
    held: Keeping,
) -> None:
    registry = await curve(held, NOON)
    months = [f"2026-{month:02}" for month in range(1, 13)]
    planned = told(registry, "aksi_curve_weight_planned")
    assert sorted(month for month, _ in planned) == months
    assert planned["2026-12", "kukar"] == pytest.approx(
        told(registry, "aksi_curve_weight")[("kukar",)]
    )
    assert sorted(month for month, _ in told(registry, "aksi_curve_weight_done")) == months[:5]


async def test_the_last_day_of_a_month_is_no_end_of_it_yet(held: Keeping) -> None:
    at_noon, midnight = (
        datetime.fromisoformat(one)
        for one in ("2026-05-31T12:00:00+08:00", "2026-06-01T00:00:00+08:00")
    )
    registries = [await curve(held, now) for now in (at_noon, midnight)]
    before, after = (told(one, "aksi_curve_weight_planned") for one in registries)
    assert before == after
    done = [told(one, "aksi_curve_weight_done") for one in registries]
    assert [max(month for month, _ in one) for one in done] == ["2026-04", "2026-05"]


@pytest.mark.parametrize(
    ("day", "is_one"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 2, 28), True),
        (date(2026, 6, 15), False),
        (date(2026, 12, 31), True),
    ],
)
def test_a_month_stands_for_its_last_day(day: date, is_one: bool) -> None:
    assert is_a_months_end(day, 2026) is is_one


@pytest.mark.parametrize(("took", "pause"), [(0.01, 10.0), (1.0, 50.0), (600.0, 3600.0)])
def test_reading_the_year_takes_at_most_a_fiftieth_of_the_time(took: float, pause: float) -> None:
    assert pause_after(took) == pause


async def test_while_reports_come_fast_the_year_is_not_read(
    held: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curve_metrics, "QUIET_SECONDS", 0.01)
    monkeypatch.setattr(curve_metrics, "SHORTEST_SECONDS", 0.0)
    gauges = CurveGauges(
        rows=CouncilRepository(held.database),
        summaries=held.summaries,
        clock=FixedClock(NOON),
        registry=CollectorRegistry(),
    )
    read = asyncio.Event()

    async def recount() -> None:
        read.set()

    monkeypatch.setattr(gauges, "recount", recount)
    running = asyncio.create_task(gauges.run())
    try:
        await read.wait()
        read.clear()
        many, change = [cast("Outcome", None)] * 100, [cast("Change", None)]
        for _ in range(50):
            gauges.after_commit(many, change, NOON)
            await asyncio.sleep(0.005)
        assert not read.is_set()
        await asyncio.wait_for(read.wait(), 10)
    finally:
        running.cancel()
