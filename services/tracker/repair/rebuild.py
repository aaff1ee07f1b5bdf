"""Recomputes an item from all its records, and compares it with the stored one. Pure.

The records are the newest plan on plan.item.v1, the item's reports and its status history. Normally
nothing differs; where something does, `repaired` is the change that corrects it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from contracts import PlanItemPublished, StatusChanged
from contracts.calendar import ReviewStep
from contracts.words import Status
from tracker.funding.figure import Figure
from tracker.funding.funding import Funding, funding_of
from tracker.funding.linked import Link, linked_by_year
from tracker.items.item import CLOCKS_APART, Change, Item, change_to, judged_at
from tracker.repair.review_records import NO_REVIEWS, ReviewRecords
from tracker.review.review import Standing, reached_progress
from tracker.status.progress import Mark, Progress, fold
from tracker.status.rule_set import RuleSet
from tracker.status.status import MILLISECOND, course_of, standing, wake_at
from tracker.status.status import Standing as StatusStanding

NOTHING = "-"
StandsAt = Callable[[datetime], StatusStanding]


@dataclass(frozen=True, slots=True)
class Records:
    """All records of one item, read at one instant.

    `plan` is its newest snapshot on the topic, `marks` all its reports and `history` its status
    changes, both in any order; `heard_at` is when the last report was received; `reviews` what was
    done with its reports; `links` what was decided of the sub kegiatan that ever funded it, and
    `figures` what SIPD says of them.
    """

    item_id: str
    stored: Item | None
    plan: PlanItemPublished | None
    marks: Sequence[Mark] = ()
    heard_at: datetime | None = None
    history: Sequence[StatusChanged] = ()
    reviews: ReviewRecords = NO_REVIEWS
    links: Sequence[Link] = ()
    figures: Sequence[Figure] = ()

    def progress(self, counts_from: ReviewStep) -> Progress:
        """The progress by all reports, or by those that have passed a step."""
        if counts_from is ReviewStep.RECORDED:
            return fold(self.marks)
        return reached_progress(self.reviews.reached(self.marks), counts_from)

    @property
    def status_changes(self) -> list[StatusChanged]:
        """The status changes in the order of their `seq`."""
        return sorted(self.history, key=lambda change: change.seq)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of an item that differs from its recomputed value; both values as text.

    `field` is one of `item` (recorded but not stored), `plan`, `latest`, `spent`, `reports`,
    `done_at`, `run`, `heard_at`, `status`, `rule`, `since`, `wake_at`, `funding`, `had_since`,
    `seq`, `status_history`, `review` (of one of its reports), `reviewed`.
    """

    item_id: str
    field: str
    stored: str
    recomputed: str


def differences(records: Records, now: datetime, rules: RuleSet) -> list[Difference]:
    """Where the stored item differs from what its records give at `now`; empty when nothing does.

    A wake-up that is due and that the clock loop has not yet handled is no difference: until then
    the earlier status is right. Neither is the name of a critical limit that was in force when the
    item was last judged, nor what a tracker decided by a clock that is at most `CLOCKS_APART` ahead
    of ours. A decision from further ahead was made by a wrong clock, and is a difference.
    """
    if records.stored is None:
        return _not_stored(records)
    last_judged_at = _last_judged_at(records, now)
    instants = {now, judged_at(records.stored, now), max(now, last_judged_at or now)}
    candidates = [_differences_at(one, records, records.stored, rules) for one in sorted(instants)]
    return [*min(candidates, key=len), *_of_reviews(records)]


def _differences_at(
    now: datetime, records: Records, stored: Item, rules: RuleSet
) -> list[Difference]:
    newest = _newest_plan(records)
    course, progress = course_of(newest), records.progress(stored.counts_from)
    last_judged_at = _last_judged_at(records, now)

    def stands_at(instant: datetime) -> StatusStanding:
        return standing(course, progress, instant, rules)

    instant = _instant_of(stored, stands_at, last_judged_at, now)
    stands = stands_at(instant)
    status_changes = records.status_changes
    first = _judged_since(status_changes, last_judged_at or instant)
    names = _rules_between(stands_at, first, instant, rules)
    run = stored.progress.run if stored.progress.run and stored.progress.run.is_complete else None
    pairs: list[tuple[str, object, object]] = [
        ("latest", stored.progress.latest, progress.latest),
        ("spent", _earlier_spent(stored.progress), _earlier_spent(progress)),
        ("reports", stored.progress.reports, progress.reports),
        ("done_at", stored.progress.done_at, progress.done_at),
        ("run", run, progress.run if run else None),
        ("heard_at", stored.heard_at, records.heard_at),
        ("status", stored.status, stands.status),
        ("rule", stored.rule, stored.rule if stored.rule in names else stands.rule),
        ("since", stored.since, _since(stored, status_changes)),
        ("wake_at", stored.wake_at, wake_at(course, progress, instant, rules)),
        ("funding", stored.funding, _funding(records, newest)),
        ("had_since", stored.had_since, stored.had_since and _had_since(stored, status_changes)),
    ]
    return [
        *_of_plan(records, stored),
        *(
            Difference(records.item_id, field, _as_text(was), _as_text(should))
            for field, was, should in pairs
            if was != should
        ),
        *_of_history(stored, status_changes, stands.status),
    ]


def repaired(records: Records, now: datetime, rules: RuleSet) -> Change | None:
    """The change that corrects the item; None when there is nothing to repair.

    It expects the stored `rev`. A status that differs from the last one published is published with
    the next `seq`; `seq` never decreases, because consumers have already processed it. Records
    elsewhere are not changed: a plan missing on the topic, an entry of the history.
    """
    if (records.stored is None and records.plan is None) or not differences(records, now, rules):
        return None
    stored, plan = records.stored, _newest_plan(records)
    status_changes = records.status_changes
    was = stored or Item(plan)
    last = status_changes[-1] if status_changes else None
    if last is not None and (last.seq < was.seq or not _is_whole(status_changes)):
        last = None
    base = Item(
        plan=plan,
        progress=records.progress(was.counts_from),
        counts_from=was.counts_from,
        rev=was.rev,
        seq=last.seq if last else was.seq,
        status=last.to_status if last else was.status,
        rule=was.rule,
        since=last.since if last else was.since,
        heard_at=records.heard_at,
        planned_at=was.planned_at,
        had_since=_had_since(was, status_changes),
        funding=_funding(records, plan),
    )
    last_judged_at = _last_judged_at(records, now)
    change = change_to(stored, base, max(now, last_judged_at or now), rules)
    return change if change.changes_the_item else None


def _funding(records: Records, plan: PlanItemPublished) -> Funding | None:
    linked = linked_by_year(records.item_id, records.links, records.figures)
    return funding_of(linked, records.figures, plan.start, plan.time_zone)


def _of_reviews(records: Records) -> Iterator[Difference]:
    """Reports that stand elsewhere than their acts say, and the item's sums by step."""
    reviews = records.reviews
    for key, stands in reviews.recomputed.items():
        if (stored := reviews.stored.get(key, Standing())) != stands:
            was, should = f"{key}: {stored.state}", f"{key}: {stands.state}"
            yield Difference(records.item_id, "review", was, should)
    progress = reviews.progress_of(records.marks)
    if reviews.progress != progress:
        yield Difference(records.item_id, "reviewed", str(reviews.progress), str(progress))


def _not_stored(records: Records) -> list[Difference]:
    traces = [
        f"rencana (plan) versi {records.plan.version}" if records.plan else "",
        f"{len(records.marks)} laporan (reports)" if records.marks else "",
        f"{len(records.history)} perubahan status (status changes)" if records.history else "",
    ]
    recorded = ", ".join(trace for trace in traces if trace)
    return [Difference(records.item_id, "item", NOTHING, recorded)] if recorded else []


def _newest_plan(records: Records) -> PlanItemPublished:
    """The newest plan, stored or on the topic; at equal versions the one on the topic."""
    stored = records.stored.plan if records.stored else None
    if records.plan is None or (stored is not None and stored.version > records.plan.version):
        if stored is None:
            raise ValueError(f"{records.item_id}: neither stored nor on the topic")
        return stored
    return records.plan


def _last_judged_at(records: Records, now: datetime) -> datetime | None:
    """The last recorded instant at which the item was judged, at most `CLOCKS_APART` ahead."""
    instants = [change.at for change in records.history]
    if records.heard_at is not None:
        instants.append(records.heard_at)
    return max((one for one in instants if one <= now + CLOCKS_APART), default=None)


def _instant_of(
    stored: Item, stands_at: StandsAt, last_judged_at: datetime | None, now: datetime
) -> datetime:
    """The instant for which the status has to be right: `now`, or just before a due wake-up."""
    wakes = stored.wake_at
    if wakes is None or wakes > now or (last_judged_at is not None and wakes <= last_judged_at):
        return now
    before = wakes - MILLISECOND
    changes = stands_at(before).status is not stands_at(wakes).status
    return before if changes else now


def _judged_since(status_changes: Sequence[StatusChanged], last_judged_at: datetime) -> datetime:
    """The earliest instant at which the item may have been judged last: where a clock went back,
    the last change is of an earlier instant than one before it.
    """
    if not status_changes:
        return last_judged_at
    last = status_changes[-1].at
    went_back = any(one.at > last for one in status_changes)
    return min(last, last_judged_at) if went_back else last_judged_at


def _rules_between(
    stands_at: StandsAt, first: datetime, last: datetime, rules: RuleSet
) -> set[str]:
    """Names of the rules that give the status of `last` at some instant since `first`."""
    stands = stands_at(last)
    if stands.status is not Status.CRITICAL:
        return {stands.rule}
    earlier, later = (
        rules.critical.index(rules.limit_at(stands_at(instant).planned_percent))
        for instant in (min(first, last), last)
    )
    return {f"{rules.version}/{limit.name}" for limit in rules.critical[earlier : later + 1]}


def _since(stored: Item, status_changes: Sequence[StatusChanged]) -> datetime | None:
    """Since when the status holds: of the last status change if it is to that status, else as
    stored.
    """
    last = status_changes[-1] if status_changes else None
    is_current = last is not None and last.to_status is stored.status
    return last.since if last is not None and is_current else stored.since


def _had_since(stored: Item, status_changes: Sequence[StatusChanged]) -> datetime | None:
    """Since when its agency is responsible: a change of agency is always a status change."""
    owner, had_since = (stored.plan.region, stored.plan.agency), stored.had_since
    for change in reversed(status_changes):
        if (change.region, change.agency) != owner:
            break
        had_since = change.at
    return had_since


def _of_plan(records: Records, stored: Item) -> Iterator[Difference]:
    was, topic = stored.plan, records.plan
    if topic is None:
        yield Difference(
            records.item_id, "plan", f"versi {was.version}", "tidak ada di topik (not on the topic)"
        )
    elif was.version > topic.version:
        status_changes = f"versi {topic.version}; topik lebih lama (the topic is older)"
        yield Difference(records.item_id, "plan", f"versi {was.version}", status_changes)
    elif was.version < topic.version:
        versions = f"versi {was.version}", f"versi {topic.version}"
        yield Difference(records.item_id, "plan", *versions)
    elif was != topic:
        here, there = was.model_dump(mode="json"), topic.model_dump(mode="json")
        names = [name for name in here if here[name] != there[name]]
        said = [
            f"versi {was.version}: " + ", ".join(f"{name}={one[name]!r}" for name in names)
            for one in (here, there)
        ]
        yield Difference(records.item_id, "plan", said[0], said[1])


def _of_history(
    stored: Item, status_changes: Sequence[StatusChanged], status: Status
) -> Iterator[Difference]:
    """The first fault of the history, or a `seq` that is not the number of its changes."""
    last = status_changes[-1] if status_changes else None
    is_short = (last is None or last.to_status is not status) and stored.seq > (
        last.seq if last else 0
    )
    fault = _fault(status_changes)
    if is_short and fault is None:
        fault = _up_to(last.seq if last else 0), _up_to(stored.seq)
    if fault is None and last is not None and last.to_status not in {status, stored.status}:
        fault = f"{last.seq} ke (to) {last.to_status}", f"{last.seq} ke (to) {status}"
    if fault is not None:
        yield Difference(stored.item_id, "status_history", *fault)
    elif last is not None and stored.seq != last.seq:
        yield Difference(stored.item_id, "seq", str(stored.seq), str(last.seq))


def _fault(status_changes: Sequence[StatusChanged]) -> tuple[str, str] | None:
    """A fault within the history itself, and what would be right; None when there is none."""
    seqs = [change.seq for change in status_changes]
    if not _is_whole(status_changes):
        missing = sorted(set(range(1, seqs[-1] + 1)) - set(seqs))
        twice = sorted({one for one in seqs if seqs.count(one) > 1})
        lacks = f"tanpa (without) {missing}" if missing else ""
        repeats = f"dua kali (twice) {twice}" if twice else ""
        return " ".join(filter(None, (lacks, repeats))), _up_to(seqs[-1])
    if status_changes and status_changes[0].from_status is not None:
        return f"1 dari (from) {status_changes[0].from_status}", f"1 dari (from) {NOTHING}"
    for before, after in pairwise(status_changes):
        if after.from_status is not before.to_status:
            return (
                f"{after.seq} dari (from) {_as_text(after.from_status)}",
                f"{after.seq} dari (from) {before.to_status}",
            )
    return None


def _is_whole(status_changes: Sequence[StatusChanged]) -> bool:
    return [change.seq for change in status_changes] == list(range(1, len(status_changes) + 1))


def _up_to(seq: int) -> str:
    return f"1 sampai (to) {seq}" if seq else NOTHING


def _earlier_spent(progress: Progress) -> Mark | None:
    """The report that gives the money spent, where that is not the latest."""
    return progress.spent if progress.spent != progress.latest else None


def _as_text(value: object) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, Mark):
        submitted = value.submitted_at.isoformat()
        return (
            f"{value.report_id} (as_of {value.as_of}, {value.physical_percent} %, "
            f"rupiah {value.budget_realised}, submitted {submitted})"
        )
    if isinstance(value, Funding):
        return f"rupiah {value.spent} (as_of {value.as_of})"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) or NOTHING
