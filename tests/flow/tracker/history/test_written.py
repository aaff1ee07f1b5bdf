"""The file of past days: by the rule that gives what MongoDB counts today, what the council's curve
says of each day, and the same in Prometheus whether it was loaded once or twice.
"""

import io
import subprocess
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from chassis.mongo.unit_of_work import UnitOfWork
from contracts.calendar import ReviewStep
from contracts.words import Kind, Pillar
from tests.boards.scraping import Prometheus, program, serving
from tests.flow.tracker.council.test_s_curve import Said, reported
from tests.flow.tracker.keeping import Keeping
from tests.unit.tracker.memory_store import RULES
from tests.unit.tracker.plans import NOON, a_mark, a_plan
from tracker.council.repository import CouncilRepository
from tracker.council.s_curve import Span
from tracker.council.year_curve import YearCurve
from tracker.evidence.proof import read_proof_rules
from tracker.funding.repository import FundingRepository
from tracker.history.past_item import PastItem
from tracker.history.service import PAST_SUMS, SETTLED, History, Written
from tracker.items.documents import mark_document
from tracker.items.item import Item, change_to
from tracker.items.query import ItemQuery
from tracker.review.repository import ReviewRepository
from tracker.review.review import ORDER, reached_progress
from tracker.status.curve import end_of
from tracker.summary.sums import Sums, merged

MAKASSAR = ZoneInfo("Asia/Makassar")
PROOF = read_proof_rules()
CLOSE, ROUNDED = 1e-6, 1e-3
DONE = "region_pillar_kind_agency:aksi_items_weight_done:last1h"


async def hold(kept: Keeping, items: Iterable[tuple[Item, list[Said]]]) -> list[Item]:
    """Store items with reports, as the tracker folds them."""
    stored, rows = [], list[dict[str, object]]()
    reviewed: dict[str, dict[str, float]] = {}
    for item, said in items:
        progress = reached_progress(said, item.counts_from)
        started = Item(item.plan, progress, counts_from=item.counts_from)
        stored.append(change_to(None, started, NOON, RULES).after)
        reviewed[item.item_id] = {s: reached_progress(said, s).actual_percent for s in ORDER}
        for mark, step in said:
            row = {"_id": mark.report_id, "item_id": item.item_id, **mark_document(mark)}
            rows.append(row | {"review": {"reached": step.value}})
    await kept.holds(stored)
    await kept.reports.delete_many({})
    if rows:
        await kept.reports.insert_many(rows)

    async def save(unit: UnitOfWork) -> None:
        ReviewRepository(kept.database).save_progress(unit, reviewed, NOON)

    await kept.database.transaction(save)
    return stored


async def written(
    kept: Keeping, *, since: date | None = None, until: date | None = None, now: datetime = NOON
) -> tuple[str, Written]:
    out = io.StringIO()
    said = await History(kept.database, PROOF).write(
        out, since=since, until=until, now=now, moved=lambda _done, _of: None
    )
    return out.getvalue(), said


def samples(text: str, metric: str) -> dict[int, float]:
    """The sums over all groups by instant."""
    found: dict[int, float] = {}
    for line in text.splitlines():
        if line.startswith(f"region_pillar_kind_agency:{metric}:last1h{{"):
            value, instant = line.rpartition("} ")[2].split()
            found[int(instant)] = found.get(int(instant), 0) + float(value)
    return found


@given(reported())
async def test_today_is_what_mongodb_counts_and_each_day_is_the_councils(
    kept: Keeping, items: list[tuple[Item, list[Said]]]
) -> None:
    now = datetime(2026, 9, 10, 9, tzinfo=MAKASSAR)
    known = [(item, [one for one in said if one[0].as_of <= now.date()]) for item, said in items]
    today = [Sums()]
    for item, (_, said) in zip(await hold(kept, known), known, strict=True):
        PastItem(item, said, (), PROOF).add_to(today, [now.date()], [now])
    live = merged((await kept.summaries.counted(ItemQuery(), (), now)).values())
    for _, _, attribute in PAST_SUMS:
        assert getattr(today[0], attribute) == pytest.approx(getattr(live, attribute), abs=CLOSE)

    text, _ = await written(kept, now=now)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(0, 252, 7)]
    rows = CouncilRepository(kept.database)
    year = YearCurve(rows, FundingRepository(kept.database))
    points = await year.points(ItemQuery(), Span(2026, MAKASSAR, now), days)
    ours = {metric: samples(text, metric) for metric, _, _ in PAST_SUMS}
    for point in points:
        instant = int(end_of(point.day, MAKASSAR).timestamp())
        weight = ours["aksi_items_weight"][instant]
        done = 100 * ours["aksi_items_weight_done"][instant] / weight
        planned = 100 * ours["aksi_items_weight_planned"][instant] / weight
        assert done == pytest.approx(point.actual, abs=ROUNDED)
        assert planned == pytest.approx(point.planned, abs=ROUNDED)


def a_year() -> list[tuple[Item, list[Said]]]:
    """Items of two agencies, pillars and kinds that report every month."""
    found = []
    for number in range(8):
        plan = a_plan(
            item_id=f"UJI-{number}",
            agency=("DINKES", "DISHUB")[number % 2],
            kind=(Kind.QUICK_WIN, Kind.ACTION)[number // 2 % 2],
            pillar=(Pillar.LIVING, Pillar.ECONOMY)[number // 4],
            weight=1 + number / 7,
        )
        said = [
            (
                a_mark(month * 7 + number, date(2026, month, 20), report_id=f"r-{number}-{month}"),
                list(ReviewStep)[month % 3],
            )
            for month in range(1, 6)
        ]
        found.append((Item(plan), said))
    return found


async def test_the_same_facts_give_the_same_bytes(kept: Keeping) -> None:
    items = a_year()
    await hold(kept, items)
    text, said = await written(kept)
    assert said == Written(agencies=2, series=8 * len(PAST_SUMS), days=165, until=date(2026, 6, 14))
    await hold(kept, list(reversed(items)))
    assert await written(kept) == (text, said)
    assert text.endswith("\n# EOF\n")
    assert text.count("# TYPE ") == len(PAST_SUMS)


async def test_only_days_that_are_settled_are_written(kept: Keeping) -> None:
    await hold(kept, a_year())
    midnight = datetime(2026, 6, 15, tzinfo=MAKASSAR)
    _, before = await written(kept, now=midnight + SETTLED - timedelta(seconds=1))
    _, after = await written(kept, now=midnight + SETTLED, until=date(2027, 1, 1))
    assert (before.until, after.until) == (date(2026, 6, 13), date(2026, 6, 14))
    _, one = await written(kept, since=date(2026, 3, 1), until=date(2026, 3, 1))
    assert (one.days, one.until) == (1, date(2026, 3, 1))
    text, none = await written(kept, since=date(2026, 6, 16))
    assert (none.days, none.until) == (0, None)
    assert [line for line in text.splitlines() if not line.startswith("#")] == []


def load(file: Path, data: Path) -> None:
    command = ("tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=1458h")
    done = subprocess.run(
        [program("promtool"), *command, file, data], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
async def loaded(kept: Keeping, tmp_path: Path) -> Path:
    await hold(kept, a_year())
    (tmp_path / "history").write_text((await written(kept))[0])
    (tmp_path / "none.yml").write_text("{}")
    load(tmp_path / "history", tmp_path / "data")
    return tmp_path


async def over_the_year(prometheus: Prometheus, promql: str) -> dict[str, list[list[float]]]:
    """The days that a curve of the year shows, at an hour at which none ends."""
    asked = {
        "query": promql,
        "start": "2026-01-02T05:00:00Z",
        "end": "2026-06-15T05:00:00Z",
        "step": "1d",
    }
    body = (await prometheus.client.post("/api/v1/query_range", data=asked)).json()
    assert body["status"] == "success", body
    return {str(one["metric"]): one["values"] for one in body["data"]["result"]}


async def test_prometheus_shows_the_whole_year_and_the_same_when_loaded_again(
    loaded: Path, kept: Keeping
) -> None:
    queries = [f"sum(last_over_time({DONE}[1d]))", f"last_over_time({DONE}[1d])"]
    options = ("--storage.tsdb.retention.time=3y",)
    async with serving(loaded / "none.yml", loaded, *options) as prometheus:
        once = [await over_the_year(prometheus, one) for one in queries]
    expected = samples((loaded / "history").read_text(), "aksi_items_weight_done")
    ((_, points),) = once[0].items()
    assert [float(value) for _, value in points] == pytest.approx(list(expected.values()))
    assert len(points) == 165
    assert len(once[1]) == 8
    load(loaded / "history", loaded / "data")
    async with serving(loaded / "none.yml", loaded, *options) as prometheus:
        assert [await over_the_year(prometheus, one) for one in queries] == once


async def test_money_of_sub_kegiatan_counts_from_the_end_of_its_month(kept: Keeping) -> None:
    await hold(kept, [(Item(a_plan(item_id="UJI-0")), [])])
    of = {"agency": "DINKES", "region": "kukar", "code": "1.02.01.2.01.0001", "year": 2026}
    said = {"money": "spent", "first": 1, "last": 3, "rupiah": 500, "file": "f", "name": "Taman"}
    sent = {"said_at": datetime(2026, 4, 9, tzinfo=MAKASSAR), "work_unit": ""}
    link = {"name": "Taman", "item_id": "UJI-0", "by": "uji", "at": NOON}
    await kept.database["funding_figures"].insert_one({"_id": "f", **of, **said, **sent})
    await kept.database["funding_links"].insert_one({"_id": "l", **of, **link})
    try:
        money = samples((await written(kept))[0], "aksi_budget_realised_rupiah")
    finally:
        await kept.database["funding_links"].delete_many({})
    ends = int(end_of(date(2026, 3, 31), MAKASSAR).timestamp())
    assert {value for instant, value in money.items() if instant < ends} == {0}
    assert {value for instant, value in money.items() if instant >= ends} == {500}
