"""HTTP views of an item. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chassis.http.problem import Problem, not_found
from chassis.text import Text
from contracts import AlertNoted
from contracts.calendar import ReviewStep
from tracker.items.item import Item
from tracker.reporting.report import given_id
from tracker.status.rule_set import RuleSet
from tracker.status.status import course_of, standing


def item_view(item: Item, now: datetime, rules: RuleSet) -> dict[str, Any]:
    """The item with its figures as they are at `now`. Percent, points, whole rupiah."""
    plan, progress = item.plan, item.progress
    stands = standing(course_of(plan), progress, now, rules)
    return {
        "item_id": item.item_id,
        "version": plan.version,
        "kind": plan.kind,
        "pillar": plan.pillar,
        "book": plan.book,
        "region": plan.region,
        "agency": plan.agency,
        "title": plan.title,
        "start": plan.start,
        "due": plan.due,
        "weight": plan.weight,
        "status": item.status,
        "rule": item.rule,
        "since": item.since,
        "planned_percent": round(stands.planned_percent, 4),
        "actual_percent": stands.actual_percent,
        "deviation": round(stands.deviation, 4),
        "budget": plan.budget,
        "budget_realised": item.budget_realised,
        "budget_as_of": item.budget_as_of,
        "budget_by": "sipd" if item.is_funded else "report" if progress.spent else None,
        "seq": item.seq,
        "reports": progress.reports,
        "last_report": progress.latest.as_of if progress.latest else None,
        "heard_at": item.heard_at,
        "done_at": progress.done_at,
        "done_in_time": progress.done_at <= plan.due if progress.done_at else None,
        "wake_at": item.wake_at,
    }


def detail_view(
    item: Item,
    reports: list[dict[str, Any]],
    history: list[dict[str, Any]],
    now: datetime,
    rules: RuleSet,
) -> dict[str, Any]:
    """The item with its plan, planned curve, and reports and status changes, newest first."""
    return {
        **item_view(item, now, rules),
        "plan": item.plan,
        "curve": course_of(item.plan).curve.corners,
        "report_log": [_report_view(row) for row in reports],
        "status_history": [_without(row, "_id", "item_id", "title") for row in history],
    }


def alerts_view(noted: Sequence[AlertNoted], now: datetime) -> dict[str, Any]:
    """What had become of the item's alerts at `now`, in the order given."""
    known = {"item_id", "decision_id", "region"}
    return {"alert_history": [one.model_dump(exclude=known) for one in noted if one.at <= now]}


_OF_THE_STORE = ("_id", "given_id", "content", "item_id", "corrected", "review", "marked")
"""Fields of a stored report that are no part of what was reported."""


def _report_view(row: dict[str, Any]) -> dict[str, Any]:
    corrected_by = row.get("corrected_by")
    return {
        "report_id": row.get("given_id", row["_id"]),
        **_without(row, *_OF_THE_STORE),
        "review": row["review"]["state"] if "review" in row else ReviewStep.RECORDED,
        "evidence": row.get("evidence", ()),
        "corrected_by": given_id(corrected_by) if corrected_by else None,
    }


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def no_such_item(item_id: str) -> Problem:
    """404: no such item, or none that the caller may see."""
    return not_found(
        Text(
            f"Rencana aksi {item_id} tidak ada, atau bukan milik perangkat daerah Anda.",
            f"There is no item {item_id}, or it is not your agency's.",
        )
    )
