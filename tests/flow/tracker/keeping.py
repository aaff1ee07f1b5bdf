"""A tracker's store that a test can fill, empty, and ask what a query read."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.clock import Clock
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.outbox.outbox import Outbox
from tests.unit.tracker.plans import NOON
from tracker.as_of.repository import AsOfRepository
from tracker.as_of.service import AsOfItems
from tracker.bands.repository import BandRepository
from tracker.bands.scheme import read_schemes
from tracker.council.repository import CouncilRepository
from tracker.evidence.proof import read_proof_rules
from tracker.evidence.repository import EvidenceRepository
from tracker.items.item import Change, Item
from tracker.items.repository import ItemRepository, Proof
from tracker.items.service import CountsFrom, Items, from_recording
from tracker.periods.repository import PeriodRepository
from tracker.plan.repository import AgencyRepository
from tracker.reporting.repository import ReportRepository
from tracker.status.rule_set import read_rules
from tracker.summary.repository import SummaryRepository

Document = dict[str, Any]


def tracking(
    database: Database,
    clock: Clock,
    outbox: Outbox | None = None,
    counts_from: CountsFrom = from_recording,
) -> Items:
    """The tracker's road in, over a database by itself."""
    return Items(
        database=database,
        items=ItemRepository(database),
        reports=ReportRepository(database),
        evidence=EvidenceRepository(database),
        outbox=outbox or Outbox(database),
        clock=clock,
        rules=read_rules(),
        counts_from=counts_from,
    )


def as_of_items(database: Database, clock: Clock) -> AsOfItems:
    """Items as they stood, over a database by itself."""
    return AsOfItems(
        database=database,
        rows=AsOfRepository(database),
        periods=PeriodRepository(database),
        time_zone=CouncilRepository(database).time_zone,
        clock=clock,
        rules=read_rules(),
    )


@dataclass
class Keeping:
    database: Database

    def __post_init__(self) -> None:
        self.item_rows = ItemRepository(self.database)
        self.report_rows = ReportRepository(self.database)
        self.agencies = AgencyRepository(self.database)
        self.summaries = SummaryRepository(self.database, read_proof_rules())
        self.bands = BandRepository(self.database, read_schemes())
        self.items = self.database["items"]
        self.reports = self.database["reports"]

    async def holds(self, items: Iterable[Item]) -> None:
        """The store holds these items and no other."""
        await self.items.delete_many({})
        stored = list(items)
        await self.saves([Change(None, item, None) for item in stored])

        async def prove(unit: UnitOfWork) -> None:
            for item in stored:
                for report_id in item.proof:
                    self.item_rows.add_proof(unit, [Proof(item.item_id, [report_id], NOON)])

        await self.database.transaction(prove)

    async def saves(self, changes: Sequence[Change], *, whole: bool = False) -> None:
        """The changes, in one transaction."""

        async def work(unit: UnitOfWork) -> None:
            self.item_rows.save(unit, changes, whole=whole)

        await self.database.transaction(work)

    async def read_by(self, work: Callable[[], Awaitable[object]]) -> Document:
        """What MongoDB's profiler says of the one query that `work` makes."""
        (said,) = await self.all_read_by(work)
        return said

    async def examined_by(self, work: Callable[[], Awaitable[object]]) -> tuple[int, int]:
        """Keys and documents that the whole server examined meanwhile, the least of three times: of
        unions the profiler tells one part only. The server's own work may add a few.
        """
        admin = self.items.database.client["admin"]

        async def examined() -> tuple[int, int]:
            said = (await admin.command("serverStatus"))["metrics"]["queryExecutor"]
            return said["scanned"], said["scannedObjects"]

        counts = []
        for _ in range(3):
            before = await examined()
            await work()
            counts.append([now - then for now, then in zip(await examined(), before, strict=True)])
        keys, documents = zip(*counts, strict=True)
        return min(keys), min(documents)

    async def all_read_by(self, work: Callable[[], Awaitable[object]]) -> list[Document]:
        """What MongoDB's profiler says of each query that `work` makes, in their order."""
        rows = self.items.database
        await rows.command("profile", 0)
        await rows.drop_collection("system.profile")
        await rows.command("profile", 2)
        try:
            await work()
        finally:
            await rows.command("profile", 0)
        reads = {"$or": [{"op": "query"}, {"command.aggregate": {"$exists": True}}]}
        return [row async for row in rows["system.profile"].find(reads).sort("ts", 1)]
