"""A tracked item, and how a plan, a report or the clock changes it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from chassis.kafka.envelope import Outgoing
from contracts import PlanItemPublished, ProgressRecorded, StatusChanged
from contracts.calendar import ReviewStep
from contracts.words import Status
from tracker.funding.funding import Funding
from tracker.reporting.report import Report
from tracker.status.progress import Mark, Progress, add_marks, fold
from tracker.status.rule_set import RuleSet
from tracker.status.status import Standing, course_of, standing, wake_at

CLOCKS_APART = timedelta(minutes=1)
"""How far the clocks of two replicas may differ. A status from a clock at most this far ahead of
ours is kept; a status from further ahead comes from a wrong clock, and is judged again.
"""


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it is stored. `rev` counts its changes, `seq` its status changes."""

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
    """When its plan was taken over; None for an item stored before this field existed."""
    had_since: datetime | None = None
    """Since when its agency is responsible for it and owes reports; None likewise."""
    counts_from: ReviewStep = ReviewStep.RECORDED
    """The review step from which its reports make its progress, as its region's calendar says."""
    funding: Funding | None = None
    """What was spent as the sub kegiatan say that fund it; None where that is not known."""
    proof: frozenset[str] = frozenset()
    """Ids of its reports that have evidence, where it was read for showing it. Not part of its
    state: evidence changes it (`ItemRepository.add_proof`) and `save` never does.
    """

    @property
    def item_id(self) -> str:
        """Its code in the plan."""
        return self.plan.item_id

    @property
    def is_funded(self) -> bool:
        """Whether its money is that of its sub kegiatan: no report says it for a later day."""
        spent = self.progress.spent
        return self.funding is not None and (spent is None or self.funding.as_of >= spent.as_of)

    @property
    def budget_realised(self) -> int:
        """Rupiah spent so far, by its sub kegiatan or by the latest report that says it."""
        if self.funding is not None and self.is_funded:
            return self.funding.spent
        return self.progress.budget_realised

    @property
    def budget_as_of(self) -> date | None:
        """The day that `budget_realised` holds for; None where nothing says it."""
        if self.funding is not None and self.is_funded:
            return self.funding.as_of
        return self.progress.spent.as_of if self.progress.spent else None


@dataclass(frozen=True, slots=True)
class Change:
    """An item before and after, and the status change, if there is one."""

    before: Item | None
    after: Item
    status_changed: StatusChanged | None

    @property
    def expected_rev(self) -> int:
        """The revision that the stored item must still have."""
        return self.before.rev if self.before else 0

    @property
    def changes_the_item(self) -> bool:
        """Whether a field other than the revision changed."""
        return self.before is None or replace(self.after, rev=self.before.rev) != self.before


def with_plan(item: Item | None, plan: PlanItemPublished) -> Item | None:
    """`item` under `plan`; None when `plan` is not newer than its own."""
    if item is None:
        return Item(plan)
    return replace(item, plan=plan) if plan.version > item.plan.version else None


def with_reports(
    item: Item, new: Sequence[Mark], all_marks: Sequence[Mark] | None, received_at: datetime
) -> Item:
    """`item` with `new` reports; `all_marks` are its old ones, where `needs_all_marks` is true. A
    report that has to be reviewed first changes no progress.
    """
    received = max(received_at, item.heard_at) if item.heard_at else received_at
    if item.counts_from is not ReviewStep.RECORDED:
        return replace(item, heard_at=received)
    progress = add_marks(item.progress, new) if all_marks is None else fold([*all_marks, *new])
    return replace(item, progress=progress, heard_at=received)


def change_to(before: Item | None, after: Item, now: datetime, rules: RuleSet) -> Change:
    """The change from `before` to `after`, with status, next wake-up and revision at `now`.

    A status and `since` that come from a clock ahead of ours are replaced.
    """
    course = course_of(after.plan)
    instant = judged_at(before, now)
    stands = standing(course, after.progress, instant, rules)
    wakes = wake_at(course, after.progress, instant, rules, stands.status)
    was, since = after.status, after.since
    stays = stands.status is was and since is not None and since <= instant
    changes = not stays or _concerns_others(before, after)
    if changes and stands.status is Status.LATE:
        since = course.ends
    elif not stays:
        since = instant
    planned_at, had_since = _held_since(before, after, now)
    after = replace(
        after,
        rev=after.rev + 1,
        seq=after.seq + 1 if changes else after.seq,
        status=stands.status,
        rule=stands.rule,
        since=since,
        wake_at=wakes,
        planned_at=planned_at,
        had_since=had_since,
    )
    return Change(before, after, _status_changed(was, after, stands, now) if changes else None)


def _status_changed(
    was: Status | None, item: Item, stands: Standing, now: datetime
) -> StatusChanged:
    plan, progress = item.plan, item.progress
    return StatusChanged(
        item_id=item.item_id,
        seq=item.seq,
        from_status=was,
        to_status=stands.status,
        rule=stands.rule,
        at=now,
        since=item.since or now,
        planned_percent=round(stands.planned_percent, 4),
        actual_percent=stands.actual_percent,
        deviation=round(stands.deviation, 4),
        region=plan.region,
        time_zone=plan.time_zone,
        pillar=plan.pillar,
        kind=plan.kind,
        title=plan.title,
        agency=plan.agency,
        due=plan.due,
        done_at=progress.done_at,
        last_report=progress.latest.as_of if progress.latest else None,
        reports=progress.reports,
    )


def judged_at(item: Item | None, now: datetime) -> datetime:
    """The instant for which `item` is judged at `now`: not before its status began, which may come
    from another replica whose clock is a little ahead of ours.
    """
    since = item.since if item else None
    return since if since is not None and now < since <= now + CLOCKS_APART else now


def _held_since(
    before: Item | None, after: Item, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """Since when the plan of `after` is in force, and since when its agency is responsible."""
    if before is None:
        return after.planned_at or now, after.had_since or after.heard_at or now
    if after.plan is before.plan or after.plan == before.plan:
        return after.planned_at, after.had_since
    return now, after.had_since if _owner(after) == _owner(before) else now


def _owner(item: Item) -> tuple[str, str]:
    return item.plan.region, item.plan.agency


def _concerns_others(before: Item | None, after: Item) -> bool:
    """Whether the plan changed the item's kind, owner or time zone. An unchanged status is then
    published again, because recipients or days change.
    """
    if before is None or after.plan is before.plan:
        return False
    was, now = before.plan, after.plan
    if (was.kind, was.time_zone) != (now.kind, now.time_zone):
        return True
    return _owner(before) != _owner(after)


_RECORDED = TypeAdapter(ProgressRecorded)
"""A third cheaper than the class itself, and as strict."""


def recorded_event(report: Report, item: Item, received_at: datetime) -> ProgressRecorded:
    """The event that `report` is recorded, with all of its content; where it gives no money, with
    the item's own figure.
    """
    stated = report.budget_realised
    fields: dict[str, Any] = {
        **vars(report.content),
        "report_id": report.report_id,
        "item_id": report.item_id,
        "region": item.plan.region,
        "agency": report.agency,
        "submitted_at": report.counts_at(received_at),
        "received_at": received_at,
        "budget_realised": item.budget_realised if stated is None else stated,
        "budget_stated": stated is not None,
        "submitted_by": report.submitted_by,
        "source": report.source,
    }
    return _RECORDED.validate_python(fields)


def status_events(change: Change) -> list[Outgoing]:
    """The status change as an event, if there is one."""
    event = change.status_changed
    if event is None:
        return []
    event_id = f"{event.topic}/{event.item_id}/{event.seq}"
    return [Outgoing(event, event_id, event.at)]
