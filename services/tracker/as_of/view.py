"""HTTP views of an item as it stood. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from chassis.http.problem import Problem, not_found
from chassis.text import Text
from tracker.as_of.as_of import AsOf, Basis
from tracker.as_of.past import Past
from tracker.items.item import Item
from tracker.review.review import standing_of

NOT_TOLD: Mapping[str, None] = {"seq": None}
"""What of an item is not told for the past."""


def reports_then(
    rows: Iterable[Mapping[str, Any]], past: Past, as_of: AsOf
) -> list[dict[str, Any]]:
    """The reports of an item, in their order, as they stood: by arrival with what was done until
    then, by event as they stand today.
    """
    if as_of.basis is Basis.EVENT:
        return [dict(row) for row in rows]
    came = {one.mark.report_id: one.received_at for one in past.reports}
    return [_report_then(row, past, came, as_of.instant) for row in rows]


def _report_then(
    row: Mapping[str, Any], past: Past, came: Mapping[str, datetime], instant: datetime
) -> dict[str, Any]:
    shown = {name: value for name, value in row.items() if name not in {"review", "corrected_by"}}
    corrected_by = row.get("corrected_by")
    if corrected_by is not None and corrected_by in came and came[corrected_by] <= instant:
        shown["corrected_by"] = corrected_by
    acts = [act for act in past.acts.get(row["_id"], ()) if act.at <= instant]
    if acts:
        shown["review"] = {"state": standing_of(acts).state}
    return shown


def reported_until(item: Item, as_of: AsOf) -> dict[str, Any]:
    """Which of its reports are told: by event those about days up to then, by arrival those that
    had come.
    """
    if as_of.basis is Basis.ARRIVAL:
        return {"received": as_of.instant}
    return {"about": as_of.instant.astimezone(ZoneInfo(item.plan.time_zone)).date()}


def not_yet_planned(item_id: str) -> Problem:
    """404: it was in no plan at that instant."""
    return not_found(
        Text(
            f"Rencana aksi {item_id} belum ada dalam rencana pada waktu itu.",
            f"Item {item_id} was in no plan at that time.",
        )
    )


def changes_until(rows: Sequence[Mapping[str, Any]], instant: datetime) -> list[dict[str, Any]]:
    """The status changes that were seen until then, in their order."""
    return [dict(row) for row in rows if datetime.fromisoformat(row["at"]) <= instant]
