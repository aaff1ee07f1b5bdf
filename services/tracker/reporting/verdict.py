"""The verdict on each report of a batch. Pure."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.http.problem import Fault
from tracker.items.item import Item
from tracker.reporting.refusals import (
    conflict,
    may_report,
    nothing_to_correct,
    refusals,
    unknown_item,
)
from tracker.reporting.report import Report
from tracker.reporting.report_ids import StoredIds


class Verdict(StrEnum):
    """Whether a report is recorded, or why not."""

    RECORDED = "recorded"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(slots=True)
class Outcome:
    """The verdict on one report, its faults, and its item after the batch."""

    report: Report
    verdict: Verdict
    faults: tuple[Fault, ...] = ()
    item: Item | None = None
    key: str = ""
    """The key it is stored under when it is recorded: its id, or `own_key`."""
    corrected: str = ""
    """The key of the report that it corrects."""
    answer: bytes | None = None
    """What its sender is told, if that was prepared while the database committed."""


def judge_reports(
    reports: Sequence[Report],
    items: Mapping[str, Item],
    stored_ids: StoredIds,
    refused: Set[str],
    now: datetime,
) -> list[Outcome]:
    """An outcome for each report, in their order; of equal ones in the batch the first is recorded.

    Submissions in `refused` were answered before: they are refused again without faults. Of an
    unproven sender nothing else is judged. The right
    to report on the item is checked before the id, and an id only among those of the sender's
    agency: no response reveals what others have sent.
    """
    outcomes = []
    for report in reports:
        item = items.get(report.item_id)
        plan = item.plan if item else None
        new = stored_ids.is_new(report)
        if report.unproven:
            answered = not refused.isdisjoint(report.submissions)
            faults_of_sender = () if answered else (report.unproven,)
            outcomes.append(Outcome(report, Verdict.REFUSED, faults_of_sender))
        elif not new and stored_ids.has(report):
            outcomes.append(Outcome(report, Verdict.DUPLICATE))
        elif refused and not refused.isdisjoint(report.submissions):
            outcomes.append(Outcome(report, Verdict.REFUSED))
        elif plan is None or not may_report(report, plan):
            outcomes.append(Outcome(report, Verdict.REFUSED, (unknown_item(report),)))
        elif not new and stored_ids.has_other(report):
            faults = (conflict(report.report_id),)
            outcomes.append(Outcome(report, Verdict.CONFLICT, faults))
        elif against := refusals(report, plan, now):
            outcomes.append(Outcome(report, Verdict.REFUSED, against))
        elif not report.content.corrects:
            outcomes.append(Outcome(report, Verdict.RECORDED, key=stored_ids.take(report)))
        elif (corrected := stored_ids.corrected_by(report)) is None:
            outcomes.append(Outcome(report, Verdict.REFUSED, (nothing_to_correct(report),)))
        else:
            key = stored_ids.take(report)
            outcomes.append(Outcome(report, Verdict.RECORDED, key=key, corrected=corrected))
    return outcomes
