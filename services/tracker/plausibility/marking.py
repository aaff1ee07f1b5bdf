"""What one round changes: the marks of items, and of the sittings their reports belong to. Pure."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from itertools import pairwise

from contracts.calendar import Calendar, Period, PeriodKind
from tracker.plausibility.documents import HISTORY_MOST, ItemHistory, MarkedReport
from tracker.plausibility.mark import Figure, PlausibilityMark, PlausibilityRule, ReportFacts
from tracker.plausibility.rule_set import PlausibilityRules
from tracker.plausibility.rules import LOOKED_BACK, counting, marks_of_item
from tracker.plausibility.sitting import Entered

SITTING = PlausibilityRule.SAME_SITTING
Sitting = tuple[str, str, Period]
"""An agency, who reported for it, and the month that was reported on."""
Marks = dict[PlausibilityRule, Mapping[str, Figure]]
Found = dict[str, tuple[MarkedReport, Marks, ItemHistory]]
"""By key what is stored of a report, the marks that it gets, and its item."""


def item_marks(
    history: ItemHistory, calendar: Calendar | None, rules: PlausibilityRules
) -> Sequence[tuple[ReportFacts, Marks]]:
    """The marks of an item's reports, with what their sittings gave them before. Where older
    reports were not read, those that would miss them are left as they are.
    """
    marks = marks_of_item(history.reports, replace(history.known, calendar=calendar), rules)
    ordered = sorted(history.reports, key=lambda one: one.order)
    found: list[tuple[ReportFacts, Marks]] = []
    for report in ordered[LOOKED_BACK if len(ordered) == HISTORY_MOST else 0 :]:
        own: Marks = {one.rule: one.seen for one in marks.get(report.key, ())}
        stored = history.stored.get(report.key)
        if stored and SITTING in stored.marks and report.key in marks:
            own[SITTING] = stored.marks[SITTING]
        found.append((report, own))
    return found


def take_sitting(
    report: ReportFacts,
    mark: PlausibilityMark | None,
    stored: Mapping[str, MarkedReport],
    histories: Mapping[str, ItemHistory],
    found: Found,
) -> None:
    """Replace in `found` the mark that a report has from its sitting."""
    history = histories.get(report.item_id)
    if report.key not in found:
        was = stored.get(report.key)
        if history is None or (mark is None and (was is None or SITTING not in was.marks)):
            return
        before = was or stored_of(report, history)
        found[report.key] = before, dict(before.marks), history
    _, marks, _ = found[report.key]
    marks.pop(SITTING, None)
    if mark is not None:
        marks[SITTING] = mark.seen


def stored_of(report: ReportFacts, history: ItemHistory) -> MarkedReport:
    """The marks that are stored of a report; none yet."""
    return history.stored.get(report.key) or MarkedReport(
        report.key,
        report.item_id,
        history.region,
        report.agency,
        report.submitted_by,
        report.as_of,
        {},
    )


def sittings_of(
    waiting: Sequence[ReportFacts], histories: Mapping[str, ItemHistory]
) -> Set[Sitting]:
    """The sittings whose steps these reports may have changed: their own, those of what they
    correct, and those of the reports after each up to the next that counts.
    """
    touched = {one.key for one in waiting} | {one.corrected for one in waiting}
    found = {sitting_of(one) for one in waiting}
    for history in histories.values():
        counted, follows = {one.key for one in counting(history.reports)}, False
        for report in sorted(history.reports, key=lambda one: one.order):
            is_touched = report.key in touched
            if is_touched or follows:
                found.add(sitting_of(report))
            follows = is_touched or (follows and report.key not in counted)
    return found


def sitting_of(report: ReportFacts) -> Sitting:
    """Of whom, by whom and on which month it was reported."""
    return report.agency, report.submitted_by, Period.of(PeriodKind.MONTH, report.as_of)


def entered(
    reports: Sequence[ReportFacts], histories: Mapping[str, ItemHistory]
) -> Iterable[Entered]:
    """The reports with their steps."""
    steps: dict[str, float] = {}
    for item_id in {one.item_id for one in reports}:
        if item_id in histories:
            steps |= steps_of(counting(histories[item_id].reports))
    return [Entered(one, steps.get(one.key)) for one in reports]


def steps_of(ordered: Sequence[ReportFacts]) -> Mapping[str, float]:
    """By key the points between each report and the one before, of reports in their order."""
    return {
        after.key: after.physical_percent - before.physical_percent
        for before, after in pairwise(ordered)
    }
