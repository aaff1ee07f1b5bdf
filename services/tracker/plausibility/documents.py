"""The marks of a report as a MongoDB document, and back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from contracts import PlanItemPublished
from tracker.items.documents import MARK, Document, mark_of, plan_of
from tracker.plausibility.mark import (
    Figure,
    Known,
    PlausibilityMark,
    PlausibilityRule,
    ReportFacts,
    words_of,
)

HISTORY_MOST = 120
"""Latest reports of an item that are read."""
REPORT_FIELDS = (
    *MARK,
    *("agency", "received_at", "submitted_by", "note", "obstacle", "follow_up"),
)
"""The fields of a report's document that `facts_of` needs."""


class Dismissal(NamedTuple):
    """Who looked at a mark and found nothing to put right, when, and in which words."""

    by: str
    at: datetime
    words: str


NOT_DISMISSED: Mapping[PlausibilityRule, Dismissal] = {}


@dataclass(frozen=True, slots=True)
class MarkedReport:
    """A report's marks by rule, and those that were dismissed; `rev` counts their changes."""

    key: str
    item_id: str
    region: str
    agency: str
    submitted_by: str
    as_of: date
    marks: Mapping[PlausibilityRule, Mapping[str, Figure]]
    dismissed: Mapping[PlausibilityRule, Dismissal] = field(default_factory=dict)
    rev: int = 0
    version: str = ""
    """Of the rules that gave the marks."""

    @property
    def open(self) -> Sequence[PlausibilityMark]:
        """The marks that nobody has dismissed."""
        return [
            PlausibilityMark(rule, seen)
            for rule, seen in self.marks.items()
            if rule not in self.dismissed
        ]

    @property
    def looked_at(self) -> Sequence[tuple[PlausibilityMark, Dismissal]]:
        """The marks that were dismissed, with who did and why."""
        return [
            (PlausibilityMark(rule, seen), self.dismissed[rule])
            for rule, seen in self.marks.items()
            if rule in self.dismissed
        ]


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """An item's latest reports with what is known of it, and the marks that are stored of them."""

    plan: PlanItemPublished
    region: str
    known: Known
    reports: Sequence[ReportFacts]
    stored: Mapping[str, MarkedReport]


def facts_of(row: Document) -> ReportFacts:
    """What the rules need of a report's document."""
    mark = mark_of(row)
    return ReportFacts(
        row["_id"],
        row["item_id"],
        row["agency"],
        mark.as_of,
        mark.submitted_at,
        row["received_at"],
        row["submitted_by"],
        mark.physical_percent,
        mark.budget_realised,
        words_of(*(row.get(name, "") for name in ("note", "obstacle", "follow_up"))),
        mark.corrected,
    )


def history_of(row: Document) -> ItemHistory:
    """An item's history from its document with the `reports` and `marks` that were joined to it."""
    plan = plan_of(row)
    return ItemHistory(
        plan,
        row["region"],
        Known(plan, frozenset(row.get("proof") or ())),
        [facts_of(one) for one in row["joined_reports"]],
        {one["_id"]: marked_report(one) for one in row["joined_marks"]},
    )


def marked_report(row: Document) -> MarkedReport:
    """The marks in a document; of a rule that this version does not know, none."""
    known = set(PlausibilityRule)
    return MarkedReport(
        row["_id"],
        row["item_id"],
        row["region"],
        row["agency"],
        row["submitted_by"],
        date.fromisoformat(row["as_of"]),
        {PlausibilityRule(rule): seen for rule, seen in row["marks"].items() if rule in known},
        {
            PlausibilityRule(rule): Dismissal(**one)
            for rule, one in row["dismissed"].items()
            if rule in known
        },
        row["rev"],
        row["rules_version"],
    )


def marks_document(marked: MarkedReport, plan: PlanItemPublished, version: str) -> Document:
    """The fields that the watch writes; the marks that are open stand beside, to be counted."""
    return {
        "item_id": marked.item_id,
        "region": marked.region,
        "agency": marked.agency,
        "pillar": plan.pillar.value,
        "kind": plan.kind.value,
        "submitted_by": marked.submitted_by,
        "as_of": marked.as_of.isoformat(),
        "rules_version": version,
        "marks": {rule.value: dict(seen) for rule, seen in marked.marks.items()},
        **open_fields(marked),
    }


def open_fields(marked: MarkedReport) -> Document:
    """What is counted: the rules that are open, and how many."""
    rules = [one.rule.value for one in marked.open]
    return {"open": rules, "open_count": len(rules)}
