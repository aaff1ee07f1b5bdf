"""What becomes of every row of a spreadsheet of reports. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chassis.sheets.entry import CellFault
from chassis.sheets.note import Note
from tracker.items.item import Item
from tracker.plausibility.drafts import Draft
from tracker.reporting.found_table import FoundTable
from tracker.reporting.report import Report
from tracker.reporting.report_rows import ReportRow, located
from tracker.reporting.verdict import Outcome, Verdict
from tracker.reporting.workbook import ReportFile

NEW, UNCHANGED, REFUSED, UNFILLED = "new", "unchanged", "refused", "unfilled"
_BECOMES = {Verdict.RECORDED: NEW, Verdict.DUPLICATE: UNCHANGED}


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row, what would become of it, and why."""

    entry: ReportRow
    becomes: str
    report: Report | None
    """None of a row that cannot be read."""
    item: Item | None
    """The item as it is, where the sender may report on it."""
    faults: Sequence[CellFault]
    corrected: str = ""
    """The key of the report that it corrects."""


@dataclass(frozen=True, slots=True)
class JudgedSheet:
    """All rows of a file, and how they were read."""

    rows: Sequence[JudgedRow]
    notes: Sequence[Note]
    tables: Sequence[FoundTable]
    unfilled: int

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows become what."""
        counted = Counter(row.becomes for row in self.rows)
        return {
            **{name: counted[name] for name in (NEW, UNCHANGED, REFUSED)},
            UNFILLED: self.unfilled,
        }

    @property
    def to_record(self) -> list[Report]:
        """The reports that would be recorded."""
        return [row.report for row in self.rows if row.report and row.becomes == NEW]

    @property
    def drafts(self) -> list[Draft]:
        """The reports that would be recorded, with their items."""
        return [
            Draft(row.report, row.corrected, row.item)
            for row in self.rows
            if row.report and row.item and row.becomes == NEW
        ]

    @property
    def fingerprint(self) -> str:
        """The same for the same rows with the same outcome: what was seen is what is recorded."""
        seen = hashlib.sha256()
        for row in self.rows:
            codes = [fault.fault.code for fault in row.faults]
            said = (row.entry.where, row.becomes, row.report and row.report.report_id, codes)
            seen.update(repr(said).encode(errors="surrogatepass"))
        return seen.hexdigest()


def judged(file: ReportFile, outcomes: Iterable[Outcome]) -> JudgedSheet:
    """The rows of a file with the outcomes of those that are readable, in their order."""
    known = list(outcomes)
    by_row: dict[tuple[str, int], list[CellFault]] = {}
    for fault in located(file.entries, known):
        by_row.setdefault((fault.sheet, fault.row), []).append(fault)
    left = iter(known)
    rows = []
    for entry in file.entries:
        outcome = None if entry.faults else next(left)
        becomes = _BECOMES.get(outcome.verdict, REFUSED) if outcome else REFUSED
        faults = by_row.get((entry.sheet, entry.number + 1), [])
        report = outcome.report if outcome else None
        corrected = outcome.corrected if outcome else ""
        rows.append(JudgedRow(entry, becomes, report, _own(outcome), faults, corrected))
    return JudgedSheet(rows, file.notes, file.tables, len(file.unfilled))


def _own(outcome: Outcome | None) -> Item | None:
    """The item, unless it is another agency's or region's."""
    if outcome is None or outcome.item is None:
        return None
    report, plan = outcome.report, outcome.item.plan
    own = report.agency == plan.agency and report.region in {None, plan.region}
    return outcome.item if own else None
