"""A tracked item: what a plan, a report or the clock makes of it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chassis.envelope import Outgoing
from contracts import PlanItemPublished, ProgressRecorded, StatusChanged
from contracts.words import Status
from tracker.progress import Mark, Progress, fold, joined
from tracker.report import Report
from tracker.rules import RuleSet
from tracker.status import course_of, standing, wake_at


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
    """The change complete: status, next wake-up and revision as they are at `now`."""
    course = course_of(after.plan)
    stands = standing(course, after.progress, now, rules)
    wakes = wake_at(course, after.progress, now, rules)
    after = replace(after, rev=after.rev + 1, rule=stands.rule, wake_at=wakes)
    if stands.status is after.status and not _concerns_others(before, after):
        return Change(before, after, None)
    since = now
    if after.since is not None and stands.status is after.status:
        since = after.since
    elif after.wake_at is None and stands.status is Status.LATE:
        since = course.ends
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


def _concerns_others(before: Item | None, after: Item) -> bool:
    """Whether the plan has made the item another kind, or somebody else's: a status that stays
    is told again then, because it has to be told to other people.
    """
    if before is None:
        return False
    was, now = before.plan, after.plan
    return (was.kind, was.agency, was.region) != (now.kind, now.agency, now.region)


def recorded(report: Report, item: Item, received_at: datetime) -> ProgressRecorded:
    """The fact that `report` counts; where it says no money, with the figure that stands."""
    stated = report.budget_realised
    return ProgressRecorded(
        report_id=report.report_id,
        item_id=report.item_id,
        region=item.plan.region,
        agency=report.agency,
        as_of=report.as_of,
        submitted_at=report.counts_at(received_at),
        received_at=received_at,
        physical_percent=report.physical_percent,
        budget_realised=item.progress.budget_realised if stated is None else stated,
        budget_stated=stated is not None,
        note=report.note,
        obstacle=report.obstacle,
        follow_up=report.follow_up,
        submitted_by=report.submitted_by,
        source=report.source,
    )


def outgoing(change: Change) -> list[Outgoing]:
    """The status change as it leaves."""
    told = change.status_changed
    if told is None:
        return []
    event_id = f"{told.topic}/{told.item_id}/{told.seq}"
    return [Outgoing(told, event_id, told.at)]
