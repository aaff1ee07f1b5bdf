"""The marks of a report as a MongoDB document, and back. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from tracker.plausibility.rule_set import PlausibilityRules, limits_key

HISTORY_MOST = 120
"""Latest reports of an item that are read."""
REPORT_FIELDS = (
    *MARK,
    *("agency", "received_at", "submitted_by", "note", "obstacle", "follow_up"),
)
"""The fields of a report's document that `facts_of` needs."""


class Dismissal(NamedTuple):
    """Who looked at a mark and found nothing to put right, when, and in which words; and what was
    looked at: the figures, by which version of the rules, and by which limits of its rule. Figures
    are None in one from before they were stored, until the mark is found again.
    """

    by: str
    at: datetime
    words: str
    seen: Mapping[str, Figure] | None = None
    version: str = ""
    limits: str = ""

    def is_of(self, mark: PlausibilityMark) -> bool:
        """Whether this is what was looked at; limits that are not known are no others."""
        same_limits = not self.limits or not mark.limits or self.limits == mark.limits
        return same_limits and (self.seen is None or self.seen == mark.seen)


@dataclass(frozen=True, slots=True)
class MarkedReport:
    """A report's marks by rule, and what was dismissed; `rev` counts their changes."""

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
    limits: Mapping[PlausibilityRule, str] = field(default_factory=dict)
    """By which limits each rule spoke."""

    def mark(self, rule: PlausibilityRule) -> PlausibilityMark | None:
        """The mark by a rule; None where it did not speak."""
        seen = self.marks.get(rule)
        return None if seen is None else PlausibilityMark(rule, seen, self.limits.get(rule, ""))

    def dismissal(self, mark: PlausibilityMark) -> Dismissal | None:
        """Who dismissed a mark as it is now."""
        one = self.dismissed.get(mark.rule)
        return one if one is not None and one.is_of(mark) else None

    def dismissed_before(self, mark: PlausibilityMark) -> Dismissal | None:
        """Who dismissed a mark of this rule when it was another one."""
        one = self.dismissed.get(mark.rule)
        return one if one is not None and not one.is_of(mark) else None

    @property
    def found(self) -> Sequence[PlausibilityMark]:
        """All marks."""
        return [mark for rule in self.marks if (mark := self.mark(rule)) is not None]

    @property
    def open(self) -> Sequence[PlausibilityMark]:
        """The marks that nobody has dismissed as they are."""
        return [mark for mark in self.found if self.dismissal(mark) is None]

    @property
    def looked_at(self) -> Sequence[tuple[PlausibilityMark, Dismissal]]:
        """The marks that were dismissed, with who did and why."""
        found = [(mark, self.dismissal(mark)) for mark in self.found]
        return [(mark, one) for mark, one in found if one is not None]

    def with_marks(
        self, marks: Mapping[PlausibilityRule, Mapping[str, Figure]], rules: PlausibilityRules
    ) -> "MarkedReport":
        """The report with the marks that it gets by these rules. A dismissal of which it is not
        known what was looked at is of what is found first.
        """
        limits = {rule: limits_key(rules, rule) for rule in marks}
        dismissed = {
            rule: one._replace(seen=marks[rule], version=rules.version, limits=limits[rule])
            if one.seen is None and rule in marks
            else one
            for rule, one in self.dismissed.items()
        }
        return replace(self, marks=marks, limits=limits, dismissed=dismissed, version=rules.version)


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
            PlausibilityRule(rule): _dismissal(one, row["marks"].get(rule), row["rules_version"])
            for rule, one in row["dismissed"].items()
            if rule in known
        },
        row["rev"],
        row["rules_version"],
        {
            PlausibilityRule(rule): limits
            for rule, limits in row.get("limits", {}).items()
            if rule in known
        },
    )


def _dismissal(row: Document, stored: Mapping[str, Figure] | None, version: str) -> Dismissal:
    """The dismissal in a document; one of before is of the mark that is stored beside it."""
    one = Dismissal(**row)
    return one._replace(seen=stored, version=version) if one.seen is None and stored else one


def dismissal_document(one: Dismissal) -> Document:
    """The document of a dismissal."""
    return {**one._asdict(), "seen": None if one.seen is None else dict(one.seen)}


def marks_document(marked: MarkedReport, plan: PlanItemPublished) -> Document:
    """The fields that the watch writes; the marks that are open stand beside, to be counted. What
    was dismissed stays, with what was looked at.
    """
    return {
        "item_id": marked.item_id,
        "region": marked.region,
        "agency": marked.agency,
        "pillar": plan.pillar.value,
        "kind": plan.kind.value,
        "submitted_by": marked.submitted_by,
        "as_of": marked.as_of.isoformat(),
        "rules_version": marked.version,
        "marks": {rule.value: dict(seen) for rule, seen in marked.marks.items()},
        "limits": {rule.value: limits for rule, limits in marked.limits.items()},
        **{
            f"dismissed.{rule.value}": dismissal_document(one)
            for rule, one in marked.dismissed.items()
        },
        **open_fields(marked),
    }


def open_fields(marked: MarkedReport) -> Document:
    """What is counted: the rules that are open, and how many."""
    rules = [one.rule.value for one in marked.open]
    return {"open": rules, "open_count": len(rules)}
