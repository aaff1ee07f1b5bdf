"""Imports a workbook into the plan of a region, and reads the plan for an export."""

import asyncio
import functools
import hashlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from chassis.audit.entry import Deed, Value
from chassis.audit.trail import Trail
from chassis.clock import Clock
from chassis.column_names.repository import ColumnNames
from chassis.files.readers import FileReaders
from chassis.mongo.database import Database
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.text import Language
from planner.agencies import agency
from planner.agencies.repository import AgencyRepository
from planner.agencies.service import AgencyService
from planner.agencies.stored import StoredAgency
from planner.items import item
from planner.items.query import ItemQuery
from planner.items.repository import ItemRepository
from planner.items.service import ItemService
from planner.items.stored import StoredItem
from planner.regions.region import Regions
from planner.regions.repository import RegionRepository
from planner.workbook.export import write_plan
from planner.workbook.judging import GoingBack, JudgedPlan, judge
from planner.workbook.mending import Mending
from planner.workbook.outcome import Outcome, Verdict
from planner.workbook.plan_file import PlanFile

D = TypeVar("D", item.Draft, agency.Draft)
NO_CELLS: Mapping[str, Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class PlanImport:
    """The outcome of each row of an import, and whether it was applied."""

    judged: JudgedPlan
    applied: bool
    overtaken: bool = False
    """Whether it was not applied because another outcome was expected than there would be."""

    def body(self, language: Language) -> dict[str, Any]:
        """The outcomes in a response."""
        return self.judged.body(language)


class WorkbookService:
    """Imports a file into the plan of a region, and reads the plan for an export."""

    def __init__(
        self,
        *,
        database: Database,
        items: ItemRepository,
        agencies: AgencyRepository,
        turns: RegionRepository,
        item_service: ItemService,
        agency_service: AgencyService,
        clock: Clock,
        readers: FileReaders[PlanFile],
        trail: Trail,
        names: ColumnNames,
        regions: Regions,
    ) -> None:
        self._regions = regions
        self._trail = trail
        self._names = names
        self._database = database
        self._items = items
        self._agencies = agencies
        self._turns = turns
        self._item_service = item_service
        self._agency_service = agency_service
        self._clock = clock
        self._readers = readers
        self._judges = ThreadPoolExecutor(1, "plan-judging")

    async def import_file(
        self,
        data: bytes,
        *,
        region: str,
        dry_run: bool,
        partial: bool,
        by: str,
        cells: Mapping[str, Mapping[str, str]] = NO_CELLS,
        expected: str | None = None,
        alongside: Callable[[UnitOfWork, JudgedPlan], None] = lambda _unit, _judged: None,
    ) -> PlanImport:
        """Judge every row of a workbook, with the repaired `cells`, and unless it is a dry run,
        apply it. The names that the region gave to columns count.

        Nothing is applied when a row is refused, unless the import may be `partial`, nor when the
        outcome has another fingerprint than the `expected` one. `alongside` adds to the transaction
        that applies it. Raises FileRefused.
        """
        mending = Mending(cells, await self._names.of(region))
        file = await self._read(data, region, mending)
        if dry_run:
            return PlanImport(await self._judged(file, region, None, partial=partial), False)

        async def work(unit: UnitOfWork) -> PlanImport:
            await self._turns.take_turn(unit, region)
            judged = await self._judged(file, region, unit, partial=partial)
            if expected is not None and judged.fingerprint != expected:
                return PlanImport(judged, False, overtaken=True)
            if judged.refused and not partial:
                return PlanImport(judged, False)
            now = self._clock.now()
            self._agency_service.save(unit, _agencies(judged, region), now, by)
            self._item_service.save(unit, _items(judged, region), now, by)
            self._trail.put(unit, _imported(judged, region, data, by))
            alongside(unit, judged)
            return PlanImport(judged, True)

        return await self._database.transaction(work)

    async def look(
        self, data: bytes, *, region: str, cells: Mapping[str, Mapping[str, str]]
    ) -> JudgedPlan:
        """What would become of every row, as far as the columns are understood. Raises FileRefused
        when the file cannot be read.
        """
        mending = Mending(cells, await self._names.of(region), columns_may_lack=True)
        file = await self._read(data, region, mending)
        return await self._judged(file, region, None, partial=True)

    async def _read(self, data: bytes, region: str, mending: Mending) -> PlanFile:
        agencies, name = await self._agencies.agencies(region), self._regions[region].name
        return await self._readers.read(data, agencies, region, mending, name)

    async def export(self, region: str, *, by: str) -> tuple[bytes, int]:
        """The region's plan as a workbook that can be imported again, and how many items are in it;
        it is noted who took it.
        """
        wanted = ItemQuery(region=region)
        items = [s.draft async for s in self._items.every(wanted) if not s.cancelled]
        data = await asyncio.to_thread(write_plan, items, await self._agencies_of(region))
        await self._trail.record(Deed("plan-exported", by, region))
        return data, len(items)

    async def template(self, region: str) -> bytes:
        """A workbook with every column and the region's agencies, to be filled in."""
        return await asyncio.to_thread(write_plan, (), await self._agencies_of(region))

    async def _agencies_of(self, region: str) -> list[agency.Draft]:
        agencies = await self._agencies.agencies(region)
        return [agencies[code].draft for code in sorted(agencies)]

    async def _judged(
        self, file: PlanFile, region: str, unit: UnitOfWork | None, *, partial: bool
    ) -> JudgedPlan:
        """The outcome of every row against what is stored; computed in a separate thread, because
        it takes long.
        """
        agency_codes = [e.fields["agency"] for e in file.agencies if "agency" in e.fields]
        item_codes = [e.fields["item_id"] for e in file.items if "item_id" in e.fields]
        agencies = await self._agencies.agencies(region, agency_codes, unit)
        items = await self._items.items(item_codes, unit)
        judging = functools.partial(
            judge, file, agencies=agencies, items=items, region=region, partial=partial
        )
        judged = await asyncio.get_running_loop().run_in_executor(self._judges, judging)
        back = GoingBack(judged.items)
        if back.codes:
            async for version in self._items.former_of(back.codes, unit):
                back.take(version)
        return replace(judged, back=back.found)


def _imported(judged: JudgedPlan, region: str, data: bytes, by: str) -> Deed:
    """With the file's hash, the counts of its rows, and the codes of the items that changed."""
    told: dict[str, Value] = {
        "file": hashlib.sha256(data).hexdigest(),
        **judged.counts,
        "items": [draft.item_id for draft, version in _to_write(judged.items) if version > 1],
    }
    return Deed("plan-imported", by, region, told)


def _to_write(outcomes: Iterable[Outcome[D]]) -> Iterable[tuple[D, int]]:
    for outcome in outcomes:
        if outcome.draft and outcome.verdict in {Verdict.ACCEPTED, Verdict.CHANGED}:
            yield outcome.draft, outcome.version + 1


def _items(judged: JudgedPlan, region: str) -> list[StoredItem]:
    return [StoredItem(draft, region, version) for draft, version in _to_write(judged.items)]


def _agencies(judged: JudgedPlan, region: str) -> list[StoredAgency]:
    return [StoredAgency(draft, region, version) for draft, version in _to_write(judged.agencies)]
