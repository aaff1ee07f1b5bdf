"""The marks that reports would get which are not recorded yet, many at once. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tracker.items.item import Item
from tracker.plausibility.mark import Known, PlausibilityMark, ReportFacts, words_of
from tracker.plausibility.marking import steps_of
from tracker.plausibility.rule_set import PlausibilityRules
from tracker.plausibility.rules import counting, marks_in_order
from tracker.plausibility.sitting import Entered, sitting_marks
from tracker.reporting.report import Report

Marks = Mapping[str, Sequence[PlausibilityMark]]
"""By key the marks of reports that have some."""


class Draft(NamedTuple):
    """A report that is not recorded, the key of the one that it corrects, and its item."""

    report: Report
    corrected: str
    item: Item


def facts_of_draft(report: Report, corrected: str, now: datetime) -> ReportFacts:
    """What the rules need of a report that comes now."""
    content = report.content
    return ReportFacts(
        report.report_id,
        report.item_id,
        report.agency,
        content.as_of,
        report.counts_at(now),
        now,
        report.submitted_by,
        content.physical_percent,
        content.stated_budget,
        words_of(content.note, content.obstacle, content.follow_up),
        corrected,
    )


def marks_of_drafts(
    drafts: Sequence[ReportFacts],
    recorded: Mapping[str, Sequence[ReportFacts]],
    known: Mapping[str, Known],
    rules: PlausibilityRules,
) -> Marks:
    """The marks that they would get if they came together, after what is `recorded` on their items;
    also as one sitting, with what its account has entered on these items just before.
    """
    own: dict[str, list[ReportFacts]] = defaultdict(list)
    for draft in drafts:
        own[draft.item_id].append(draft)
    found: dict[str, list[PlausibilityMark]] = {}
    together: dict[_Sitting, list[Entered]] = defaultdict(list)
    since = _since(drafts, rules)
    for item_id, new in own.items():
        ordered, keys = counting([*recorded.get(item_id, ()), *new]), {one.key for one in new}
        marks = marks_in_order(ordered, known[item_id], rules, only=keys)
        found |= {key: list(those) for key, those in marks.items() if those}
        steps = steps_of(ordered)
        for one in ordered:
            if one.received_at >= since:
                together[_sitting(one)].append(Entered(one, steps.get(one.key)))
    drafted = {draft.key for draft in drafts}
    for entered in together.values():
        for key, mark in sitting_marks(entered, rules).items():
            if key in drafted:
                found.setdefault(key, []).append(mark)
    return found


_Sitting = tuple[str, str, int, int]
"""An agency, who reported for it, and the year and month that were reported on."""


def _sitting(report: ReportFacts) -> _Sitting:
    return report.agency, report.submitted_by, report.as_of.year, report.as_of.month


def _since(drafts: Sequence[ReportFacts], rules: PlausibilityRules) -> datetime:
    """What came since then came with them."""
    minutes = rules.same_sitting.minutes if rules.same_sitting else 0
    now = max((draft.received_at for draft in drafts), default=datetime.max.replace(tzinfo=UTC))
    return now - timedelta(minutes=minutes)
