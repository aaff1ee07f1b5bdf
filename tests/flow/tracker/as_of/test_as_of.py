"""What is shown of the past is what was shown then, and what the facts say."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from chassis.http.problem import Problem
from chassis.mongo.database import Database
from contracts.calendar import ReviewStep
from tests.flow.tracker.as_of.life import PROOF_RULES, Life, Shown, shown
from tests.flow.tracker.keeping import as_of_items
from tracker.as_of.as_of import AsOf, Basis
from tracker.as_of.repository import AsOfRepository
from tracker.as_of.service import AsOfItems
from tracker.items.query import ItemQuery
from tracker.status.curve import end_of
from tracker.status.status import MILLISECOND, course_of

MAKASSAR = ZoneInfo("Asia/Makassar")


@pytest.fixture
async def life(mongodb_uri: str, request: pytest.FixtureRequest) -> AsyncIterator[Life]:
    database = Database(mongodb_uri, f"as_of_{abs(hash(request.node.name)) % 10**8}")
    yield await Life.over(database)
    database.close()


async def past_of(life: Life) -> AsOfItems:
    await AsOfRepository(life.database).prepare()
    return as_of_items(life.database, life.clock)


async def seen(life: Life, past: AsOfItems, instant: datetime, basis: Basis) -> Shown:
    async with past.at(AsOf(instant, basis)) as then:
        assert then.past is not None
        found = await life.shows(then.past, then.instant)
        listed = await past.page(then.past, ItemQuery(), None, 100)
        found.items = [shown(one, then.instant) for one in listed]
    return found


def same(found: Shown, expected: Shown) -> bool:
    """Whether they are the same but for the order in which sums were added."""
    told, right = told_of(found), told_of(expected)
    for key in sorted(told.keys() | right.keys(), key=str):
        assert told.get(key) == right.get(key), (key, expected.at)
    return True


def told_of(one: Shown) -> dict[Any, Any]:
    return {
        **{("sums", *group): rounded(figures_of(sums)) for group, sums in one.sums.items()},
        **{("bands", *group): +counts for group, counts in one.bands.items()},
        **{row["item_id"]: rounded(row) for row in one.items},
    }


def figures_of(sums: Any) -> Any:
    return {one.name: getattr(sums, one.name) for one in fields(sums)}


def rounded(row: Any) -> Any:
    return {
        name: round(value, 6) if isinstance(value, float) else value for name, value in row.items()
    }


@pytest.mark.parametrize("step", ReviewStep)
@pytest.mark.parametrize("seed", range(2))
async def test_by_arrival_it_is_what_was_shown_then(
    life: Life, seed: int, step: ReviewStep
) -> None:
    chance, past, shown_then = Random(seed), await past_of(life), list[Shown]()
    await life.counts_from(step)
    for _ in range(60):
        await life.lives(chance)
        shown_then.append(await life.shows())
        if not chance.randint(0, 3):
            was = chance.choice(shown_then)
            assert same(await seen(life, past, was.at, Basis.ARRIVAL), was)
    for was in chance.sample(shown_then, 12):
        assert same(await seen(life, past, was.at, Basis.ARRIVAL), was)


@pytest.mark.parametrize("seed", range(3))
async def test_by_event_it_is_what_a_plain_recount_of_the_facts_says(life: Life, seed: int) -> None:
    chance, past = Random(seed), await past_of(life)
    for _ in range(60):
        await life.lives(chance)
        if not chance.randint(0, 9):
            await seen(life, past, life.clock.now() - timedelta(days=20), Basis.EVENT)
    first = datetime(2025, 12, 1, tzinfo=UTC)
    for _ in range(10):
        instant = first + (life.clock.now() - first) * chance.random()
        instant = end_of(instant.astimezone(MAKASSAR).date(), MAKASSAR) - MILLISECOND
        if instant > life.clock.now():
            continue
        found = await seen(life, past, instant, Basis.EVENT)
        assert totals_of(found) == pytest.approx(await recounted(life, instant))
    now = life.clock.now()
    assert same(await seen(life, past, now, Basis.EVENT), await life.shows())


def totals_of(found: Shown) -> dict[str, float]:
    """The figures of all groups together."""
    names = (
        *("items", "weight", "weight_planned", "weight_done", "weight_done_proven"),
        *("weight_done_verified", "weight_done_signed", "budget", "budget_realised"),
    )
    return {name: sum(getattr(one, name) for one in found.sums.values()) for name in names}


async def recounted(life: Life, instant: datetime) -> dict[str, float]:
    """The same from the documents, by nothing of the product but curve and rules of evidence."""
    day = instant.astimezone(MAKASSAR).date().isoformat()
    reports = [row async for row in life.database["reports"].find()]
    acts = [row async for row in life.database["reviews"].find().sort("number", 1)]
    evidence = {row["report_id"] async for row in life.database["evidence"].find()}
    figures = [row async for row in life.database["funding_figures"].find()]
    links = {row["item_id"]: row["code"] async for row in life.database["funding_links"].find()}
    sums = dict.fromkeys(totals_of(Shown(instant, {}, {}, [])), 0.0)
    for item_id, versions in life.plans.items():
        come = [plan for plan, at in versions if at <= instant]
        begins = datetime(versions[0][0].start.year, 1, 1, tzinfo=MAKASSAR)
        if not come and instant < begins:
            continue
        plan = (come or [versions[0][0]])[-1]
        sums["items"] += 1
        if plan.cancelled:
            continue
        own = [row for row in reports if row["item_id"] == item_id]
        latest = last(own, day)
        done = latest["physical_percent"] if latest else 0
        verified = [row for row in own if passed(acts, row["_id"], "verified")]
        signed = [row for row in verified if passed(acts, row["_id"], "signed")]
        sums["weight"] += plan.weight
        sums["budget"] += plan.budget
        sums["weight_planned"] += plan.weight * course_of(plan).curve.at(instant) / 100
        sums["weight_done"] += plan.weight * done / 100
        for name, those in (("weight_done_verified", verified), ("weight_done_signed", signed)):
            said = last(those, day)
            sums[name] += plan.weight * (said["physical_percent"] if said else 0) / 100
        of_year = figures if plan.start.year == 2026 else []  # of 2025 nothing is known
        if is_proven(plan.kind, own, day, evidence):
            sums["weight_done_proven"] += plan.weight * done / 100
        sums["budget_realised"] += money(own, day, of_year, links.get(item_id))
    return sums


def counting(rows: list[Any], day: str) -> list[Any]:
    corrected = {row.get("corrected") for row in rows}
    left = [row for row in rows if row["_id"] not in corrected and row["as_of"] <= day]
    return sorted(left, key=lambda row: (row["as_of"], row["submitted_at"], row["_id"]))


def last(rows: list[Any], day: str) -> Any:
    return (counting(rows, day) or [None])[-1]


def passed(acts: list[Any], report: str, step: str) -> bool:
    """Whether the last act at a step passed it, and at the step before."""
    at_step = [act["action"] for act in acts if (act["report"], act["step"]) == (report, step)]
    return at_step[-1:] == ["passed"]


def is_proven(kind: str, own: list[Any], day: str, evidence: set[str]) -> bool:
    rows = counting(own, day)
    if not rows:
        return True
    if not PROOF_RULES.of("kukar").asks(kind, rows[-1]["physical_percent"]):
        return True
    run: list[Any] = []
    for row in reversed(rows):
        if row["physical_percent"] < 100:
            break
        run.append(row)
    return bool({rows[-1]["_id"], *(row["_id"] for row in run[-1:])} & evidence)


def money(own: list[Any], day: str, figures: list[Any], code: str | None) -> int:
    """What was spent: by the later of report and file, the file where both are of one day."""
    stated = [row for row in counting(own, day) if row.get("budget_stated", True)]
    said = (stated[-1]["as_of"], stated[-1]["budget_realised"]) if stated else ("", 0)
    known = [row for row in figures if row["code"] == code and "withdrawn_at" not in row]
    by_month: dict[int, Any] = {}
    for row in sorted(known, key=lambda row: row["said_at"]):
        by_month[row["last"]] = row
    paid = []
    for month, row in by_month.items():
        end = end_of_month(month)
        until = min(end, row["said_at"].astimezone(MAKASSAR).date().isoformat())
        if until <= day:
            paid.append((month, until, row["rupiah"]))
    if paid and max(paid)[1] >= said[0]:
        return int(max(paid)[2])
    return int(said[1])


def end_of_month(month: int) -> str:
    first = datetime(2026, month % 12 + 1, 1, tzinfo=MAKASSAR)
    return (first - timedelta(days=1)).date().isoformat()


async def test_two_replicas_that_are_asked_at_once_both_show_what_came_last(life: Life) -> None:
    chance, replicas = Random(7), [await past_of(life), await past_of(life)]
    for _ in range(25):
        await life.lives(chance)
        now = life.clock.now()
        right = await life.shows()
        asked = [seen(life, one, now, basis) for one in replicas for basis in Basis]
        for found in await asyncio.gather(*asked):
            assert same(found, right)


async def test_a_month_is_made_anew_when_reports_count_from_another_step(life: Life) -> None:
    chance, past = Random(3), await past_of(life)
    for _ in range(40):
        await life.lives(chance)
    now = life.clock.now()
    assert same(await seen(life, past, now, Basis.EVENT), await life.shows())
    await life.counts_from(ReviewStep.VERIFIED)
    right = await life.shows()
    for basis in Basis:
        assert same(await seen(life, past, now, basis), right)


async def test_what_is_not_to_be_had_at_once_is_made_on_and_had_later(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, past = Random(5), await past_of(life)
    for _ in range(30):
        await life.lives(chance)
    monkeypatch.setattr("tracker.as_of.service.PATIENCE_SECONDS", 0.0)
    with pytest.raises(Problem) as refused:
        await seen(life, past, life.clock.now(), Basis.EVENT)
    assert (refused.value.status, refused.value.code) == (503, "being-made")
    monkeypatch.undo()
    assert same(await seen(life, past, life.clock.now(), Basis.EVENT), await life.shows())


async def test_a_plan_that_came_in_mid_year_was_not_known_before_and_was_so(life: Life) -> None:
    past, before = await past_of(life), life.clock.now()
    life.clock.advance(timedelta(days=120))
    await life.reports_a_quick_win()
    found = await seen(life, past, before, Basis.ARRIVAL)
    assert (found.sums, found.bands, found.items) == ({}, {}, [])
    found = await seen(life, past, before, Basis.EVENT)
    assert [(one["item_id"], one["status"]) for one in found.items] == [("A-9", "behind")]
    year = datetime(2026, 1, 1, tzinfo=MAKASSAR)
    assert (await seen(life, past, year - MILLISECOND, Basis.EVENT)).items == []
    assert len((await seen(life, past, year, Basis.EVENT)).items) == 1


async def test_evidence_that_comes_late_changes_a_month_that_was_made(life: Life) -> None:
    past = await past_of(life)
    item_id = await life.reports_a_quick_win()
    life.clock.advance(timedelta(hours=1))
    for basis in Basis:
        assert same(await seen(life, past, life.clock.now(), basis), await life.shows())
    life.clock.advance(timedelta(days=1))
    await life.proves(item_id)
    life.clock.advance(timedelta(hours=1))
    right = await life.shows()
    assert [one["unproven"] for one in right.items] == [False]
    for basis in Basis:
        assert same(await seen(life, past, life.clock.now(), basis), right)


async def test_who_was_overtaken_writes_nothing(
    life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    past, rows = await past_of(life), AsOfRepository(life.database)
    await life.reports_a_quick_win()
    as_of = AsOf(life.clock.now(), Basis.EVENT)
    take_over = AsOfRepository.take_over

    async def overtaken(*told: Any, **more: Any) -> int:
        turn = await take_over(*told, **more)
        await take_over(*told, **more)
        return turn

    with monkeypatch.context() as patched:
        patched.setattr(AsOfRepository, "take_over", overtaken)
        with pytest.raises(Problem) as refused:
            await seen(life, past, as_of.instant, as_of.basis)
    assert refused.value.code == "being-made"
    made = await rows.made(as_of.month)
    assert made is not None
    assert (made.until, made.items) == (None, 0)
    assert await life.database["item_stretches"].count_documents({}) == 0
