"""Reports on many items that one account entered in one sitting, all alike. Pure."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence, Set
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
            if len(reports) < limits.items:
                continue
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
    """By key of how many items the reports are that came with it; those of enough items. The time
    grows with the number of reports, not with its square.
    """
    spans, found, following = _spans(reports, limits), dict[str, int](), 0
    largest: deque[int] = deque()
    for number, report in enumerate(reports):
        while following < len(spans) and spans[following].first <= number:
            while largest and spans[largest[-1]].items <= spans[following].items:
                largest.pop()
            largest.append(following)
            following += 1
        while largest[0] < number:
            largest.popleft()
        if (items := spans[largest[0]].items) >= limits.items:
            found[report.key] = items
    return found


class _Span(NamedTuple):
    """Reports within the minutes up to one: where they begin, and of how many items they are."""

    first: int
    items: int


def _spans(reports: Sequence[ReportFacts], limits: SameSitting) -> Sequence[_Span]:
    within, first, found = timedelta(minutes=limits.minutes), 0, list[_Span]()
    items: dict[str, int] = {}
    for report in reports:
        items[report.item_id] = items.get(report.item_id, 0) + 1
        while report.received_at - reports[first].received_at > within:
            left = reports[first].item_id
            items[left] -= 1
            if not items[left]:
                del items[left]
            first += 1
        found.append(_Span(first, len(items)))
    return found
