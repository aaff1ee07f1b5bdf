"""Items, marks of reports and status changes as MongoDB documents, and back. Pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from contracts import PlanItemPublished, StatusChanged
from contracts.calendar import ReviewStep
from contracts.words import Status
from tracker.funding.funding import Funding
from tracker.items.item import Item
from tracker.plan.differences import PlanDifference, differences
from tracker.status.progress import Mark, Order, Progress, Run
from tracker.status.status import course_of

Document = dict[str, Any]


def item_document(item: Item) -> Document:
    """The document of `item`; the fields that queries filter by are at the top level."""
    return {"_id": item.item_id, **plan_fields(item.plan), **state_fields(item)}


def plan_fields(plan: PlanItemPublished) -> Document:
    """The fields that change with the plan only."""
    return {
        "region": plan.region,
        "pillar": plan.pillar.value,
        "agency": plan.agency,
        "kind": plan.kind.value,
        "course": course_document(plan),
        "plan": plan.model_dump(mode="json"),
    }


def state_fields(item: Item) -> Document:
    """The fields that change with every report and with the clock."""
    return {
        "rev": item.rev,
        "latest": latest_document(item.progress),
        "reports": item.progress.reports,
        "done_at": item.progress.done_at.isoformat() if item.progress.done_at else None,
        "run": run_document(item.progress.run) if item.progress.run else None,
        "seq": item.seq,
        "status": item.status.value if item.status else None,
        "rule": item.rule,
        "since": item.since,
        "wake_at": item.wake_at,
        "heard_at": item.heard_at,
        "planned_at": item.planned_at,
        "had_since": item.had_since,
        "counts_from": item.counts_from.value,
        "funding": funding_document(item.funding),
    }


def changed_state_fields(before: Item, after: Item) -> Document:
    """The state fields that changed. Each written field costs the database an update of the indexes
    that contain it.
    """
    was = state_fields(before)
    return {name: value for name, value in state_fields(after).items() if was[name] != value}


def course_document(plan: PlanItemPublished) -> Document:
    """The curve of `plan` in a form that the database can sum, and the plan's version.

    It is derived from the plan and never read back; `tracker.summary.counting` sums it.
    """
    legs = course_of(plan).curve.legs
    return {
        "version": plan.version,
        "legs": [{"begins": x.begins, "lasts": x.lasts, "points": x.points} for x in legs],
    }


def plan_change_document(before: PlanItemPublished, change: Item) -> Document:
    """What a new version of the plan changed, and when it came."""
    plan = change.plan
    return {
        "_id": f"{plan.item_id}/{plan.version}",
        "item_id": plan.item_id,
        "version": plan.version,
        "since": before.version,
        "at": change.planned_at,
        "differences": [asdict(one) for one in differences(before, plan)],
    }


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What changed from the plan's version `since` to `version`."""

    version: int
    since: int
    at: datetime | None
    differences: Sequence[PlanDifference]


def plan_change_of(row: Document) -> PlanChange:
    """The change in a document."""
    found = tuple(PlanDifference(**one) for one in row["differences"])
    return PlanChange(row["version"], row["since"], row["at"], found)


def plan_of(row: Document) -> PlanItemPublished:
    """The plan in an item's document."""
    return PlanItemPublished.model_validate(row["plan"])


STATE_FIELDS = (
    *("rev", "latest", "reports", "done_at", "run", "seq", "status", "rule"),
    *("since", "wake_at", "heard_at", "planned_at", "had_since", "counts_from", "funding"),
)
"""The names of `state_fields`."""


def item_of(row: Document, plan: PlanItemPublished | None = None) -> Item:
    """The item in a document; `plan` is its plan, if already loaded."""
    latest, spent = latest_marks_of(row["latest"])
    return Item(
        plan=plan or plan_of(row),
        progress=Progress(latest, row["reports"], run_of(row), spent),
        rev=row["rev"],
        seq=row["seq"],
        status=Status(row["status"]) if row["status"] else None,
        rule=row["rule"],
        since=row["since"],
        wake_at=row["wake_at"],
        heard_at=row["heard_at"],
        planned_at=row.get("planned_at"),
        had_since=row.get("had_since"),
        counts_from=ReviewStep(row.get("counts_from", ReviewStep.RECORDED)),
        funding=funding_of(row.get("funding")),
        proof=frozenset(row.get("proof", ())),
    )


def funding_document(funding: Funding | None) -> Document | None:
    """The document of the money by sub kegiatan."""
    if funding is None:
        return None
    return {"as_of": funding.as_of.isoformat(), "spent": funding.spent}


def funding_of(row: Document | None) -> Funding | None:
    """The money by sub kegiatan in an item's document."""
    return Funding(date.fromisoformat(row["as_of"]), row["spent"]) if row else None


def run_document(run: Run) -> Document:
    """The document of a run of 100 percent reports."""
    return {"first": _order_document(run.first), "after": run.after and _order_document(run.after)}


def run_of(row: Document) -> Run | None:
    """The run in an item's document; only its day in one written before runs were stored."""
    done_at, run = row["done_at"], row.get("run")
    if run is None:
        return Run.of_day(date.fromisoformat(done_at)) if done_at else None
    return Run(_order_of(run["first"]), run["after"] and _order_of(run["after"]))


def _order_document(order: Order) -> list[object]:
    as_of, submitted_at, report_id = order
    return [as_of.isoformat(), submitted_at, report_id]


def _order_of(row: Sequence[Any]) -> Order:
    as_of, submitted_at, report_id = row
    return date.fromisoformat(as_of), submitted_at, report_id


def latest_document(progress: Progress) -> Document | None:
    """The document of the latest report; its `budget_realised` is always the item's.

    When the latest report gives no figure, `spent` is the mark of the last report that gives one;
    None when no report gives one.
    """
    latest, spent = progress.latest, progress.spent
    if latest is None:
        return None
    if latest.budget_realised is not None:
        return mark_document(latest)
    return {
        **mark_document(latest),
        "budget_realised": progress.budget_realised,
        "spent": mark_document(spent) if spent else None,
    }


def latest_marks_of(row: Document | None) -> tuple[Mark | None, Mark | None]:
    """The latest report, and the latest that gives the money spent, from `latest_document`."""
    if row is None:
        return None, None
    latest = mark_of(row)
    if "spent" not in row:
        return latest, latest
    spent = row["spent"]
    return latest._replace(budget_realised=None), mark_of(spent) if spent else None


def mark_document(mark: Mark) -> Document:
    """The document of a report's mark."""
    return {
        "report_id": mark.report_id,
        "as_of": mark.as_of.isoformat(),
        "submitted_at": mark.submitted_at,
        "physical_percent": mark.physical_percent,
        "budget_realised": mark.budget_realised,
        **({"corrected": mark.corrected} if mark.corrected else {}),
    }


MARK = (
    *("item_id", "as_of", "submitted_at", "physical_percent"),
    *("budget_realised", "budget_stated", "corrected"),
)
"""The fields of a report's document that `mark_of` needs."""


def mark_of(row: Document) -> Mark:
    """The mark in a report's document."""
    submitted_at: datetime = row["submitted_at"]
    return Mark(
        date.fromisoformat(row["as_of"]),
        submitted_at,
        row.get("report_id") or row["_id"],
        row["physical_percent"],
        row["budget_realised"] if row.get("budget_stated", True) else None,
        row.get("corrected", ""),
    )


def status_document(change: StatusChanged) -> Document:
    """An entry of an item's status history."""
    return {"_id": f"{change.item_id}/{change.seq}", **change.model_dump(mode="json")}


def status_of(row: Document) -> StatusChanged:
    """The status change in an entry of the history."""
    return StatusChanged.model_validate(row)
