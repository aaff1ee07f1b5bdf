"""Imports spreadsheets of reports by the one road in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.audit.entry import Deed, Value
from chassis.audit.trail import Trail
from chassis.clock import Clock
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.sheets.entry import CellFault
from chassis.sheets.note import Note
from chassis.text import Language
from contracts.account import OF_AN_AGENCY, Account
from tracker.deeds import REPORTS_IMPORTED
from tracker.items.item import Item
from tracker.items.repository import ItemRepository
from tracker.items.service import Items
from tracker.reporting.obstacle_categories import ObstacleCategories
from tracker.reporting.report import Report
from tracker.reporting.report_cells import MONEY_PERCENT
from tracker.reporting.report_rows import in_rupiah, located, refuse_rivals, report_of, with_code
from tracker.reporting.verdict import Outcome, Verdict
from tracker.reporting.workbook import ReportFile

_COUNTED_AS = {
    Verdict.RECORDED: "accepted",
    Verdict.DUPLICATE: "unchanged",
    Verdict.CONFLICT: "refused",
    Verdict.REFUSED: "refused",
}
ERRORS_MOST = 5_000


@dataclass(frozen=True, slots=True)
class JudgedReports:
    """The outcomes of the readable rows, and the faults of all rows."""

    outcomes: Sequence[Outcome]
    faults: Sequence[CellFault]
    unreadable: int
    notes: Sequence[Note]
    applied: bool

    def body(self, language: Language) -> dict[str, Any]:
        """The counts, every error with its cell, and the notes."""
        counts = Counter(_COUNTED_AS[outcome.verdict] for outcome in self.outcomes)
        return {
            "accepted": counts["accepted"],
            "changed": 0,
            "unchanged": counts["unchanged"],
            "refused": counts["refused"] + self.unreadable,
            "errors": [fault.body(language) for fault in self.faults[:ERRORS_MOST]],
            "notes": [note.body(language) for note in self.notes],
        }


class Imports:
    """Imports spreadsheets of reports: all rows or none, unless `partial`."""

    def __init__(
        self,
        items: Items,
        item_rows: ItemRepository,
        clock: Clock,
        trail: Trail,
        categories: ObstacleCategories,
    ) -> None:
        self._categories = categories
        self._items = items
        self._item_rows = item_rows
        self._clock = clock
        self._trail = trail

    async def carry_out(
        self, file: ReportFile, sha256: str, account: Account, *, dry_run: bool, partial: bool
    ) -> JudgedReports:
        """Judge the rows and, unless it is a dry run, record them, and that they were imported from
        the file of this hash.
        """
        reports = await self.reports_of(file, account)
        unreadable = len(file.entries) - len(reports)

        def imported(unit: UnitOfWork, outcomes: Sequence[Outcome]) -> None:
            counts = Counter(_COUNTED_AS[outcome.verdict] for outcome in outcomes)
            refused = counts["refused"] + unreadable
            told: dict[str, Value] = {"file": sha256, **counts, "refused": refused}
            deed = Deed(REPORTS_IMPORTED, account.username, account.agency or "", told)
            self._trail.put(unit, deed)

        hold = dry_run or (unreadable > 0 and not partial)
        outcomes = (
            await self._items.judge(reports)
            if hold
            else await self._items.record(reports, whole=not partial, alongside=imported)
        )
        faults = located(file.entries, outcomes)
        applied = not hold and (partial or not faults)
        return JudgedReports(outcomes, faults, unreadable, file.notes, applied)

    async def reports_of(self, file: ReportFile, account: Account) -> list[Report]:
        """The reports in the readable rows of a file, in their order. Faults are added to rows that
        contradict each other, or say their money in percent of a budget that is not known.
        """
        for row in file.entries:
            with_code(row.fields, self._categories)
        items = await self._items_of(file, account)
        for row in file.entries:
            if not row.faults:
                in_rupiah(row, items.get(row.fields["item_id"]))
        refuse_rivals([row for row in file.entries if not row.faults])
        now = self._clock.now()
        of_an_agency = account.role in OF_AN_AGENCY
        reports = []
        for row in file.entries:
            if not row.faults:
                item = items.get(row.fields["item_id"])
                owner = account.agency if of_an_agency else item and item.plan.agency
                reports.append(report_of(row, account, owner or "", now))
        return reports

    async def _items_of(self, file: ReportFile, account: Account) -> Mapping[str, Item]:
        """The items that are needed to read the rows, within what the account may see."""
        rows = [row for row in file.entries if not row.faults]
        if account.role in OF_AN_AGENCY:
            rows = [row for row in rows if MONEY_PERCENT in row.fields]
        items = await self._item_rows.items({row.fields["item_id"] for row in rows})
        return {
            item_id: item
            for item_id, item in items.items()
            if account.role not in OF_AN_AGENCY
            or account.scope.covers(region=item.plan.region, agency=item.plan.agency)
        }
