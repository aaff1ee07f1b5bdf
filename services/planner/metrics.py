"""The planner's metrics. One closed list, each explained once."""

import asyncio

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from chassis.mongo.database import DatabaseTrouble
from planner.items.repository import ItemRepository
from planner.regions.region import Regions
from planner.workbook.outcome import Verdict
from planner.workbook.service import PlanImport

log = structlog.get_logger()

RECOUNT_SECONDS = 5.0
RESULTS = ("applied", "dry_run", "refused")
"""Outcomes of an imported file."""


class Metrics:
    """Counts of the items in the plan, and of imports."""

    def __init__(
        self, items: ItemRepository, regions: Regions, registry: CollectorRegistry
    ) -> None:
        self._stored = items
        self._known_regions = regions
        self._regions = Gauge(
            "aksi_region_info",
            "What a region with a plan is called.",
            ["region", "region_name"],
            registry=registry,
        )
        self._items = Gauge(
            "aksi_plan_items",
            "Items in the plan.",
            ["region", "kind", "state"],
            registry=registry,
        )
        self._imports = Counter(
            "aksi_plan_imports", "Workbooks imported.", ["outcome"], registry=registry
        )
        self._rows = Counter(
            "aksi_plan_import_rows", "Rows of applied imports.", ["outcome"], registry=registry
        )
        for result in RESULTS:
            self._imports.labels(result)
        for verdict in Verdict:
            self._rows.labels(verdict)

    def imported(self, done: PlanImport, *, dry_run: bool) -> None:
        """Count an import."""
        result = "applied" if done.applied else "dry_run" if dry_run else "refused"
        self._imports.labels(result).inc()
        if done.applied:
            for outcome in done.judged.rows:
                self._rows.labels(outcome.verdict).inc()

    def _name(self, region: str) -> str:
        known = self._known_regions.get(region)
        return known.name if known else region

    async def run(self) -> None:
        """Recount the items every `RECOUNT_SECONDS`, until the service stops."""
        while True:
            try:
                await self.recount()
            except (DatabaseTrouble, OSError) as error:
                log.warning("could not count the items", error=str(error)[:300])
            await asyncio.sleep(RECOUNT_SECONDS)

    async def recount(self) -> None:
        """Count the items by region. Raises `DatabaseTrouble`."""
        counts = await self._stored.counts()
        self._items.clear()
        self._regions.clear()
        for region, kind, cancelled, items in counts:
            state = "cancelled" if cancelled else "active"
            self._items.labels(region, kind, state).set(items)
            self._regions.labels(region, self._name(region)).set(1)
