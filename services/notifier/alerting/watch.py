"""What the notifier has heard of a subject. Pure: each event changes it once, however often it
comes.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from contracts import (
    CouncilDecided,
    EvidenceAdded,
    PlanItemPublished,
    ProgressRecorded,
    StatusChanged,
)
from contracts.words import AgencyCode, DecisionAction, Kind, Pillar, RegionCode, Status
from notifier.alerting.facts import Facts
from notifier.alerting.reports import Reports, Said

DECISION = "decision/"
"""What the subject of a decision begins with; no item's code holds a slash."""
Heard = PlanItemPublished | StatusChanged | ProgressRecorded | EvidenceAdded | CouncilDecided


class Planned(BaseModel):
    """Of the plan's newest version of an item, what the notifier needs."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: int
    region: RegionCode
    time_zone: str
    pillar: Pillar
    kind: Kind
    title: str
    agency: AgencyCode
    start: date
    due: date
    weight: float = 1.0
    budget: int = 0
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """`seq` is that of the last status change applied; `opened` the number of the last episode;
    `wake_at` when it has to be looked at again by the clock alone.
    """

    subject: str
    plan: Planned | None = None
    status: StatusChanged | None = None
    seq: int = 0
    reports: Reports = field(default_factory=Reports)
    evidence: bool = False
    decision: CouncilDecided | None = None
    decision_open: bool = False
    opened: int = 0
    wake_at: datetime | None = None

    def lacks(self, event: StatusChanged) -> bool:
        """Whether it is the latest change, of which only the `seq` is kept."""
        return self.status is None and event.seq == self.seq

    @property
    def facts(self) -> Facts | None:
        """What is said of it; None before its plan or a status is known, and while its status is
        not known any more: an earlier release kept its `seq` alone, and the tracker tells it again.
        """
        if self.decision is not None:
            return _of_decision(self.decision, is_open=self.decision_open)
        if self.status is None and (self.plan is None or self.seq > 0):
            return None
        return _of_item(self)


def subject_of(event: Heard) -> str:
    """The subject that an event is about."""
    if isinstance(event, CouncilDecided):
        return f"{DECISION}{event.decision_id}"
    return event.item_id


def heard(watch: Watch, event: Heard) -> Watch:
    """With what an event says; the same watch where it says nothing new."""
    after = watch
    match event:
        case StatusChanged() if event.seq > watch.seq or watch.lacks(event):
            after = replace(watch, status=event, seq=event.seq)
        case PlanItemPublished() if watch.plan is None or event.version > watch.plan.version:
            after = replace(watch, plan=Planned.model_validate(event.model_dump()))
        case ProgressRecorded():
            reports = watch.reports.heard(event)
            evidence = watch.evidence or bool(event.evidence)
            if reports is not watch.reports or evidence != watch.evidence:
                after = replace(watch, reports=reports, evidence=evidence)
        case EvidenceAdded() if not watch.evidence:
            after = replace(watch, evidence=True)
        case CouncilDecided():
            after = _decided(watch, event)
    return after


def _decided(watch: Watch, event: CouncilDecided) -> Watch:
    if watch.decision is not None and event.number <= watch.decision.number:
        return watch
    was_done = watch.decision is not None and not watch.decision_open
    still_open = event.action is DecisionAction.DECIDED or (
        event.action is DecisionAction.TAKEN_BACK and was_done
    )
    return replace(watch, decision=event, decision_open=still_open)


def _of_decision(event: CouncilDecided, *, is_open: bool) -> Facts:
    done_on = event.at.astimezone(ZoneInfo(event.time_zone)).date()
    return Facts(
        item_id=f"{DECISION}{event.decision_id}",
        title=event.decision,
        region=event.region,
        agency=event.owner,
        time_zone=event.time_zone,
        due=event.due,
        done_at=done_on if event.action is DecisionAction.DONE else None,
        cancelled=event.action is DecisionAction.TAKEN_BACK and not is_open,
        decision=event.decision,
        decided_item=event.item_id,
    )


def _of_item(watch: Watch) -> Facts:
    plan, status, latest = watch.plan, watch.status, watch.reports.latest
    base = plan or status
    assert base is not None  # noqa: S101
    facts = Facts(
        item_id=watch.subject,
        title=base.title,
        region=base.region,
        agency=base.agency,
        time_zone=base.time_zone,
        due=base.due,
        kind=base.kind,
        pillar=base.pillar,
    )
    if plan is not None:
        facts = replace(
            facts,
            start=plan.start,
            weight=plan.weight,
            budget=plan.budget,
            cancelled=plan.cancelled,
        )
    if status is not None:
        facts = replace(
            facts,
            to_status=status.to_status,
            since=status.since,
            planned_percent=status.planned_percent,
            actual_percent=status.actual_percent,
            deviation=status.deviation,
            last_report=status.last_report,
            reports=status.reports,
            done_at=status.done_at,
            cancelled=facts.cancelled or status.to_status is Status.CANCELLED,
        )
    if latest is not None and (status is None or is_newer(latest, status)):
        facts = replace(
            facts,
            actual_percent=latest.percent,
            deviation=round(latest.percent - facts.planned_percent, 4),
            last_report=latest.as_of,
            reports=max(1, facts.reports),
        )
    return replace(facts, spent=latest.spent) if latest is not None else facts


def is_newer(report: Said, change: StatusChanged) -> bool:
    """Whether the report came after the change, which includes all reports received by then."""
    if change.last_report is None or report.as_of > change.last_report:
        return True
    return report.as_of == change.last_report and report.received_at > change.at
