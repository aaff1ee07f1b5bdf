"""`python -m tests.proof.size 300 4000 100000`: how many series a tracker shows with so many items,
how large a scrape is, and what a year of it takes on the disk of Prometheus.
"""

import asyncio
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from benchmarks import work
from chassis.mongo.database import DatabaseTrouble
from chassis.mongo.unit_of_work import UnitOfWork
from contracts import CalendarPublished
from contracts.calendar import PeriodKind, PeriodRule
from contracts.words import Location, Partner, PartnerKind, Pillar
from deploy.local import mongodb
from deploy.local.child import spawn
from deploy.local.waiting import until
from tests.boards.expressions import rules
from tests.boards.scraping import program
from tests.in_process import SERVICES, InProcess, in_process
from tests.ports import own_port
from tests.proof.proof import raw_names
from tracker.items.item import Change, Item, change_to
from tracker.items.repository import ItemRepository
from tracker.periods.repository import PeriodRepository
from tracker.places.areas import read_areas
from tracker.plan.repository import AgencyRepository
from tracker.recounted import RecountedGauges
from tracker.status.progress import Mark, fold
from tracker.status.rule_set import read_rules

AT_ONCE = 1_000
DISTRICTS = 20
SCRAPES_A_DAY = 86_400 // 15
SEED = 17
PERIODS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR)
MOVING = ("aksi_items_weight_planned", "aksi_quick_win_planned_ratio")
"""Gauges that are another number at each scrape; the others stay for hours."""


@dataclass(frozen=True, slots=True)
class Size:
    """Of one tracker's scrape, and of what rules record of it."""

    items: int
    series: int
    bytes: int
    recorded: int
    moving: int
    """Series, scraped or recorded, that move at each scrape."""
    largest: Sequence[tuple[str, int]]
    """Metrics with most series."""
    of_items: Mapping[str, int]
    """Series of single items, by metric."""
    too_slow: Sequence[str]
    """Gauges whose query the database gave up: they are not among the series."""

    def per_year(self, still: float, moving: float) -> float:
        """Bytes a year at so many a sample of series that stay and that move."""
        staying = self.series + self.recorded - self.moving
        return 365 * SCRAPES_A_DAY * (staying * still + self.moving * moving)


def plans(items: int, today: date) -> Iterator[Item]:
    """Items of 60 agencies, six pillars, two kinds and every status, in 20 districts, of which six
    are an area; every other one with a partner of any kind.
    """
    area = [one.name for one in read_areas().of_region(work.REGION)[0].districts]
    districts = [*area, *(f"Kecamatan {number}" for number in range(DISTRICTS - len(area)))]
    chance, rule_set = Random(SEED), read_rules()
    now = datetime.now(UTC)
    for plan in work.plans(items, today):
        place = Location(
            kecamatan=districts[chance.randrange(DISTRICTS)], rural=chance.random() < 0.4
        )
        ends = today + timedelta(days=chance.choice((-5, 40, 165)))
        pillar = chance.choice(tuple(Pillar))
        percent = chance.choice((0.0, 20.0, 45.0, 60.0, 100.0))
        kinds = chance.sample(tuple(PartnerKind), chance.randrange(2))
        partners = tuple(Partner(name=f"Mitra {kind}", kind=kind) for kind in kinds)
        changed = {"location": place, "due": ends, "pillar": pillar, "partners": partners}
        moved = plan.model_copy(update=changed)
        mark = Mark(today - timedelta(days=3), now, f"r-{plan.item_id}", percent, 5_000_000)
        yield change_to(None, Item(moved, fold([mark]), heard_at=now), now, rule_set).after


async def filled(made: InProcess, items: int) -> None:
    """The tracker's database with so many items."""
    service, today = made.service("tracker"), datetime.now(UTC).date()
    rows = ItemRepository(service.database)
    await AgencyRepository(service.database).save_agencies(work.agencies())
    calendar = CalendarPublished(
        region=work.REGION,
        version=1,
        time_zone=work.ZONE,
        begins=today.replace(month=1, day=1),
        taken_over=today,
        periods=tuple(PeriodRule(kind=kind, on_time_days=5) for kind in PERIODS),
    )
    await PeriodRepository(service.database).save_calendar(calendar, None)
    waiting: list[Change] = []

    async def save(unit: UnitOfWork) -> None:
        rows.save(unit, waiting)

    for item in plans(items, today):
        waiting.append(Change(None, item, None))
        if len(waiting) == AT_ONCE:
            await service.database.transaction(save)
            waiting.clear()
    await service.database.transaction(save)


async def size(uri: str, items: int, folder: Path) -> Size:
    """Fill, count as a tracker does, and scrape."""
    own = folder / f"{items}"
    own.mkdir()
    made = in_process(own, AKSI_MONGODB=uri)
    for name in SERVICES:
        await made.service(name)._prepare()
    try:
        await filled(made, items)
        registry, too_slow = made.service("tracker").registry, list[str]()
        for one in list(registry._collector_to_names):
            if isinstance(one, RecountedGauges):
                try:
                    await one.recount()
                except DatabaseTrouble:
                    too_slow.append(type(one).__name__)
        page = generate_latest(registry).decode()
    finally:
        made.end()
    return measured(items, page, too_slow)


def measured(items: int, page: str, too_slow: Sequence[str] = ()) -> Size:
    """The series of a page."""
    samples = [
        sample for family in text_string_to_metric_families(page) for sample in family.samples
    ]
    by_name = Counter(sample.name for sample in samples)
    recorded = {
        rule.name: sum(by_name[name] for name in raw_names(rule.fields["expr"]))
        for rule in rules()
        if rule.kind == "record" and len(raw_names(rule.fields["expr"])) == 1
    }
    moving = sum(by_name[name] for name in MOVING)
    return Size(
        items=items,
        series=by_name.total(),
        bytes=len(page.encode()),
        recorded=sum(recorded.values()),
        moving=2 * moving,
        largest=by_name.most_common(4),
        of_items=Counter(sample.name for sample in samples if "item_id" in sample.labels),
        too_slow=too_slow,
    )


def bytes_of_a_sample(folder: Path, *, moves: bool) -> float:
    """Of a day of scrapes of 100 series in a block of Prometheus, with its index."""
    begin, lines, series = 1_750_000_000 // 7200 * 7200, ["# TYPE x gauge"], 100
    for number in range(series):
        for scrape in range(SCRAPES_A_DAY):
            value = 12.5 + (number + scrape / SCRAPES_A_DAY / 31 if moves else number)
            lines.append(f'x{{n="{number}"}} {value!r} {begin + 15 * scrape}')
    file = folder / "samples"
    file.write_text("\n".join([*lines, "# EOF\n"]))
    blocks = folder / f"blocks-{moves}"
    command = ("tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=24h")
    subprocess.run([program("promtool"), *command, file, blocks], check=True, capture_output=True)
    whole = sum(path.stat().st_size for path in blocks.rglob("*") if path.is_file())
    return whole / (series * SCRAPES_A_DAY)


def table(sizes: Sequence[Size], still: float, moving: float) -> Iterator[str]:
    """Markdown."""
    yield "| items | series of a tracker | recorded beside | scrape | disk a year | in 2 years |"
    yield "| ---: | ---: | ---: | ---: | ---: | ---: |"
    for one in sizes:
        year = one.per_year(still, moving) / 1e9
        yield (
            f"| {one.items:,} | {one.series:,} | {one.recorded:,} | {one.bytes / 1e6:.2f} MB | "
            f"{year:.1f} GB | {2 * year:.0f} GB |"
        )
    yield ""
    yield f"A sample takes {still:.2f} bytes where it stays, {moving:.2f} where it moves."
    for one in sizes:
        most = ", ".join(f"{name} {count:,}" for name, count in one.largest)
        yield f"Most series at {one.items:,} items: {most}."
        if one.too_slow:
            yield f"Given up by the database at {one.items:,}: {', '.join(one.too_slow)}."


async def run(amounts: Sequence[int]) -> None:
    """Measure in a database of its own, and print."""
    with tempfile.TemporaryDirectory(prefix="aksi-size-") as name:
        folder = Path(name)
        (folder / "data").mkdir()
        with own_port() as port:
            database = mongodb.database(port, folder / "data")
            child = await spawn(database, folder / "log")
            try:
                await until(database.ready, 40, "the database")
                sizes = [await size(mongodb.uri(port), one, folder) for one in amounts]
            finally:
                await child.stop(10)
        still, moving = (bytes_of_a_sample(folder, moves=moves) for moves in (False, True))
    print("\n".join(table(sizes, still, moving)))


if __name__ == "__main__":
    asyncio.run(run([int(one) for one in sys.argv[1:]] or [300, 4_000, 100_000]))
