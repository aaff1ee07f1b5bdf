"""What becomes of an item: without a report, and with one. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from chassis.text import Language, Text
from chassis.web.figures import exact_rupiah, percent
from contracts.report_content import ReportContent
from contracts.words import Status
from tracker.items.item import Change, Item, change_to, with_reports
from tracker.plausibility.mark import PlausibilityMark, PlausibilityRule
from tracker.status.progress import Mark
from tracker.status.rule_set import RuleSet
from tracker.status.status import course_of, standing

N = TypeVar("N", int, float)
BAD = frozenset({Status.BEHIND, Status.CRITICAL, Status.LATE})
"""Statuses for which obstacle and follow-up are asked."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """An item's figures now, and its next status without a report, with its instant."""

    item: Item
    planned_percent: float
    deviation: float
    becomes: Status | None
    at: datetime | None


def outlook(item: Item, now: datetime, rules: RuleSet) -> Outlook:
    """The item as it is at `now`, and what it becomes if nothing is sent."""
    course = course_of(item.plan)
    stands = standing(course, item.progress, now, rules)
    becomes = None
    if item.wake_at is not None:
        becomes = standing(course, item.progress, item.wake_at, rules).status
    return Outlook(item, stands.planned_percent, stands.deviation, becomes, item.wake_at)


def preview(
    item: Item, mark: Mark, all_marks: Sequence[Mark] | None, now: datetime, rules: RuleSet
) -> Change:
    """The change that a report with this mark would make."""
    return change_to(item, with_reports(item, [mark], all_marks, now), now, rules)


def warnings(
    item: Item, body: ReportContent, *, lacks_evidence: bool, falls: bool = True
) -> list[Text]:
    """What is unusual about a report, without being wrong. `lacks_evidence`: it is asked for, and
    not there yet. Without `falls` not that figures fall, where a mark says so.
    """
    found = []
    latest = item.progress.latest
    if falls and latest and body.physical_percent < latest.physical_percent:
        found.append(
            _between(
                ("Fisik turun dari", "Physical progress falls from"),
                *(latest.physical_percent, body.physical_percent),
                percent,
            )
        )
    money, budget = body.budget_realised, item.plan.budget
    known = item.budget_as_of is not None
    if falls and money is not None and known and money < item.budget_realised:
        found.append(
            _between(
                ("Realisasi anggaran turun dari", "The money spent falls from"),
                *(item.budget_realised, money),
                exact_rupiah,
            )
        )
    if money is not None and budget and money > budget:
        id_budget, en_budget = exact_rupiah(budget, "id"), exact_rupiah(budget, "en")
        found.append(
            Text(
                f"Realisasi {exact_rupiah(money, 'id')} melebihi pagu {id_budget}.",
                f"{exact_rupiah(money, 'en')} spent is more than the budget of {en_budget}.",
            )
        )
    if lacks_evidence:
        found.append(
            Text(
                "Bukti diminta: sesudah mengirim, tambahkan foto atau dokumen di tanda terimanya. "
                "Tanpa bukti laporan tetap dihitung, dengan tanda belum terbukti.",
                "Evidence is asked for: after sending, add a photo or a document on the receipt. "
                "Without it the report counts, marked as not proven yet.",
            )
        )
    return found


def marks_beside(
    item: Item, body: ReportContent, marks: Sequence[PlausibilityMark]
) -> Sequence[PlausibilityMark]:
    """Those of the marks that say more than `warnings` does: these tell of missing evidence, and of
    figures below the latest ones.
    """
    latest = item.progress.latest
    told = {PlausibilityRule.NO_EVIDENCE}
    if latest is not None and body.as_of >= latest.as_of:
        told.add(PlausibilityRule.FALLING)
    return [one for one in marks if one.rule not in told]


def _between(
    falls: tuple[str, str], before: N, after: N, shown: Callable[[N, Language], str]
) -> Text:
    indonesian, english = falls
    return Text(
        f"{indonesian} {shown(before, 'id')} menjadi {shown(after, 'id')}.",
        f"{english} {shown(before, 'en')} to {shown(after, 'en')}.",
    )
