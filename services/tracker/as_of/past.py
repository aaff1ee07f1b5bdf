"""An item as it stood at an instant, from all that was ever said of it. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from contracts import PlanItemPublished
from contracts.calendar import ReviewStep
from contracts.words import Status
from tracker.as_of.as_of import AsOf, Basis
from tracker.funding.figure import Figure
from tracker.funding.funding import Funding, funding_of, spent_by_day
from tracker.funding.linked import Link, linked_by_year
from tracker.items.item import Item
from tracker.review.review import ORDER, Act, standing_of
from tracker.status.curve import start_of
from tracker.status.progress import Mark, Progress, fold
from tracker.status.rule_set import RuleSet
from tracker.status.status import course_of, standing, wake_at


class PlanVersion(NamedTuple):
    """A plan, and when it came; None where it stood before that was kept."""

    plan: PlanItemPublished
    at: datetime | None


class Came(NamedTuple):
    """A report, and when it came."""

    mark: Mark
    received_at: datetime


class Sent(NamedTuple):
    """A figure of an agency's money, and when its file was withdrawn, if it was."""

    figure: Figure
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class Past:
    """All that was ever said of an item, in any order; the plans in that of their versions. Its
    reports count from the step of today, and its sub kegiatan are those linked today: what both
    were before is not kept.
    """

    plans: Sequence[PlanVersion]
    counts_from: ReviewStep = ReviewStep.RECORDED
    reports: Sequence[Came] = ()
    acts: Mapping[str, Sequence[Act]] = field(default_factory=dict)
    """What was done with its reports, by their keys."""
    proof: Sequence[tuple[str, datetime]] = ()
    """Keys of reports that have evidence, and since when."""
    links: Sequence[Link] = ()
    figures: Sequence[Sent] = ()


@dataclass(frozen=True, slots=True)
class Stood:
    """An item as it stood; `reviewed` is its percent by the step that its reports had passed, empty
    where none was in review.
    """

    item: Item
    reviewed: Mapping[str, float]


class Stretch(NamedTuple):
    """From when and until when an item stood so."""

    begins: datetime
    ends: datetime
    stood: Stood


def stood(past: Past, as_of: AsOf, rules: RuleSet) -> Stood | None:
    """The item as it stood; None where it was in no plan.

    Its revision and its count of status changes are not told, and since when a status held only of
    late ones.
    """
    instant = as_of.instant
    version = _in_force(past, as_of)
    if version is None:
        return None
    plan = version.plan
    known = _known(past, plan, as_of)
    progress = _progress(known, past.counts_from)
    course = course_of(plan)
    stands = standing(course, progress, instant, rules)
    item = Item(
        plan=plan,
        progress=progress,
        status=stands.status,
        rule=stands.rule,
        since=course.ends if stands.status is Status.LATE else None,
        wake_at=wake_at(course, progress, instant, rules, stands.status),
        heard_at=_heard_at(known),
        planned_at=version.at,
        had_since=_had_since(past, version),
        counts_from=past.counts_from,
        funding=_funding(past, known, plan),
        proof=_proof(known, progress),
    )
    reviewed = {step.value: _progress(known, step).actual_percent for step in ORDER}
    return Stood(item, reviewed if known.reached else {})


def counting_then(past: Past, item: Item, as_of: AsOf) -> Sequence[Mark]:
    """The reports that make its progress as it stood, those that are corrected left out."""
    return _counting(_known(past, item.plan, as_of), past.counts_from)


def stretches(
    past: Past, begin: datetime, end: datetime, basis: Basis, rules: RuleSet
) -> Iterator[Stretch]:
    """How the item stood from `begin` to before `end`, in order, if no more is said of it: new
    where something was said, and where the clock alone changes its status.
    """
    turns = {turn for turn in _turns(past, basis) if begin < turn < end}
    for first, last in pairwise(sorted({begin, end, *turns})):
        instant = first
        while instant < last:
            one = stood(past, AsOf(instant, basis), rules)
            if one is None:
                break
            wakes = one.item.wake_at
            until = min(last, wakes) if wakes else last
            yield Stretch(instant, until, one)
            instant = until


def _in_force(past: Past, as_of: AsOf) -> PlanVersion | None:
    """The last version that had come. By event the first one holds from the year on in which it
    starts, also where it came later: a region begins in the middle of a year.
    """
    came = [one for one in past.plans if one.at is None or one.at <= as_of.instant]
    if came:
        return came[-1]
    first = past.plans[0]
    is_so = as_of.basis is Basis.EVENT and as_of.instant >= _year_of(first.plan)
    return PlanVersion(first.plan, None) if is_so else None


def _year_of(plan: PlanItemPublished) -> datetime:
    """When the year begins in which it starts."""
    return start_of(date(plan.start.year, 1, 1), ZoneInfo(plan.time_zone))


def _had_since(past: Past, version: PlanVersion) -> datetime | None:
    """Since when its agency was responsible: from the first version of those with this owner."""
    since = version.at
    for one in reversed([one for one in past.plans if one.plan.version < version.plan.version]):
        if (one.plan.region, one.plan.agency) != (version.plan.region, version.plan.agency):
            break
        since = one.at
    return since


def _heard_at(known: "_Known") -> datetime | None:
    until = known.until or date.max
    came = (one.received_at for one in known.reports if one.mark.as_of <= until)
    return max(came, default=None)


class _Known(NamedTuple):
    """What counts of an item: its reports, how far those in review have come, keys of reports that
    have evidence, figures; with `until`, only for the days up to that one.
    """

    reports: Sequence[Came]
    reached: Mapping[str, ReviewStep]
    proof: frozenset[str]
    figures: Sequence[Figure]
    until: date | None = None


def _known(past: Past, plan: PlanItemPublished, as_of: AsOf) -> _Known:
    if as_of.basis is Basis.ARRIVAL:
        return _known_at(past, as_of.instant)
    return _about(past, as_of.instant.astimezone(ZoneInfo(plan.time_zone)).date())


def _known_at(past: Past, instant: datetime) -> _Known:
    """What had come and was done until then."""
    acts = {key: [act for act in those if act.at <= instant] for key, those in past.acts.items()}
    figures = [
        figure
        for figure, withdrawn_at in past.figures
        if figure.said_at <= instant and (withdrawn_at is None or withdrawn_at > instant)
    ]
    return _Known(
        [one for one in past.reports if one.received_at <= instant],
        {key: standing_of(those).reached for key, those in acts.items() if those},
        frozenset(key for key, since in past.proof if since <= instant),
        figures,
    )


def _about(past: Past, day: date) -> _Known:
    """What is said today about the days up to `day`."""
    return _Known(
        past.reports,
        {key: standing_of(those).reached for key, those in past.acts.items()},
        frozenset(key for key, _ in past.proof),
        [figure for figure, withdrawn_at in past.figures if withdrawn_at is None],
        day,
    )


def _progress(known: _Known, step: ReviewStep) -> Progress:
    """By the reports that have passed a step. One that is corrected counts no longer, also where
    its correction is about a later day.
    """
    progress = fold(_counting(known, step))
    until = known.until or date.max
    passed = [one for one in _of_step(known, step) if one.as_of <= until]
    return replace(progress, reports=len(passed))


def _counting(known: _Known, step: ReviewStep) -> Sequence[Mark]:
    marks, until = _of_step(known, step), known.until or date.max
    corrected = {mark.corrected for mark in marks}
    return [one for one in marks if one.as_of <= until and one.report_id not in corrected]


def _of_step(known: _Known, step: ReviewStep) -> Sequence[Mark]:
    return [one.mark for one in known.reports if _passed(known, one.mark, step)]


def _passed(known: _Known, mark: Mark, step: ReviewStep) -> bool:
    if step is ReviewStep.RECORDED:
        return True
    return known.reached.get(mark.report_id) in ORDER[ORDER.index(step) :]


def _proof(known: _Known, progress: Progress) -> frozenset[str]:
    """Of the reports that may prove it, those that have evidence."""
    asked = {progress.latest.report_id} if progress.latest else set()
    if progress.run:
        asked.add(progress.run.first[2])
    return frozenset(asked & known.proof)


def _funding(past: Past, known: _Known, plan: PlanItemPublished) -> Funding | None:
    """The money by its sub kegiatan."""
    if not past.links:
        return None
    linked = linked_by_year(plan.item_id, past.links, known.figures)
    if known.until is None:
        return funding_of(linked, known.figures, plan.start, plan.time_zone)
    by_day = spent_by_day(linked, known.figures, plan.start, plan.time_zone)
    until = known.until
    return next((one for one in reversed(by_day) if one.as_of <= until), None)


def _turns(past: Past, basis: Basis) -> Iterator[datetime]:
    """When something was said by which it stands otherwise than before."""
    yield from (one.at for one in past.plans if one.at is not None)
    if basis is Basis.ARRIVAL:
        yield from (one.received_at for one in past.reports)
        yield from (act.at for those in past.acts.values() for act in those)
        yield from (since for _, since in past.proof)
        for figure, withdrawn_at in past.figures:
            yield figure.said_at
            if withdrawn_at is not None:
                yield withdrawn_at
        return
    yield _year_of(past.plans[0].plan)
    known = _about(past, date.max)
    days: dict[str, set[date]] = defaultdict(set)
    for plan, _ in past.plans:
        days[plan.time_zone] |= {one.mark.as_of for one in past.reports}
        if past.links:
            linked = linked_by_year(plan.item_id, past.links, known.figures)
            by_day = spent_by_day(linked, known.figures, plan.start, plan.time_zone)
            days[plan.time_zone] |= {one.as_of for one in by_day}
    for zone, those in days.items():
        yield from (start_of(day, ZoneInfo(zone)) for day in those)
