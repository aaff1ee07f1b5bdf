"""POST /api/v1/reports/imports: reports by spreadsheet."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Request, UploadFile

from chassis.audit.entry import Deed, Value
from chassis.audit.trail import Trail
from chassis.auth.auth import Auth, Caller, must_be
from chassis.clock import Clock
from chassis.files.importing import ImportedRows, import_answer
from chassis.files.readers import FileReaders
from chassis.http.body import ONE_FILE, takes_a_file
from chassis.http.problem import Fault
from chassis.http.strict import FILE_ALONE
from chassis.mongo.unit_of_work import UnitOfWork
from chassis.sheets.entry import CellFault, Entry
from chassis.sheets.note import Note
from chassis.text import Language, Text
from contracts.account import OF_AN_AGENCY, Account, Role
from contracts.report_content import ReportContent
from tracker.deeds import REPORTS_IMPORTED
from tracker.items.repository import ItemRepository
from tracker.items.service import Items
from tracker.reporting.report import FIRST_FIELDS, LATER_FIELDS, NOT_GIVEN, Report
from tracker.reporting.verdict import Outcome, Verdict
from tracker.reporting.workbook import ReportFile

ReportRow = Entry[dict[str, Any]]
_COUNTED_AS = {
    Verdict.RECORDED: "accepted",
    Verdict.DUPLICATE: "unchanged",
    Verdict.CONFLICT: "refused",
    Verdict.REFUSED: "refused",
}
_SHOWN_AS = {"report_id": "item_id", "agency": "item_id"}
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


def report_of(row: ReportRow, account: Account, agency: str, now: datetime) -> Report:
    """The report in a row; its id is a hash of its content, so that the same row counts once."""
    fields = {"budget_realised": None, "note": "", "obstacle": "", "follow_up": "", **row.fields}
    without_money = fields["budget_realised"] is None
    return Report(
        report_id=_id_of(fields, agency),
        former_id=_id_of({**fields, "budget_realised": 0}, agency) if without_money else None,
        item_id=fields["item_id"],
        agency=agency,
        content=ReportContent.model_validate(row.fields),
        submitted_at=now,
        submitted_by=account.username,
        source="workbook",
        region=account.region,
    )


def _id_of(fields: Mapping[str, Any], agency: str) -> str:
    """Stable across releases: a field added later is included only where it is given."""
    first = sorted({"item_id", *FIRST_FIELDS})
    later = [name for name in LATER_FIELDS if fields.get(name) not in NOT_GIVEN]
    values = (agency, *(str(fields[name]) for name in first), *(f"{n}={fields[n]}" for n in later))
    named = hashlib.sha256(repr(values).encode(errors="surrogatepass")).hexdigest()
    return f"lembar-{named[:32]}"


def refuse_rivals(rows: Sequence[ReportRow]) -> None:
    """Refuse all rows that differ for the same item and day: which one is right cannot be decided
    here.
    """
    rivals: dict[tuple[str, date], list[ReportRow]] = defaultdict(list)
    for row in rows:
        rivals[row.fields["item_id"], row.fields["as_of"]].append(row)
    for (item_id, as_of), those in rivals.items():
        if all(row.fields == those[0].fields for row in those):
            continue
        places = ", ".join(row.where for row in those)
        message = Text(
            f"{item_id} per {as_of} dilaporkan lebih dari sekali dengan isi berbeda ({places}); "
            "sisakan yang berlaku",
            f"{item_id} as of {as_of} is reported more than once, differently ({places}); "
            "leave the one that holds",
        )
        for row in those:
            row.faults.append(Fault("as_of", "reported-twice", message))


def located(rows: Sequence[ReportRow], outcomes: Sequence[Outcome]) -> list[CellFault]:
    """All faults with row and cell."""
    faults = [row.located(fault) for row in rows for fault in row.faults]
    readable = [row for row in rows if not row.faults]
    for row, outcome in zip(readable, outcomes, strict=True):
        for fault in outcome.faults:
            place = row.located(
                type(fault)(_SHOWN_AS.get(fault.field, fault.field), fault.code, fault.message)
            )
            faults.append(place)
    return sorted(faults, key=lambda fault: (fault.sheet, fault.row))


class Imports:
    """Imports spreadsheets of reports: all rows or none, unless `partial`."""

    def __init__(self, items: Items, item_rows: ItemRepository, clock: Clock, trail: Trail) -> None:
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
        refuse_rivals([row for row in file.entries if not row.faults])
        readable = [row for row in file.entries if not row.faults]
        owners = await self._owners(readable, account)
        now = self._clock.now()
        reports = [
            report_of(row, account, owners.get(row.fields["item_id"], ""), now) for row in readable
        ]
        unreadable = len(file.entries) - len(readable)

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

    async def _owners(self, rows: Sequence[ReportRow], account: Account) -> Mapping[str, str]:
        """The agency for which each item is reported."""
        codes = {row.fields["item_id"] for row in rows}
        if account.role in OF_AN_AGENCY:
            return dict.fromkeys(codes, account.agency or "")
        items = await self._item_rows.items(codes)
        return {code: item.plan.agency for code, item in items.items()}


def routes(
    items: Items,
    item_rows: ItemRepository,
    clock: Clock,
    auth: Auth,
    *,
    readers: FileReaders[ReportFile],
    trail: Trail,
) -> APIRouter:
    """Reports by spreadsheet."""
    router = APIRouter(prefix="/api/v1/reports", tags=["reports"], route_class=auth.route)
    imports = Imports(items, item_rows, clock, trail)

    @router.post(
        "/imports",
        dependencies=[FILE_ALONE],
        form_limits=ONE_FILE,
        responses={200: {"model": ImportedRows}},
    )
    @takes_a_file
    async def import_reports(
        *,
        request: Request,
        account: Caller,
        file: Annotated[UploadFile, File(description=".xlsx, .xls, .ods atau .csv")],
        dry_run: bool = False,
        partial: bool = False,
    ) -> dict[str, Any]:
        """Impor lembar laporan; berkas yang sama dua kali dihitung sekali."""
        must_be(account, Role.OFFICER, Role.VERIFIER, Role.HEAD, Role.ADMIN)

        async def work(data: bytes) -> JudgedReports:
            read = await readers.read(data)
            sha256 = hashlib.sha256(data).hexdigest()
            return await imports.carry_out(read, sha256, account, dry_run=dry_run, partial=partial)

        return await import_answer(
            request, file, owner=account.username, readers=readers, dry_run=dry_run, work=work
        )

    return router
