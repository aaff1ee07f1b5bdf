"""A tracked item: what a plan, a report or the clock makes of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from operator import attrgetter

from chassis.kafka.envelope import Outgoing
from contracts import PlanItemPublished, ProgressRecorded, StatusChanged
from contracts.report_content import ReportContent
from contracts.words import Status
from tracker.reporting.report import Report
from tracker.status.progress import Mark, Progress, fold, joined
from tracker.status.rules import RuleSet
from tracker.status.status import course_of, standing, wake_at

CLOCKS_APART = timedelta(minutes=1)
"""How far the clocks of two replicas may differ: what one of them has settled by a clock so far
ahead, another does not take back. What was settled further ahead was settled by a wrong clock.
"""


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it is kept. `rev` counts its changes, `seq` its statuses."""

    plan: PlanItemPublished
    progress: Progress = field(default_factory=Progress)
    rev: int = 0
    seq: int = 0
    status: Status | None = None
    rule: str = ""
    since: datetime | None = None
    wake_at: datetime | None = None
    heard_at: datetime | None = None
    """When its last report was received."""
    planned_at: datetime | None = None
    """When its plan was taken over; None of one that was stored before this was kept."""
    had_since: datetime | None = None
    """Since when its agency has it, and owes reports on it; None likewise."""

    @property
    def item_id(self) -> str:
        """Its code in the plan."""
        return self.plan.item_id


@dataclass(frozen=True, slots=True)
class Change:
    """An item before and after, and the status change between, if there is one."""

    before: Item | None
    after: Item
    status_changed: StatusChanged | None

    @property
    def expected_rev(self) -> int:
        """The revision that the stored item must still have."""
        return self.before.rev if self.before else 0

    @property
    def changes_the_item(self) -> bool:
        """Whether more than the revision is another than before."""
        return self.before is None or replace(self.after, rev=self.before.rev) != self.before


def replanned(item: Item | None, plan: PlanItemPublished) -> Item | None:
    """`item` under `plan`; None when `plan` is no newer than what is known."""
    if item is None:
        return Item(plan)
    return replace(item, plan=plan) if plan.version > item.plan.version else None


def reported(
    item: Item, new: Sequence[Mark], all_marks: Sequence[Mark] | None, received_at: datetime
) -> Item:
    """`item` with `new` reports; `all_marks` are its old ones where `needs_all` said so."""
    progress = joined(item.progress, new) if all_marks is None else fold([*all_marks, *new])
    heard = max(received_at, item.heard_at) if item.heard_at else received_at
    return replace(item, progress=progress, heard_at=heard)


def settled(before: Item | None, after: Item, now: datetime, rules: RuleSet) -> Change:
    """The change complete: status, next wake-up and revision as they are at `now`.

    What a clock has given that ran ahead is taken back: a status, and also a since when.
    """
    course = course_of(after.plan)
    instant = judged_at(before, now)
    stands = standing(course, after.progress, instant, rules)
    wakes = wake_at(course, after.progress, instant, rules)
    after = replace(_kept(before, after, now), rule=stands.rule, wake_at=wakes)
    stays = stands.status is after.status and after.since is not None and after.since <= instant
    if stays and not _concerns_others(before, after):
        return Change(before, after, None)
    since = instant
    if stands.status is Status.LATE:
        since = course.ends
    elif stays and after.since is not None:
        since = after.since
    was, seq = after.status, after.seq + 1
    after = replace(after, status=stands.status, seq=seq, since=since)
    told = StatusChanged(
        item_id=after.item_id,
        seq=seq,
        from_status=was,
        to_status=stands.status,
        rule=stands.rule,
        at=now,
        since=since,
        planned_percent=round(stands.planned_percent, 4),
        actual_percent=stands.actual_percent,
        deviation=round(stands.deviation, 4),
        region=after.plan.region,
        time_zone=after.plan.time_zone,
        pillar=after.plan.pillar,
        kind=after.plan.kind,
        title=after.plan.title,
        agency=after.plan.agency,
        due=after.plan.due,
        done_at=after.progress.done_at,
        last_report=after.progress.latest.as_of if after.progress.latest else None,
        reports=after.progress.reports,
    )
    return Change(before, after, told)


def judged_at(item: Item | None, now: datetime) -> datetime:
    """The instant by which `item` is judged at `now`: no earlier than its status, which another
    replica may have given by a clock a little ahead of ours.
    """
    since = item.since if item else None
    return since if since is not None and now < since <= now + CLOCKS_APART else now


def _kept(before: Item | None, after: Item, now: datetime) -> Item:
    """`after` at its next revision, with since when its plan holds and its agency has it."""
    planned_at, had_since = after.planned_at, after.had_since
    if before is None:
        planned_at, had_since = planned_at or now, had_since or after.heard_at or now
    elif after.plan is not before.plan and after.plan != before.plan:
        planned_at = now
        if _owner(after) != _owner(before):
            had_since = now
    return replace(after, rev=after.rev + 1, planned_at=planned_at, had_since=had_since)


def _owner(item: Item) -> tuple[str, str]:
    return item.plan.region, item.plan.agency


def _concerns_others(before: Item | None, after: Item) -> bool:
    """Whether the plan has made the item another kind or somebody else's, or its days others: a
    status that stays is told again then, to other people or for those who count its days.
    """
    if before is None:
        return False
    was, now = before.plan, after.plan
    if (was.kind, was.time_zone) != (now.kind, now.time_zone):
        return True
    return _owner(before) != _owner(after)


SAID = tuple(ReportContent.model_fields)
_said = attrgetter(*SAID)


def recorded(report: Report, item: Item, received_at: datetime) -> ProgressRecorded:
    """The fact that `report` counts; where it says no money, with the figure that stands."""
    stated = report.says.stated_budget
    said = dict(zip(SAID, _said(report.says), strict=True))
    said["budget_realised"] = item.progress.budget_realised if stated is None else stated
    return ProgressRecorded(
        report_id=report.report_id,
        item_id=report.item_id,
        region=item.plan.region,
        agency=report.agency,
        submitted_at=report.counts_at(received_at),
        received_at=received_at,
        budget_stated=stated is not None,
        submitted_by=report.submitted_by,
        source=report.source,
        **said,
    )


def outgoing(change: Change) -> list[Outgoing]:
    """The status change as it leaves."""
    told = change.status_changed
    if told is None:
        return []
    event_id = f"{told.topic}/{told.item_id}/{told.seq}"
    return [Outgoing(told, event_id, told.at)]
