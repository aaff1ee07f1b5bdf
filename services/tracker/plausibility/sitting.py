"""Reports on many items that one account entered in one sitting, all alike. Pure."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence, Set
from datetime import timedelta
from typing import NamedTuple

from tracker.plausibility.mark import PlausibilityMark, PlausibilityRule, ReportFacts
from tracker.plausibility.rule_set import PlausibilityRules, SameSitting


class Entered(NamedTuple):
    """A report, and its step in points since the one before it on its item; None for the first."""

    report: ReportFacts
    step: float | None


def sitting_marks(
    entered: Iterable[Entered], rules: PlausibilityRules
) -> Mapping[str, PlausibilityMark]:
    """By key the marks of reports on one period that one account entered for its agency.

    Months in arrears and spreadsheets are entered in one sitting: that is the usual case and never
    marked. Marked is what is alike in it: different items that all made the same step, or say the
    same words, within minutes.
    """
    limits = rules.same_sitting
    if limits is None:
        return {}
    listed = sorted(entered, key=lambda one: (one.report.received_at, one.report.key))
    least = rules.same_words.characters if rules.same_words else 1
    marks: dict[str, PlausibilityMark] = {}
    for name, alike in (("words", _words(listed, least)), ("step", _steps(listed))):
        for value, reports in alike.items():
            seen = {name: value} if name == "step" else {}
            for key, items in _together(reports, limits).items():
                figures = {"items": items, "minutes": limits.minutes, **seen}
                marks[key] = PlausibilityMark(PlausibilityRule.SAME_SITTING, figures)
    return marks


def entered_together(reports: Iterable[ReportFacts], rules: PlausibilityRules) -> Set[str]:
    """The keys of the reports that came within minutes of those on enough other items: of these
    alone the steps matter.
    """
    limits = rules.same_sitting
    if limits is None:
        return frozenset()
    listed = sorted(reports, key=lambda one: (one.received_at, one.key))
    return _together(listed, limits).keys()


def _words(entered: Iterable[Entered], least: int) -> Mapping[str, Sequence[ReportFacts]]:
    alike: dict[str, list[ReportFacts]] = defaultdict(list)
    for report, _ in entered:
        if len(report.words) >= least:
            alike[report.words].append(report)
    return alike


def _steps(entered: Iterable[Entered]) -> Mapping[float, Sequence[ReportFacts]]:
    alike: dict[float, list[ReportFacts]] = defaultdict(list)
    for report, step in entered:
        if step and round(step, 1):
            alike[round(step, 1)].append(report)
    return alike


def _together(reports: Sequence[ReportFacts], limits: SameSitting) -> Mapping[str, int]:
    """By key of how many items the reports are that came with it; those of enough items."""
    found: dict[str, int] = {}
    within, first = timedelta(minutes=limits.minutes), 0
    items: Counter[Hashable] = Counter()
    for last, report in enumerate(reports):
        items[report.item_id] += 1
        while report.received_at - reports[first].received_at > within:
            items -= Counter([reports[first].item_id])
            first += 1
        if len(items) >= limits.items:
            for one in reports[first : last + 1]:
                found[one.key] = max(found.get(one.key, 0), len(items))
    return found
