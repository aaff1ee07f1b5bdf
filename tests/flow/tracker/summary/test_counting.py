"""What MongoDB counts is what the rule says of each item, added up."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry

from chassis.clock import FixedClock, to_millisecond
from chassis.http.answers import answer_problems
from contracts import AgencyPublished
from contracts.words import Kind, Milestone, Pillar, Status
from tests.claims import Claims
from tests.flow.tracker.keeping import Keeping, as_of_items
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.bands.band import rated
from tracker.bands.scheme import read_schemes
from tracker.evidence.proof import is_unproven, read_proof_rules
from tracker.items import repository
from tracker.items.documents import Document, item_of
from tracker.items.item import Item, change_to, with_plan, with_reports
from tracker.items.query import ItemQuery
from tracker.metrics import Group, Standings
from tracker.plausibility.repository import MarkRepository
from tracker.recounted import Pace
from tracker.status.progress import Mark, fold
from tracker.status.status import course_of, standing
from tracker.summary import show_summary
from tracker.summary.sums import FRESH, Sums

CLOSE = 1e-6
PROOF_RULES = read_proof_rules()
OFFICES = [
    ("kukar", "Asia/Makassar", "DINKES"),
    ("kukar", "Asia/Makassar", "DISHUB"),
    ("garut", "Asia/Jakarta", "GRT-DISHUB"),
    ("jayapura", "Asia/Jayapura", "JPR-DINKES"),
]
DAYS = st.dates(date(2025, 6, 1), date(2027, 6, 1))
RUPIAH = st.integers(0, 2**53)


@st.composite
def an_item(draw: st.DrawFn, number: int) -> Item:
    """Any plan, also one due before it starts, with no report or one that counts."""
    region, zone, agency = draw(st.sampled_from(OFFICES))
    start = draw(DAYS)
    steps = st.builds(Milestone, name=st.just("tahap"), due=DAYS, weight=st.floats(0.5, 60))
    plan = a_plan(
        item_id=f"UJI-{number}",
        region=region,
        time_zone=zone,
        agency=agency,
        pillar=draw(st.sampled_from(Pillar)),
        kind=draw(st.sampled_from(Kind)),
        start=start,
        due=start + timedelta(days=draw(st.integers(-3, 500))),
        milestones=tuple(draw(st.lists(steps, max_size=5))),
        weight=draw(st.floats(0.01, 1000)),
        budget=draw(RUPIAH),
        cancelled=draw(st.integers(0, 5)) == 0,
    )
    percent = draw(st.none() | st.floats(0, 100) | st.just(100.0))
    if percent is None:
        return Item(plan)
    heard_at = to_millisecond(NOON - timedelta(seconds=draw(st.integers(0, 10**7))))
    mark = Mark(date(2026, 6, 1), heard_at, "r", percent, draw(RUPIAH))
    proof = draw(st.frozensets(st.sampled_from(["r", "another"])))
    return Item(plan, fold([mark]), heard_at=heard_at, proof=proof)


@st.composite
def standings(draw: st.DrawFn) -> tuple[list[Item], datetime]:
    """Items as they were settled at an instant, which may be a corner of one of their curves."""
    items = [draw(an_item(n)) for n in range(draw(st.integers(0, 8)))]
    corners = [corner for item in items for corner, _ in course_of(item.plan).curve.corners]
    day = 86_400_000
    instants = st.integers(-600 * day, 600 * day).map(lambda by: NOON + timedelta(milliseconds=by))
    if corners:
        around = st.builds(
            lambda corner, by: corner + timedelta(milliseconds=by),
            st.sampled_from(corners),
            st.integers(-1, 1),
        )
        instants |= around
    now = draw(instants)
    return [change_to(None, item, now, RULES).after for item in items], now


def added_up(items: Iterable[Item], by: Sequence[str], now: datetime) -> dict[Any, Sums]:
    """The rule of every item by itself, and a sum made by hand."""
    groups: dict[Any, Sums] = defaultdict(Sums)
    for item in items:
        known = {"_id": item.item_id, **item.plan.model_dump()}
        sums = groups[tuple(known[name] for name in by)]
        stands = standing(course_of(item.plan), item.progress, now, RULES)
        sums.items += 1
        sums.by_status[stands.status] += 1
        if item.heard_at:
            sums.heard_at = max(item.heard_at, sums.heard_at or item.heard_at)
        if stands.status not in {Status.NOT_STARTED, Status.DONE, Status.CANCELLED}:
            assert item.had_since is not None
            owes_since = max(course_of(item.plan).begins, item.had_since)
            sums.owes_since = min(owes_since, sums.owes_since or owes_since)
            latest, before = item.progress.latest, now - FRESH
            is_old = (
                latest is None
                or latest.as_of < before.astimezone(ZoneInfo(item.plan.time_zone)).date()
            )
            sums.figures_old += is_old and course_of(item.plan).begins < before
        if stands.status is Status.CANCELLED:
            continue
        sums.weight += item.plan.weight
        sums.weight_done += item.plan.weight * stands.actual_percent / 100
        if not is_unproven(item, PROOF_RULES):
            sums.weight_done_proven += item.plan.weight * stands.actual_percent / 100
        sums.weight_planned += item.plan.weight * stands.planned_percent / 100
        sums.budget += item.plan.budget
        sums.budget_realised += item.progress.budget_realised
    return dict(groups)


def agree(counted: dict[Any, Sums], expected: dict[Any, Sums]) -> None:
    assert counted.keys() == expected.keys()
    for group, sums in counted.items():
        for name in Sums.__slots__:
            one, other = getattr(sums, name), getattr(expected[group], name)
            if isinstance(other, float):
                other = pytest.approx(other, rel=1e-12, abs=CLOSE)
            assert one == other, (group, name)


@given(standings())
async def test_every_item_counts_for_what_the_rule_says(
    kept: Keeping, stood: tuple[list[Item], datetime]
) -> None:
    items, now = stood
    await kept.holds(items)
    for by in (("_id",), Group._fields, ("pillar",), ("agency",)):
        agree(await kept.summaries.counted(ItemQuery(), by, now), added_up(items, by, now))


@given(standings())
async def test_every_item_is_in_the_band_that_the_scheme_says(
    kept: Keeping, stood: tuple[list[Item], datetime]
) -> None:
    items, now = stood
    await kept.holds(items)
    for by in (("_id",), Group._fields, ("agency",)):
        expected: dict[Any, Counter[tuple[str, str]]] = defaultdict(Counter)
        for item in items:
            known = {"_id": item.item_id, **item.plan.model_dump()}
            stands = standing(course_of(item.plan), item.progress, now, RULES)
            for scheme in read_schemes():
                found = rated(scheme, stands.planned_percent, stands.actual_percent)
                if found and stands.status is not Status.CANCELLED:
                    group = tuple(known[name] for name in by)
                    expected[group][scheme.scheme, found.band.band] += 1
        assert await kept.bands.counted(ItemQuery(), by, now) == expected


@pytest.mark.parametrize(("zone", "old"), [("Asia/Makassar", 1), ("UTC", 0)])
async def test_a_figure_is_old_by_the_day_of_its_region(kept: Keeping, zone: str, old: int) -> None:
    """At five in the afternoon in UTC it is the next day in WITA."""
    now = datetime(2026, 6, 15, 17, tzinfo=UTC)
    last = (now - FRESH).date()
    item = Item(a_plan(time_zone=zone), fold([a_mark(10.0, last)]), had_since=now - 2 * FRESH)
    await kept.holds([change_to(None, item, now, RULES).after])
    (sums,) = (await kept.summaries.counted(ItemQuery(), (), now)).values()
    assert sums.figures_old == old


def some_items() -> list[Item]:
    """Before the start, under way with milestones, late, done, cancelled; three regions."""
    half = (Milestone(name="separuh", due=date(2026, 6, 1), weight=50.0),)
    plans = [
        a_plan(item_id="LIVING-1", milestones=half, weight=3.0),
        a_plan(item_id="LIVING-2", kind=Kind.ACTION, start=date(2026, 7, 1)),
        a_plan(item_id="ECONOMY-1", kind=Kind.ACTION, pillar=Pillar.ECONOMY, agency="DISHUB"),
        a_plan(item_id="ECONOMY-2", pillar=Pillar.ECONOMY, due=date(2026, 6, 1)),
        a_plan(item_id="GONE-1", kind=Kind.ACTION, cancelled=True),
        a_plan(
            item_id="GARUT-1",
            kind=Kind.ACTION,
            region="garut",
            time_zone="Asia/Jakarta",
            agency="GRT-DISHUB",
        ),
    ]
    percents = {"LIVING-1": 47.5, "ECONOMY-1": 100.0, "GONE-1": 12.0}
    items = []
    for number, plan in enumerate(plans):
        item = Item(plan)
        if percent := percents.get(plan.item_id):
            heard_at = NOON - timedelta(hours=number)
            item = Item(plan, fold([a_mark(percent, date(2026, 6, 1))]), heard_at=heard_at)
        items.append(change_to(None, item, NOON, RULES).after)
    return items


def standings_of(kept: Keeping, now: datetime, registry: CollectorRegistry) -> Standings:
    return Standings(
        items=kept.item_rows,
        summaries=kept.summaries,
        agencies=kept.agencies,
        clock=FixedClock(now),
        rules=RULES,
        registry=registry,
        pace=Pace(),
        bands=kept.bands,
    )


async def test_the_boards_show_the_sums_and_no_item_is_read_but_the_quick_wins(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    items, read = some_items(), list[str]()
    await kept.holds(items)
    await kept.agencies.save_agencies(
        [AgencyPublished(agency="DINKES", version=1, region="kukar", name="Dinas Kesehatan")]
    )

    def counted(row: Document) -> Item:
        read.append(row["_id"])
        return item_of(row)

    monkeypatch.setattr(repository, "item_of", counted)
    registry = CollectorRegistry()
    await standings_of(kept, NOON, registry).recount()

    assert sorted(read) == ["ECONOMY-2", "LIVING-1"]
    for group, sums in added_up(items, Group._fields, NOON).items():
        labels = dict(zip(Group._fields, group, strict=True))
        for status, count in sums.by_status.items():
            assert registry.get_sample_value("aksi_items", {**labels, "status": status}) == count
        for name, value in (
            ("aksi_items_weight", sums.weight),
            ("aksi_items_weight_done", sums.weight_done),
            ("aksi_items_weight_done_proven", sums.weight_done_proven),
            ("aksi_items_weight_planned", sums.weight_planned),
            ("aksi_budget_rupiah", sums.budget),
            ("aksi_budget_realised_rupiah", sums.budget_realised),
        ):
            assert registry.get_sample_value(name, labels) == pytest.approx(value, abs=CLOSE), name
    labels = {"region": "kukar", "pillar": "living", "kind": "quick_win", "agency": "DINKES"}
    for scheme, band in (("badung", "kuning"), ("tepra", "biru")):
        in_band = {**labels, "scheme": scheme, "band": band}
        assert registry.get_sample_value("aksi_items_in_band", in_band) == 1
    quick_win = {"item_id": "LIVING-1"}
    assert registry.get_sample_value("aksi_quick_win_progress_ratio", quick_win) == 0.475
    last = "aksi_agency_last_report_timestamp_seconds"
    for agency, hours in (("DINKES", 0), ("DISHUB", 2)):
        heard_at = registry.get_sample_value(last, {"region": "kukar", "agency": agency})
        assert heard_at == (NOON - timedelta(hours=hours)).timestamp()
    assert registry.get_sample_value(last, {"region": "garut", "agency": "GRT-DISHUB"}) is None


async def agency_times(kept: Keeping, now: datetime, agency: str) -> dict[str, float | None]:
    """When the agency reported last, and from when on it owes reports: days before `now`."""
    registry = CollectorRegistry()
    await standings_of(kept, now, registry).recount()
    labels = {"region": "kukar", "agency": agency}
    found = {
        "heard": registry.get_sample_value("aksi_agency_last_report_timestamp_seconds", labels),
        "owes": registry.get_sample_value(
            "aksi_agency_reports_owed_since_timestamp_seconds", labels
        ),
    }
    return {k: v if v is None else (now.timestamp() - v) / 86_400 for k, v in found.items()}


async def test_an_item_owes_reports_from_its_start_or_since_its_agency_has_it(
    kept: Keeping,
) -> None:
    old = change_to(None, Item(a_plan(item_id="OLD")), NOON - timedelta(days=1), RULES).after
    coming = a_plan(item_id="COMING", agency="DISHUB", start=date(2026, 7, 1))
    later = change_to(None, Item(coming), NOON - timedelta(days=90), RULES).after
    await kept.holds([old, later])
    assert await agency_times(kept, NOON, "DINKES") == {"heard": None, "owes": 1.0}
    assert await agency_times(kept, NOON, "DISHUB") == {"heard": None, "owes": None}
    begun = datetime.combine(coming.start, NOON.time(), NOON.tzinfo) + timedelta(days=5)
    taken = change_to(later, later, begun, RULES)
    await kept.saves([taken])
    assert await agency_times(kept, begun, "DISHUB") == {"heard": None, "owes": 5.5}


async def test_a_report_from_before_a_hand_over_was_another_agencys(kept: Keeping) -> None:
    first = change_to(None, Item(a_plan()), NOON - timedelta(days=100), RULES).after
    heard_at = NOON - timedelta(days=60)
    mark = a_mark(20, date(2026, 4, 1))
    heard = change_to(first, with_reports(first, [mark], None, heard_at), heard_at, RULES).after
    await kept.holds([heard])
    assert await agency_times(kept, NOON, "DINKES") == {"heard": 60.0, "owes": 100.0}
    new = with_plan(heard, a_plan(version=2, agency="DISHUB"))
    assert new is not None
    handed = change_to(heard, new, NOON, RULES)
    await kept.saves([handed])
    assert await agency_times(kept, NOON, "DISHUB") == {"heard": None, "owes": 0.0}
    assert await agency_times(kept, NOON, "DINKES") == {"heard": None, "owes": None}


async def test_what_was_stored_before_hand_overs_were_kept_owes_reports_from_its_start(
    kept: Keeping,
) -> None:
    await kept.holds([change_to(None, Item(a_plan()), NOON, RULES).after])
    await kept.items.update_many({}, {"$unset": {"had_since": 1, "planned_at": 1}})
    begins = course_of(a_plan()).begins
    days = (NOON - begins) / timedelta(days=1)
    assert (await agency_times(kept, NOON, "DINKES"))["owes"] == pytest.approx(days)


async def test_what_a_clock_ahead_has_judged_is_found_by_its_marks(kept: Keeping) -> None:
    plan, day = a_plan(due=date(2026, 6, 20)), timedelta(days=1)
    first = change_to(None, Item(plan), NOON - 9 * day, RULES).after
    late = change_to(first, first, NOON + 9 * day, RULES).after
    right = change_to(None, Item(a_plan(item_id="RIGHT")), NOON, RULES).after
    await kept.holds([late, right])
    assert await kept.item_rows.judged_after(NOON) == [plan.item_id]
    await kept.items.update_many({}, {"$unset": {"had_since": 1, "planned_at": 1}})
    await kept.items.update_one({"_id": plan.item_id}, {"$set": {"since": NOON - day}})
    assert await kept.item_rows.judged_after(NOON) == [plan.item_id], (
        "late of a day that lies ahead"
    )


@pytest.fixture
async def caller(kept: Keeping) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    answer_problems(app)
    marks = MarkRepository(kept.database)
    routes = show_summary.routes(
        kept.summaries, marks.to_look_at, as_of_items(kept.database, FixedClock(NOON)), Claims()
    )
    app.include_router(routes)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://tracker") as client:
        yield client


@pytest.mark.parametrize(
    ("account", "asked", "wanted"),
    [
        ("council", {}, lambda plan: True),
        ("council/kukar", {"by": "agency"}, lambda plan: plan.region == "kukar"),
        ("council/kukar", {"region": "garut"}, lambda plan: False),
        ("council", {"kind": "action"}, lambda plan: plan.kind is Kind.ACTION),
        ("officer/kukar/DISHUB", {"by": "agency"}, lambda plan: plan.agency == "DISHUB"),
    ],
)
async def test_a_summary_is_the_sums_of_what_the_caller_may_see(
    kept: Keeping, caller: httpx.AsyncClient, account: str, asked: dict[str, str], wanted: Any
) -> None:
    items = some_items()
    await kept.holds(items)
    said = await caller.get("/api/v1/summary", params=asked, headers={"x-account": account})
    by = asked.get("by", "pillar")
    expected = added_up([item for item in items if wanted(item.plan)], (by,), NOON)
    assert said.raise_for_status().json() == {
        "by": by,
        "as_of": NOON.isoformat().replace("+00:00", "Z"),
        "basis": None,
        "groups": [
            {
                "key": key,
                "items": sums.items,
                "by_status": dict(sums.by_status),
                "weight": round(sums.weight, 6),
                "weight_done": round(sums.weight_done, 6),
                "weight_done_proven": round(sums.weight_done_proven, 6),
                "weight_done_verified": 0.0,
                "weight_done_signed": 0.0,
                "weight_planned": round(sums.weight_planned, 6),
                "budget": sums.budget,
                "budget_realised": sums.budget_realised,
                "reports_to_look_at": 0,
            }
            for (key,), sums in sorted(expected.items())
        ],
    }


@pytest.mark.parametrize(
    ("latest", "signed", "counts"),
    [(60.0, 40.0, 40.0), (60.0, 80.0, 60.0), (60.0, None, 0.0), (None, None, 0.0)],
)
async def test_no_more_is_signed_of_what_is_done_than_is_done(
    kept: Keeping, latest: float | None, signed: float | None, counts: float
) -> None:
    progress = fold([a_mark(latest, date(2026, 6, 1))] if latest is not None else [])
    await kept.holds([change_to(None, Item(a_plan(weight=2.0), progress), NOON, RULES).after])
    if signed is not None:
        await kept.items.update_many({}, {"$set": {"reviewed.signed": signed}})
    (sums,) = (await kept.summaries.counted(ItemQuery(), (), NOON)).values()
    assert sums.weight_done_is_signed == pytest.approx(2.0 * counts / 100)
    assert sums.weight_done_is_signed <= sums.weight_done
