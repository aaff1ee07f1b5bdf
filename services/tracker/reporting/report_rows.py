"""Rows of a spreadsheet as reports. Pure."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chassis.http.problem import Fault
from chassis.sheets.entry import CellFault, Entry
from chassis.sheets.key import header_key
from chassis.text import Text
from contracts.account import Account
from contracts.report_content import ReportContent
from tracker.items.item import Item
from tracker.reporting.column_meaning import MONEY
from tracker.reporting.obstacle_categories import ObstacleCategories
from tracker.reporting.report import FIRST_FIELDS, LATER_FIELDS, NOT_GIVEN, Report
from tracker.reporting.report_cells import MONEY_PERCENT
from tracker.reporting.verdict import Outcome

ReportRow = Entry[dict[str, Any]]
PERCENT_MOST = 1_000
"""Percent of a budget that may be spent: more than all of it, but not a number of another kind."""
_SHOWN_AS = {"report_id": "item_id", "agency": "item_id"}


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


def in_rupiah(row: ReportRow, item: Item | None) -> None:
    """Money in percent of the item's budget becomes rupiah; refused where the budget is not known,
    or the item is none of the sender's, about which nothing is told.
    """
    percent = row.fields.get(MONEY_PERCENT)
    if percent is None:
        return
    if not 0 <= percent <= PERCENT_MOST:
        row.faults.append(Fault(MONEY, "percent-out-of-range", _out_of_range(percent)))
        return
    if item is not None and item.plan.budget:
        row.fields[MONEY] = round(item.plan.budget * percent / 100)
        return
    message = Text(
        "ditulis dalam persen, dan pagu rencana aksi ini tidak diketahui; tulis rupiahnya",
        "is written in percent, and the budget of this item is not known; write the rupiah",
    )
    row.faults.append(Fault(MONEY, "budget-not-known", message))


def _out_of_range(percent: float) -> Text:
    return Text(
        f"{percent:g} persen dari pagu: isi antara 0 dan {PERCENT_MOST}",
        f"{percent:g} percent of the budget: must be between 0 and {PERCENT_MOST}",
    )


def with_code(fields: dict[str, Any], categories: ObstacleCategories) -> None:
    """A category of the region's list by its code, as the form sends it; others stay as they are
    written.
    """
    written = header_key(fields.get("obstacle_category", ""))
    for one in categories.categories:
        if written and written in {header_key(one.indonesian), header_key(one.english)}:
            fields["obstacle_category"] = one.code


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
