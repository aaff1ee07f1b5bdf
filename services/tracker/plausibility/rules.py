"""The marks of an item's reports, each from the report, its item and the reports before it. Pure.

What lasts is marked once, when it begins: an officer who has explained it is not asked every month.
Reports are taken in the order in which they count, so that it does not matter in which they came.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

from contracts.calendar import Period
from tracker.periods.service_level import limits_of
from tracker.plausibility.corridor import corridor
from tracker.plausibility.mark import (
    Figure,
    Known,
    Place,
    PlausibilityMark,
    PlausibilityRule,
    ReportFacts,
)
from tracker.plausibility.money import money_percent, source, with_sipd
from tracker.plausibility.rule_set import PlausibilityRules
from tracker.status.curve import end_of
from tracker.status.progress import DONE_PERCENT
from tracker.status.status import course_of

LOOKED_BACK = 60
"""Reports before one that are looked at."""
Seen = Mapping[str, Figure]
NORMAL = 0.6745
"""Of a normal distribution the median deviation in standard deviations."""


def marks_of_item(
    reports: Iterable[ReportFacts], known: Known, rules: PlausibilityRules
) -> Mapping[str, Sequence[PlausibilityMark]]:
    """By key the marks of each report of an item that counts. Neither the order of the reports nor
    repetition changes them.
    """
    return marks_in_order(counting(reports), known, rules)


def marks_in_order(
    reports: Sequence[ReportFacts],
    known: Known,
    rules: PlausibilityRules,
    only: Container[str] | None = None,
) -> Mapping[str, Sequence[PlausibilityMark]]:
    """By key the marks of each report, or of those among `only`, where all count and are in the
    order in which they do; with the money of SIPD where it says it.
    """
    ordered = with_sipd(reports, known.spent)
    return {
        report.key: marks_at(
            Place(report, ordered[max(0, number - LOOKED_BACK) : number], known), rules
        )
        for number, report in enumerate(ordered)
        if only is None or report.key in only
    }


def counting(reports: Iterable[ReportFacts]) -> Sequence[ReportFacts]:
    """Each report once, without those that were corrected, in the order in which they count."""
    one_each = {report.key: report for report in reports}
    corrected = {report.corrected for report in one_each.values()}
    return sorted(
        (report for key, report in one_each.items() if key not in corrected),
        key=lambda report: report.order,
    )


def marks_at(place: Place, rules: PlausibilityRules) -> Sequence[PlausibilityMark]:
    """The marks of one report."""
    return [
        PlausibilityMark(rule, seen)
        for rule, look in _RULES.items()
        if (seen := look(place, rules)) is not None
    ]


def _falling(place: Place, rules: PlausibilityRules) -> Seen | None:
    """A cumulative figure is lower than before, and the report corrects none."""
    limits, previous = rules.falling, place.previous
    if limits is None or previous is None or place.report.corrected:
        return None
    seen: dict[str, Figure] = {}
    before, now = previous.physical_percent, place.report.physical_percent
    if before - now >= limits.points:
        seen |= {"physical_before": before, "physical": now}
    spent, money = place.previous_with_money, place.report.money
    if spent is not None and spent.money and money is not None:
        fell = (spent.money - money) / spent.money * 100
        if fell >= limits.money_percent:
            seen |= {"money_before": spent.money, "money": money, **source(place.report)}
    return seen or None


def _scissors(place: Place, rules: PlausibilityRules) -> Seen | None:
    """Physical progress and money are far apart; again only when twice, three times as far."""
    limits, previous = rules.scissors, place.previous_with_money
    spent = money_percent(place.report, place.known)
    if limits is None or spent is None:
        return None
    physical = place.report.physical_percent

    def wide(report: ReportFacts) -> tuple[int, int]:
        apart = report.physical_percent - (money_percent(report, place.known) or 0.0)
        return int(apart / limits.physical_ahead), int(-apart / limits.money_ahead)

    now = wide(place.report)
    if max(now) <= 0:
        return None
    was = wide(previous) if previous else (0, 0)
    if not any(one > max(0, other) for one, other in zip(now, was, strict=True)):
        return None
    apart = _round(abs(physical - spent))
    return {"physical": physical, "money": _round(spent), "apart": apart, **source(place.report)}


def _last_hour(place: Place, rules: PlausibilityRules) -> Seen | None:
    """A great step that came just before its period's window closed; where a region has no window,
    before the end of what is on time.
    """
    limits, previous, report = rules.last_hour, place.previous, place.report
    calendar = place.known.calendar
    if limits is None or previous is None or calendar is None:
        return None
    step = report.physical_percent - previous.physical_percent
    if step < limits.points:
        return None
    for rule in calendar.periods:
        period = Period.of(rule.kind, report.as_of)
        days = limits_of(calendar, period, report.received_at)
        closes = days.closes_for(report.agency) or days.on_time_until
        left = closes - report.received_at
        if timedelta(0) < left <= timedelta(minutes=limits.minutes):
            minutes = int(left.total_seconds() // 60)
            return {"step": _round(step), "minutes": minutes, "period": period.code}
    return None


def _round_figures(place: Place, rules: PlausibilityRules) -> Seen | None:
    """Each report that moved, so many in a row, moved to a multiple of five or ten."""
    limits = rules.round_figures
    if limits is None or place.report.physical_percent % limits.multiple_of:
        return None
    count, moved = 0, False
    for before, now in pairwise([None, *place.before, place.report]):
        assert now  # noqa: S101 - None is only before the first
        figure = now.physical_percent
        moved = 0 < figure < DONE_PERCENT and (before is None or before.physical_percent != figure)
        if moved:
            count = count + 1 if figure % limits.multiple_of == 0 else 0
    if not moved or not count or count % limits.reports:
        return None
    return {"reports": count, "multiple_of": limits.multiple_of}


def _same_words(place: Place, rules: PlausibilityRules) -> Seen | None:
    """The report says word for word what those just before it said."""
    limits, words = rules.same_words, place.report.words
    if limits is None or len(words) < limits.characters:
        return None
    times, since = 1, place.report.as_of
    for report in reversed(place.before):
        if report.words != words:
            break
        times, since = times + 1, report.as_of
    if times % limits.times:
        return None
    return {"times": times, "since": since.isoformat()}


def _no_evidence(place: Place, rules: PlausibilityRules) -> Seen | None:
    """The first report of 100 percent, and none of the item's reports of 100 percent is proven."""
    previous, done = place.previous, place.report.physical_percent >= DONE_PERCENT
    if not rules.no_evidence or not done or place.report.key in place.known.proof:
        return None
    if previous is not None and previous.physical_percent >= DONE_PERCENT:
        return None
    return {"physical": place.report.physical_percent}


def _unusual_step(place: Place, rules: PlausibilityRules) -> Seen | None:
    """The step is far above the item's own earlier ones (modified z-score by median and median
    absolute deviation), and above what its plan has for these days.
    """
    limits, previous = rules.unusual_step, place.previous
    if limits is None or previous is None or len(place.before) <= limits.steps:
        return None
    step = place.report.physical_percent - previous.physical_percent
    if step < limits.beyond_plan:  # no plan has fewer than none: looked at no further
        return None
    steps = [b.physical_percent - a.physical_percent for a, b in pairwise(place.before)]
    usual = median(steps)
    spread = max(limits.least_spread, median(abs(one - usual) for one in steps))
    score = NORMAL * (step - usual) / spread
    if score <= limits.score or step - _planned_step(place) < limits.beyond_plan:
        return None
    return {"step": _round(step), "usual": _round(usual), "score": _round(score)}


def _planned_step(place: Place) -> float:
    """The points that the plan has between the report before and this one."""
    plan = place.known.plan
    zone, curve = ZoneInfo(plan.time_zone), course_of(plan).curve
    assert place.previous  # noqa: S101 - there is a step
    days = place.previous.as_of, place.report.as_of
    before, now = (curve.at(end_of(day, zone)) for day in days)
    return now - before


def _round(figure: float) -> float:
    return round(figure, 1)


_RULES: Mapping[PlausibilityRule, Callable[[Place, PlausibilityRules], Seen | None]] = {
    PlausibilityRule.FALLING: _falling,
    PlausibilityRule.SCISSORS: _scissors,
    PlausibilityRule.LAST_HOUR: _last_hour,
    PlausibilityRule.ROUND_FIGURES: _round_figures,
    PlausibilityRule.SAME_WORDS: _same_words,
    PlausibilityRule.CORRIDOR: corridor,
    PlausibilityRule.NO_EVIDENCE: _no_evidence,
    PlausibilityRule.UNUSUAL_STEP: _unusual_step,
}
