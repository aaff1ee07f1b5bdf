"""What a letter says, from what is known of a region at its time. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from contracts import CalendarPublished, CouncilLetter
from contracts.calendar import Period
from contracts.council_letter import (
    LateItem,
    LetterBelief,
    LetterDate,
    LetterDecision,
    LetterPoint,
    LetterSums,
    PillarSums,
    StatusCount,
)
from contracts.words import Kind, Pillar, Status
from tracker.council.changes import Moved
from tracker.council.overview import Overview, percent_of, verdict
from tracker.decisions.decision import Decision
from tracker.decisions.query import DecisionFilter
from tracker.letters.letter_days import LetterWeek
from tracker.letters.letter_rows import (
    DECISIONS_MOST,
    MOVED_MOST,
    WeekRows,
    changed_rows,
    decision_row,
    moved_rows,
    silence,
)
from tracker.periods.service_level import Measures
from tracker.programme.agenda import Agenda, Entry, Happens
from tracker.programme.view import entry_name
from tracker.status.rule_set import RuleSet
from tracker.summary.sums import Sums

DATES_AHEAD = timedelta(days=35)
DATES_MOST = 6
LATE_MOST = 7
_LEFT_OUT = frozenset({Happens.PERIOD_ENDS})
"""Nothing has to be done on these days."""


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter is made from. `last` is the letter before it."""

    calendar: CalendarPublished
    region_name: str
    week: LetterWeek
    since: datetime
    last: CouncilLetter | None
    behind_minutes: int
    overview: Overview
    rows: WeekRows
    period: Period | None
    measures: Mapping[str, Measures]
    """By agency, of `period`."""
    agenda: Agenda
    names: Mapping[str, str]
    rules: RuleSet
    versions: Sequence[str]


def letter_of(facts: LetterFacts) -> CouncilLetter:
    """The letter, without its PDF."""
    overview, rows = facts.overview, facts.rows
    decisions = overview.decisions or Counter[DecisionFilter]()
    decided = [one for one in rows.decided if not one.is_overdue(overview.at)]
    moved = moved_rows(rows.replanned, facts.names)
    return CouncilLetter(
        region=facts.calendar.region,
        region_name=facts.region_name,
        time_zone=facts.calendar.time_zone,
        week=str(facts.week),
        at=overview.at,
        since=facts.since,
        is_first=facts.last is None,
        behind_minutes=facts.behind_minutes,
        verdict=verdict(overview.total, facts.rules),
        total=sums_of(overview.total),
        before=facts.last.total if facts.last else None,
        quick_wins=sums_of(overview.quick_wins),
        pillars=tuple(
            PillarSums(pillar=Pillar(pillar), **dict(sums_of(sums)))
            for pillar, sums in overview.by("pillar").items()
        ),
        budget=overview.total.budget,
        spent=overview.total.budget_realised,
        belief=_belief(overview),
        period=silence(facts.calendar, facts.period, facts.measures, facts.names),
        late_quick_wins=tuple(_late(overview, facts.names))[:LATE_MOST],
        changes=changed_rows(_told(facts), facts.names),
        moved_items=len(moved),
        moved=moved[:MOVED_MOST],
        decisions_of_week=len(decided),
        decided=_decisions(decided, facts),
        decisions_open=decisions[DecisionFilter.OPEN],
        decisions_overdue=decisions[DecisionFilter.OVERDUE],
        overdue=_decisions(rows.overdue, facts),
        curve=tuple(
            LetterPoint(
                day=one.day,
                planned_percent=one.planned,
                actual_percent=one.actual,
                money_percent=one.money,
            )
            for one in overview.curve
        ),
        dates=tuple(map(_date, _coming(facts.agenda)))[:DATES_MOST],
        rules=tuple(facts.versions),
    )


def sums_of(sums: Sums) -> LetterSums:
    """Sums as a letter has them."""
    counts = [(status, sums.by_status[status]) for status in Status if sums.by_status[status]]
    return LetterSums(
        by_status=tuple(StatusCount(status=status, items=items) for status, items in counts),
        planned_percent=percent_of(sums.weight_planned, sums.weight),
        actual_percent=percent_of(sums.weight_done, sums.weight),
    )


def _told(facts: LetterFacts) -> Sequence[Moved]:
    """What became since the last letter, or became known since it. Before the first one all was
    unknown: it tells what became late in its week, and what changed after it was known.
    """
    if facts.last is not None:
        return facts.rows.moved
    return [
        one
        for one in facts.rows.moved
        if one.last.since >= facts.since and (one.was or one.last.to_status is Status.LATE)
    ]


def _decisions(decisions: Sequence[Decision], facts: LetterFacts) -> tuple[LetterDecision, ...]:
    return tuple(
        decision_row(one, facts.overview.at, facts.names) for one in decisions[:DECISIONS_MOST]
    )


def _belief(overview: Overview) -> LetterBelief:
    total = overview.total
    return LetterBelief(
        signed_percent=percent_of(total.weight_done_is_signed, total.weight_done),
        unproven_percent=percent_of(
            total.weight_done - total.weight_done_proven, total.weight_done
        ),
        to_look_at=overview.to_look_at,
        old_figures=total.figures_old,
        heard_at=total.heard_at,
    )


def _late(overview: Overview, names: Mapping[str, str]) -> Iterable[LateItem]:
    for item in overview.worst:
        plan = item.plan
        if (plan.kind, item.status) == (Kind.QUICK_WIN, Status.LATE):
            yield LateItem(
                item_id=item.item_id,
                title=plan.title,
                agency=plan.agency,
                agency_name=names.get(plan.agency, plan.agency),
                due=plan.due,
                days=max(1, overview.days_late(item)),
                has_decision=overview.answer(item) is not None,
            )


def _coming(agenda: Agenda) -> Iterable[Entry]:
    end = agenda.today + DATES_AHEAD
    for one in chain.from_iterable(agenda.months.values()):
        if one.happens not in _LEFT_OUT and one.first <= end:
            yield one


def _date(one: Entry) -> LetterDate:
    return LetterDate(
        what=one.happens.value,
        first=one.first,
        last=one.last,
        name=entry_name(one),
        is_usual=one.is_usual,
        is_provisional=one.is_provisional,
    )
