"""What a tick of the alerts costs with few and with many open episodes, and what a fact costs in a
small and in a large batch: the notifier's own service in this process, over the lab's database, by
Kukar's policy and a clock that is set.
"""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from statistics import median

from benchmarks import work
from benchmarks.lab import Lab
from chassis.clock import FixedClock
from chassis.mongo.database import Database
from chassis.wake import CHUNK
from contracts import PlanItemPublished, ProgressRecorded, StatusChanged
from contracts.words import Status
from notifier.alerting.policy import read_policy
from notifier.alerting.repository import AlertRepository
from notifier.alerting.service import Alerts
from notifier.delivery.repository import DeliveryRepository
from notifier.directory.repository import DirectoryRepository
from notifier.ledger.repository import LedgerRepository
from notifier.settings import KUKAR

GRACE = timedelta(seconds=60)
"""Between an episode's beginning and its first step: the step is what a tick finds due."""
BEGIN = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""A Tuesday, ten o'clock in the region: no further step is due during the measurement."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Ticks:
    """Seconds of a tick in each round, with so many episodes open when the first round began."""

    open: int
    nothing_due: Sequence[float]
    some_due: Sequence[float]


@dataclass(frozen=True, slots=True)
class Hearing:
    """Seconds for each of `facts`, one for each of as many open episodes, in each round: in batches
    of `few`, and in one.
    """

    facts: int
    few: int
    in_batches: Sequence[float]
    at_once: Sequence[float]


class Ticking:
    """A notifier's alerts with their database."""

    def __init__(self, database: Database) -> None:
        self.clock = FixedClock(BEGIN)
        self.rows = AlertRepository(database)
        self.deliveries = DeliveryRepository(database)
        self.directory = DirectoryRepository(database)
        self.ledger = LedgerRepository(database, timedelta(days=365))
        policy = read_policy(KUKAR.read_text()).with_times(
            grace_seconds=GRACE.total_seconds(), quiet_hours=False, quiet_start=False
        )
        self.alerts = Alerts(
            database=database,
            alerts=self.rows,
            deliveries=self.deliveries,
            directory=self.directory,
            ledger=self.ledger,
            policy=lambda: policy,
            clock=self.clock,
            domain="localhost.localdomain",
        )
        self.count = 0

    async def prepare(self) -> None:
        """Create the indexes, and hear of all contacts."""
        for one in (self.rows, self.deliveries, self.directory, self.ledger):
            await one.prepare()
        await self.alerts.take_over_agencies(list(work.agencies()))

    async def open(self, count: int) -> None:
        """Hear that so many further quick wins are late: each opens an episode."""
        today = self.clock.instant.date()
        last = self.count + count
        plans = islice(work.plans(last, today, last, days_left=-1), self.count, None)
        while some := list(islice(plans, BATCH)):
            late = [_late(plan, self.clock.instant) for plan in some]
            await self.alerts.follow([*some, *late])
        self.count = last

    async def tick(self) -> tuple[int, float]:
        """As the notifier's loop does it: when is something due, and then what is. Returns how many
        subjects were, and the seconds.
        """
        began = time.perf_counter()
        await self.rows.next_wake()
        due = await self.alerts.escalate(self.clock.instant, CHUNK)
        return due, time.perf_counter() - began

    async def tell_all(self) -> None:
        """Let the grace pass, and take the first step of all that are open."""
        self.clock.instant += GRACE
        while (await self.tick())[0]:
            pass

    async def cost_of_nothing(self, ticks: int) -> float:
        """The median of so many ticks when nothing is due."""
        found = [await self.tick() for _ in range(ticks)]
        assert not any(due for due, _ in found), "something is due"
        return median(seconds for _, seconds in found)

    async def cost_of(self, due: int) -> float:
        """A tick that takes the first step of so many further episodes."""
        await self.open(due)
        self.clock.instant += GRACE
        found, seconds = await self.tick()
        assert found == due, f"{found} are due instead of {due}"
        return seconds

    async def hear(self, count: int, batch: int) -> float:
        """Hear of a new report on each of the first items, in batches; returns the seconds."""
        self.clock.instant += timedelta(seconds=1)
        facts = [_report(number, self.clock.instant) for number in range(count)]
        began = time.perf_counter()
        for first in range(0, count, batch):
            await self.alerts.follow(facts[first : first + batch])
        return time.perf_counter() - began


async def measure(
    lab: Lab, numbers: Sequence[int], due: int, rounds: int, facts: int
) -> tuple[list[Ticks], Hearing]:
    """Rounds in which each number of open episodes has its turn, the other way round in every
    second one. What becomes due in a round is open in the next. Then the facts, with the most open.
    """
    seconds: dict[int, tuple[list[float], list[float]]] = {one: ([], []) for one in numbers}
    async with _ticking(lab, numbers) as all_of_them:
        for turn in range(-1, rounds):
            both = list(zip(numbers, all_of_them, strict=True))
            for count, one in both if turn % 2 else reversed(both):
                nothing, some = await one.cost_of_nothing(due), await one.cost_of(due)
                if turn >= 0:  # the first round warms up
                    seconds[count][0].append(nothing)
                    seconds[count][1].append(some)
        heard = await _heard(all_of_them[-1], facts, rounds)
    return [Ticks(count, *some) for count, some in seconds.items()], heard


async def _heard(one: Ticking, facts: int, rounds: int) -> Hearing:
    few = facts // 8
    seconds: dict[int, list[float]] = {few: [], facts: []}
    for turn in range(-1, rounds):
        for batch in (few, facts) if turn % 2 else (facts, few):
            spent = await one.hear(facts, batch)
            if turn >= 0:
                seconds[batch].append(spent / facts)
    return Hearing(facts, few, seconds[few], seconds[facts])


@asynccontextmanager
async def _ticking(lab: Lab, numbers: Sequence[int]) -> AsyncIterator[list[Ticking]]:
    """A database for each number, with so many open episodes of which all were told."""
    names = [f"bench_alerts_{count}" for count in numbers]
    databases = [Database(lab.mongodb, name) for name in names]
    try:
        all_of_them = [Ticking(database) for database in databases]
        for one, count in zip(all_of_them, numbers, strict=True):
            await one.prepare()
            await one.open(count)
            await one.tell_all()
        yield all_of_them
    finally:
        for name, database in zip(names, databases, strict=True):
            database.close()
            lab.client.drop_database(name)


def _report(number: int, at: datetime) -> ProgressRecorded:
    return ProgressRecorded(
        report_id=f"{work.item_id(number)}/{at.isoformat()}",
        item_id=work.item_id(number),
        region=work.REGION,
        agency=work.agency_of(number),
        as_of=at.date(),
        submitted_at=at,
        received_at=at,
        physical_percent=72.5,
        budget_realised=0,
        source="http",
    )


def _late(plan: PlanItemPublished, at: datetime) -> StatusChanged:
    return StatusChanged(
        **plan.model_dump(
            include={"item_id", "region", "time_zone", "pillar", "kind", "title", "agency", "due"}
        ),
        seq=1,
        to_status=Status.LATE,
        rule="bench",
        at=at,
        since=at,
        planned_percent=100.0,
        actual_percent=72.5,
        deviation=-27.5,
    )
